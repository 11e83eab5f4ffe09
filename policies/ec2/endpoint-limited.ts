import type { ec2 } from "@pulumi/aws";
import { statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { allowsEveryone, statementName } from "../principals";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { VPC_ENDPOINT } from "./networks";

const withStatement = (title: string, statement: object) =>
    example(title, VPC_ENDPOINT, {
        vpcId: "vpc-1",
        serviceName: "com.amazonaws.eu-west-1.s3",
        policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });
const all = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };

export const endpointLimited = resourceRule<ec2.VpcEndpointArgs>({
    id: "ec2/endpoint-limited",
    title: "VPC endpoints let through the account's own principals only",
    reason: "AWS's default policy lets through everybody's credentials to everybody's resources: whoever gets into the VPC can carry data to an account of their own.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "Network does it.",
        pulumi: "set policy on aws.ec2.VpcEndpoint, with a condition on aws:PrincipalAccount or aws:PrincipalOrgID where it names everybody.",
    },
    types: [VPC_ENDPOINT],
    *check({ policy }) {
        if (policy === undefined) {
            yield "policy is missing, so that AWS lets everybody through; add one with a condition on aws:PrincipalAccount";
            return;
        }
        for (const [index, statement] of statements(policy, "policy").entries()) {
            // Packages are read without credentials: what matters is that the buckets are named.
            const everything =
                statement.excludesResources ||
                statement.resources.some((resource) => /^[*?]+$/.test(resource));
            if (allowsEveryone(statement) && everything) {
                yield `policy: ${statementName(statement, index)} lets everybody through to everything; add a condition such as aws:PrincipalAccount, or name the resources`;
            }
        }
    },
    examples: {
        pass: [
            withStatement("the account's principals pass", {
                ...all,
                Condition: { StringEquals: { "aws:PrincipalAccount": EXAMPLE_ACCOUNT } },
            }),
            withStatement("everybody reads one bucket", {
                ...all,
                Action: "s3:GetObject",
                Resource: "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
            }),
        ],
        fail: [example("nothing is said", VPC_ENDPOINT, {}), withStatement("everybody passes", all)],
    },
});
