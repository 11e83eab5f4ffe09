/** The body encoding `aws-chunked`. Source: S3 API Reference, "Signature calculations … (chunked upload)". */

export interface Decoded {
    readonly content: Buffer;
    /** Names in lower case, e.g. `x-amz-checksum-crc32`. */
    readonly trailers: ReadonlyMap<string, string>;
}

const CRLF = "\r\n";

/** @throws Error for a body that ends early or is not so encoded */
export function decodeAwsChunked(body: Buffer): Decoded {
    const chunks: Buffer[] = [];
    let offset = 0;
    for (;;) {
        const end = body.indexOf(CRLF, offset);
        const header = end < 0 ? "" : body.toString("latin1", offset, end);
        const size = /^([0-9a-f]+)(?:;.*)?$/i.exec(header)?.[1];
        if (size === undefined) {
            throw new Error("a chunk's size was expected");
        }
        offset = end + CRLF.length;
        const length = Number.parseInt(size, 16);
        if (length === 0) {
            break;
        }
        if (offset + length > body.length) {
            throw new Error(`a chunk of ${length} bytes was announced and ${body.length - offset} came`);
        }
        chunks.push(body.subarray(offset, offset + length));
        offset += length + CRLF.length;
    }
    const trailers = new Map<string, string>();
    for (const line of body.toString("latin1", offset).split(CRLF)) {
        const colon = line.indexOf(":");
        if (colon > 0) {
            trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
        }
    }
    return { content: Buffer.concat(chunks), trailers };
}
