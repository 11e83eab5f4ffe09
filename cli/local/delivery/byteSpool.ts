import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";

const compress = promisify(gzip);

/** Compressed or written at once. */
const CHUNK = 512 * 1024;
/** Chunks that may wait for compression before whoever adds records has to wait. */
const MOST_WAITING = 8;

/**
 * Records as they are, one behind the other, optionally compressed. Each chunk becomes a gzip member of its own,
 * made on another thread at the cheapest level; readers of gzip take several members for one file (RFC 1952).
 */
export class ByteSpool {
    private chunks: Buffer[] = [];
    private pending = 0;
    private waiting = 0;
    private tail: Promise<void> = Promise.resolve();
    /** Before compression. */
    bytes = 0;

    constructor(
        readonly file: string,
        private readonly compressed: boolean,
    ) {
        writeFileSync(file, "");
    }

    append(data: Buffer): void {
        this.chunks.push(data);
        this.pending += data.length;
        this.bytes += data.length;
        if (this.pending >= CHUNK) {
            this.write();
        }
    }

    /** Resolves when there is room for more. */
    async room(): Promise<void> {
        if (this.waiting >= MOST_WAITING) {
            await this.tail;
        }
    }

    /** Resolves when the file holds everything. */
    async finish(): Promise<void> {
        this.write();
        await this.tail;
    }

    remove(): void {
        rmSync(this.file, { force: true });
    }

    private write(): void {
        if (this.pending === 0) {
            return;
        }
        const chunk = Buffer.concat(this.chunks);
        this.chunks = [];
        this.pending = 0;
        if (!this.compressed) {
            appendFileSync(this.file, chunk);
            return;
        }
        this.waiting++;
        this.tail = this.tail.then(async () => {
            await appendFile(this.file, await compress(chunk, { level: constants.Z_BEST_SPEED }));
            this.waiting--;
        });
    }
}
