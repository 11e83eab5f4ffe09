import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ObjectStore, type S3Error } from "../../../../cli/local/objects/objectStore";
import type { ObjectCreated } from "../../../../cli/local/runtime";
import { resource, runtimeOf } from "../runtimeFixture";

const BUCKET = resource("aws:s3/bucket:Bucket", "curated", { bucket: "dev-curated" });
const FUNCTION = resource("aws:lambda/function:Function", "transform", {});
const WRITER = { roleArn: "arn:aws:iam::123456789012:role/x", resource: FUNCTION };

describe("the object store", () => {
    let directory: string;
    let store: ObjectStore;
    let created: ObjectCreated[];

    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "objects-"));
        const runtime = runtimeOf([BUCKET, FUNCTION], undefined, directory);
        store = new ObjectStore(runtime);
        created = [];
        runtime.onObjectCreated(async (object) => void created.push(object));
    });
    afterEach(() => rmSync(directory, { recursive: true, force: true }));

    const put = (key: string, content: string) => store.put("dev-curated", key, Buffer.from(content), WRITER);
    const keys = (prefix: string) => store.list("dev-curated", prefix).map(({ key }) => key);

    it("keeps objects as files under their bucket and key, and tells the runtime of each", () => {
        const eTag = put("a/day=1/x.json", "hello");
        assert.equal(readFileSync(join(directory, "s3/dev-curated/a/day=1/x.json"), "utf8"), "hello");
        assert.equal(eTag, "5d41402abc4b2a76b9719d911017c592");
        assert.deepEqual(created, [
            {
                bucket: "dev-curated",
                key: "a/day=1/x.json",
                size: 5,
                eTag,
                eventName: "ObjectCreated:Put",
                time: 1_000_000,
                principalArn: WRITER.roleArn,
                writer: FUNCTION,
            },
        ]);
    });

    it("replaces an object of the same key", () => {
        put("x", "one");
        put("x", "two");
        assert.equal(store.read("dev-curated", "x").toString(), "two");
        assert.deepEqual(keys(""), ["x"]);
    });

    it("takes a finished file as an object at once, and leaves nothing behind", async () => {
        const file = store.incomingFile();
        writeFileSync(file, "hello");
        const stored = await store.putFile("dev-curated", "b/y", file, WRITER);
        assert.equal(stored.size, 5);
        assert.equal(created[0]?.eTag, "5d41402abc4b2a76b9719d911017c592");
        assert.deepEqual(readdirSync(join(directory, "incoming")), []);
    });

    it("lists the keys that begin with a prefix, in the order of their bytes", () => {
        for (const key of ["b/2", "b/1", "b-x", "b", "a/é", "a/z", "ba/1"]) {
            put(key, key);
        }
        assert.deepEqual(keys("b"), ["b", "b-x", "b/1", "b/2", "ba/1"]);
        assert.deepEqual(keys("b/"), ["b/1", "b/2"]);
        assert.deepEqual(keys("a/"), ["a/z", "a/é"]);
        assert.deepEqual(keys("nowhere/"), []);
    });

    it("holds a key and others that it is the beginning of, whichever comes first", () => {
        put("a", "short");
        put("a/b", "long");
        put("c/d", "long");
        put("c", "short");
        put("c/", "folder");
        assert.deepEqual(keys(""), ["a", "a/b", "c", "c/", "c/d"]);
        assert.equal(store.read("dev-curated", "a").toString(), "short");
        assert.equal(store.read("dev-curated", "c").toString(), "short");
        assert.equal(store.read("dev-curated", "c/").toString(), "folder");
    });

    it("keeps keys that climb out of the bucket inside of it", () => {
        put("../../outside", "x");
        assert.deepEqual(keys(""), ["../../outside"]);
        assert.deepEqual(readdirSync(directory).sort(), ["incoming", "s3"]);
        assert.deepEqual(readdirSync(join(directory, "s3")), ["dev-curated"]);
    });

    it("refuses what S3 refuses, with S3's codes", () => {
        const code = (action: () => unknown) => {
            try {
                action();
            } catch (error) {
                return (error as S3Error).code;
            }
            return undefined;
        };
        assert.equal(
            code(() => store.put("other", "x", Buffer.of(), WRITER)),
            "NoSuchBucket",
        );
        assert.equal(
            code(() => put("x".repeat(1025), "")),
            "KeyTooLongError",
        );
        assert.equal(
            code(() => store.read("dev-curated", "missing")),
            "NoSuchKey",
        );
        assert.equal(
            code(() => put("x".repeat(1024), "")),
            undefined,
        );
    });
});
