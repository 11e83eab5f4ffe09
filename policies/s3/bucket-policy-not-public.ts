import type { s3 } from "@pulumi/aws";
import { statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { strangersIn } from "../principals";
import { BUCKET_POLICY } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

const [POLICY] = BUCKET_POLICY;
const withStatement = (title: string, statement: object) =>
    example(title, POLICY, { bucket: "data", policy: JSON.stringify({ Statement: [statement] }) });
const read = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" };
const deliver = {
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::data/*",
};

export const bucketPolicyNotPublic = resourceRule<s3.BucketPolicyArgs>({
    id: "s3/bucket-policy-not-public",
    title: "Bucket policies let in nobody from outside",
    reason: "A statement for everybody, or for a service that acts for any AWS account, opens the bucket to the world.",
    severity: "critical",
    controls: [fsbp("S3.2"), fsbp("S3.3")],
    enforcement: ALWAYS,
    remediation: {
        pulumi: "name the principals in the policy of aws.s3.BucketPolicy, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn.",
    },
    types: BUCKET_POLICY,
    *check({ policy }) {
        yield* strangersIn(statements(policy, "policy"), "policy");
    },
    examples: {
        pass: [
            example("there is no policy", POLICY, {}),
            withStatement("a role of the account may read", {
                ...read,
                Principal: { AWS: `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/reader` },
            }),
            withStatement("everybody is denied something", { ...read, Effect: "Deny" }),
            withStatement("everybody of one organisation may read", {
                ...read,
                Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } },
            }),
            withStatement("S3 delivers logs of one account", {
                ...deliver,
                Condition: { StringEquals: { "aws:SourceAccount": EXAMPLE_ACCOUNT } },
            }),
        ],
        fail: [
            withStatement("everybody may read", read),
            withStatement("every AWS account may read", { ...read, Principal: { AWS: ["*"] } }),
            withStatement("everybody but one may read", {
                Effect: "Allow",
                NotPrincipal: { AWS: `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/reader` },
                Action: "s3:GetObject",
                Resource: "*",
            }),
            withStatement("the condition holds for everybody", {
                ...read,
                Condition: { StringLike: { "aws:PrincipalArn": "*" } },
            }),
            withStatement("the condition also holds without its key", {
                ...read,
                Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1234567890" } },
            }),
            withStatement("the condition is about something else", {
                ...read,
                Condition: { Bool: { "aws:SecureTransport": "true" } },
            }),
            withStatement("S3 delivers logs of any account", deliver),
            example("the policy is not JSON", POLICY, { bucket: "data", policy: "{" }),
        ],
    },
});
