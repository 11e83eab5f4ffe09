import { hash } from "node:crypto";
import { crc32 } from "node:zlib";

type Checksum = (content: Buffer) => string;

/** Header or trailer → what it must hold. Source: S3 User Guide, "Checking object integrity". */
const CHECKSUMS: Readonly<Record<string, Checksum>> = {
    "x-amz-checksum-crc32": (content) => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(crc32(content));
        return bytes.toString("base64");
    },
    "x-amz-checksum-sha1": (content) => hash("sha1", content, "base64"),
    "x-amz-checksum-sha256": (content) => hash("sha256", content, "base64"),
    "content-md5": (content) => hash("md5", content, "base64"),
};

/**
 * Compares the content with the checksums that came with it. Algorithms that Node does not have are not checked.
 *
 * @returns the name of one that does not match
 */
export function mismatch(content: Buffer, value: (name: string) => string | undefined): string | undefined {
    return Object.entries(CHECKSUMS).find(([name, compute]) => {
        const given = value(name);
        return given !== undefined && given !== compute(content);
    })?.[0];
}
