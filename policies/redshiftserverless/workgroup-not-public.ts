import type { redshiftserverless } from "@pulumi/aws";
import { example } from "../example";
import { SERVERLESS_WORKGROUP } from "../redshift/types";
import { fsbp, IN_PRODUCTION, resourceRule } from "../rule";
import { isTrue } from "../unknown";

export const serverlessWorkgroupNotPublic = resourceRule<redshiftserverless.WorkgroupArgs>({
    id: "redshiftserverless/workgroup-not-public",
    title: "Redshift Serverless workgroups have no public address",
    reason: "A public address lets the whole world try passwords; only the security group stands between.",
    severity: "critical",
    controls: [fsbp("RedshiftServerless.3")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "remove firehose from tributary:warehouse; the loader needs no public address.",
        pulumi: "set publiclyAccessible to false on aws.redshiftserverless.Workgroup.",
    },
    types: [SERVERLESS_WORKGROUP],
    *check({ publiclyAccessible }) {
        if (isTrue(publiclyAccessible)) {
            yield "publiclyAccessible is true; it must be false";
        }
    },
    examples: {
        pass: [
            example("nothing is said, and the default is private", SERVERLESS_WORKGROUP, {}),
            example("it is private", SERVERLESS_WORKGROUP, { publiclyAccessible: false }),
        ],
        fail: [example("it is public", SERVERLESS_WORKGROUP, { publiclyAccessible: true })],
    },
});
