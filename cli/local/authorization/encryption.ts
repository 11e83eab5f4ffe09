/**
 * Which calls on an encrypted resource need its key as well, and who has to be allowed to use it.
 *
 * Sources: S3 User Guide, "Using server-side encryption with AWS KMS keys" and "Reducing the cost of SSE-KMS with
 * Amazon S3 Bucket Keys" (encryption context: the bucket's ARN with a bucket key, otherwise the object's);
 * Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"; SQS Developer Guide, "Amazon
 * SQS Key management"; SNS Developer Guide, "Managing Amazon SNS encryption keys and costs"; CloudWatch Logs User
 * Guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service"; DynamoDB Developer Guide, "DynamoDB
 * encryption at rest: How it works"; Secrets Manager User Guide, "Secret encryption and decryption".
 *
 * Not here, because the service uses a grant that it was given when the resource was made: Firehose's server-side
 * encryption of direct puts (Firehose Developer Guide, "Data protection") and Lambda's environment variables.
 */
import type { PlanResource, PlanValue } from "../../preview/plan";
import { isObject, unwrapSecret } from "../../preview/values";
import { owningArn, parseArn } from "./arn";
import { managedSecrets } from "./managedSecrets";
import { type PlanIndex, property, text } from "./planIndex";

/** A call, as far as encryption is concerned. */
export interface EncryptedCall {
    readonly action: string;
    readonly resource: string;
    /** The key that the call names or that the object lies under, where it is not the bucket's default. */
    readonly encryptionKey?: string;
    /** The object is put in parts. */
    readonly multipart?: boolean;
}

/** What a call needs of a key. */
export interface KeyUse {
    /** Id, ARN, alias or alias ARN, as the resource gives it. */
    readonly reference: string;
    readonly actions: readonly string[];
    readonly encryptionContext: Readonly<Record<string, string>>;
    /** `kms:ViaService` without region and domain, e.g. `s3`. */
    readonly via: string;
    /** The service that uses the key in its own name; absent: the caller does. */
    readonly service?: string;
}

const ENCRYPT: readonly string[] = ["kms:GenerateDataKey"];
const DECRYPT: readonly string[] = ["kms:Decrypt"];
const BOTH: readonly string[] = ["kms:GenerateDataKey", "kms:Decrypt"];

interface EncryptedType {
    readonly type: string;
    /** Action → what it needs of the key. Other actions do not touch encrypted data. */
    readonly calls: Readonly<Record<string, readonly string[]>>;
    readonly context: (arn: string) => Readonly<Record<string, string>>;
    /** The key that the resource names; undefined: one of AWS's own, which needs no permission. */
    readonly key: (resource: PlanResource) => string | undefined;
    /** The service that uses the key in its own name. */
    readonly service?: (region: string) => string;
}

/** By the service part of the resource's ARN; S3 has its own rules below. */
const TYPES: Readonly<Record<string, EncryptedType>> = {
    kinesis: {
        type: "aws:kinesis/stream:Stream",
        calls: {
            "kinesis:PutRecord": ENCRYPT,
            "kinesis:PutRecords": ENCRYPT,
            "kinesis:GetRecords": DECRYPT,
            "kinesis:SubscribeToShard": DECRYPT,
        },
        context: (arn) => ({ "aws:kinesis:arn": arn }),
        key: (stream) => (text(stream, "encryptionType") === "KMS" ? text(stream, "kmsKeyId") : undefined),
    },
    sqs: {
        type: "aws:sqs/queue:Queue",
        // A producer also needs kms:Decrypt, to verify a data key that is used again.
        calls: { "sqs:SendMessage": BOTH, "sqs:ReceiveMessage": DECRYPT },
        context: (arn) => ({ "aws:sqs:arn": arn }),
        key: (queue) => text(queue, "kmsMasterKeyId"),
    },
    sns: {
        type: "aws:sns/topic:Topic",
        calls: { "sns:Publish": BOTH },
        context: (arn) => ({ "aws:sns:topicArn": arn }),
        key: (topic) => text(topic, "kmsMasterKeyId"),
    },
    logs: {
        type: "aws:cloudwatch/logGroup:LogGroup",
        calls: { "logs:PutLogEvents": BOTH, "logs:GetLogEvents": DECRYPT, "logs:FilterLogEvents": DECRYPT },
        context: (arn) => ({ "aws:logs:arn": arn }),
        key: (group) => text(group, "kmsKeyId"),
        service: (region) => `logs.${region}.amazonaws.com`,
    },
    secretsmanager: {
        type: "aws:secretsmanager/secret:Secret",
        calls: { "secretsmanager:GetSecretValue": DECRYPT, "secretsmanager:PutSecretValue": BOTH },
        context: (arn) => ({ SecretARN: arn }),
        key: (secret) => text(secret, "kmsKeyId"),
    },
    dynamodb: {
        type: "aws:dynamodb/table:Table",
        // The table's own key is decrypted for each caller, whether it reads or writes.
        calls: Object.fromEntries(
            [
                ...["GetItem", "BatchGetItem", "Query", "Scan", "GetRecords"],
                ...["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"],
            ].map((operation) => [`dynamodb:${operation}`, DECRYPT]),
        ),
        context: (arn) => ({
            "aws:dynamodb:tableName": parseArn(arn)?.resource.split("/")[1] ?? "",
            "aws:dynamodb:subscriberId": parseArn(arn)?.account ?? "",
        }),
        key: (table) => {
            const encryption = property(table, "serverSideEncryption");
            const key = isObject(encryption) ? unwrapSecret(encryption.kmsKeyArn) : undefined;
            return typeof key === "string" && key !== "" ? key : undefined;
        },
    },
};

/** The same for S3. Parts of an upload are encrypted under one data key, which has to be decrypted for each. */
const S3_CALLS: Readonly<Record<string, readonly string[]>> = {
    "s3:PutObject": ENCRYPT,
    "s3:GetObject": DECRYPT,
    "s3:GetObjectVersion": DECRYPT,
    "s3:GetObjectAttributes": DECRYPT,
};

/** What the call needs of a key; undefined if it needs none, or if its resource is not in the plan. */
export function keyUse(index: PlanIndex, call: EncryptedCall): KeyUse | undefined {
    const service = parseArn(call.resource)?.service ?? "";
    if (service === "s3") {
        return objectKeyUse(index, call);
    }
    const type = TYPES[service];
    const actions = type?.calls[call.action];
    const arn = owningArn(call.resource);
    const resource = index.byArn(arn);
    const managed =
        service === "secretsmanager" ? managedSecrets(index).find((one) => one.arn === arn) : undefined;
    if (!type || !actions || (resource?.type !== type.type && !managed)) {
        return undefined;
    }
    const reference = call.encryptionKey ?? managed?.key ?? (resource && type.key(resource));
    const region = parseArn(arn)?.region ?? "";
    return reference === undefined
        ? undefined
        : {
              reference,
              actions,
              encryptionContext: type.context(arn),
              via: service,
              ...(type.service ? { service: type.service(region) } : {}),
          };
}

/** A resource whose data lies under a key that its users have to be allowed to use. */
export interface EncryptedResource {
    readonly resource: PlanResource;
    readonly arn: string;
    /** Calls that read or write its data, e.g. `sqs:SendMessage`. */
    readonly actions: readonly string[];
    /** The service that uses the key in its own name, whoever calls. */
    readonly service?: string;
}

/** Everything in the plan that is encrypted under a KMS key, AWS managed ones included. */
export function encryptedResources(index: PlanIndex): EncryptedResource[] {
    const buckets = index.ofType("aws:s3/bucket:Bucket").flatMap((resource) => {
        const arn = text(resource, "arn");
        return arn !== undefined && bucketEncryption(index, arn)?.reference !== undefined
            ? [{ resource, arn, actions: Object.keys(S3_CALLS) }]
            : [];
    });
    const others = Object.values(TYPES).flatMap(({ type, key, calls, service }) =>
        index.ofType(type).flatMap((resource) => {
            const arn = text(resource, "arn");
            if (arn === undefined || key(resource) === undefined) {
                return [];
            }
            const region = parseArn(arn)?.region ?? "";
            const own = service ? { service: service(region) } : {};
            return [{ resource, arn, actions: Object.keys(calls), ...own }];
        }),
    );
    const secrets = managedSecrets(index).flatMap(({ resource, arn, key }) =>
        key === undefined ? [] : [{ resource, arn, actions: Object.keys(TYPES.secretsmanager?.calls ?? {}) }],
    );
    return [...buckets, ...others, ...secrets];
}

function objectKeyUse(index: PlanIndex, call: EncryptedCall): KeyUse | undefined {
    const actions = S3_CALLS[call.action];
    const bucketArn = owningArn(call.resource);
    const settings = bucketEncryption(index, bucketArn);
    const reference = call.encryptionKey ?? settings?.reference;
    if (!actions || reference === undefined) {
        return undefined;
    }
    return {
        reference,
        actions: call.multipart && call.action === "s3:PutObject" ? BOTH : actions,
        encryptionContext: { "aws:s3:arn": settings?.bucketKey ? bucketArn : call.resource },
        via: "s3",
    };
}

interface BucketEncryption {
    /** Absent: under S3's own keys, which need no permission. */
    readonly reference?: string;
    readonly bucketKey: boolean;
}

function bucketEncryption(index: PlanIndex, bucketArn: string): BucketEncryption | undefined {
    const name = parseArn(bucketArn)?.resource;
    const settings = index
        .ofType("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .find((resource) => text(resource, "bucket") === name || text(resource, "bucket") === bucketArn);
    const rules = settings ? property(settings, "rules") : undefined;
    const rule = Array.isArray(rules) ? rules.find(isObject) : undefined;
    const byDefault: PlanValue | undefined = unwrapSecret(rule?.applyServerSideEncryptionByDefault);
    if (!rule || !isObject(byDefault)) {
        return undefined;
    }
    const bucketKey = unwrapSecret(rule.bucketKeyEnabled) === true;
    if (!String(byDefault.sseAlgorithm ?? "").startsWith("aws:kms")) {
        return { bucketKey };
    }
    const key = unwrapSecret(byDefault.kmsMasterKeyId);
    return { reference: typeof key === "string" && key !== "" ? key : "alias/aws/s3", bucketKey };
}
