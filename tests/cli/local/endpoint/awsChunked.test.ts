import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeAwsChunked } from "../../../../cli/local/endpoint/awsChunked";

describe("bodies in chunks", () => {
    it("are put together, whatever they contain, and their trailers are read", () => {
        fc.assert(
            fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 })), (chunks) => {
                const body = Buffer.concat([
                    ...chunks.flatMap((chunk) => [
                        Buffer.from(`${chunk.length.toString(16)};chunk-signature=abc\r\n`),
                        Buffer.from(chunk),
                        Buffer.from("\r\n"),
                    ]),
                    Buffer.from("0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"),
                ]);
                const { content, trailers } = decodeAwsChunked(body);
                assert.ok(content.equals(Buffer.concat(chunks)));
                assert.deepEqual([...trailers], [["x-amz-checksum-crc32", "AAAAAA=="]]);
            }),
        );
    });

    it("are refused when something is missing", () => {
        for (const body of ["", "5\r\nabc", "zz\r\n", "3\r\nabc\r\n"]) {
            assert.throws(() => decodeAwsChunked(Buffer.from(body)), /chunk/);
        }
    });
});
