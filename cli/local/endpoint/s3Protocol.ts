import type { AccessRequest } from "../authorization/request";
import { type ObjectStore, S3Error } from "../objects/objectStore";
import type { Caller, Runtime } from "../runtime";
import { decodeAwsChunked } from "./awsChunked";
import { mismatch } from "./checksum";
import type { Answer, Call } from "./endpoint";

/** The S3 calls of the plan's functions, as REST with the bucket in the path. Source: S3 API, "PutObject". */
export class S3Protocol {
    constructor(
        private readonly runtime: Runtime,
        private readonly store: ObjectStore,
    ) {}

    answer(call: Call, caller: Caller): Answer {
        try {
            return this.handle(call, caller);
        } catch (error) {
            if (error instanceof S3Error) {
                return failure(error, call);
            }
            throw error;
        }
    }

    private handle(call: Call, caller: Caller): Answer {
        const [, bucket = "", path = ""] = /^\/([^/]*)\/?(.*)$/s.exec(call.path) ?? [];
        const key = decodeKey(path);
        const operation = call.query.get("x-id") ?? `${call.method} ${call.path}`;
        const parameters = [...call.query.keys()].filter((name) => name !== "x-id");
        if (
            call.method !== "PUT" ||
            key === "" ||
            parameters.length > 0 ||
            call.header("x-amz-copy-source")
        ) {
            throw new S3Error(
                "NotImplemented",
                `${operation} was called; a local run serves PutObject of S3; leave the call out or run it on AWS`,
                501,
            );
        }
        return this.put(call, caller, bucket, key);
    }

    private put(call: Call, caller: Caller, bucket: string, key: string): Answer {
        const content = readContent(call);
        const requestedKey = call.header("x-amz-server-side-encryption-aws-kms-key-id");
        const request: AccessRequest = {
            principal: { role: caller.roleArn },
            action: "s3:PutObject",
            resource: `arn:aws:s3:::${bucket}/${key}`,
            ...(requestedKey === undefined ? {} : { encryptionKey: requestedKey }),
        };
        if (!this.runtime.allowed(caller.function, request)) {
            throw new S3Error(
                "AccessDenied",
                `User: ${caller.roleArn} is not authorized to perform: s3:PutObject on resource: "${request.resource}"`,
                403,
            );
        }
        const eTag = this.store.put(bucket, key, content, {
            roleArn: caller.roleArn,
            resource: caller.function,
        });
        const encryption = this.store.encryption(bucket);
        const keyArn = requestedKey ?? encryption.keyArn;
        return {
            status: 200,
            headers: {
                etag: `"${eTag}"`,
                "x-amz-server-side-encryption":
                    call.header("x-amz-server-side-encryption") ?? encryption.algorithm,
                ...(keyArn === undefined ? {} : { "x-amz-server-side-encryption-aws-kms-key-id": keyArn }),
            },
            body: "",
        };
    }
}

function decodeKey(path: string): string {
    try {
        return decodeURIComponent(path);
    } catch {
        throw new S3Error("InvalidURI", "Couldn't parse the specified URI.", 400);
    }
}

/** The object's content, checked against the checksums that the SDK sends with it. */
function readContent(call: Call): Buffer {
    let content = call.body;
    let trailers: ReadonlyMap<string, string> = new Map();
    const encoding = call.header("content-encoding") ?? "";
    const streamed = call.header("x-amz-content-sha256")?.startsWith("STREAMING-") ?? false;
    if (streamed || encoding.split(",").some((part) => part.trim() === "aws-chunked")) {
        try {
            ({ content, trailers } = decodeAwsChunked(call.body));
        } catch (error) {
            throw new S3Error("IncompleteBody", `The body is not complete: ${(error as Error).message}`, 400);
        }
    }
    const expected = call.header("x-amz-decoded-content-length");
    if (expected !== undefined && Number(expected) !== content.length) {
        throw new S3Error(
            "IncompleteBody",
            `${content.length} bytes came; x-amz-decoded-content-length says ${expected}`,
            400,
        );
    }
    const wrong = mismatch(content, (name) => call.header(name) ?? trailers.get(name));
    if (wrong !== undefined) {
        throw new S3Error("BadDigest", `The ${wrong} you specified did not match what we received.`, 400);
    }
    return content;
}

function failure(error: S3Error, call: Call): Answer {
    const body =
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
        `<Error><Code>${xml(error.code)}</Code><Message>${xml(error.message)}</Message>` +
        `<Resource>${xml(call.path)}</Resource><RequestId>${call.requestId}</RequestId></Error>`;
    return { status: error.status, headers: { "content-type": "application/xml" }, body };
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function xml(text: string): string {
    return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
