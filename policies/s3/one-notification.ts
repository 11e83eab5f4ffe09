import type { s3 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { BUCKET, BUCKET_NOTIFICATION, BUCKETS } from "../resourceTypes";
import { ALWAYS, stackRule } from "../rule";
import { UnknownValue } from "../unknown";

const bucket = { type: BUCKET, name: "data", props: {} };
const notification = (name: string, of: string) => ({
    type: BUCKET_NOTIFICATION[0],
    name,
    props: { bucket: ref(of), eventbridge: true },
});

export const oneNotification = stackRule<s3.BucketArgs>({
    id: "s3/one-notification",
    title: "A bucket's notifications are configured in one place",
    reason: "S3 replaces a bucket's whole notification configuration: of two BucketNotification resources one silently loses, and its data stops flowing.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DataLake makes one BucketNotification for all pipelines.",
        pulumi: "merge all queues, topics and functions of the bucket into one aws.s3.BucketNotification.",
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        const { certain, possible } = stack.references(resource, BUCKET_NOTIFICATION, "bucket");
        if (certain.length > 1) {
            const names = certain.map(({ name }) => `"${name}"`).join(", ");
            yield `${certain.length} aws.s3.BucketNotification resources refer to the bucket: ${names}; there must be one at most`;
        } else if (certain.length + possible.length > 1 && possible[0]) {
            throw new UnknownValue(`bucket of BucketNotification "${possible[0].name}"`);
        }
    },
    examples: {
        pass: [
            stackExample("there is none", bucket),
            stackExample("there is one", bucket, notification("events", "data")),
            stackExample(
                "each bucket has its own",
                bucket,
                { type: BUCKET, name: "other", props: {} },
                notification("events", "data"),
                notification("more", "other"),
            ),
        ],
        fail: [
            stackExample(
                "there are two",
                bucket,
                notification("events", "data"),
                notification("more", "data"),
            ),
        ],
    },
});
