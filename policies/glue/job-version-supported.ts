import type { glue } from "@pulumi/aws";
import { GLUE_VERSIONS, isSupportedGlueVersion } from "../../infra/aws/glue";
import { example } from "../example";
import { GLUE_JOB } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { given } from "../unknown";

const spark = { name: "glueetl", scriptLocation: "s3://code/load.py" };

export const jobVersionSupported = resourceRule<glue.JobArgs>({
    id: "glue/job-version-supported",
    title: "Spark jobs run on a version of Glue that AWS supports",
    reason: "Old versions of Spark and Python get no security fixes, and the service refuses new jobs on them.",
    severity: "medium",
    controls: [fsbp("Glue.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: 'set tributary:etl: { glueVersion: "5.1" } in the environment.',
        pulumi: 'set glueVersion on aws.glue.Job to a supported one, e.g. "5.1".',
    },
    types: [GLUE_JOB],
    *check(props) {
        const { command } = props;
        // Python shell and Ray jobs have versions of their own.
        if (
            command &&
            given(command, "name") &&
            command.name !== "glueetl" &&
            command.name !== "gluestreaming"
        ) {
            return;
        }
        const allowed = Object.keys(GLUE_VERSIONS).join(", ");
        if (!given(props, "glueVersion")) {
            yield `glueVersion is not set, and the service takes an old one; allowed: ${allowed}`;
        } else if (!isSupportedGlueVersion(String(props.glueVersion))) {
            yield `glueVersion is ${props.glueVersion}, which AWS does not support; allowed: ${allowed}`;
        }
    },
    examples: {
        pass: [
            example("it runs on Glue 5.1", GLUE_JOB, { command: spark, glueVersion: "5.1" }),
            example("it is a Python shell job", GLUE_JOB, {
                command: { name: "pythonshell" },
                glueVersion: "1.0",
            }),
        ],
        fail: [
            example("it runs on Glue 2.0", GLUE_JOB, { command: spark, glueVersion: "2.0" }),
            example("no version is given", GLUE_JOB, { command: spark }),
            example("nothing is said", GLUE_JOB, {}),
        ],
    },
});
