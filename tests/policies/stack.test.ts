import { strict as assert } from "node:assert";
import type { PolicyResource } from "../../policies/resource";
import { Stack } from "../../policies/stack";
import { UNKNOWN, UnknownValue } from "../../policies/unknown";

const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";

function resource(type: string, name: string, more: Partial<PolicyResource> = {}): PolicyResource {
    const urn = `urn:pulumi:dev::example::${type}::${name}`;
    return {
        urn,
        type,
        name,
        props: {},
        dependencies: [],
        propertyDependencies: {},
        protect: false,
        ...more,
    };
}

const bucket = (name: string, physical?: string, outputs?: PolicyResource["outputs"]) =>
    resource(BUCKET, name, { props: physical ? { bucket: physical } : {}, ...(outputs ? { outputs } : {}) });

const versioning = (value: unknown, ...sources: PolicyResource[]) =>
    resource(VERSIONING, "versioning", {
        props: { bucket: value },
        propertyDependencies: { bucket: sources.map(({ urn }) => urn) },
    });

const names = (resources: readonly PolicyResource[]) => resources.map(({ name }) => name);

describe("following references in a stack", () => {
    const data = bucket("data", "acme-data");
    const other = bucket("other", "acme-other");

    it("finds a sibling by its value, without any dependency", () => {
        const stack = new Stack([data, other, versioning("acme-data")]);
        assert.deepEqual(names(stack.referrers(data, [VERSIONING], "bucket")), ["versioning"]);
        assert.deepEqual(stack.referrers(other, [VERSIONING], "bucket"), []);
    });

    it("finds a sibling by its dependency while values are unknown", () => {
        const stack = new Stack([data, other, versioning(UNKNOWN, data)]);
        assert.deepEqual(names(stack.referrers(data, [VERSIONING], "bucket")), ["versioning"]);
        assert.deepEqual(stack.referrers(other, [VERSIONING], "bucket"), []);
    });

    it("believes a known value more than a dependency", () => {
        const stack = new Stack([data, other, versioning("acme-other", data)]);
        assert.deepEqual(stack.referrers(data, [VERSIONING], "bucket"), []);
        assert.deepEqual(names(stack.referrers(other, [VERSIONING], "bucket")), ["versioning"]);
    });

    it("does not guess from logical names", () => {
        const stack = new Stack([bucket("versioning"), versioning("elsewhere")]);
        assert.deepEqual(stack.referrers(stack.resources[0] as PolicyResource, [VERSIONING], "bucket"), []);
    });

    it("cannot tell which of two buckets an unknown value means", () => {
        const stack = new Stack([data, other, versioning(UNKNOWN, data, other)]);
        assert.throws(() => stack.referrers(data, [VERSIONING], "bucket"), UnknownValue);
        assert.throws(() => stack.referrers(other, [VERSIONING], "bucket"), UnknownValue);
    });

    it("cannot tell what an unknown value without a dependency means", () => {
        const stack = new Stack([data, versioning(UNKNOWN)]);
        assert.throws(
            () => stack.referrers(data, [VERSIONING], "bucket"),
            /bucket of .*"versioning" cannot be known/,
        );
    });

    it("needs no guess when another sibling is certain", () => {
        const stack = new Stack([data, versioning(UNKNOWN), versioning("acme-data")]);
        assert.deepEqual(names(stack.referrers(data, [VERSIONING], "bucket")), ["versioning"]);
    });

    it("follows an ARN to the resource that has the name", () => {
        const delivery = resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "delivery", {
            props: { extendedS3Configuration: { bucketArn: "arn:aws:s3:::acme-data" } },
        });
        const stack = new Stack([other, data, delivery]);
        assert.equal(stack.target(delivery, "extendedS3Configuration.bucketArn", [BUCKET]), data);
    });

    it("follows an ARN to the resource that has the ARN, whatever its name", () => {
        const twin = bucket("twin", "acme-data", { arn: "arn:aws-cn:s3:::acme-data" });
        const reader = resource("example:index:Reader", "reader", {
            props: { arn: "arn:aws:s3:::acme-data" },
        });
        assert.equal(new Stack([twin, reader]).target(reader, "arn", [BUCKET]), undefined);
    });

    it("opens secrets on the way", () => {
        const secret = (value: unknown) => ({
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            value,
        });
        const stack = new Stack([data, versioning(secret("acme-data"))]);
        assert.deepEqual(names(stack.referrers(data, [VERSIONING], "bucket")), ["versioning"]);
    });

    it("tells that a target is not part of the stack", () => {
        const sibling = versioning("elsewhere");
        assert.equal(new Stack([data, sibling]).target(sibling, "bucket", [BUCKET]), undefined);
    });
});
