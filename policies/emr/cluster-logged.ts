import type { emr } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { ALWAYS, resourceRule } from "../rule";
import { given } from "../unknown";
import { EMR_CLUSTER } from "./clusters";

const logUri = "s3://logs/emr/";

export const clusterLogged = resourceRule<emr.ClusterArgs>({
    id: "emr/cluster-logged",
    title: "Clusters leave their logs in S3, under a customer's key",
    reason: "A cluster's own disks go with it, and why a step failed goes with them.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "HadoopCluster has a bucket for logs.",
        pulumi: "set logUri and logEncryptionKmsKeyId on aws.emr.Cluster.",
    },
    types: [EMR_CLUSTER],
    *check(props, { resource }) {
        if (!given(props, "logUri")) {
            yield "logUri is not set; it must be a folder in S3";
        } else {
            yield* customerKeyAt(resource, "logEncryptionKmsKeyId");
        }
    },
    examples: {
        pass: [
            example("logs go to S3 under a customer's key", EMR_CLUSTER, {
                logUri,
                logEncryptionKmsKeyId: EXAMPLE_KEY,
            }),
        ],
        fail: [
            example("nothing is said", EMR_CLUSTER, {}),
            example("logs have no key", EMR_CLUSTER, { logUri }),
        ],
    },
});
