import type { s3 } from "@pulumi/aws";
import { covers, type Statement, statements } from "../documents";
import { ref, stackExample } from "../example";
import type { PolicyResource } from "../resource";
import { BUCKET, BUCKET_POLICY, BUCKETS } from "../resourceTypes";
import { ALWAYS, fsbp, stackRule } from "../rule";
import { valueAt } from "../stack";
import { refusesPlainHttp } from "../tls";
import { isUnknown, UnknownValue } from "../unknown";

const [POLICY] = BUCKET_POLICY;
const bucket = { type: BUCKET, name: "data", props: {} };
const deny = {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [ref("data", "arn"), `${ref("data", "arn")}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};

export const bucketTlsOnly = stackRule<s3.BucketArgs>({
    id: "s3/bucket-tls-only",
    title: "Buckets refuse connections without TLS",
    reason: "S3 also answers on plain HTTP, where everybody on the way can read the objects.",
    severity: "high",
    controls: [fsbp("S3.5")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DataLake does it for every zone.",
        pulumi: "give the bucket an aws.s3.BucketPolicy that denies s3:* on the bucket and its objects to everybody when aws:SecureTransport is false.",
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        const policies = stack.referrers(resource, BUCKET_POLICY, "bucket");
        if (policies.length === 0) {
            yield "no aws.s3.BucketPolicy refers to the bucket; it needs one that denies requests without TLS";
            return;
        }
        const name = knownName(resource);
        const refusing = policies.some((policy) =>
            statements(stack.inputsOf<s3.BucketPolicyArgs>(policy).policy, "policy").some(
                (statement) => refusesPlainHttp(statement, "s3") && coversAll(statement, name),
            ),
        );
        if (!refusing) {
            yield `policy of BucketPolicy "${policies[0]?.name}" lets plain HTTP through; it must deny s3:* on the bucket and its objects when aws:SecureTransport is false`;
        }
    },
    examples: {
        pass: [
            stackExample("its policy denies what comes without TLS", bucket, {
                type: POLICY,
                name: "policy",
                props: { bucket: ref("data"), policy: JSON.stringify({ Statement: [deny] }) },
            }),
            stackExample("the denial also lists single actions", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({ Statement: [{ ...deny, Action: ["s3:GetObject", "s3:*"] }] }),
                },
            }),
            stackExample("the denial is one of several statements", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({
                        Statement: [
                            {
                                ...deny,
                                Sid: "Other",
                                Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
                            },
                            { ...deny, Principal: { AWS: "*" } },
                        ],
                    }),
                },
            }),
        ],
        fail: [
            stackExample("there is no policy", bucket),
            stackExample("the policy denies nothing", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({ Statement: [{ ...deny, Effect: "Allow" }] }),
                },
            }),
            stackExample("the denial covers the bucket and not its objects", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({ Statement: [{ ...deny, Resource: ref("data", "arn") }] }),
                },
            }),
            stackExample("the denial covers the objects of another bucket", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({
                        Statement: {
                            ...deny,
                            Resource: ["arn:aws:s3:::elsewhere", "arn:aws:s3:::elsewhere/*"],
                        },
                    }),
                },
            }),
            stackExample("the denial covers reading only", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({ Statement: [{ ...deny, Action: "s3:GetObject" }] }),
                },
            }),
            stackExample("the denial is for one role only", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({
                        Statement: [{ ...deny, Principal: { AWS: "arn:aws:iam::123456789012:role/reader" } }],
                    }),
                },
            }),
            stackExample("the denial needs a second condition", bucket, {
                type: POLICY,
                name: "policy",
                props: {
                    bucket: ref("data"),
                    policy: JSON.stringify({
                        Statement: [
                            {
                                ...deny,
                                Condition: { ...deny.Condition, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
                            },
                        ],
                    }),
                },
            }),
        ],
    },
});

function knownName(bucket: PolicyResource): string | undefined {
    const names = [
        valueAt(bucket.outputs, "bucket"),
        valueAt(bucket.outputs, "id"),
        valueAt(bucket.props, "bucket"),
    ];
    return names.find((name): name is string => typeof name === "string" && !isUnknown(name));
}

/** Whether a statement speaks of the bucket and of its objects, too. */
function coversAll({ resources }: Statement, bucket: string | undefined): boolean {
    // What follows the last colon of a bucket's ARN is `<bucket>` or `<bucket>/<key>`.
    const targets = resources.map((arn) => arn.slice(arn.lastIndexOf(":") + 1));
    return reaches(targets, bucket, "") && reaches(targets, bucket, "/any/key");
}

/** Whether a bucket, or a key in it, is among the targets of a statement. */
function reaches(targets: readonly string[], bucket: string | undefined, key: string): boolean {
    if (bucket === undefined && !targets.includes("*")) {
        throw new UnknownValue("bucket");
    }
    return targets.some((target) => covers(target, `${bucket}${key}`));
}
