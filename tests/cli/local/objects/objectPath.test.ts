import assert from "node:assert/strict";
import { posix } from "node:path";
import fc from "fast-check";
import { keyOfPath, pathOfKey } from "../../../../cli/local/objects/objectPath";

describe("where an object lies on disk", () => {
    it("is the key itself for the keys that the platform writes", () => {
        for (const key of [
            "flights/departures/day=2001-01-01/dev-flights-1-2026-11-22-10-00-00-abc.parquet",
            "errors/weather/stations/format-conversion-failed/x",
            "reports/delays/run_day=2026-11-22/2026-11-22-10-00-00/20261122_1_x",
        ]) {
            assert.equal(pathOfKey(key), key);
        }
    });

    it("never leaves the bucket's folder", () => {
        for (const key of [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "..",
            ".",
            "a/./b",
            "a//../b",
            "..\\x",
            "a/..%2f",
        ]) {
            const path = pathOfKey(key);
            assert.ok(!posix.isAbsolute(path), key);
            assert.deepEqual(
                posix.normalize(`bucket/${path}`).split("/"),
                ["bucket", ...path.split("/")],
                `${key} became ${path}`,
            );
        }
    });

    it("leads back to the key, whatever characters it has", () => {
        const parts = fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom(
                "",
                ".",
                "..",
                "%",
                "%2E",
                "%+",
                "%-",
                "a b ",
                "x.",
                "a:b*?",
                "\u0000",
                "é",
                "日本",
                "😀".repeat(90),
            ),
        );
        fc.assert(
            fc.property(fc.array(parts, { minLength: 1, maxLength: 4 }), (names) => {
                const key = names.join("/");
                const path = pathOfKey(key);
                assert.equal(keyOfPath(path), key);
                for (const name of path.split("/")) {
                    assert.ok(
                        name !== "" && name !== "." && name !== ".." && Buffer.byteLength(name) <= 255,
                        path,
                    );
                }
            }),
        );
    });

    it("is another one for every other key", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
                assert.equal(pathOfKey(one) === pathOfKey(other), one === other);
            }),
        );
    });
});
