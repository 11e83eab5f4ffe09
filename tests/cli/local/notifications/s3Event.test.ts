import assert from "node:assert/strict";
import { s3Event } from "../../../../cli/local/notifications/s3Event";

describe("an S3 event", () => {
    const created = {
        bucket: "curated",
        key: "weather/stations/day=2010-01-01/a b+ü.parquet",
        size: 42,
        eTag: "d41d8cd98f00b204e9800998ecf8427e",
        eventName: "ObjectCreated:Put" as const,
        time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        principalArn: "arn:aws:iam::123456789012:role/firehose",
        writer: {} as never,
    };
    const source = {
        region: "eu-west-1",
        accountId: "123456789012",
        bucketArn: "arn:aws:s3:::curated",
        versioned: true,
        configurationId: "stations",
    };

    it("has S3's shape, the key encoded as S3 encodes it and the run's time", () => {
        const [record] = s3Event(created, source).Records;
        assert.equal(record!.eventTime, "2026-01-02T03:04:05.678Z");
        assert.equal(record!.eventName, "ObjectCreated:Put");
        assert.equal(record!.eventSource, "aws:s3");
        assert.equal(record!.awsRegion, "eu-west-1");
        const { s3 } = record!;
        assert.equal(s3.configurationId, "stations");
        assert.deepEqual([s3.bucket.name, s3.bucket.arn], ["curated", "arn:aws:s3:::curated"]);
        assert.equal(s3.object.key, "weather/stations/day%3D2010-01-01/a+b%2B%C3%BC.parquet");
        assert.deepEqual([s3.object.size, s3.object.eTag], [42, created.eTag]);
        assert.ok(s3.object.versionId, "the bucket keeps versions");
    });

    it("has no version where the bucket keeps none", () => {
        const [record] = s3Event(created, { ...source, versioned: false }).Records;
        assert.equal("versionId" in record!.s3.object, false);
    });
});
