import assert from "node:assert/strict";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import type { PlanResource } from "../../../../cli/preview/plan";
import {
    ACCOUNT,
    allow,
    BUCKET,
    DELEGATE,
    document,
    FUNCTION,
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
    TOPIC,
    urn,
} from "./handMadePlan";

const S3 = { service: "s3.amazonaws.com", sourceArn: BUCKET, sourceAccount: ACCOUNT };
const SEND = { principal: S3, action: "sqs:SendMessage", resource: QUEUE };
const FROM_BUCKET = {
    Principal: { Service: "s3.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT }, ArnLike: { "aws:SourceArn": BUCKET } },
};

function authorizer(...resources: readonly PlanResource[]) {
    return new Authorizer(plan(...resources));
}

describe("Services that act in their own name", () => {
    it("lets S3 send an event to a queue whose policy names S3 and the bucket", () => {
        const made = authorizer(queue(), queuePolicy(allow("sqs:SendMessage", QUEUE, FROM_BUCKET)));
        assert.equal(made.authorize(SEND).allowed, true);
        const other = { ...SEND, principal: { ...S3, sourceArn: "arn:aws:s3:::another" } };
        const decision = made.authorize(other);
        assert.equal(decision.allowed, false);
        assert.match(
            decision.reason,
            /asks for aws:SourceArn ArnLike arn:aws:s3:::lake; the request has arn:aws:s3:::another/,
        );
    });

    it("names the policy to write where a queue has none", () => {
        const decision = authorizer(queue()).authorize(SEND);
        assert.equal(decision.allowed, false);
        assert.equal(
            decision.missing,
            `sqs:SendMessage on ${QUEUE} for s3.amazonaws.com on behalf of ${BUCKET} in a new aws:sqs/queuePolicy:QueuePolicy`,
        );
    });

    it("reads the policy that a queue carries itself", () => {
        const policy = document(allow("sqs:SendMessage", QUEUE, FROM_BUCKET));
        assert.equal(authorizer(queue({ policy })).authorize(SEND).allowed, true);
    });

    it("does not let an account's name in a policy speak for a service", () => {
        const policy = queuePolicy(allow("sqs:SendMessage", QUEUE, { Principal: { AWS: ACCOUNT } }));
        assert.equal(authorizer(queue(), policy).authorize(SEND).allowed, false);
    });

    it("refuses a service at a resource that is not in the plan", () => {
        assert.match(authorizer().authorize(SEND).reason, /not in the plan, so its policy cannot be judged/);
    });

    it("invokes a function through its permission, as S3 and only for the bucket", () => {
        const made = (inputs: Record<string, string>) =>
            authorizer(
                resource(
                    "aws:lambda/function:Function",
                    "report",
                    { name: "report" },
                    { arn: FUNCTION },
                    "report",
                ),
                resource("aws:lambda/permission:Permission", "report", {
                    action: "lambda:InvokeFunction",
                    principal: "s3.amazonaws.com",
                    sourceArn: BUCKET,
                    sourceAccount: ACCOUNT,
                    ...inputs,
                }),
            );
        const invoke = { principal: S3, action: "lambda:InvokeFunction", resource: FUNCTION };
        assert.equal(made({ function: "report" }).authorize(invoke).allowed, true);
        assert.equal(made({ function: FUNCTION }).authorize(invoke).allowed, true);
        assert.equal(made({ function: "another" }).authorize(invoke).allowed, false);
        assert.equal(
            made({ function: "report", sourceAccount: "444455556666" }).authorize(invoke).allowed,
            false,
        );
        assert.equal(
            made({ function: "report", principal: "sns.amazonaws.com" }).authorize(invoke).allowed,
            false,
        );
        const live = { ...invoke, resource: `${FUNCTION}:live` };
        assert.equal(made({ function: "report" }).authorize(live).allowed, false);
        assert.equal(made({ function: "report", qualifier: "live" }).authorize(live).allowed, true);
    });

    it("lets alarms publish under the default policy of a topic, and asks a written one", () => {
        const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:age`;
        const principal = { service: "cloudwatch.amazonaws.com", sourceArn: alarm, sourceAccount: ACCOUNT };
        const publish = { principal, action: "sns:Publish", resource: TOPIC };
        const topic = resource("aws:sns/topic:Topic", "alarms", {}, { arn: TOPIC });
        const policy = (service: string) =>
            resource("aws:sns/topicPolicy:TopicPolicy", "alarms", {
                arn: TOPIC,
                policy: document(allow("sns:Publish", TOPIC, { Principal: { Service: service } })),
            });
        assert.equal(authorizer(topic).authorize(publish).allowed, true);
        assert.equal(authorizer(topic, policy("cloudwatch.amazonaws.com")).authorize(publish).allowed, true);
        assert.equal(authorizer(topic, policy("events.amazonaws.com")).authorize(publish).allowed, false);
    });
});

describe("Trust policies", () => {
    const trust = (Condition: Record<string, Record<string, string>>) =>
        document({
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "iot.amazonaws.com" },
            Condition,
        });
    const rule = `arn:aws:iot:${REGION}:${ACCOUNT}:rule/weather_stations`;

    it("let the service that they name assume the role, and no other", () => {
        const made = authorizer(roleOnly());
        assert.equal(made.assume(ROLE, "firehose.amazonaws.com").allowed, true);
        const decision = made.assume(ROLE, "iot.amazonaws.com");
        assert.equal(decision.allowed, false);
        assert.match(
            decision.reason,
            /^iot.amazonaws.com may not assume arn:\S+: its trust policy does not allow it/,
        );
        assert.equal(
            decision.missing,
            `sts:AssumeRole for iot.amazonaws.com in ${urn("aws:iam/role:Role", "writer")}`,
        );
    });

    it("are held to their conditions on the source", () => {
        const made = authorizer(
            roleOnly({
                assumeRolePolicy: trust({
                    StringEquals: { "aws:SourceAccount": ACCOUNT },
                    ArnLike: { "aws:SourceArn": `arn:aws:iot:${REGION}:${ACCOUNT}:rule/weather_*` },
                }),
            }),
        );
        const source = { "aws:SourceAccount": ACCOUNT, "aws:SourceArn": rule };
        assert.equal(made.assume(ROLE, "iot.amazonaws.com", source).allowed, true);
        assert.equal(
            made.assume(ROLE, "iot.amazonaws.com", {
                ...source,
                "aws:SourceArn": `${rule}/x`.replace("weather", "flights"),
            }).allowed,
            false,
        );
        assert.equal(made.assume(ROLE, "iot.amazonaws.com").allowed, false);
    });

    it("may name CloudWatch Logs with or without the region", () => {
        const made = (Service: string) =>
            authorizer(
                roleOnly({
                    assumeRolePolicy: document({
                        Effect: "Allow",
                        Action: "sts:AssumeRole",
                        Principal: { Service },
                    }),
                }),
            ).assume(ROLE, "logs.amazonaws.com").allowed;
        assert.equal(made("logs.amazonaws.com"), true);
        assert.equal(made(`logs.${REGION}.amazonaws.com`), true);
        assert.equal(made("logs.us-east-1.amazonaws.com"), false);
    });

    it("are needed besides the permissions of the role that assumes", () => {
        const chained = (Principal: Record<string, string>, mayAssume: boolean) =>
            authorizer(
                roleOnly({
                    assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", Principal }),
                }),
                ...role(mayAssume ? [allow("sts:AssumeRole", ROLE)] : [allow("s3:*", "*")], {}, "reader"),
            ).authorize({
                principal: { role: `arn:aws:iam::${ACCOUNT}:role/reader` },
                action: "sts:AssumeRole",
                resource: ROLE,
            }).allowed;
        const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
        assert.equal(chained(root, true), true);
        assert.equal(chained(root, false), false);
        assert.equal(chained({ Service: "ec2.amazonaws.com" }, true), false);
        assert.equal(chained({ AWS: `arn:aws:iam::${ACCOUNT}:role/reader` }, false), true);
    });

    it("cannot be judged for a role outside of the plan", () => {
        assert.match(authorizer().assume(ROLE, "firehose.amazonaws.com").reason, /cannot be judged/);
    });
});

describe("A key's own policy", () => {
    it("is asked before the role's permissions", () => {
        const request = { principal: { role: ROLE }, action: "kms:Decrypt", resource: "" };
        const arn = String(key().outputs.arn);
        const permission = role([allow("kms:Decrypt", arn)]);
        assert.equal(
            authorizer(...permission, key(DELEGATE)).authorize({ ...request, resource: arn }).allowed,
            true,
        );
        const closed = authorizer(...permission, key()).authorize({ ...request, resource: arn });
        assert.equal(closed.allowed, false);
        assert.match(closed.missing ?? "", /kms:Decrypt on .* for role writer in urn:\S+kms\/key:Key::lake/);
        assert.equal(
            authorizer(roleOnly(), key(DELEGATE)).authorize({ ...request, resource: arn }).allowed,
            false,
        );
    });
});
