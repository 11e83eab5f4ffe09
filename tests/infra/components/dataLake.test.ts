import assert from "node:assert/strict";
import { DataLake } from "../../../infra/components/dataLake";
import { at, lakeArgs, ofType, record, statements, the } from "./recorded";

const ZONES = ["lake-raw", "lake-curated", "lake-results"];
const BUCKETS = [...ZONES, "lake-access-logs"];

describe("a data lake", () => {
    it("encrypts every zone with the lake's own key, which rotates", async () => {
        const plan = await record(() => new DataLake("lake", lakeArgs()));
        const key = the(plan, "aws:kms/key:Key");
        assert.equal(key.inputs.enableKeyRotation, true);
        for (const zone of ZONES) {
            const encryption = the(
                plan,
                "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
                zone,
            );
            assert.deepEqual(at(encryption, "rules", 0, "applyServerSideEncryptionByDefault"), {
                sseAlgorithm: "aws:kms",
                kmsMasterKeyId: key.outputs.arn,
            });
            assert.equal(at(encryption, "rules", 0, "bucketKeyEnabled"), true);
        }
    });

    it("takes an existing key instead, and then makes none", async () => {
        const arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
        const plan = await record(() => new DataLake("lake", lakeArgs({ existingKey: { arn } })));
        assert.equal(ofType(plan, "aws:kms/key:Key").length, 0);
        for (const zone of ZONES) {
            const encryption = the(
                plan,
                "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
                zone,
            );
            assert.equal(
                at(encryption, "rules", 0, "applyServerSideEncryptionByDefault", "kmsMasterKeyId"),
                arn,
            );
        }
    });

    it("keeps every bucket private, versioned, owned by its owner, and closed to connections without TLS", async () => {
        const plan = await record(() => new DataLake("lake", lakeArgs()));
        for (const bucket of BUCKETS) {
            const block = the(plan, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", bucket);
            assert.deepEqual(
                [
                    block.inputs.blockPublicAcls,
                    block.inputs.blockPublicPolicy,
                    block.inputs.ignorePublicAcls,
                    block.inputs.restrictPublicBuckets,
                ],
                [true, true, true, true],
            );
            const ownership = the(plan, "aws:s3/bucketOwnershipControls:BucketOwnershipControls", bucket);
            assert.equal(at(ownership, "rule", "objectOwnership"), "BucketOwnerEnforced");
            const versioning = the(plan, "aws:s3/bucketVersioning:BucketVersioning", bucket);
            assert.equal(at(versioning, "versioningConfiguration", "status"), "Enabled");
            const tls = statements(the(plan, "aws:s3/bucketPolicy:BucketPolicy", bucket)).find(
                ({ Sid }) => Sid === "TlsOnly",
            );
            assert.equal(tls?.Effect, "Deny");
            assert.deepEqual(tls?.Condition, { Bool: { "aws:SecureTransport": "false" } });
            const arn = the(plan, "aws:s3/bucket:Bucket", bucket).outputs.arn;
            assert.deepEqual(tls?.Resource, [arn, `${arn}/*`]);
        }
    });

    it("logs access to every zone in a bucket that S3 can deliver to", async () => {
        const plan = await record(() => new DataLake("lake", lakeArgs()));
        const target = the(plan, "aws:s3/bucket:Bucket", "lake-access-logs");
        for (const zone of ZONES) {
            assert.equal(
                the(plan, "aws:s3/bucketLogging:BucketLogging", zone).inputs.targetBucket,
                target.outputs.bucket,
            );
        }
        const encryption = the(
            plan,
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "lake-access-logs",
        );
        assert.equal(
            at(encryption, "rules", 0, "applyServerSideEncryptionByDefault", "sseAlgorithm"),
            "AES256",
        );
        const delivery = statements(the(plan, "aws:s3/bucketPolicy:BucketPolicy", "lake-access-logs")).find(
            ({ Sid }) => Sid === "S3MayDeliverAccessLogs",
        );
        assert.deepEqual(delivery?.Principal, { Service: "logging.s3.amazonaws.com" });
        assert.deepEqual(delivery?.Condition?.StringEquals, { "aws:SourceAccount": "123456789012" });
        for (const zone of ZONES) {
            const arn = String(the(plan, "aws:s3/bucket:Bucket", zone).outputs.arn);
            const pattern = String(delivery?.Condition?.ArnLike?.["aws:SourceArn"]).replace("*", "");
            assert.ok(arn.startsWith(pattern), `${arn} may not deliver: ${pattern}`);
        }
    });

    it("expires what is raw, moves what is curated, and gives back replaced versions for a while", async () => {
        const plan = await record(() => new DataLake("lake", lakeArgs({ curatedTransitionDays: 90 })));
        const rules = (zone: string) =>
            at(
                the(plan, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", zone),
                "rules",
            ) as Record<string, unknown>[];
        assert.deepEqual(rules("lake-raw").find(({ id }) => id === "expire")?.expiration, { days: 30 });
        assert.deepEqual(rules("lake-curated").find(({ id }) => id === "infrequent-access")?.transitions, [
            { days: 90, storageClass: "STANDARD_IA" },
        ]);
        assert.equal(
            rules("lake-curated").some(
                ({ expiration, filter }) => expiration && (filter as { prefix: string }).prefix === "",
            ),
            false,
        );
        for (const bucket of BUCKETS) {
            assert.deepEqual(rules(bucket)[0]?.noncurrentVersionExpiration, { noncurrentDays: 7 });
        }
    });

    it("is governed by Lake Formation before anything is registered: settings, then location", async () => {
        const plan = await record(
            () =>
                new DataLake("lake", lakeArgs({ administrators: ["arn:aws:iam::123456789012:role/admin"] })),
        );
        const settings = the(plan, "aws:lakeformation/dataLakeSettings:DataLakeSettings");
        assert.deepEqual(settings.inputs.createTableDefaultPermissions, []);
        assert.deepEqual(settings.inputs.createDatabaseDefaultPermissions, []);
        assert.ok((settings.inputs.admins as string[]).includes("arn:aws:iam::123456789012:role/admin"));
        assert.equal((settings.inputs.admins as string[]).length, 2);
        const location = the(plan, "aws:lakeformation/resource:Resource");
        assert.ok(location.dependencies.includes(settings.urn));
        assert.equal(location.inputs.arn, the(plan, "aws:s3/bucket:Bucket", "lake-curated").outputs.arn);
        assert.equal(location.inputs.roleArn, the(plan, "aws:iam/role:Role", "lake-location").outputs.arn);
    });

    for (const [protectData, allowDeletion, deletable] of [
        [false, true, true],
        [true, true, false],
        [false, false, false],
        [true, false, false],
    ] as const) {
        it(`with protectData ${protectData} and allowDeletion ${allowDeletion} can${deletable ? "" : "not"} be deleted with its data`, async () => {
            const plan = await record(() => new DataLake("lake", lakeArgs({ protectData, allowDeletion })));
            for (const bucket of ofType(plan, "aws:s3/bucket:Bucket")) {
                assert.equal(bucket.inputs.forceDestroy, deletable, bucket.name);
                assert.equal(bucket.protect, !deletable, bucket.name);
            }
            assert.equal(the(plan, "aws:kms/key:Key").protect, !deletable);
        });
    }

    it("can be built twice in a stack", async () => {
        const plan = await record(() => {
            new DataLake("lake", lakeArgs());
            new DataLake("archive", lakeArgs());
        });
        const names = ofType(plan, "aws:s3/bucket:Bucket").map(({ outputs }) => outputs.bucket);
        assert.equal(names.length, 8);
        assert.equal(new Set(names).size, 8);
    });

    it("names every wrong property at once", async () => {
        await assert.rejects(
            record(
                () =>
                    new DataLake(
                        "lake",
                        lakeArgs({
                            rawExpirationDays: 0,
                            curatedTransitionDays: 10,
                            noncurrentVersionDays: 1.5,
                        }),
                    ),
            ),
            (error: Error) => {
                assert.match(error.message, /rawExpirationDays/);
                assert.match(error.message, /curatedTransitionDays/);
                assert.match(error.message, /noncurrentVersionDays/);
                return true;
            },
        );
    });
});
