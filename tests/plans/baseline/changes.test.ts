import assert from "node:assert/strict";
import type { Baseline } from "./baseline";
import { changes } from "./changes";

const ROLE = "role dev-loader";

function baseline(permissions: Baseline["permissions"] = {}, more: Partial<Baseline> = {}): Baseline {
    return { components: {}, permissions, protected: [], ...more };
}

function changed(before: Record<string, string[]>, after: Record<string, string[]>): string[] {
    return changes(baseline({ [ROLE]: before }), baseline({ [ROLE]: after }));
}

describe("the difference of two plans", () => {
    it("is nothing where the same is allowed in another order or on other lines", () => {
        const one = { "s3 raw/*": ["s3:GetObject, s3:PutObject", "s3:ListBucket if a = b"] };
        const other = { "s3 raw/*": ["s3:ListBucket if a = b", "s3:PutObject", "s3:GetObject"] };
        assert.deepEqual(changed(one, other), []);
    });

    it("says what may be done in addition, and what no longer", () => {
        assert.deepEqual(changed({ "s3 raw": ["s3:ListBucket"] }, { "s3 raw": ["s3:GetBucketAcl"] }), [
            "added: role dev-loader may s3:GetBucketAcl on s3 raw",
            "removed: no longer: role dev-loader may s3:ListBucket on s3 raw",
        ]);
    });

    it("gathers what is new to somebody", () => {
        assert.deepEqual(changed({}, { "s3 raw": ["s3:ListBucket"], key: ["kms:Decrypt, kms:Encrypt"] }), [
            "added: role dev-loader may\n    s3:ListBucket on s3 raw\n    kms:Decrypt, kms:Encrypt on key",
        ]);
    });

    it("calls a wider action or resource, and a lost condition, widened", () => {
        assert.deepEqual(changed({ "s3 raw/*": ["s3:GetObject"] }, { "s3 raw/*": ["s3:Get*"] }), [
            "widened: role dev-loader may s3:Get* on s3 raw/* (was: s3:GetObject)",
        ]);
        assert.deepEqual(
            changed({ "s3 raw/weather/*": ["s3:GetObject"] }, { "s3 raw/*": ["s3:GetObject"] }),
            ["widened: role dev-loader may s3:GetObject on s3 raw/* (was: on s3 raw/weather/*)"],
        );
        assert.deepEqual(changed({ key: ["kms:Decrypt if via s3"] }, { key: ["kms:Decrypt"] }), [
            "widened: role dev-loader may kms:Decrypt on key (was: if via s3)",
        ]);
    });

    it("calls the opposite narrowed, and another condition changed", () => {
        assert.deepEqual(changed({ "s3 raw/*": ["s3:*"] }, { "s3 raw/*": ["s3:GetObject, s3:PutObject"] }), [
            "narrowed: role dev-loader may s3:GetObject, s3:PutObject on s3 raw/* (was: s3:*)",
        ]);
        assert.deepEqual(changed({ key: ["kms:Decrypt if a"] }, { key: ["kms:Decrypt if b"] }), [
            "changed: role dev-loader may kms:Decrypt on key if b (was: if a)",
        ]);
    });

    it("calls a denial that is gone or smaller widened, and a new one narrowed", () => {
        assert.deepEqual(changed({ "s3 raw": ["never s3:* if no TLS"] }, {}), [
            "widened: no longer: role dev-loader must never s3:* on s3 raw if no TLS",
        ]);
        assert.deepEqual(changed({ "s3 raw": ["never s3:*"] }, { "s3 raw": ["never s3:PutObject"] }), [
            "widened: role dev-loader must never s3:PutObject on s3 raw (was: s3:*)",
        ]);
        assert.deepEqual(changed({}, { "s3 raw": ["never s3:*"] }), [
            "denied: role dev-loader must never s3:* on s3 raw",
        ]);
    });

    it("tells what allows more first", () => {
        const lines = changed({ a: ["x:One"], b: ["x:Two"] }, { a: ["x:One, x:Three"], b: ["x:*"] });
        assert.deepEqual(
            lines.map((line) => line.split(":")[0]),
            ["widened", "added"],
        );
    });

    it("says what is no longer protected", () => {
        const lines = changes(
            baseline({}, { protected: ["kms Key lake", "s3 Bucket raw"] }),
            baseline({}, { protected: ["s3 Bucket raw", "s3 Bucket curated"] }),
        );
        assert.deepEqual(lines, [
            "unprotected: kms Key lake can be deleted now",
            "protected: s3 Bucket curated",
        ]);
    });

    it("says which components are new, gone, and of other parts", () => {
        const lines = changes(
            baseline({}, { components: { lake: { Bucket: 4, Key: 1 }, old: { Topic: 1 } } }),
            baseline({}, { components: { lake: { Bucket: 5 }, network: { Vpc: 1, Subnet: 3 } } }),
        );
        assert.deepEqual(lines, [
            "gone: old",
            "changed: lake has 5 Bucket instead of 4",
            "changed: lake has 0 Key instead of 1",
            "new: network: 1 Vpc, 3 Subnet",
        ]);
    });
});
