import assert from "node:assert/strict";
import { closureGaps } from "../../../../cli/preview/closure/closure";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import {
    ACCOUNT,
    allow,
    BUCKET,
    bucket,
    bucketEncryption,
    bucketPolicy,
    DELEGATE,
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
} from "../../local/authorization/handMadePlan";

type Inputs = Record<string, PlanValue>;

/** Which key use or call is missing, e.g. `kms:Decrypt`. */
function missing(...resources: readonly PlanResource[]): string[] {
    return closureGaps(plan(...resources)).map(
        ({ message }) => /may not (\S+)/.exec(message)?.[1] ?? message,
    );
}

/** The settings with a role that may do nothing, and with one that may use the key. */
function needsOfRole(...settings: readonly PlanResource[]): [string[], string[]] {
    const all = (actions: string[]) => [...role([allow(actions, "*")]), key(DELEGATE), ...settings];
    return [missing(...all(["sts:GetCallerIdentity"])), missing(...all(["kms:*"]))];
}

describe("settings that name a key and a role", () => {
    it("of a Glue job are those of its security configuration", () => {
        const encryption = (name: string): Inputs => ({ [name]: { kmsKeyArn: KEY } });
        const job = resource("aws:glue/job:Job", "load", {
            roleArn: ROLE,
            securityConfiguration: "load",
            command: { scriptLocation: "s3://elsewhere/load.py" },
        });
        for (const part of ["jobBookmarksEncryption", "s3Encryption"]) {
            const configuration = resource("aws:glue/securityConfiguration:SecurityConfiguration", "load", {
                name: "load",
                encryptionConfiguration: encryption(part),
            });
            const [without, withKey] = needsOfRole(job, configuration);
            assert.ok(without.includes("kms:GenerateDataKey") && without.includes("kms:Decrypt"), part);
            assert.deepEqual(
                withKey.filter((action) => action.startsWith("kms:")),
                [],
            );
        }
    });

    it("of a Glue crawler are those of its log lines", () => {
        const crawler = resource("aws:glue/crawler:Crawler", "find", {
            role: "writer",
            securityConfiguration: "find",
        });
        const configuration = resource("aws:glue/securityConfiguration:SecurityConfiguration", "find", {
            name: "find",
            encryptionConfiguration: { cloudwatchEncryption: { kmsKeyArn: KEY } },
        });
        assert.deepEqual(needsOfRole(crawler, configuration), [["kms:GenerateDataKey", "kms:Decrypt"], []]);
    });

    it("of the Data Catalog are those of its service role", () => {
        const settings = resource(
            "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
            "catalog",
            {
                dataCatalogEncryptionSettings: {
                    encryptionAtRest: { catalogEncryptionServiceRole: ROLE, sseAwsKmsKeyId: KEY },
                },
            },
        );
        assert.deepEqual(needsOfRole(settings), [["kms:GenerateDataKey", "kms:Decrypt"], []]);
    });

    it("of a cluster are those of its nodes and of the service, whether it stands or a schedule starts it", () => {
        const configuration = resource("aws:emr/securityConfiguration:SecurityConfiguration", "disks", {
            name: "disks",
            configuration: JSON.stringify({
                EncryptionConfiguration: {
                    AtRestEncryptionConfiguration: {
                        LocalDiskEncryptionConfiguration: { AwsKmsKey: KEY, EnableEbsEncryption: true },
                    },
                },
            }),
        });
        const profile = resource("aws:iam/instanceProfile:InstanceProfile", "nodes", {
            name: "nodes",
            role: "writer",
        });
        const cluster = resource("aws:emr/cluster:Cluster", "hadoop", {
            serviceRole: ROLE,
            ec2Attributes: { instanceProfile: "nodes" },
            securityConfiguration: "disks",
        });
        const schedule = resource("aws:scheduler/schedule:Schedule", "nightly", {
            target: {
                arn: "arn:aws:scheduler:::aws-sdk:emr:runJobFlow",
                input: JSON.stringify({
                    ServiceRole: ROLE,
                    JobFlowRole: "nodes",
                    SecurityConfiguration: "disks",
                }),
            },
        });
        for (const started of [cluster, schedule]) {
            const [without, withKey] = needsOfRole(started, configuration, profile);
            assert.deepEqual(
                new Set(without),
                new Set([
                    "kms:GenerateDataKey",
                    "kms:Decrypt",
                    "kms:GenerateDataKeyWithoutPlaintext",
                    "kms:CreateGrant",
                ]),
            );
            assert.deepEqual(withKey, []);
        }
    });
});

describe("settings that a service follows in its own name", () => {
    const service = (name: string, more: Inputs = {}) => ({
        ...allow("*", "*"),
        Principal: { Service: name },
        ...more,
    });

    it("are refused where the target's policy does not name the service", () => {
        const rule = resource(
            "aws:cloudwatch/eventRule:EventRule",
            "nightly",
            { name: "nightly" },
            { arn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/nightly` },
        );
        const target = resource("aws:cloudwatch/eventTarget:EventTarget", "nightly", {
            rule: "nightly",
            arn: QUEUE,
        });
        assert.deepEqual(missing(rule, target, queue({})), ["sqs:SendMessage"]);
        const open = queuePolicy(service("events.amazonaws.com"));
        assert.deepEqual(missing(rule, target, queue({}), open), []);
        const encrypted = queue({ kmsMasterKeyId: KEY });
        assert.deepEqual(missing(rule, target, encrypted, open, key(DELEGATE)), ["kms:GenerateDataKey"]);
        assert.deepEqual(
            missing(rule, target, encrypted, open, key(DELEGATE, service("events.amazonaws.com"))),
            [],
        );
    });

    it("let a trail write under its own key, for this account", () => {
        const trail = resource(
            "aws:cloudtrail/trail:Trail",
            "trail",
            { s3BucketName: "lake", kmsKeyId: KEY },
            { arn: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/trail` },
        );
        const cloudTrail = service("cloudtrail.amazonaws.com");
        const all = [bucket(), trail];
        assert.ok(missing(...all, key(DELEGATE), bucketPolicy(cloudTrail)).includes("kms:GenerateDataKey"));
        assert.ok(missing(...all, key(DELEGATE, cloudTrail)).includes("s3:GetBucketAcl"));
        assert.deepEqual(missing(...all, key(DELEGATE, cloudTrail), bucketPolicy(cloudTrail)), []);
    });

    it("are not delivered into a bucket whose key they cannot use: access logs under a customer's key", () => {
        const logging = resource("aws:s3/bucketLogging:BucketLogging", "lake", {
            bucket: "lake",
            targetBucket: "lake",
            targetPrefix: "access/",
        });
        const open = bucketPolicy(service("logging.s3.amazonaws.com"));
        assert.deepEqual(missing(bucket(), logging, open), []);
        assert.deepEqual(missing(bucket(), bucketEncryption(KEY, true), logging, open, key(DELEGATE)), [
            "kms:GenerateDataKey",
        ]);
    });
});

describe("a managed policy that nothing in the plan is attached to", () => {
    it("is judged as whoever gets it would be", () => {
        const readers = (...statements: Parameters<typeof role>[0]) =>
            resource(
                "aws:iam/policy:Policy",
                "readers",
                {
                    name: "readers",
                    policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
                },
                { arn: `arn:aws:iam::${ACCOUNT}:policy/readers` },
            );
        const data = [bucket(), bucketEncryption(KEY, true), key(DELEGATE)];
        const read = allow("s3:GetObject", `${BUCKET}/*`);
        assert.deepEqual(missing(...data, readers(read)), ["kms:Decrypt"]);
        assert.deepEqual(missing(...data, readers(read, allow("kms:Decrypt", KEY))), []);
    });
});
