import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import { RequestContext } from "../../../../cli/local/authorization/context";
import { Pattern } from "../../../../cli/local/authorization/pattern";
import type { PlanValue } from "../../../../cli/preview/plan";
import { ACCOUNT, BUCKET, bucket, bucketPolicy, plan, ROLE, role, type StatementJson } from "./handMadePlan";

const NOTHING = new RequestContext({});

/** The definition, word by word: `*` is any number of characters, `?` is one. */
function naive(pattern: string, text: string): boolean {
    if (pattern === "") {
        return text === "";
    }
    const rest = pattern.slice(1);
    if (pattern[0] === "*") {
        return naive(rest, text) || (text !== "" && naive(pattern, text.slice(1)));
    }
    return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && naive(rest, text.slice(1));
}

const letters = (alphabet: string, maxLength: number) =>
    fc.array(fc.constantFrom(...alphabet), { maxLength }).map((characters) => characters.join(""));

const action = fc.constantFrom(
    "s3:PutObject",
    "s3:Put*",
    "s3:*",
    "*",
    "s3:GetObject",
    "s3:?etObject",
    "S3:putobject",
);
const on = fc.constantFrom(
    `${BUCKET}/*`,
    "*",
    BUCKET,
    `${BUCKET}/weather/*`,
    `${BUCKET}/?lights/*`,
    "arn:aws:s3:::other/*",
);
const condition: fc.Arbitrary<PlanValue | undefined> = fc.constantFrom<(PlanValue | undefined)[]>(
    undefined,
    { Bool: { "aws:SecureTransport": "true" } },
    { StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } },
    { ArnLike: { "aws:PrincipalArn": ROLE } },
    { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
);
const principal = fc.constantFrom("*", { AWS: ROLE }, { AWS: ACCOUNT }, { Service: "s3.amazonaws.com" });

const statement = fc
    .record({
        effect: fc.constantFrom("Allow", "Allow", "Deny"),
        action: fc.oneof(action, fc.array(action, { minLength: 1, maxLength: 3 })),
        notAction: fc.boolean(),
        on: fc.oneof(on, fc.array(on, { minLength: 1, maxLength: 3 })),
        notResource: fc.boolean(),
        condition,
    })
    .map(({ effect, action, notAction, on, notResource, condition }): StatementJson => {
        return {
            Effect: effect,
            [notAction ? "NotAction" : "Action"]: action,
            [notResource ? "NotResource" : "Resource"]: on,
            ...(condition ? { Condition: condition } : {}),
        };
    });

const policies = fc.record({
    identity: fc.array(statement, { maxLength: 5 }),
    resource: fc.array(
        fc.tuple(statement, principal).map(([json, Principal]): StatementJson => ({ ...json, Principal })),
        { maxLength: 3 },
    ),
});
type Policies = { readonly identity: readonly StatementJson[]; readonly resource: readonly StatementJson[] };

const request = fc.record({
    principal: fc.constantFrom({ role: ROLE }, { service: "s3.amazonaws.com" }),
    action: fc.constantFrom("s3:PutObject", "s3:GetObject", "s3:ListBucket"),
    resource: fc.constantFrom(BUCKET, `${BUCKET}/weather/one`, `${BUCKET}/flights/two`),
});
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

function isAllowed({ identity, resource }: Policies, asked: Request): boolean {
    return new Authorizer(plan(...role(identity), bucket(), bucketPolicy(...resource))).authorize(asked)
        .allowed;
}

describe("Laws of authorisation", () => {
    it("match wildcards exactly as their definition says", () => {
        fc.assert(
            fc.property(letters("ab*?:", 8), letters("ab:", 8), (pattern, text) => {
                const compiled = new Pattern(pattern, { wildcards: true, variables: false });
                assert.equal(compiled.matches(text, NOTHING), naive(pattern, text));
            }),
            { numRuns: 2000 },
        );
    });

    it("match everything after an ARN's fifth colon exactly as the definition of wildcards says", () => {
        fc.assert(
            fc.property(letters("ab*?:/.+", 8), letters("ab:/.+", 8), (pattern, text) => {
                const compiled = new Pattern(`arn:aws:s3:::${pattern}`, {
                    wildcards: true,
                    variables: false,
                });
                assert.equal(compiled.matchesResource(`arn:aws:s3:::${text}`, NOTHING), naive(pattern, text));
            }),
            { numRuns: 1000 },
        );
    });

    it("never reach over a colon with a wildcard inside one of an ARN's first segments", () => {
        const pattern = new Pattern("arn:aws:sqs:eu-*-1:1*3:queue", { wildcards: true, variables: false });
        const matches = (arn: string) => pattern.matchesResource(arn, NOTHING);
        assert.equal(matches("arn:aws:sqs:eu-west-1:123:queue"), true);
        assert.equal(matches("arn:aws:sqs:eu-a:b-1:123:queue"), false);
        assert.equal(matches("arn:aws:sqs:eu-west-1:1:3:queue"), false);
        const end = new Pattern("arn:aws:sqs:*", { wildcards: true, variables: false });
        assert.equal(end.matchesResource("arn:aws:sqs:eu-west-1:123:queue", NOTHING), true);
    });

    it("allow nothing more when a denial is added", () => {
        fc.assert(
            fc.property(policies, statement, request, (before, added, asked) => {
                const denial = { ...added, Effect: "Deny" };
                const after = { ...before, identity: [...before.identity, denial] };
                assert.ok(isAllowed(before, asked) || !isAllowed(after, asked));
            }),
        );
    });

    it("allow nothing more when a permission is taken away", () => {
        fc.assert(
            fc.property(policies, request, fc.nat(), (before, asked, at) => {
                const fewer = (list: readonly StatementJson[]) =>
                    list.filter((json, index) => json.Effect === "Deny" || index !== at % (list.length || 1));
                const after = { identity: fewer(before.identity), resource: fewer(before.resource) };
                assert.ok(isAllowed(before, asked) || !isAllowed(after, asked));
            }),
        );
    });

    it("do not depend on the order of statements", () => {
        fc.assert(
            fc.property(policies, request, (before, asked) => {
                const after = {
                    identity: [...before.identity].reverse(),
                    resource: [...before.resource].reverse(),
                };
                assert.equal(isAllowed(after, asked), isAllowed(before, asked));
            }),
        );
    });

    it("never allow what no statement speaks of", () => {
        fc.assert(
            fc.property(policies, request, (made, asked) => {
                const denials = (list: readonly StatementJson[]) =>
                    list.filter(({ Effect }) => Effect === "Deny");
                const after = { identity: denials(made.identity), resource: denials(made.resource) };
                assert.equal(isAllowed(after, asked), false);
            }),
        );
    });

    it("name a statement for everything they allow, and what is missing otherwise", () => {
        fc.assert(
            fc.property(policies, request, ({ identity, resource }, asked) => {
                const made = new Authorizer(plan(...role(identity), bucket(), bucketPolicy(...resource)));
                const decision = made.authorize(asked);
                assert.ok(decision.allowed ? decision.statements.length > 0 : decision.reason.length > 0);
            }),
        );
    });
});
