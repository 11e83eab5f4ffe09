import type { emr } from "@pulumi/aws";
import { EMR_DEFAULT_ROLES } from "../../infra/aws/emr";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { given } from "../unknown";
import { EMR_CLUSTER } from "./clusters";

const cluster = (title: string, serviceRole: string, instanceProfile: string) =>
    example(title, EMR_CLUSTER, { serviceRole, ec2Attributes: { instanceProfile } });

export const clusterOwnRoles = resourceRule<emr.ClusterArgs>({
    id: "emr/cluster-own-roles",
    title: "Clusters have roles of their own, rather than EMR's default ones",
    reason: "EMR_EC2_DefaultRole reads and writes every bucket of the account: so does every step, and everybody who reaches a node.",
    severity: "high",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "HadoopCluster makes a role for EMR and one for nodes.",
        pulumi: "set serviceRole and ec2Attributes.instanceProfile on aws.emr.Cluster to a role and an instance profile of the cluster's own.",
    },
    types: [EMR_CLUSTER],
    *check(props) {
        for (const [path, value] of [
            ["serviceRole", given(props, "serviceRole") ? props.serviceRole : ""],
            ["ec2Attributes.instanceProfile", props.ec2Attributes?.instanceProfile ?? ""],
        ] as const) {
            const name = String(value).split(/[:/]/).at(-1) ?? "";
            if (name === "" || EMR_DEFAULT_ROLES.has(name)) {
                yield `${path} is ${name === "" ? "not set" : `EMR's default ${name}`}; it must be one of the cluster's own`;
            }
        }
    },
    examples: {
        pass: [
            cluster(
                "both are its own",
                `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/hadoop-service`,
                `arn:aws:iam::${EXAMPLE_ACCOUNT}:instance-profile/hadoop-nodes`,
            ),
        ],
        fail: [
            example("nothing is said", EMR_CLUSTER, {}),
            cluster("both are the defaults", "EMR_DefaultRole", "EMR_EC2_DefaultRole"),
            cluster(
                "nodes have the default, by its ARN",
                "hadoop-service",
                `arn:aws:iam::${EXAMPLE_ACCOUNT}:instance-profile/EMR_EC2_DefaultRole`,
            ),
        ],
    },
});
