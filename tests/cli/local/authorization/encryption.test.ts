import assert from "node:assert/strict";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import {
    ACCOUNT,
    allow,
    BUCKET,
    bucket,
    bucketEncryption,
    bucketPolicy,
    DELEGATE,
    deny,
    KEY,
    key,
    plan,
    QUEUE,
    queue,
    queuePolicy,
    REGION,
    ROLE,
    resource,
    role,
    STREAM,
    stream,
    TOPIC,
    urn,
} from "./handMadePlan";

const OBJECT = `${BUCKET}/weather/one.parquet`;
const principal = { role: ROLE };

function authorizer(...resources: readonly PlanResource[]) {
    return new Authorizer(plan(...resources));
}

/** A role that may write to the bucket and use the key under the conditions. */
function writer(condition: Record<string, PlanValue>, ...actions: string[]) {
    return role([allow("s3:*", "*"), allow(actions, KEY, { Sid: "UseKey", Condition: condition })]);
}

describe("Encrypted resources", () => {
    it("need kms:GenerateDataKey to be written and kms:Decrypt to be read", () => {
        const cases: readonly [string, string, PlanResource, string][] = [
            ["kinesis:PutRecord", STREAM, stream(KEY), "kms:GenerateDataKey"],
            ["kinesis:PutRecords", STREAM, stream(KEY), "kms:GenerateDataKey"],
            ["kinesis:GetRecords", STREAM, stream(KEY), "kms:Decrypt"],
            ["sqs:ReceiveMessage", QUEUE, queue({ kmsMasterKeyId: KEY }), "kms:Decrypt"],
            ["s3:PutObject", OBJECT, bucketEncryption(KEY, true), "kms:GenerateDataKey"],
            ["s3:GetObject", OBJECT, bucketEncryption(KEY, true), "kms:Decrypt"],
        ];
        for (const [action, on, encrypted, needed] of cases) {
            const request = { principal, action, resource: on };
            const may = (...actions: string[]) =>
                authorizer(...role([allow(actions, "*")]), bucket(), encrypted, key(DELEGATE)).authorize(
                    request,
                );
            assert.equal(may(action, needed).allowed, true, action);
            const decision = may(action);
            assert.equal(decision.allowed, false, action);
            assert.equal(
                decision.missing,
                `${needed} on ${KEY} in ${urn("aws:iam/rolePolicy:RolePolicy", "writer")}`,
            );
            assert.match(
                decision.reason,
                new RegExp(`needed for ${action} on .*, which is encrypted under it`),
            );
            assert.equal(may(needed).allowed, false, action);
        }
    });

    it("need both to be written by a producer of a queue, and for an upload in parts", () => {
        const send = { principal, action: "sqs:SendMessage", resource: QUEUE };
        const put = { principal, action: "s3:PutObject", resource: OBJECT, multipart: true };
        for (const request of [send, put]) {
            const may = (...actions: string[]) =>
                authorizer(
                    ...role([allow([request.action, ...actions], "*")]),
                    bucket(),
                    queue({ kmsMasterKeyId: KEY }),
                    bucketEncryption(KEY, true),
                    key(DELEGATE),
                ).authorize(request).allowed;
            assert.equal(may("kms:GenerateDataKey", "kms:Decrypt"), true);
            assert.equal(may("kms:GenerateDataKey"), false);
            assert.equal(may("kms:Decrypt"), false);
        }
    });

    it("do not touch the key for calls that leave the data alone", () => {
        const made = authorizer(
            ...role([allow("*", "*"), deny("kms:*", "*")]),
            queue({ kmsMasterKeyId: KEY }),
            stream(KEY),
            key(),
        );
        for (const [action, on] of [
            ["sqs:DeleteMessage", QUEUE],
            ["kinesis:DescribeStream", STREAM],
        ] as const) {
            assert.equal(made.authorize({ principal, action, resource: on }).allowed, true, action);
        }
    });

    it("are used through their service, in their encryption context", () => {
        const put = { principal, action: "s3:PutObject", resource: OBJECT };
        const may = (condition: Record<string, PlanValue>, bucketKey: boolean) =>
            authorizer(
                ...writer(condition, "kms:GenerateDataKey"),
                bucket(),
                bucketEncryption(KEY, bucketKey),
                key(DELEGATE),
            ).authorize(put).allowed;
        const context = (arn: string) => ({ StringLike: { "kms:EncryptionContext:aws:s3:arn": arn } });
        assert.equal(may({ StringEquals: { "kms:ViaService": `s3.${REGION}.amazonaws.com` } }, true), true);
        assert.equal(may({ StringEquals: { "kms:ViaService": `sqs.${REGION}.amazonaws.com` } }, true), false);
        assert.equal(may({ StringEquals: { "kms:CallerAccount": ACCOUNT } }, true), true);
        assert.equal(may(context(BUCKET), true), true);
        assert.equal(may(context(`${BUCKET}/*`), true), false);
        assert.equal(may(context(`${BUCKET}/*`), false), true);
        assert.equal(may(context(BUCKET), false), false);
    });

    it("use the key that a request names instead of the bucket's, and tell the bucket's policy", () => {
        const put = { principal, action: "s3:PutObject", resource: OBJECT, encryptionKey: KEY };
        const made = (Condition: Record<string, Record<string, string>>) =>
            authorizer(
                ...role([allow("s3:PutObject", "*", { Condition }), allow("kms:*", "*")]),
                bucket(),
                key(DELEGATE),
            );
        const named = { StringEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": KEY } };
        assert.equal(made(named).authorize(put).allowed, true);
        assert.equal(
            made(named).authorize({ principal, action: "s3:PutObject", resource: OBJECT }).allowed,
            false,
        );
        const unable = authorizer(...role([allow("s3:*", "*")]), bucket(), key(DELEGATE));
        assert.match(unable.authorize(put).missing ?? "", /kms:GenerateDataKey/);
    });

    it("under S3's own keys need no key", () => {
        const own = resource(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "lake",
            { bucket: "lake", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
        );
        const made = authorizer(...role([allow("s3:*", "*")]), bucket(), own);
        assert.equal(made.authorize({ principal, action: "s3:PutObject", resource: OBJECT }).allowed, true);
        const service = { service: "logging.s3.amazonaws.com", sourceArn: BUCKET, sourceAccount: ACCOUNT };
        const logs = bucketPolicy(
            allow("s3:PutObject", `${BUCKET}/*`, { Principal: { Service: "logging.s3.amazonaws.com" } }),
        );
        const log = { principal: service, action: "s3:PutObject", resource: OBJECT };
        assert.equal(authorizer(bucket(), own, logs).authorize(log).allowed, true);
        assert.equal(
            authorizer(bucket(), bucketEncryption(KEY, true), key(DELEGATE), logs).authorize(log).allowed,
            false,
        );
    });

    it("are used through the service that holds them", () => {
        const cases: readonly [string, string, PlanResource, string][] = [
            ["kinesis:GetRecords", STREAM, stream(KEY), "kinesis"],
            ["sqs:ReceiveMessage", QUEUE, queue({ kmsMasterKeyId: KEY }), "sqs"],
            ["s3:GetObject", OBJECT, bucketEncryption(KEY, true), "s3"],
        ];
        for (const [action, on, encrypted, service] of cases) {
            const through = (via: string) => {
                const Condition = { StringEquals: { "kms:ViaService": `${via}.${REGION}.amazonaws.com` } };
                return authorizer(
                    ...role([allow(action, "*"), allow("kms:Decrypt", KEY, { Condition })]),
                    bucket(),
                    encrypted,
                    key(DELEGATE),
                ).authorize({ principal, action, resource: on }).allowed;
            };
            assert.equal(through(service), true, action);
            assert.equal(through("dynamodb"), false, action);
        }
    });

    it("are refused to EventBridge by a key policy that asks for what it does not pass on", () => {
        const rule = `arn:aws:events:${REGION}:${ACCOUNT}:rule/nightly`;
        const Principal = { Service: "events.amazonaws.com" };
        const send = {
            principal: { service: "events.amazonaws.com", sourceArn: rule, sourceAccount: ACCOUNT },
            action: "sqs:SendMessage",
            resource: QUEUE,
        };
        const actions = ["kms:GenerateDataKey", "kms:Decrypt"];
        const Condition = { ArnEquals: { "aws:SourceArn": rule } };
        const policy = queuePolicy(allow("sqs:SendMessage", QUEUE, { Principal, Condition }));
        const may = (more: Record<string, PlanValue>) =>
            authorizer(
                queue({ kmsMasterKeyId: KEY }),
                policy,
                key(DELEGATE, allow(actions, "*", { Principal, ...more })),
            ).authorize(send).allowed;
        assert.equal(may({}), true);
        assert.equal(may({ Condition }), false);
    });

    it("under a customer key take events only from a service that the key policy names", () => {
        const send = {
            principal: { service: "s3.amazonaws.com", sourceArn: BUCKET, sourceAccount: ACCOUNT },
            action: "sqs:SendMessage",
            resource: QUEUE,
        };
        const policy = queuePolicy(
            allow("sqs:SendMessage", QUEUE, { Principal: { Service: "s3.amazonaws.com" } }),
        );
        const events = (actions: string[], source = BUCKET) =>
            allow(actions, "*", {
                Principal: { Service: "s3.amazonaws.com" },
                Condition: {
                    ArnEquals: { "aws:SourceArn": source },
                    StringEquals: { "aws:SourceAccount": ACCOUNT },
                },
            });
        const may = (...statements: Record<string, PlanValue>[]) =>
            authorizer(queue({ kmsMasterKeyId: KEY }), policy, key(DELEGATE, ...statements)).authorize(send);
        assert.equal(may(events(["kms:GenerateDataKey", "kms:Decrypt"])).allowed, true);
        assert.equal(may(events(["kms:GenerateDataKey"])).allowed, false);
        assert.equal(
            may(events(["kms:GenerateDataKey", "kms:Decrypt"], "arn:aws:s3:::another")).allowed,
            false,
        );
        const decision = may();
        assert.equal(decision.allowed, false);
        assert.match(
            decision.missing ?? "",
            /kms:GenerateDataKey on \S+ for s3.amazonaws.com on behalf of arn:aws:s3:::lake in urn:\S+kms\/key:Key::lake/,
        );
    });

    it("take alarms to a topic under a customer key only with the key policy's leave", () => {
        const topic = resource("aws:sns/topic:Topic", "alarms", { kmsMasterKeyId: KEY }, { arn: TOPIC });
        const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:age`;
        const publish = {
            principal: { service: "cloudwatch.amazonaws.com", sourceArn: alarm, sourceAccount: ACCOUNT },
            action: "sns:Publish",
            resource: TOPIC,
        };
        const leave = allow(["kms:GenerateDataKey*", "kms:Decrypt"], "*", {
            Principal: { Service: "cloudwatch.amazonaws.com" },
        });
        assert.equal(authorizer(topic, key(DELEGATE, leave)).authorize(publish).allowed, true);
        assert.equal(authorizer(topic, key(DELEGATE)).authorize(publish).allowed, false);
    });

    it("are written to by CloudWatch Logs in its own name, in the log group's context", () => {
        const arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/report`;
        const group = resource("aws:cloudwatch/logGroup:LogGroup", "report", { kmsKeyId: KEY }, { arn });
        const log = { principal, action: "logs:PutLogEvents", resource: `${arn}:log-stream:one` };
        const leave = (pattern: string) =>
            allow(["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"], "*", {
                Principal: { Service: `logs.${REGION}.amazonaws.com` },
                Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": pattern } },
            });
        const may = (...statements: Record<string, PlanValue>[]) =>
            authorizer(
                ...role([allow("logs:PutLogEvents", `${arn}:*`)]),
                group,
                key(DELEGATE, ...statements),
            ).authorize(log).allowed;
        assert.equal(may(leave(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/*`)), true);
        assert.equal(may(leave(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/firehose/*`)), false);
        assert.equal(may(), false);
    });
});
