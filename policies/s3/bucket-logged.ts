import type { s3 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { BUCKET, BUCKET_LOGGING, BUCKETS } from "../resourceTypes";
import { fsbp, IN_PRODUCTION, stackRule } from "../rule";
import { receivesAccessLogs } from "./buckets";

const bucket = { type: BUCKET, name: "data", props: {} };
const logs = { type: BUCKET, name: "logs", props: {} };
const logging = (of: string, into: string) => ({
    type: BUCKET_LOGGING[0],
    name: "logging",
    props: { bucket: ref(of), targetBucket: ref(into), targetPrefix: `${of}/` },
});

export const bucketLogged = stackRule<s3.BucketArgs>({
    id: "s3/bucket-logged",
    title: "Access to buckets is logged",
    reason: "After an incident the access log tells which objects were read. A bucket that receives such logs is exempt: it would log itself.",
    severity: "medium",
    controls: [fsbp("S3.9")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "DataLake does it for every zone.",
        pulumi: "add an aws.s3.BucketLogging for the bucket whose targetBucket is another bucket.",
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        if (receivesAccessLogs(resource, stack)) {
            return;
        }
        if (stack.referrers(resource, BUCKET_LOGGING, "bucket").length === 0) {
            yield "no aws.s3.BucketLogging refers to the bucket; it needs one whose targetBucket is another bucket";
        }
    },
    examples: {
        pass: [
            stackExample("its access is logged into another bucket", bucket, logs, logging("data", "logs")),
            stackExample(
                "it receives the logs of others",
                bucket,
                { type: BUCKET, name: "other", props: {} },
                logging("other", "data"),
            ),
        ],
        fail: [
            stackExample("its access is not logged", bucket),
            stackExample(
                "another bucket's access is logged",
                bucket,
                logs,
                { type: BUCKET, name: "other", props: {} },
                logging("other", "logs"),
            ),
        ],
    },
});
