import { EXAMPLE_ACCOUNT, example } from "../example";
import { actionsOf, statementName } from "../principals";
import { ROLE, ROLE_POLICY } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { each, items } from "../unknown";
import {
    IDENTITY_POLICIES,
    identityPolicies,
    type PolicyHolder,
    reachesEverything,
} from "./identity-policies";

const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const ADMINISTRATOR = /^arn:[^:]*:iam::aws:policy\/AdministratorAccess$/;
const withStatement = (title: string, statement: object, type = ROLE_POLICY) =>
    example(title, type, { policy: JSON.stringify({ Statement: statement }) });

type Holder = PolicyHolder & { readonly managedPolicyArns?: string[]; readonly policyArn?: string };

export const noAdministrators = resourceRule<Holder>({
    id: "iam/no-administrators",
    title: "Nobody may do everything",
    reason: "A role that may do everything makes every error in its code a threat to the whole account.",
    severity: "critical",
    controls: [fsbp("IAM.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "every role of a component has one policy, which names actions and ARNs.",
        pulumi: "list the actions and the ARNs in the policy instead of * and *, and do not attach AdministratorAccess.",
    },
    types: [
        ...IDENTITY_POLICIES,
        ATTACHMENT,
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
    ],
    *check(props) {
        yield* each(identityPolicies(props), function* ({ path, statements }) {
            for (const [index, statement] of statements().entries()) {
                const everyAction =
                    statement.excludesActions || statement.actions.some((it) => /^[*]+$/.test(it));
                if (statement.effect === "Allow" && everyAction && reachesEverything(statement)) {
                    yield `${path}: ${statementName(statement, index)} allows ${actionsOf(statement)} on every resource; name the actions and the ARNs`;
                }
            }
        });
        yield* each(["policyArn", "managedPolicyArns"] as const, function* (property) {
            const arns = property === "policyArn" ? [props.policyArn] : items(props.managedPolicyArns);
            yield* each(arns.keys(), function* (index) {
                if (ADMINISTRATOR.test(String(arns[index]))) {
                    yield `${property} is AdministratorAccess; attach a policy that names actions and ARNs`;
                }
            });
        });
    },
    examples: {
        pass: [
            example("there is no policy", ROLE_POLICY, {}),
            withStatement("it may read one bucket", {
                Effect: "Allow",
                Action: "s3:GetObject",
                Resource: "arn:aws:s3:::data/*",
            }),
            withStatement("everything is denied", { Effect: "Deny", Action: "*", Resource: "*" }),
            withStatement("it may write traces, which have no ARN", {
                Effect: "Allow",
                Action: "xray:PutTraceSegments",
                Resource: "*",
            }),
            example("an AWS managed policy with a purpose is attached", ATTACHMENT, {
                role: "report",
                policyArn: "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole",
            }),
        ],
        fail: [
            withStatement("every action is allowed on every resource", {
                Effect: "Allow",
                Action: "*",
                Resource: "*",
            }),
            withStatement(
                "one of several statements of a managed policy allows everything",
                [
                    { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" },
                    { Effect: "Allow", Action: ["s3:ListBucket", "*"], Resource: ["arn:aws:s3:::data", "*"] },
                ],
                "aws:iam/policy:Policy",
            ),
            withStatement("everything but a few actions is allowed", {
                Effect: "Allow",
                NotAction: "iam:*",
                Resource: "*",
            }),
            example("an inline policy allows everything", ROLE, {
                inlinePolicies: [
                    {
                        name: "all",
                        policy: JSON.stringify({
                            Statement: { Effect: "Allow", Action: "*", Resource: "*" },
                        }),
                    },
                ],
            }),
            example("AdministratorAccess is attached", ATTACHMENT, {
                role: "report",
                policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
            }),
            example("AdministratorAccess is among the managed policies of a role", ROLE, {
                assumeRolePolicy: JSON.stringify({
                    Statement: {
                        Effect: "Allow",
                        Principal: { AWS: EXAMPLE_ACCOUNT },
                        Action: "sts:AssumeRole",
                    },
                }),
                managedPolicyArns: ["arn:aws-cn:iam::aws:policy/AdministratorAccess"],
            }),
        ],
    },
});
