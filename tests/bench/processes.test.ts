import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import fc from "fast-check";
import { measure, median, ROOT } from "../../bench/processes";

describe("a measured process", () => {
    let folder = "";

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "tributary-bench-test-"));
    });

    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    function script(source: string): string {
        const file = join(folder, "script.js");
        writeFileSync(file, source);
        return relative(ROOT, file);
    }

    it("yields its time, its processor time, its largest memory and its output", () => {
        const idle = measure(script("setTimeout(() => console.log('done'), 200)"), []);
        const busy = measure(script("const held = Buffer.alloc(200 << 20, 1); console.log(held.length)"), []);
        assert.equal(idle.stdout, "done\n");
        assert.ok(idle.seconds >= 0.2, `${idle.seconds} s`);
        assert.ok(idle.cpuSeconds > 0 && idle.cpuSeconds < 5, `${idle.cpuSeconds} s`);
        assert.ok(busy.peakMiB >= idle.peakMiB + 150, `${busy.peakMiB} MiB against ${idle.peakMiB} MiB`);
    });

    it("is no measurement where it fails", () => {
        const file = script("console.error('broken'); process.exit(1)");
        assert.throws(() => measure(file, ["a", "b"]), /script\.js a b ended with 1:\nbroken/);
    });
});

describe("a median", () => {
    it("is the middle, or the mean of the middle two", () => {
        assert.equal(median([3, 1, 2]), 2);
        assert.equal(median([4, 1, 3, 2]), 2.5);
    });

    it("lies between the least and the greatest, and no order matters", () => {
        const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
        fc.assert(
            fc.property(numbers, (values) => {
                assert.ok(median(values) >= Math.min(...values) && median(values) <= Math.max(...values));
                assert.equal(median(values.toReversed()), median(values));
            }),
        );
    });
});
