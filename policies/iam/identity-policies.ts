import type { iam } from "@pulumi/aws";
import { type Statement, statements } from "../documents";
import { ROLE, ROLE_POLICY } from "../resourceTypes";
import type { Inputs } from "../rule";
import { items } from "../unknown";

/** Resources that hold what an identity may do. */
export const IDENTITY_POLICIES = [
    ROLE_POLICY,
    ROLE,
    "aws:iam/policy:Policy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
];

/** What a rule over identity policies reads: `policy` of a policy, `inlinePolicies` of a role. */
export type PolicyHolder = Pick<iam.RolePolicyArgs, "policy"> & Pick<iam.RoleArgs, "inlinePolicies">;

/** A policy document of an identity, by the property that holds it. */
export interface IdentityPolicy {
    readonly path: string;
    statements(): Statement[];
}

/** The policy documents of a resource; reading the statements of an unknown one throws `UnknownValue`. */
export function identityPolicies(props: Inputs<PolicyHolder>): IdentityPolicy[] {
    const inline = items(props.inlinePolicies).map((_, index) => {
        const path = `inlinePolicies.${index}.policy`;
        return { path, statements: () => statements(props.inlinePolicies?.[index]?.policy, path) };
    });
    return [{ path: "policy", statements: () => statements(props.policy, "policy") }, ...inline];
}

/** Whether a statement reaches every resource that there is. */
export function reachesEverything(statement: Statement): boolean {
    return statement.excludesResources || statement.resources.some((resource) => /^[*]+$/.test(resource));
}
