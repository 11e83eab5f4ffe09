import { createHash, hash } from "node:crypto";
import {
    createReadStream,
    mkdirSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { PlanResource } from "../../preview/plan";
import { record, records, text } from "../resources";
import type { ObjectCreated, Runtime } from "../runtime";
import { objectsUnder, type StoredObject } from "./listing";
import { FOLDER_OBJECT, LONGEST_KEY, pathOfKey } from "./objectPath";

/** Who writes: the role for the event, the resource to tell whose pipeline the object belongs to. */
export interface Writer {
    readonly roleArn: string;
    readonly resource: PlanResource;
}

/** Default encryption of a bucket. Source: S3 User Guide, "Setting default server-side encryption behavior". */
export interface BucketEncryption {
    /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
    readonly algorithm: string;
    /** ARN of a customer's key. */
    readonly keyArn?: string;
}

/** An error that S3 would answer with. */
export class S3Error extends Error {
    constructor(
        /** S3's own code, e.g. `NoSuchBucket`. */
        readonly code: string,
        message: string,
        readonly status: number,
    ) {
        super(message);
    }
}

/**
 * The plan's buckets as folders under `<run>/s3/`. An object appears whole or not at all, a second one with the
 * same key replaces the first, and the runtime hears of each.
 */
export class ObjectStore {
    private readonly root: string;
    private readonly incoming: string;
    private readonly encryptions = new Map<string, BucketEncryption>();
    private arrivals = 0;

    constructor(private readonly runtime: Runtime) {
        this.root = join(runtime.directory, "s3");
        this.incoming = join(runtime.directory, "incoming");
        mkdirSync(this.incoming, { recursive: true });
        for (const resource of runtime.index.ofType("aws:s3/bucket:Bucket")) {
            const name = bucketName(resource);
            if (name !== undefined) {
                mkdirSync(join(this.root, name), { recursive: true });
            }
        }
        for (const resource of runtime.index.ofType(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        )) {
            const rule = record(records(resource.inputs.rules)[0]?.applyServerSideEncryptionByDefault);
            const bucket = text(resource.inputs.bucket);
            if (bucket !== undefined && rule !== undefined) {
                this.encryptions.set(bucket, {
                    algorithm: text(rule.sseAlgorithm) ?? "AES256",
                    keyArn: text(rule.kmsMasterKeyId),
                });
            }
        }
    }

    /** The plan's resource of a bucket; undefined for a bucket that the plan does not have. */
    bucket(name: string): PlanResource | undefined {
        return this.runtime.index.find("aws:s3/bucket:Bucket", name);
    }

    /** How S3 encrypts what is put without other instructions; SSE-S3 unless the plan says otherwise. */
    encryption(bucket: string): BucketEncryption {
        return this.encryptions.get(bucket) ?? { algorithm: "AES256" };
    }

    /**
     * Puts an object. The caller has authorised the call.
     *
     * @returns the object's ETag: the MD5 of its content in hexadecimal digits
     * @throws S3Error for a bucket that the plan does not have, or a key that S3 refuses
     */
    put(bucket: string, key: string, body: Buffer, writer: Writer): string {
        this.check(bucket, key);
        const file = this.incomingFile();
        writeFileSync(file, body);
        const eTag = hash("md5", body);
        this.appear(bucket, key, file, eTag, body.length, writer);
        return eTag;
    }

    /** As {@link put}, for content that was written to a file of {@link incomingFile}, which is moved. */
    async putFile(bucket: string, key: string, file: string, writer: Writer): Promise<StoredObject> {
        this.check(bucket, key);
        const digest = createHash("md5");
        await pipeline(createReadStream(file), digest);
        const { size } = statSync(file);
        this.appear(bucket, key, file, digest.digest("hex"), size, writer);
        return { key, size, path: this.path(bucket, key) };
    }

    /** A new file name on the store's own file system, for content that will be put. */
    incomingFile(): string {
        return join(this.incoming, String(this.arrivals++));
    }

    /** @throws S3Error where there is no such object */
    read(bucket: string, key: string): Buffer {
        this.check(bucket, key);
        try {
            return readFileSync(this.path(bucket, key));
        } catch {
            throw new S3Error("NoSuchKey", `The specified key does not exist: s3://${bucket}/${key}`, 404);
        }
    }

    /** The objects whose keys begin with the prefix, read from disk, in the order of their keys. */
    list(bucket: string, prefix: string): StoredObject[] {
        this.check(bucket, "-");
        return objectsUnder(join(this.root, bucket), prefix);
    }

    /** Where the object lies or would lie. */
    path(bucket: string, key: string): string {
        const path = join(this.root, bucket, pathOfKey(key));
        return isFolder(path) ? join(path, FOLDER_OBJECT) : path;
    }

    private check(bucket: string, key: string): void {
        if (this.bucket(bucket) === undefined) {
            throw new S3Error("NoSuchBucket", `The specified bucket does not exist: ${bucket}`, 404);
        }
        if (key === "") {
            throw new S3Error("InvalidRequest", "The key of an object must not be empty", 400);
        }
        if (Buffer.byteLength(key) > LONGEST_KEY) {
            throw new S3Error("KeyTooLongError", `Your key is too long; allowed: ${LONGEST_KEY} bytes`, 400);
        }
    }

    private appear(
        bucket: string,
        key: string,
        file: string,
        eTag: string,
        size: number,
        writer: Writer,
    ): void {
        const folders = pathOfKey(key).split("/").slice(0, -1);
        let folder = join(this.root, bucket);
        for (const name of folders) {
            folder = join(folder, name);
            makeFolder(folder);
        }
        renameSync(file, this.path(bucket, key));
        const { clock } = this.runtime;
        const created: ObjectCreated = {
            bucket,
            key,
            size,
            eTag,
            eventName: "ObjectCreated:Put",
            time: clock.now(),
            principalArn: writer.roleArn,
            writer: writer.resource,
        };
        // Nobody who puts waits for those who are told; a defect among the latter must still end the run.
        clock.during(this.runtime.objectCreated(created)).catch((error: unknown) => {
            clock.at(clock.now(), () => Promise.reject(error));
        });
    }
}

/** The physical name of a bucket of the plan. */
export function bucketName(resource: PlanResource): string | undefined {
    return text(resource.outputs.bucket) ?? resource.id;
}

function isFolder(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Makes a folder where an object's file may lie already: the file goes into it. */
function makeFolder(path: string): void {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) {
        return;
    }
    if (found === undefined) {
        mkdirSync(path);
        return;
    }
    const aside = `${path}${FOLDER_OBJECT}`;
    rmSync(aside, { force: true });
    renameSync(path, aside);
    mkdirSync(path);
    renameSync(aside, join(path, FOLDER_OBJECT));
}
