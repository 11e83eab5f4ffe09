/** Small plans by hand: the resources that matter for one promise, and nothing else. */
import type { Plan, PlanResource, PlanValue } from "../../../../cli/preview/plan";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/writer`;
export const BUCKET = "arn:aws:s3:::lake";
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const STREAM = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/readings`;
export const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:arrivals`;
export const QUEUE_URL = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/arrivals`;
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:alarms`;
export const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:report`;

type Properties = Record<string, PlanValue>;
export type StatementJson = Record<string, PlanValue>;

export function plan(...resources: readonly PlanResource[]): Plan {
    return {
        project: "tributary",
        stack: "dev",
        region: REGION,
        accountId: ACCOUNT,
        resources,
        warnings: [],
    };
}

export function resource(
    type: string,
    name: string,
    inputs: Properties,
    outputs: Properties = {},
    id = name,
) {
    const made: PlanResource = {
        urn: urn(type, name),
        type,
        name,
        custom: true,
        id,
        inputs,
        outputs: { ...inputs, ...outputs },
        dependencies: [],
        propertyDependencies: {},
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        replaceOnChanges: [],
        deleteBeforeReplace: false,
        aliases: [],
        additionalSecretOutputs: [],
    };
    return made;
}

export function urn(type: string, name: string): string {
    return `urn:pulumi:dev::tributary::${type}::${name}`;
}

export function document(...statements: readonly StatementJson[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function allow(action: PlanValue, on: PlanValue, more: StatementJson = {}): StatementJson {
    return { Effect: "Allow", Action: action, Resource: on, ...more };
}

export function deny(action: PlanValue, on: PlanValue, more: StatementJson = {}): StatementJson {
    return { Effect: "Deny", Action: action, Resource: on, ...more };
}

/** A role that Firehose may assume, with one inline policy. */
export function role(
    statements: readonly StatementJson[],
    more: Properties = {},
    name = "writer",
): readonly PlanResource[] {
    return [
        roleOnly(more, name),
        resource("aws:iam/rolePolicy:RolePolicy", name, { role: name, policy: document(...statements) }),
    ];
}

export function roleOnly(more: Properties = {}, name = "writer"): PlanResource {
    const trust = document({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "firehose.amazonaws.com" },
    });
    const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
    return resource("aws:iam/role:Role", name, { assumeRolePolicy: trust, name, ...more }, { arn }, name);
}

export function bucket(): PlanResource {
    return resource("aws:s3/bucket:Bucket", "lake", { bucket: "lake" }, { arn: BUCKET });
}

export function bucketPolicy(...statements: readonly StatementJson[]): PlanResource {
    return resource("aws:s3/bucketPolicy:BucketPolicy", "lake", {
        bucket: "lake",
        policy: document(...statements),
    });
}

export function bucketEncryption(key: string, bucketKeyEnabled: boolean): PlanResource {
    return resource(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "lake",
        {
            bucket: "lake",
            rules: [
                {
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key },
                    bucketKeyEnabled,
                },
            ],
        },
    );
}

export function key(...statements: readonly StatementJson[]): PlanResource {
    const keyId = KEY.slice(KEY.lastIndexOf("/") + 1);
    return resource(
        "aws:kms/key:Key",
        "lake",
        { policy: document(...statements) },
        { arn: KEY, keyId },
        keyId,
    );
}

/** The statement with which a key policy leaves the decision to the account's IAM policies. */
export const DELEGATE: StatementJson = {
    Sid: "AccountDelegatesToIam",
    Effect: "Allow",
    Action: "kms:*",
    Resource: "*",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
};

export function stream(kmsKeyId: string): PlanResource {
    return resource(
        "aws:kinesis/stream:Stream",
        "readings",
        { encryptionType: "KMS", kmsKeyId },
        { arn: STREAM },
    );
}

export function queue(more: Properties = {}): PlanResource {
    return resource("aws:sqs/queue:Queue", "arrivals", more, { arn: QUEUE, url: QUEUE_URL }, QUEUE_URL);
}

export function queuePolicy(...statements: readonly StatementJson[]): PlanResource {
    return resource("aws:sqs/queuePolicy:QueuePolicy", "arrivals", {
        queueUrl: QUEUE_URL,
        policy: document(...statements),
    });
}
