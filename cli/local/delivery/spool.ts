import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/** Kept in memory before it is written: enough to be fast, and little when 500 partitions are open. */
const CHUNK = 64 * 1024;

/** What is collected for one object, on disk: a run's memory does not grow with its data. */
export class Spool {
    private chunks: string[] = [];
    private pending = 0;
    private written = false;
    /** Bytes, counted as characters: a buffer's size is a hint. */
    bytes = 0;
    /** Longest line, in characters. */
    longestLine = 0;

    constructor(readonly file: string) {}

    /** @param text whole lines, each with its line feed */
    append(text: string): void {
        this.chunks.push(text);
        this.pending += text.length;
        this.bytes += text.length;
        if (text.length > this.longestLine) {
            this.longestLine = text.length;
        }
        if (this.pending >= CHUNK) {
            this.flush();
        }
    }

    /** Writes what is still in memory; the file then holds everything. */
    flush(): void {
        const text = this.chunks.join("");
        if (this.written) {
            appendFileSync(this.file, text);
        } else {
            writeFileSync(this.file, text);
            this.written = true;
        }
        this.chunks = [];
        this.pending = 0;
    }

    /** Replaces each line of the file. A buffer's size is bounded, so the file fits into memory. */
    rewrite(replace: (line: string) => string): void {
        const lines = readFileSync(this.file, "utf8").split("\n").slice(0, -1);
        writeFileSync(this.file, lines.map(replace).join(""));
    }

    remove(): void {
        rmSync(this.file, { force: true });
    }
}
