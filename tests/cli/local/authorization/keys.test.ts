import assert from "node:assert/strict";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import {
    ACCOUNT,
    allow,
    BUCKET,
    DELEGATE,
    deny,
    KEY,
    key,
    plan,
    QUEUE,
    queue,
    queuePolicy,
    REGION,
    ROLE,
    resource,
    role,
    roleOnly,
    STREAM,
    stream,
} from "./handMadePlan";

const principal = { role: ROLE };

function authorizer(...resources: readonly PlanResource[]) {
    return new Authorizer(plan(...resources));
}

describe("Keys of encrypted resources", () => {
    it("are known by key id, ARN, alias and alias ARN", () => {
        const keyId = String(key().id);
        const aliasArn = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/lake`;
        const alias = resource(
            "aws:kms/alias:Alias",
            "lake",
            { name: "alias/lake", targetKeyId: keyId },
            { arn: aliasArn },
        );
        const request = { principal, action: "kinesis:PutRecord", resource: STREAM };
        for (const reference of [keyId, KEY, "alias/lake", aliasArn]) {
            const made = authorizer(
                ...role([allow("kinesis:*", "*")]),
                stream(reference),
                key(DELEGATE),
                alias,
            );
            assert.match(
                made.authorize(request).missing ?? "",
                new RegExp(`kms:GenerateDataKey on ${KEY}`),
                reference,
            );
        }
    });

    it("of AWS itself serve the account's roles, and never another service", () => {
        const policy = queuePolicy(
            allow("sqs:SendMessage", QUEUE, { Principal: { Service: "s3.amazonaws.com" } }),
        );
        const made = authorizer(
            ...role([allow("sqs:*", "*")]),
            queue({ kmsMasterKeyId: "alias/aws/sqs" }),
            policy,
        );
        const send = { action: "sqs:SendMessage", resource: QUEUE };
        assert.equal(made.authorize({ ...send, principal }).allowed, true);
        const foreign = authorizer(...role([allow("sqs:*", "*")]), queue({ kmsMasterKeyId: "alias/aws/s3" }));
        assert.equal(foreign.authorize({ ...send, principal }).allowed, false);
        const decision = made.authorize({
            ...send,
            principal: { service: "s3.amazonaws.com", sourceArn: BUCKET },
        });
        assert.equal(decision.allowed, false);
        assert.match(
            decision.reason,
            /AWS managed key cannot be changed; encrypt with a customer managed key/,
        );
    });

    it("open to the grantee of a grant, within its constraints, and to a denial never", () => {
        const grant = (constraints: PlanValue[]) =>
            resource("aws:kms/grant:Grant", "writer", {
                keyId: String(key().id),
                granteePrincipal: ROLE,
                operations: ["GenerateDataKey"],
                constraints,
            });
        const put = { principal, action: "kinesis:PutRecord", resource: STREAM };
        const may = (constraints: PlanValue[], ...statements: Record<string, PlanValue>[]) =>
            authorizer(
                ...role([allow("kinesis:*", "*")]),
                stream(KEY),
                key(...statements),
                grant(constraints),
            ).authorize(put).allowed;
        assert.equal(may([]), true);
        assert.equal(may([{ encryptionContextEquals: { "aws:kinesis:arn": STREAM } }]), true);
        assert.equal(
            may([{ encryptionContextEquals: { "aws:kinesis:arn": STREAM, team: "weather" } }]),
            false,
        );
        assert.equal(may([{ encryptionContextSubset: { "aws:kinesis:arn": "another" } }]), false);
        const direct = (constraints: PlanValue[]) =>
            authorizer(roleOnly(), key(), grant(constraints)).authorize({
                principal,
                action: "kms:GenerateDataKey",
                resource: KEY,
                context: {
                    "kms:EncryptionContext:team": "weather",
                    "kms:EncryptionContext:tier": "sandbox",
                    "kms:EncryptionContextKeys": ["team", "tier"],
                },
            }).allowed;
        assert.equal(direct([{ encryptionContextSubset: { team: "weather" } }]), true);
        assert.equal(direct([{ encryptionContextEquals: { team: "weather" } }]), false);
        assert.equal(may([], deny("kms:*", "*", { Principal: "*" })), false);
    });

    it("outside of the plan are taken for granted to roles, which is said, and refused to services", () => {
        const request = { principal, action: "kinesis:PutRecord", resource: STREAM };
        const granted = authorizer(...role([allow("*", "*")]), stream(KEY)).authorize(request);
        assert.equal(granted.allowed, true);
        assert.match(granted.assumptions.join(), new RegExp(`policy of ${KEY}`));
        assert.equal(
            authorizer(...role([allow("kinesis:*", "*")]), stream(KEY)).authorize(request).allowed,
            false,
        );
        const queueOutside = authorizer(
            queue({ kmsMasterKeyId: KEY }),
            queuePolicy(allow("sqs:SendMessage", QUEUE, { Principal: { Service: "s3.amazonaws.com" } })),
        ).authorize({
            principal: { service: "s3.amazonaws.com" },
            action: "sqs:SendMessage",
            resource: QUEUE,
        });
        assert.match(queueOutside.reason, /key\/\S+ is not in the plan, so its policy cannot be judged/);
    });

    it("without a policy are as AWS makes them: the account's IAM policies decide", () => {
        const bare = { ...key(), inputs: {} };
        const request = { principal, action: "kinesis:PutRecord", resource: STREAM };
        assert.equal(
            authorizer(...role([allow("*", "*")]), stream(KEY), bare).authorize(request).allowed,
            true,
        );
        assert.equal(authorizer(roleOnly(), stream(KEY), bare).authorize(request).allowed, false);
    });
});
