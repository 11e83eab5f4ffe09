import { isUtf8 } from "node:buffer";

/** Grows to the largest record seen: a buffer a record would be half of the handler's garbage. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** Bytes that are no UTF-8 text. */
export class Binary {
    constructor(public readonly base64: string) {}
}

/** The UTF-8 text that base64 holds; {@link Binary} when the bytes are none. */
export function decodeBase64(base64: string): string | Binary {
    reserve(Math.ceil((base64.length * 3) / 4));
    const length = scratch.write(base64, 0, "base64");
    const text = scratch.toString("utf8", 0, length);
    // Bytes that are no UTF-8 are decoded to U+FFFD; the character may as well have been sent.
    if (text.includes("\ufffd") && !isUtf8(scratch.subarray(0, length))) {
        return new Binary(scratch.toString("base64", 0, length));
    }
    return text;
}

/** Base64 of a text's UTF-8 bytes. */
export function encodeBase64(text: string): string {
    reserve(text.length * 3);
    return scratch.toString("base64", 0, scratch.write(text, 0, "utf8"));
}

function reserve(bytes: number): void {
    if (scratch.length < bytes) scratch = Buffer.allocUnsafeSlow(bytes * 2);
}
