import type { Plan, PlanResource } from "../plan";

/**
 * The plan with a role for each managed policy that nothing in it is attached to. Such a policy is made for people, who
 * attach it to roles of their own: it has to be complete all the same.
 */
export function withBearers(plan: Plan): Plan {
    const attached = new Set(
        plan.resources.flatMap(({ type, inputs }) => {
            const arns = type === "aws:iam/role:Role" ? inputs.managedPolicyArns : inputs.policyArn;
            return [arns].flat();
        }),
    );
    const bearers = plan.resources
        .filter(({ type, outputs }) => type === "aws:iam/policy:Policy" && !attached.has(outputs.arn))
        .flatMap((policy) => bearerOf(policy, plan));
    return bearers.length === 0 ? plan : { ...plan, resources: [...plan.resources, ...bearers] };
}

function bearerOf(policy: PlanResource, { accountId }: Plan): PlanResource[] {
    const name = `bearer-of-${policy.outputs.name ?? policy.name}`;
    const [, partition = "aws"] = String(policy.outputs.arn).split(":");
    const arn = `arn:${partition}:iam::${accountId}:role/${name}`;
    const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const role = {
        ...policy,
        type: "aws:iam/role:Role",
        id: name,
        inputs: { name, assumeRolePolicy: trust, managedPolicyArns: [policy.outputs.arn ?? ""] },
    };
    return [{ ...role, outputs: { ...role.inputs, arn } }];
}
