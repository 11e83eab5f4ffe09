import assert from "node:assert/strict";
import { Readable } from "node:stream";
import {
    AthenaClient,
    GetQueryExecutionCommand,
    ListWorkGroupsCommand,
    StartQueryExecutionCommand,
    StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Endpoint } from "../../../../cli/local/endpoint/endpoint";
import type { Authorization } from "../../../../cli/local/runtime";
import { type AthenaFixture, athenaOf, CALLER } from "../athena/athenaFixture";

const ACCESS_KEY = "ASIAREPORTS";

describe("the endpoint that functions call", () => {
    let fixture: AthenaFixture;
    let endpoint: Endpoint;
    let url: string;

    async function open(authorization?: Authorization): Promise<void> {
        fixture = athenaOf({ authorization });
        fixture.runtime.serve({ invoke: () => assert.fail() }, [[ACCESS_KEY, CALLER]]);
        endpoint = new Endpoint(fixture.runtime, fixture);
        url = await endpoint.listen();
    }
    afterEach(async () => {
        await endpoint.close();
        await fixture.close();
    });

    const settings = (accessKeyId = ACCESS_KEY) => ({
        endpoint: url,
        region: "eu-west-1",
        credentials: { accessKeyId, secretAccessKey: "s" },
        maxAttempts: 1,
    });
    const s3 = (accessKeyId?: string) => new S3Client({ ...settings(accessKeyId), forcePathStyle: true });
    const athena = (accessKeyId?: string) => new AthenaClient(settings(accessKeyId));
    const stored = (key: string) => fixture.store.read("curated", key);
    const names = (name: string, pattern: RegExp) => (error: Error) =>
        error.name === name && pattern.test(error.message);

    it("stores what the SDK puts, and answers with the ETag", async () => {
        await open();
        const { ETag, ServerSideEncryption } = await s3().send(
            new PutObjectCommand({
                Bucket: "curated",
                Key: "rejected/a/1.json",
                Body: "hello",
                ContentType: "application/json",
            }),
        );
        assert.equal(ETag, '"5d41402abc4b2a76b9719d911017c592"');
        assert.equal(ServerSideEncryption, "AES256");
        assert.equal(stored("rejected/a/1.json").toString(), "hello");
    });

    it("takes bodies of any size, and those whose checksum comes last", async () => {
        await open();
        const large = Buffer.alloc(3 * 1024 * 1024, "x");
        await s3().send(new PutObjectCommand({ Bucket: "curated", Key: "large", Body: large }));
        assert.ok(stored("large").equals(large));
        await s3().send(new PutObjectCommand({ Bucket: "curated", Key: "empty", Body: Buffer.alloc(0) }));
        assert.equal(stored("empty").length, 0);
        const Body = Readable.from([Buffer.alloc(70_000, "a"), Buffer.from("b")]);
        await s3().send(
            new PutObjectCommand({ Bucket: "curated", Key: "streamed", Body, ContentLength: 70_001 }),
        );
        assert.equal(stored("streamed").toString(), `${"a".repeat(70_000)}b`);
    });

    it("takes keys with any characters", async () => {
        await open();
        for (const Key of ["a b+c=d/é/日本.json", "../x", "a//b", "100%/?#&", "rejected/day=2001-01-01/x"]) {
            await s3().send(new PutObjectCommand({ Bucket: "curated", Key, Body: Key }));
            assert.equal(stored(Key).toString(), Key);
        }
    });

    it("refuses content that does not match its checksum", async () => {
        await open();
        await assert.rejects(
            s3().send(
                new PutObjectCommand({
                    Bucket: "curated",
                    Key: "x",
                    Body: "hello",
                    ChecksumCRC32: "AAAAAA==",
                }),
            ),
            names("BadDigest", /x-amz-checksum-crc32/),
        );
        assert.deepEqual(fixture.store.list("curated", ""), []);
    });

    it("answers with S3's errors", async () => {
        await open();
        await assert.rejects(
            s3().send(new PutObjectCommand({ Bucket: "nowhere", Key: "x", Body: "x" })),
            names("NoSuchBucket", /nowhere/),
        );
        await assert.rejects(
            s3().send(new GetObjectCommand({ Bucket: "curated", Key: "x" })),
            names("NotImplemented", /GetObject was called; a local run serves PutObject/),
        );
    });

    it("authorises each call for the role behind its key", async () => {
        await open({
            authorize: ({ principal, action, resource }) => {
                assert.deepEqual(principal, { role: CALLER.roleArn });
                return {
                    allowed: action !== "s3:PutObject" || resource.endsWith("/allowed"),
                    reason: `${action} is refused`,
                };
            },
            assume: () => assert.fail(),
            authorizeTable: () => assert.fail(),
        });
        await s3().send(new PutObjectCommand({ Bucket: "curated", Key: "allowed", Body: "x" }));
        await assert.rejects(
            s3().send(new PutObjectCommand({ Bucket: "curated", Key: "other", Body: "x" })),
            names("AccessDenied", /s3:PutObject on resource: "arn:aws:s3:::curated\/other"/),
        );
        assert.match(fixture.runtime.failures[0]?.message ?? "", /s3:PutObject/);
        assert.equal(fixture.runtime.failures[0]?.resource, CALLER.function);
    });

    it("knows no keys but those of the plan's functions", async () => {
        await open();
        await assert.rejects(
            s3("AKIASTRANGER").send(new PutObjectCommand({ Bucket: "curated", Key: "x", Body: "x" })),
        );
        await assert.rejects(
            athena("AKIASTRANGER").send(new StartQueryExecutionCommand({ QueryString: "SELECT 1" })),
            names("InvalidClientTokenId", /AKIASTRANGER/),
        );
        assert.equal((await fetch(url)).status, 403);
    });

    it("starts queries once for a token and tells their state", async () => {
        await open();
        const command = () =>
            new StartQueryExecutionCommand({
                QueryString: "SELECT 1 AS a",
                QueryExecutionContext: { Database: "dev_weather" },
                WorkGroup: "dev-weather",
                ClientRequestToken: "a".repeat(64),
            });
        const { QueryExecutionId } = await athena().send(command());
        assert.equal((await athena().send(command())).QueryExecutionId, QueryExecutionId);
        await fixture.runtime.clock.settle();
        const { QueryExecution } = await athena().send(new GetQueryExecutionCommand({ QueryExecutionId }));
        assert.equal(QueryExecution?.Status?.State, "SUCCEEDED");
        assert.deepEqual(QueryExecution?.Status?.SubmissionDateTime, new Date(1_000_000));
        assert.equal(
            QueryExecution?.ResultConfiguration?.OutputLocation,
            `s3://results/athena/weather/${QueryExecutionId}.csv`,
        );
        await athena().send(new StopQueryExecutionCommand({ QueryExecutionId }));
    });

    it("answers with Athena's errors", async () => {
        await open();
        await assert.rejects(
            athena().send(new StartQueryExecutionCommand({ QueryString: "SELECT 1", WorkGroup: "other" })),
            names("InvalidRequestException", /WorkGroup other is not found/),
        );
        await assert.rejects(
            athena().send(new GetQueryExecutionCommand({ QueryExecutionId: "x" })),
            names("InvalidRequestException", /QueryExecution x was not found/),
        );
        await assert.rejects(
            athena().send(new ListWorkGroupsCommand()),
            names("UnknownOperationException", /AmazonAthena\.ListWorkGroups was called; a local run serves/),
        );
    });

    it("fails the run when a function calls another service", async () => {
        await open();
        const authorization = `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x`;
        const response = await fetch(url, {
            method: "POST",
            headers: { authorization, "x-amz-target": "DynamoDB_20120810.PutItem" },
            body: "{}",
        });
        assert.equal(response.status, 501);
        assert.match(
            fixture.runtime.failures[0]?.message ?? "",
            /reports calls dynamodb \(DynamoDB_20120810\.PutItem\)/,
        );
    });
});
