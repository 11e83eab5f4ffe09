/** What a plan allows, statement by statement, so that a test can take each away. */
import type { Plan, PlanResource } from "../../cli/preview/plan";

/** One thing whose absence would break something. */
export interface Grant {
    /** Type of the component that it belongs to, without `tributary:index:`. */
    readonly component: string;
    /** E.g. `EncryptObjects of RolePolicy -delivery`: the same in every instance of the component. */
    readonly kind: string;
    /** Of which resource it is. */
    readonly of: string;
    /** The plan that has it. */
    readonly plan: Plan;
    /** The plan as it would be without it. */
    readonly without: Plan;
}

interface PolicyStatement {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Action?: string | readonly string[];
    readonly Resource?: unknown;
    readonly Condition?: unknown;
    readonly Principal?: unknown;
}

const DOCUMENTS = ["policy", "policyDocument"] as const;

/** Statements that allow the use of keys, in policies of roles and of keys. */
export function keyGrants(plan: Plan): Grant[] {
    return statements(plan, ({ Action, Principal }) => usesKeys(Action) && !isOwnAccount(Principal));
}

/** Statements of resource policies that let a service in, e.g. S3 into a queue. */
export function serviceGrants(plan: Plan): Grant[] {
    const policies = new Set([
        "aws:sqs/queuePolicy:QueuePolicy",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:s3/bucketPolicy:BucketPolicy",
    ]);
    return statements(
        plan,
        ({ Principal }, { type }) =>
            policies.has(type) &&
            typeof Principal === "object" &&
            Principal !== null &&
            "Service" in Principal,
    );
}

/** Rules between security groups. */
export function connectionGrants(plan: Plan): Grant[] {
    return plan.resources
        .filter(
            ({ type, inputs }) =>
                type.startsWith("aws:vpc/securityGroup") && inputs.referencedSecurityGroupId,
        )
        .map((rule) => {
            const component = componentAbove(plan, rule);
            // The component's own name is all that tells the rules of its instances apart.
            const name = rule.name.replace(component?.name ?? "", "");
            return {
                component: typeOf(component),
                kind: `${rule.type} ${name}`,
                of: `${rule.type} ${rule.name}`,
                plan,
                without: { ...plan, resources: plan.resources.filter((resource) => resource !== rule) },
            };
        });
}

/** The same grants of all instances of a component, which the same lines make. */
export function byKind(grants: readonly Grant[]): Grant[][] {
    const kinds = new Map<string, Grant[]>();
    for (const grant of grants) {
        const key = `${grant.component} ${grant.kind}`;
        kinds.set(key, [...(kinds.get(key) ?? []), grant]);
    }
    return [...kinds.values()];
}

function statements(
    plan: Plan,
    wanted: (statement: PolicyStatement, resource: PlanResource) => boolean,
): Grant[] {
    return plan.resources.flatMap((resource) =>
        DOCUMENTS.flatMap((property) => {
            const document = documentOf(resource, property);
            const all = document?.Statement ?? [];
            return all
                .filter((statement) => statement.Effect === "Allow" && wanted(statement, resource))
                .map((statement) => ({
                    component: typeOf(componentAbove(plan, resource)),
                    kind: `${resource.type} ${statement.Sid}`,
                    of: `${statement.Sid} of ${resource.type} ${resource.name}`,
                    plan,
                    without: replaced(plan, resource, {
                        [property]: JSON.stringify({
                            ...document,
                            Statement: all.flatMap((other) => withoutTwin(other, statement)),
                        }),
                    }),
                }));
        }),
    );
}

/** Another statement without what it, too, allows of the one that is taken away. */
function withoutTwin(other: PolicyStatement, away: PolicyStatement): PolicyStatement[] {
    const scope = ({ Effect, Principal, Resource, Condition }: PolicyStatement) =>
        JSON.stringify([Effect, Principal, Resource, Condition]);
    if (other === away || scope(other) !== scope(away)) {
        return other === away ? [] : [other];
    }
    const gone = [away.Action ?? []].flat();
    const Action = [other.Action ?? []].flat().filter((action) => !gone.includes(action));
    return Action.length === 0 ? [] : [{ ...other, Action }];
}

function documentOf(resource: PlanResource, property: string): { Statement: PolicyStatement[] } | undefined {
    const text = resource.inputs[property];
    const document: unknown = typeof text === "string" && text.startsWith("{") ? JSON.parse(text) : undefined;
    const list = (document as { Statement?: unknown } | undefined)?.Statement;
    return Array.isArray(list) ? (document as { Statement: PolicyStatement[] }) : undefined;
}

function replaced(plan: Plan, old: PlanResource, change: Record<string, string>): Plan {
    const changed = {
        ...old,
        inputs: { ...old.inputs, ...change },
        outputs: { ...old.outputs, ...change },
    };
    return { ...plan, resources: plan.resources.map((resource) => (resource === old ? changed : resource)) };
}

/** The nearest component above a resource; undefined for what belongs to none. */
function componentAbove(plan: Plan, resource: PlanResource): PlanResource | undefined {
    const parent = plan.resources.find(({ urn }) => urn === resource.parent);
    return parent === undefined || isComponent(parent) ? parent : componentAbove(plan, parent);
}

function isComponent({ type }: PlanResource): boolean {
    return type.startsWith("tributary:index:");
}

function typeOf(component: PlanResource | undefined): string {
    return component?.type.slice("tributary:index:".length) ?? "the environment";
}

function usesKeys(actions: string | readonly string[] = []): boolean {
    return [actions].flat().some((action) => action.startsWith("kms:"));
}

/** The statement that lets the account's own IAM policies speak: its removal breaks more than one grant. */
function isOwnAccount(principal: unknown): boolean {
    return JSON.stringify(principal ?? "").includes(":root");
}
