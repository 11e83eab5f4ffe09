import type { AccessRequest } from "../authorization/request";
import type { Runtime } from "../runtime";
import type { QueryExecution } from "./queryExecution";

/** Asks for what the role of a query needs at S3, with the key that the workgroup encrypts results with. */
export function mayUseBucket(
    runtime: Runtime,
    execution: QueryExecution,
    action: "s3:PutObject" | "s3:ListBucket" | "s3:GetBucketLocation",
    path: { readonly bucket: string; readonly key?: string; readonly prefix?: string },
): boolean {
    const { caller, workgroup } = execution;
    const request: AccessRequest = {
        principal: { role: caller.roleArn },
        action,
        resource: `arn:aws:s3:::${path.bucket}${path.key === undefined ? "" : `/${path.key}`}`,
        ...(path.prefix === undefined ? {} : { context: { "s3:prefix": path.prefix } }),
        ...(action === "s3:PutObject" && workgroup.keyArn !== undefined
            ? { encryptionKey: workgroup.keyArn }
            : {}),
        ...(action === "s3:PutObject" ? { multipart: true } : {}),
    };
    return runtime.allowed(caller.function, request);
}
