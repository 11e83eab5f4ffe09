import { strict as assert } from "node:assert";
import fc from "fast-check";
import { covers, coversAction, InvalidDocument, statements } from "../../policies/documents";
import { UNKNOWN, UnknownValue } from "../../policies/unknown";

const document = (...statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statement });

describe("reading policy documents", () => {
    it("reads a single value and a list of one alike", () => {
        const single = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
        const list = { Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource: ["*"] };
        assert.deepEqual(statements(document(single), "policy"), statements(document(list), "policy"));
        assert.deepEqual(
            statements(JSON.stringify({ Statement: single }), "policy"),
            statements(document(single), "policy"),
        );
    });

    it("reads an object as well as its text", () => {
        const single = { Effect: "Deny", Principal: { AWS: "*" }, Action: "s3:*", Resource: "*" };
        assert.deepEqual(
            statements({ Statement: [single] }, "policy"),
            statements(document(single), "policy"),
        );
    });

    it("tells exclusions from inclusions", () => {
        const [statement] = statements(
            document({ Effect: "Allow", NotPrincipal: { AWS: "1" }, NotAction: "a:b", NotResource: "c" }),
            "policy",
        );
        assert.ok(statement?.excludesPrincipals && statement.excludesActions && statement.excludesResources);
        assert.deepEqual(
            [statement.principals[0]?.id, statement.actions, statement.resources],
            ["1", ["a:b"], ["c"]],
        );
    });

    it("reads condition keys in any case", () => {
        const [statement] = statements(
            document({ Effect: "Deny", Condition: { Bool: { "AWS:SecureTransport": false } } }),
            "policy",
        );
        assert.deepEqual(statement?.conditions, [
            { operator: "Bool", key: "aws:securetransport", values: ["false"] },
        ]);
    });

    it("does not take a text with an unknown in it for known", () => {
        const text = document({ Effect: "Allow", Action: "s3:GetObject", Resource: `${UNKNOWN}/*` });
        assert.throws(() => statements(text, "policy"), UnknownValue);
    });

    it("refuses a text that AWS would refuse", () => {
        for (const text of ["{", "[]", "null", '"text"', '{"Statement":["Allow"]}']) {
            assert.throws(() => statements(text, "assumeRolePolicy"), InvalidDocument, text);
        }
    });

    it("finds no statement where there is no document", () => {
        for (const nothing of [undefined, null, ""]) {
            assert.deepEqual(statements(nothing, "policy"), []);
        }
    });
});

describe("matching patterns of policies", () => {
    it("covers actions in any case, and resources in their own", () => {
        assert.ok(coversAction("S3:get*", "s3:GetObject"));
        assert.ok(covers("arn:aws:s3:::data/*", "arn:aws:s3:::data/a/b"));
        assert.ok(!covers("arn:aws:s3:::DATA/*", "arn:aws:s3:::data/a"));
        assert.ok(covers("a?c", "abc") && !covers("a?c", "ac"));
        assert.ok(!covers("s3:Get*", "s3:PutObject"));
    });

    it("means the same as the regular expression that one would write", () => {
        const alphabet = fc.constantFrom("a", "b", ":", "*", "?");
        const plain = fc.constantFrom("a", "b", ":");
        fc.assert(
            fc.property(
                fc.string({ unit: alphabet, maxLength: 8 }),
                fc.string({ unit: plain, maxLength: 10 }),
                (pattern, text) => {
                    const expected = new RegExp(
                        `^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`,
                    ).test(text);
                    assert.equal(covers(pattern, text), expected);
                },
            ),
            { numRuns: 2000 },
        );
    });

    it("is quick on patterns that make regular expressions hang", () => {
        const started = performance.now();
        assert.ok(!covers(`${"*a".repeat(50)}b`, "a".repeat(5000)));
        assert.ok(performance.now() - started < 500);
    });
});
