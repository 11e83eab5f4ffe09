import type { PolicyResource } from "../resource";
import { BUCKET_LOGGING } from "../resourceTypes";
import type { Stack } from "../stack";

/** Whether S3 delivers access logs of some bucket into this one. */
export function receivesAccessLogs(bucket: PolicyResource, stack: Stack): boolean {
    return stack.referrers(bucket, BUCKET_LOGGING, "targetBucket").length > 0;
}
