import { z } from "zod";
import {
    architectureOf,
    IDLE_SECONDS,
    MOST_TYPES_OF_A_FLEET,
    NODE_SIZES,
    objectUriProblem,
    releaseProblem,
    SPOT_TIMEOUT_MINUTES,
    vcpusOf,
} from "../aws/emr";
import { checkedText, whole } from "./bounds";
import type { HadoopSettings } from "./model";

/** vCPUs: bounds of what a mistake can cost. */
const MOST_VCPUS = 4096;

const types = z
    .array(
        checkedText((type) =>
            vcpusOf(type) === undefined
                ? `"${type}" is not an instance type for a node; one such as m6g.xlarge is expected, of the sizes ${NODE_SIZES.join(", ")}`
                : undefined,
        ),
    )
    .min(1, { error: "names no instance type; one or more are expected" })
    .max(MOST_TYPES_OF_A_FLEET, { error: `are too many; EMR takes ${MOST_TYPES_OF_A_FLEET} in a fleet` })
    .refine((all) => new Set(all).size === all.length, { error: "names a type twice; name each once" });

const certificates = z
    .union(
        [
            checkedText((uri) => objectUriProblem(uri, ".zip")),
            z.strictObject({
                pem: checkedText((uri) => objectUriProblem(uri, ".zip"))
                    .optional()
                    .describe(
                        "Zip file in S3 with privateKey.pem, certificateChain.pem and trustedCertificates.pem.",
                    ),
                jar: checkedText((uri) => objectUriProblem(uri, ".jar"))
                    .optional()
                    .describe("Jar in S3 with a class that makes certificates, instead of `pem`."),
                className: z
                    .string()
                    .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, {
                        error: "is not the full name of a Java class, such as com.example.Certificates",
                    })
                    .optional()
                    .describe("Full name of that class, which implements `TLSArtifactsProvider`."),
                key: z
                    .string()
                    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
                        error: "is not the ARN of a KMS key; arn:aws:kms:eu-west-1:123456789012:key/… is expected",
                    })
                    .optional()
                    .describe("ARN of the KMS key of that file, where it is a customer's."),
            }),
        ],
        { error: "is the place of a zip file in S3, or a map with `pem`, or with `jar` and `className`" },
    )
    .transform((value) => (typeof value === "string" ? { pem: value } : value))
    .superRefine((value, context) => {
        const provider = "jar" in value && (value.jar !== undefined || value.className !== undefined);
        const complete = "jar" in value && value.jar !== undefined && value.className !== undefined;
        if ((value.pem === undefined) === !provider || (provider && !complete)) {
            const message =
                "names not exactly one source; either pem, or jar and className together are expected";
            context.addIssue({ code: "custom", message });
        }
    })
    .meta({
        description:
            "Certificates for what passes between nodes: a zip file in S3, or a map. Required with `runOn: clusters`.",
    });

/** `tributary:hadoop` */
export const hadoopSection = z
    .strictObject({
        runOn: z
            .enum(["clusters", "serverless"])
            .optional()
            .describe(
                "`clusters`: Amazon EMR on EC2. `serverless`: EMR Serverless, which costs nothing while nothing runs.",
            ),
        release: checkedText(releaseProblem).optional().describe("EMR release, e.g. `emr-7.14.0`."),
        masterTypes: types
            .optional()
            .describe("Instance types of the one master node; EMR takes one that is to be had."),
        coreTypes: types
            .optional()
            .describe("Instance types of core nodes, which are on demand and hold HDFS."),
        coreVcpus: whole(4, MOST_VCPUS, "vCPUs").optional().describe("vCPUs of core nodes together."),
        taskTypes: types
            .optional()
            .describe("Instance types of task nodes, which are on Spot: the more, the better the chance."),
        taskVcpus: whole(4, MOST_VCPUS, "vCPUs")
            .optional()
            .describe("vCPUs of task nodes together that a cluster starts with."),
        maxTaskVcpus: whole(4, MOST_VCPUS, "vCPUs")
            .optional()
            .describe("vCPUs of task nodes together that managed scaling may add up to."),
        spotTimeoutMinutes: whole(SPOT_TIMEOUT_MINUTES.least, SPOT_TIMEOUT_MINUTES.most, "minutes")
            .optional()
            .describe(
                "Minutes after which on-demand nodes take the place of Spot nodes that are not to be had.",
            ),
        idleMinutes: whole(
            IDLE_SECONDS.least / 60,
            IDLE_SECONDS.most / 60,
            "minutes",
            "EMR waits a week at most",
        )
            .optional()
            .describe(
                "Minutes without work after which a long-running cluster ends, or a serverless application stops.",
            ),
        certificates: certificates.optional(),
    })
    .describe(
        "Amazon EMR, for domains with a `hadoop` section. Default: the environment has none, and the sections are not built.",
    );

/** The tier's sizes with what the file says put over them; undefined without a section. */
export function hadoopSettings(
    defaults: HadoopSettings,
    given: z.output<typeof hadoopSection> | undefined,
): HadoopSettings | undefined {
    if (given === undefined) {
        return undefined;
    }
    const { certificates: source, ...sizes } = given;
    if (source === undefined) {
        return { ...defaults, ...sizes };
    }
    const { pem, jar, className, key } = { jar: undefined, className: undefined, key: undefined, ...source };
    return {
        ...defaults,
        ...sizes,
        certificates: {
            ...(pem === undefined ? {} : { pem }),
            ...(jar === undefined || className === undefined ? {} : { provider: { jar, className } }),
            ...(key === undefined ? {} : { keyArn: key }),
        },
    };
}

/** What EMR would refuse of what tier and file say together. */
export function hadoopProblems(
    settings: HadoopSettings,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
    const {
        certificates: source,
        coreTypes,
        masterTypes,
        maxTaskVcpus,
        runOn,
        taskTypes,
        taskVcpus,
    } = settings;
    const problems: { path: readonly string[]; message: string }[] = [];
    if (runOn === "clusters" && source === undefined) {
        const message =
            "has no certificates, and nothing passes between nodes in clear; add certificates: s3://<bucket>/<key>.zip (docs/hadoop.md says how to make them), or set runOn: serverless";
        problems.push({ path: [], message });
    }
    if (maxTaskVcpus < taskVcpus) {
        const message = `is ${maxTaskVcpus}, less than the ${taskVcpus} that a cluster starts with (taskVcpus); raise it, or lower taskVcpus`;
        problems.push({ path: ["maxTaskVcpus"], message });
    }
    const all = [...masterTypes, ...coreTypes, ...taskTypes];
    const [first = ""] = all;
    const other = all.find((type) => architectureOf(type) !== architectureOf(first));
    if (other !== undefined) {
        const message = `has ${first} of ${architectureOf(first)} and ${other} of ${architectureOf(other)}; take types of one architecture for masterTypes, coreTypes and taskTypes`;
        problems.push({ path: [], message });
    }
    return problems;
}
