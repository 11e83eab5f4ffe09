// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are spelled like this
import assert from "node:assert/strict";
import { compileCondition } from "../../../../cli/local/authorization/condition";
import { type ContextValues, RequestContext } from "../../../../cli/local/authorization/context";
import { Unjudgeable } from "../../../../cli/local/authorization/match";

function holds(
    operator: string,
    values: string | string[],
    context: ContextValues,
    key = "aws:Key",
): boolean | string {
    const list = typeof values === "string" ? [values] : values;
    const match = compileCondition(operator, key, list, true).holds(new RequestContext(context));
    return match instanceof Unjudgeable ? match.why : match;
}

/** Operator, values of the policy, value of the request, whether the condition holds. */
type Row = readonly [string, string | string[], string | string[] | undefined, boolean];

const TABLE: readonly Row[] = [
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", "a*", "ab", false],
    ["StringNotEquals", "a", "b", true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringEqualsIgnoreCase", "Aa", "aA", true],
    ["StringNotEqualsIgnoreCase", "Aa", "aA", false],
    ["StringLike", "a*c?", "abbcd", true],
    ["StringLike", "a*c?", "abbc", false],
    ["StringNotLike", "a*", "abc", false],
    ["StringNotLike", "a*", "b", true],
    ["ArnLike", "arn:aws:sns:*:1:*", "arn:aws:sns:eu-west-1:1:topic", true],
    ["ArnEquals", "arn:aws:sns:*:1:to*", "arn:aws:sns:eu-west-1:1:topic", true],
    ["ArnLike", "arn:aws:sns:*:1:topic", "arn:aws:sns:eu:west:1:topic", false],
    ["ArnLike", "arn:aws:s3:::b/*", "arn:aws:s3:::b/x:y/z", true],
    ["ArnNotLike", "arn:aws:sns:*:1:*", "arn:aws:sns:eu-west-1:2:topic", true],
    ["ArnNotEquals", "arn:aws:sns:*:1:*", "arn:aws:sns:eu-west-1:1:topic", false],
    ["ArnLike", "arn:aws:sns:*:*:*", "not-an-arn", false],
    ["ArnLike", "arn:aws:sns:*:*:*", "arn:aws:sns", false],
    ["StringNotEquals", "a", ["a", "b"], false],
    ["StringNotEquals", "a", ["b", "c"], true],
    ["Bool", "true", "true", true],
    ["Bool", "true", "false", false],
    ["NumericEquals", "10", "10.0", true],
    ["NumericNotEquals", "10", "10", false],
    ["NumericLessThan", "10", "9", true],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", "10", "10", false],
    ["NumericGreaterThanEquals", "10", "10", true],
    ["DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", true],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", "1767225601", true],
    ["DateEquals", "2026-01-01T00:00:00Z", "1767225600", true],
    ["BinaryEquals", "QmluYXJ5", "QmluYXJ5", true],
    ["IpAddress", "203.0.113.0/24", "203.0.113.77", true],
    ["IpAddress", "203.0.113.0/24", "203.0.114.1", false],
    ["IpAddress", "2001:db8::/32", "2001:db8:1::1", true],
    ["NotIpAddress", "203.0.113.0/24", "203.0.114.1", true],
    ["Null", "true", undefined, true],
    ["Null", "true", "a", false],
    ["Null", "false", "a", true],
    ["Null", "false", undefined, false],
    // A key that the request does not carry.
    ["StringEquals", "a", undefined, false],
    ["StringNotEquals", "a", undefined, true],
    ["ArnNotLike", "arn:aws:sns:*:1:*", undefined, true],
    ["StringEqualsIfExists", "a", undefined, true],
    ["StringEqualsIfExists", "a", "b", false],
    ["BoolIfExists", "false", undefined, true],
    // Several values.
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b", "a"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", ["a"], undefined, true],
    ["ForAllValues:StringEquals", ["a"], [], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c"], false],
    ["ForAnyValue:StringEquals", ["a"], undefined, false],
    ["ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true],
    ["ForAnyValue:StringNotEquals", ["a"], undefined, false],
    ["ForAllValues:StringNotLike", ["a*"], ["b", "c"], true],
    ["ForAllValues:StringNotLike", ["a*"], ["b", "ac"], false],
    ["ForAnyValue:StringLike", ["a*"], ["b", "ac"], true],
];

describe("Conditions", () => {
    for (const [operator, values, actual, expected] of TABLE) {
        it(`${operator} ${JSON.stringify(values)} ${expected ? "holds" : "does not hold"} for ${JSON.stringify(actual)}`, () => {
            assert.equal(
                holds(operator, values, actual === undefined ? {} : { "aws:Key": actual }),
                expected,
            );
        });
    }

    it("do not tell keys apart by case, but values", () => {
        assert.equal(holds("StringEquals", "a", { "AWS:KEY": "a" }), true);
        assert.equal(
            holds(
                "StringEquals",
                "Weather",
                { "kms:EncryptionContext:Team": "weather" },
                "kms:encryptioncontext:team",
            ),
            false,
        );
    });

    it("take variables from the request, defaults where it has none, and their wildcards literally", () => {
        const context = { "aws:Key": "home/anna", "aws:username": "anna" };
        assert.equal(holds("StringEquals", "home/${aws:username}", context), true);
        assert.equal(holds("StringLike", "home/${aws:username}*", context), true);
        assert.equal(holds("StringEquals", "home/${aws:PrincipalTag/team, 'anna'}", context), true);
        assert.equal(holds("StringEquals", "home/${aws:PrincipalTag/team}", context), false);
        assert.equal(holds("StringLike", "${*}", { "aws:Key": "*" }), true);
        assert.equal(holds("StringLike", "${*}", { "aws:Key": "anything" }), false);
        assert.equal(
            holds("StringLike", "${aws:username}", { "aws:Key": "anna", "aws:username": "*" }),
            false,
        );
        assert.equal(holds("StringEquals", "${$}", { "aws:Key": "$" }), true);
    });

    it("leave variables alone in documents older than 2012-10-17", () => {
        const condition = compileCondition("StringEquals", "aws:Key", ["${aws:username}"], false);
        assert.equal(
            condition.holds(new RequestContext({ "aws:Key": "${aws:username}", "aws:username": "a" })),
            true,
        );
    });

    it("cannot be judged on keys that no plan tells, unless their value is given", () => {
        assert.match(
            String(holds("IpAddress", "10.0.0.0/8", {}, "aws:SourceIp")),
            /does not tell aws:SourceIp/,
        );
        assert.match(String(holds("Null", "true", {}, "aws:SourceVpce")), /does not tell/);
        assert.equal(holds("IpAddress", "10.0.0.0/8", { "aws:SourceIp": "10.1.2.3" }, "aws:SourceIp"), true);
    });

    it("cannot be judged where the values make no sense", () => {
        assert.match(String(holds("NumericEquals", "ten", { "aws:Key": "10" })), /cannot be compared/);
        assert.match(String(holds("ArnLike", "arn:aws:s3", { "aws:Key": "arn:aws:s3:::b" })), /not an ARN/);
        assert.match(
            String(holds("IpAddress", "everywhere", { "aws:Key": "10.0.0.1" })),
            /not an IP address/,
        );
        assert.match(String(holds("StringNotEquals", "${aws:username}", { "aws:Key": "a" })), /has no value/);
    });

    it("refuse operators that do not exist", () => {
        assert.throws(
            () => compileCondition("StringMatches", "aws:Key", ["a"], true),
            /StringMatches is not a/,
        );
    });
});
