/** The policies of roles, wherever the plan keeps them. */
import { type PlanResource, type PlanValue, UNKNOWN } from "../../preview/plan";
import { isObject, unwrapSecret } from "../../preview/values";
import { parseArn } from "./arn";
import { compilePolicy, type Policy, unjudgeablePolicy } from "./document";
import { managedPolicyDocument, managedPolicyName } from "./managedPolicies";
import { input, type PlanIndex, text } from "./planIndex";
import type { RoleCaller } from "./principal";

/** A role of the plan with everything that decides what it may do. */
export interface Role {
    readonly resource: PlanResource;
    readonly caller: RoleCaller;
    readonly trust: Policy;
    readonly policies: readonly Policy[];
    readonly boundary?: Policy;
    /** URN of the resource where a missing permission belongs. */
    readonly place: string;
}

interface Attachment {
    readonly by: PlanResource;
    readonly policyArn: PlanValue;
}

/** All roles of a plan; each is compiled when it is first asked for. */
export class IdentityPolicies {
    private readonly roles = new Map<string, Role>();

    constructor(private readonly index: PlanIndex) {}

    /** Undefined: the plan has no role of that ARN. */
    role(arn: string): Role | undefined {
        const known = this.roles.get(arn);
        if (known) {
            return known;
        }
        const resource = this.index.byArn(arn);
        if (resource?.type !== "aws:iam/role:Role") {
            return undefined;
        }
        const role = this.compile(resource, arn);
        this.roles.set(arn, role);
        return role;
    }

    private compile(resource: PlanResource, arn: string): Role {
        const attached = this.attachments(resource, arn);
        const inline = this.index
            .ofType("aws:iam/rolePolicy:RolePolicy")
            .filter((policy) => names(resource, arn, policy));
        const own = listOf(input(resource, "inlinePolicies"))
            .filter(isObject)
            .map((policy) => compilePolicy(resource.urn, unwrapSecret(policy.policy), "identity"));
        const separate = inline.map((policy) =>
            compilePolicy(policy.urn, input(policy, "policy"), "identity"),
        );
        const managed = attached.map(({ by, policyArn }) => this.managed(by, policyArn));
        const boundary = text(resource, "permissionsBoundary");
        return {
            resource,
            caller: roleCaller(arn),
            trust: compilePolicy(resource.urn, input(resource, "assumeRolePolicy"), "resource"),
            policies: [...separate, ...own, ...managed],
            ...(boundary === undefined ? {} : { boundary: this.managed(resource, boundary) }),
            place: inline[0]?.urn ?? resource.urn,
        };
    }

    private attachments(role: PlanResource, arn: string): readonly Attachment[] {
        const own = listOf(input(role, "managedPolicyArns"));
        const result: Attachment[] = own.map((policyArn) => ({ by: role, policyArn }));
        for (const by of this.index.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
            if (names(role, arn, by)) {
                result.push({ by, policyArn: input(by, "policyArn") ?? "" });
            }
        }
        for (const by of this.index.ofType("aws:iam/policyAttachment:PolicyAttachment")) {
            if (listOf(input(by, "roles")).some((name) => isName(role, arn, name))) {
                result.push({ by, policyArn: input(by, "policyArn") ?? "" });
            }
        }
        return result;
    }

    /** A managed policy: of the plan, or AWS's own. */
    private managed(by: PlanResource, arn: PlanValue): Policy {
        if (typeof arn !== "string") {
            return unjudgeablePolicy(by.urn, "it attaches a policy without an ARN", true);
        }
        const policy = this.index.byArn(arn);
        if (policy?.type === "aws:iam/policy:Policy") {
            return compilePolicy(policy.urn, input(policy, "policy"), "identity");
        }
        const name = managedPolicyName(arn);
        const document = name === undefined ? undefined : managedPolicyDocument(name);
        if (name !== undefined && document !== undefined) {
            return compilePolicy(`AWS managed policy ${name}`, document, "identity");
        }
        const why = `it attaches ${arn}, whose document is not in the plan`;
        return unjudgeablePolicy(by.urn, why, name === undefined);
    }
}

/** A caller from the ARN of its role. */
export function roleCaller(arn: string): RoleCaller {
    const { account = "", resource = arn } = parseArn(arn) ?? {};
    return { kind: "role", arn, name: resource.slice(resource.lastIndexOf("/") + 1), account };
}

/** Whether the resource's `role` is this role; where its name is unknown, the dependency tells. */
function names(role: PlanResource, arn: string, by: PlanResource): boolean {
    const reference = input(by, "role");
    return reference === UNKNOWN
        ? (by.propertyDependencies.role ?? []).includes(role.urn)
        : isName(role, arn, reference);
}

function isName(role: PlanResource, arn: string, reference: PlanValue | undefined): boolean {
    return reference === arn || reference === role.id || reference === text(role, "name");
}

function listOf(value: PlanValue | undefined): readonly PlanValue[] {
    return Array.isArray(value) ? value : [];
}
