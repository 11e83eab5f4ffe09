import assert from "node:assert/strict";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import type { PlanResource } from "../../../../cli/preview/plan";
import {
    ACCOUNT,
    allow,
    BUCKET,
    bucket,
    bucketPolicy,
    deny,
    document,
    plan,
    ROLE,
    resource,
    role,
    roleOnly,
    urn,
} from "./handMadePlan";

const PUT = { principal: { role: ROLE }, action: "s3:PutObject", resource: `${BUCKET}/weather/one.parquet` };

function decide(resources: readonly PlanResource[], request = PUT) {
    return new Authorizer(plan(...resources)).authorize(request);
}

describe("Evaluation of policies", () => {
    it("refuses what nothing allows, and says which action to add to which policy", () => {
        const decision = decide([...role([allow("s3:GetObject", `${BUCKET}/*`)]), bucket()]);
        assert.equal(decision.allowed, false);
        assert.equal(
            decision.reason,
            `role writer may not s3:PutObject on ${BUCKET}/weather/one.parquet: no statement of the role's policies allows it; ` +
                `add it to ${urn("aws:iam/rolePolicy:RolePolicy", "writer")}`,
        );
        assert.equal(
            decision.missing,
            `s3:PutObject on ${BUCKET}/weather/one.parquet in ${urn("aws:iam/rolePolicy:RolePolicy", "writer")}`,
        );
    });

    it("names the statement that allows a request", () => {
        const decision = decide([
            ...role([allow("s3:Get*", "*"), allow("s3:Put*", `${BUCKET}/*`, { Sid: "Write" })]),
            bucket(),
        ]);
        assert.equal(decision.allowed, true);
        assert.deepEqual(decision.statements, [
            { urn: urn("aws:iam/rolePolicy:RolePolicy", "writer"), sid: "Write", index: 1 },
        ]);
    });

    it("lets a denial win over every permission, and names it", () => {
        const decision = decide([
            ...role([allow("*", "*"), deny("s3:Put*", `${BUCKET}/*`, { Sid: "ReadOnly" })]),
            bucket(),
        ]);
        assert.equal(decision.allowed, false);
        assert.match(decision.reason, /ReadOnly in urn:\S+RolePolicy::writer denies it/);
        assert.equal(decision.statements[0]?.sid, "ReadOnly");
    });

    it("lets a denial of the bucket's policy win over the role's permission", () => {
        const insecure = deny("s3:*", [BUCKET, `${BUCKET}/*`], {
            Principal: "*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        });
        const resources = [...role([allow("s3:PutObject", `${BUCKET}/*`)]), bucket()];
        assert.equal(decide([...resources, bucketPolicy(insecure)]).allowed, true);
        const always = { ...insecure, Condition: { Bool: { "aws:SecureTransport": "true" } } };
        assert.equal(decide([...resources, bucketPolicy(always)]).allowed, false);
    });

    it("lets within one account either the role's policy or the bucket's decide", () => {
        const byBucket = bucketPolicy(allow("s3:PutObject", `${BUCKET}/*`, { Principal: { AWS: ROLE } }));
        assert.equal(decide([roleOnly(), bucket(), byBucket]).allowed, true);
        assert.equal(decide([roleOnly(), bucket()]).allowed, false);
    });

    it("does not take the account as principal for the role itself", () => {
        for (const AWS of [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`]) {
            const policy = bucketPolicy(allow("s3:PutObject", `${BUCKET}/*`, { Principal: { AWS } }));
            assert.equal(decide([roleOnly(), bucket(), policy]).allowed, false);
        }
    });

    it("denies a role through its account", () => {
        const policy = bucketPolicy(
            deny("s3:PutObject", `${BUCKET}/*`, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
        );
        assert.equal(decide([...role([allow("s3:*", "*")]), bucket(), policy]).allowed, false);
    });

    it("needs both policies across accounts", () => {
        const foreign = `arn:aws:sqs:eu-west-1:444455556666:orders`;
        const orders = resource(
            "aws:sqs/queue:Queue",
            "orders",
            {},
            { arn: foreign, url: "https://orders" },
            "https://orders",
        );
        const policy = resource("aws:sqs/queuePolicy:QueuePolicy", "orders", {
            queueUrl: "https://orders",
            policy: document(allow("sqs:SendMessage", foreign, { Principal: { AWS: ACCOUNT } })),
        });
        const request = { principal: { role: ROLE }, action: "sqs:SendMessage", resource: foreign };
        const permission = role([allow("sqs:SendMessage", foreign)]);
        assert.equal(decide([...permission, orders, policy], request).allowed, true);
        assert.equal(decide([...permission, orders], request).allowed, false);
        assert.equal(decide([roleOnly(), orders, policy], request).allowed, false);
    });

    it("spares with NotPrincipal only a role that is listed with its account", () => {
        const permission = role([allow("s3:*", "*")]);
        const except = (AWS: string[]) =>
            bucketPolicy(deny("s3:*", `${BUCKET}/*`, { NotPrincipal: { AWS } }));
        const root = `arn:aws:iam::${ACCOUNT}:root`;
        assert.equal(decide([...permission, bucket(), except([ROLE, root])]).allowed, true);
        assert.equal(decide([...permission, bucket(), except([ROLE])]).allowed, false);
        assert.equal(decide([...permission, bucket(), except([root])]).allowed, false);
    });

    it("reads NotAction and NotResource as everything else", () => {
        const iam = { Effect: "Allow", NotAction: "iam:*", Resource: "*" };
        assert.equal(decide([...role([iam]), bucket()]).allowed, true);
        assert.equal(
            decide([...role([{ ...iam, NotAction: ["iam:*", "s3:Put*"] }]), bucket()]).allowed,
            false,
        );
        const elsewhere = { Effect: "Allow", Action: "s3:*", NotResource: `${BUCKET}/secret/*` };
        assert.equal(decide([...role([elsewhere]), bucket()]).allowed, true);
        assert.equal(
            decide([...role([{ ...elsewhere, NotResource: `${BUCKET}/*` }]), bucket()]).allowed,
            false,
        );
    });

    it("allows no more than the permissions boundary does", () => {
        const arn = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
        const boundary = (...actions: string[]) =>
            resource("aws:iam/policy:Policy", "boundary", { policy: document(allow(actions, "*")) }, { arn });
        const bounded = role([allow("s3:*", "*")], { permissionsBoundary: arn });
        assert.equal(decide([...bounded, bucket(), boundary("s3:PutObject")]).allowed, true);
        const decision = decide([...bounded, bucket(), boundary("s3:GetObject")]);
        assert.equal(decision.allowed, false);
        assert.match(decision.reason, /permissions boundary/);
    });

    it("follows the documented example of Carlos", () => {
        // IAM User Guide, "Policy evaluation for requests within a single account".
        const logs = "arn:aws:s3:::carlossalazar-logs";
        const home = "arn:aws:s3:::carlossalazar";
        const carlos = role([
            allow(["s3:GetBucketLocation", "s3:ListAllMyBuckets"], "arn:aws:s3:::*", {
                Sid: "AllowS3ListRead",
            }),
            allow("s3:*", [`${home}/*`, home], { Sid: "AllowS3Self" }),
            deny("s3:*", "arn:aws:s3:::*log*", { Sid: "DenyS3Logs" }),
        ]);
        const ask = (action: string, on: string) =>
            decide(carlos, { principal: { role: ROLE }, action, resource: on });
        assert.equal(ask("s3:PutObject", `${home}/file.txt`).allowed, true);
        assert.equal(ask("s3:GetBucketLocation", "arn:aws:s3:::another").allowed, true);
        assert.equal(ask("s3:PutObject", "arn:aws:s3:::another/file.txt").allowed, false);
        assert.match(ask("s3:PutObject", `${logs}/file.txt`).reason, /DenyS3Logs/);
    });

    it("refuses a role that is not in the plan", () => {
        assert.match(decide([bucket()]).reason, /the plan has no such role/);
    });

    it("tells what keeps the nearest statement from allowing a request", () => {
        const resource = decide([
            ...role([allow("s3:PutObject", `${BUCKET}/flights/*`, { Sid: "Write" })]),
            bucket(),
        ]);
        assert.match(resource.reason, /\(Write in \S+ allows it only on arn:aws:s3:::lake\/flights\/\*\)/);
        const Condition = { StringEquals: { "aws:PrincipalAccount": "444455556666" } };
        const condition = decide([
            ...role([allow("s3:PutObject", "*", { Sid: "Write", Condition })]),
            bucket(),
        ]);
        assert.match(
            condition.reason,
            /Write in \S+ asks for aws:PrincipalAccount StringEquals 444455556666; the request has 111122223333/,
        );
    });

    it("says what it takes for granted of a resource that is not in the plan", () => {
        const decision = decide(role([allow("s3:PutObject", `${BUCKET}/*`)]));
        assert.equal(decision.allowed, true);
        assert.deepEqual(decision.assumptions, [`taking for granted that the policy of ${BUCKET} allows it`]);
        assert.match(decision.reason, /taking for granted/);
        const known = bucketPolicy(deny("s3:*", `${BUCKET}/secret/*`, { Principal: "*" }));
        assert.deepEqual(decide([...role([allow("s3:PutObject", `${BUCKET}/*`)]), known]).assumptions, []);
    });

    it("answers a repeated request from memory, and keeps every distinct one for a proof of least privilege", () => {
        const authorizer = new Authorizer(plan(...role([allow("s3:*", "*")]), bucket()));
        assert.equal(authorizer.authorize(PUT), authorizer.authorize({ ...PUT }));
        authorizer.authorize({ ...PUT, action: "sqs:SendMessage", resource: "*" });
        assert.deepEqual(
            authorizer.requests().map(({ request, decision }) => [request.action, decision.allowed]),
            [
                ["s3:PutObject", true],
                ["sqs:SendMessage", false],
            ],
        );
    });
});
