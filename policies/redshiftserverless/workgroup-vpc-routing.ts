import type { redshiftserverless } from "@pulumi/aws";
import { example } from "../example";
import { SERVERLESS_WORKGROUP } from "../redshift/types";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";

export const serverlessWorkgroupVpcRouting = resourceRule<redshiftserverless.WorkgroupArgs>({
    id: "redshiftserverless/workgroup-vpc-routing",
    title: "COPY and UNLOAD of Redshift Serverless pass through the VPC",
    reason: "Otherwise data goes over the internet, past security groups, endpoint policies and flow logs.",
    severity: "high",
    controls: [fsbp("RedshiftServerless.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "set enhancedVpcRouting to true on aws.redshiftserverless.Workgroup.",
    },
    types: [SERVERLESS_WORKGROUP],
    *check({ enhancedVpcRouting }) {
        if (!isTrue(enhancedVpcRouting)) {
            yield `enhancedVpcRouting is ${enhancedVpcRouting ?? "not set"}; it must be true`;
        }
    },
    examples: {
        pass: [example("it is routed through the VPC", SERVERLESS_WORKGROUP, { enhancedVpcRouting: true })],
        fail: [
            example("nothing is said", SERVERLESS_WORKGROUP, {}),
            example("it is not", SERVERLESS_WORKGROUP, { enhancedVpcRouting: false }),
        ],
    },
});
