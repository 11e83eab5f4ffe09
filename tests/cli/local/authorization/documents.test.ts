// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are spelled like this
import assert from "node:assert/strict";
import { Authorizer } from "../../../../cli/local/authorization/authorizer";
import type { PlanResource } from "../../../../cli/preview/plan";
import { UNKNOWN } from "../../../../cli/preview/plan";
import {
    ACCOUNT,
    allow,
    BUCKET,
    bucket,
    bucketPolicy,
    deny,
    document,
    plan,
    QUEUE,
    queue,
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

describe("Policy documents of a plan", () => {
    it("are collected for a role's policies from everywhere that a plan keeps them", () => {
        const policy = document(allow("s3:PutObject", `${BUCKET}/*`));
        const arn = `arn:aws:iam::${ACCOUNT}:policy/write`;
        const managed = resource("aws:iam/policy:Policy", "write", { policy }, { arn });
        const attach = (inputs: Record<string, string>) =>
            resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "write", {
                policyArn: arn,
                ...inputs,
            });
        const places: Record<string, readonly PlanResource[]> = {
            inlinePolicies: [roleOnly({ inlinePolicies: [{ name: "write", policy }] })],
            managedPolicyArns: [roleOnly({ managedPolicyArns: [arn] }), managed],
            attachment: [roleOnly(), managed, attach({ role: "writer" })],
            attachmentByArn: [roleOnly(), managed, attach({ role: ROLE })],
            policyAttachment: [
                roleOnly(),
                managed,
                resource("aws:iam/policyAttachment:PolicyAttachment", "write", {
                    policyArn: arn,
                    roles: ["writer"],
                }),
            ],
            object: [
                roleOnly(),
                resource("aws:iam/rolePolicy:RolePolicy", "w", {
                    role: "writer",
                    policy: JSON.parse(policy),
                }),
            ],
        };
        for (const [place, resources] of Object.entries(places)) {
            assert.equal(decide([...resources, bucket()]).allowed, true, place);
        }
        assert.equal(decide([roleOnly(), managed, attach({ role: "another" }), bucket()]).allowed, false);
    });

    it("of AWS's own are known for Lambda; others are named as unknown", () => {
        const attached = (name: string) =>
            roleOnly({ managedPolicyArns: [`arn:aws:iam::aws:policy/${name}`] });
        const group = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/lambda/report`;
        const group_ = resource("aws:cloudwatch/logGroup:LogGroup", "report", {}, { arn: group });
        const request = {
            principal: { role: ROLE },
            action: "logs:PutLogEvents",
            resource: `${group}:log-stream:1`,
        };
        const known = attached("service-role/AWSLambdaBasicExecutionRole");
        assert.equal(decide([known, group_], request).allowed, true);
        const decision = decide([attached("AmazonS3FullAccess"), bucket()]);
        assert.equal(decision.allowed, false);
        assert.match(
            decision.reason,
            /cannot be judged.*AmazonS3FullAccess, whose document is not in the plan/,
        );
    });

    it("of AWS's own let a function poll its queue", () => {
        const polls = roleOnly({
            managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"],
        });
        for (const action of ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]) {
            const request = { principal: { role: ROLE }, action, resource: QUEUE };
            assert.equal(decide([polls, queue()], request).allowed, true, action);
        }
    });

    it("that are a customer's and not in the plan may hold a denial, so that nothing is allowed beside them", () => {
        const attached = (policyArn: string) => [
            ...role([allow("s3:*", "*")], { managedPolicyArns: [policyArn] }),
            bucket(),
        ];
        assert.equal(decide(attached("arn:aws:iam::aws:policy/AmazonSQSFullAccess")).allowed, true);
        const decision = decide(attached(`arn:aws:iam::${ACCOUNT}:policy/guardrail`));
        assert.match(
            decision.reason,
            /cannot be judged.*policy\/guardrail, whose document is not in the plan/,
        );
    });

    it("older than 2012-10-17 know no variables", () => {
        const statement = allow("s3:PutObject", "*", {
            Condition: { StringLike: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } },
        });
        const made = (Version: string) =>
            decide([
                roleOnly({
                    inlinePolicies: [
                        { name: "w", policy: JSON.stringify({ Version, Statement: statement }) },
                    ],
                }),
                bucket(),
            ]).allowed;
        assert.equal(made("2012-10-17"), true);
        assert.equal(made("2008-10-17"), false);
    });

    it("cannot be judged where only the deployment can tell a value, and the refusal says so", () => {
        const cases = {
            document: resource("aws:iam/rolePolicy:RolePolicy", "w", { role: "writer", policy: UNKNOWN }),
            resource: role([allow("s3:PutObject", `${UNKNOWN}/*`)])[1]!,
            condition: role([
                allow("s3:PutObject", "*", {
                    Condition: { StringEquals: { "aws:PrincipalAccount": UNKNOWN } },
                }),
            ])[1]!,
        };
        for (const [name, policy] of Object.entries(cases)) {
            const decision = decide([roleOnly(), policy, bucket()]);
            assert.equal(decision.allowed, false, name);
            assert.match(decision.reason, /cannot be judged.*known only after deployment/, name);
        }
        const denial = role([allow("s3:*", "*"), deny("s3:*", UNKNOWN)]);
        assert.match(decide([...denial, bucket()]).reason, /cannot be judged/);
        const beside = role([allow("s3:*", "*"), allow("s3:*", UNKNOWN), deny("sqs:*", UNKNOWN)]);
        assert.equal(decide([...beside, bucket()]).allowed, true);
    });

    it("find a role whose name is unknown through the dependency", () => {
        const policy = role([allow("s3:*", "*")])[1]!;
        const unnamed = {
            ...policy,
            inputs: { ...policy.inputs, role: UNKNOWN },
            propertyDependencies: { role: [urn("aws:iam/role:Role", "writer")] },
        };
        assert.equal(decide([roleOnly(), unnamed, bucket()]).allowed, true);
    });

    it("that AWS would refuse refuse everything, with the reason", () => {
        const cases: Record<string, RegExp> = {
            "{": /refuse its document/,
            [document({ Effect: "allow", Action: "*", Resource: "*" })]: /no Effect of Allow or Deny/,
            [document({ Effect: "Allow", Action: "*" })]: /neither Resource nor NotResource/,
            [document({ Effect: "Allow", Resource: "*" })]: /neither Action nor NotAction/,
            [document({ Effect: "Allow", Action: "*", NotAction: "*", Resource: "*" })]:
                /both Action and NotAction/,
            [document({ Effect: "Allow", Action: "*", Resources: "*" })]: /Resources, which does not exist/,
            [document(allow("*", "*", { Condition: { StringMatches: { a: "b" } } }))]:
                /StringMatches is not a condition operator/,
        };
        for (const [policy, reason] of Object.entries(cases)) {
            const broken = resource("aws:iam/rolePolicy:RolePolicy", "w", { role: "writer", policy });
            const decision = decide([roleOnly(), broken, bucket()]);
            assert.equal(decision.allowed, false, policy);
            assert.match(decision.reason, reason);
        }
        const partial = bucketPolicy(
            allow("s3:*", "*", { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/wri*` } }),
        );
        assert.match(decide([roleOnly(), bucket(), partial]).reason, /matches part of a name/);
    });
});
