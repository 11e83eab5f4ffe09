/** Who may do what in a plan, wherever it is said: one list for roles, resources, keys, Lake Formation and networks. */
import { type Plan, type PlanResource, type PlanValue, UNKNOWN } from "../../../cli/preview/plan";
import { isObject, unwrapSecret } from "../../../cli/preview/values";
import { nameOf, Words } from "./words";

/** One thing that somebody may do, or must never. */
export interface Permission {
    /** `role dev-weather-stations-rule`, a service, or `everybody`. */
    readonly who: string;
    /** On what. */
    readonly on: string;
    /** E.g. `s3:PutObject`. */
    readonly action: string;
    /** A denial. */
    readonly never: boolean;
    /** Under which circumstances; empty: always. */
    readonly condition: string;
}

interface Document {
    readonly Statement?: unknown;
}

type Read = (resource: PlanResource, words: Words) => Permission[];

/** Documents of identities: the resource that carries them says whose they are. */
const IDENTITIES: Readonly<Record<string, string>> = {
    "aws:iam/rolePolicy:RolePolicy": "role",
};

/** Documents of resources, and what they guard where the document does not say. */
const GUARDS: Readonly<Record<string, string>> = {
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "policy",
    "aws:iam/role:Role": "assumeRolePolicy",
    "aws:kms/key:Key": "policy",
    "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

const OTHERS: Readonly<Record<string, Read>> = {
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachment,
    "aws:lakeformation/permissions:Permissions": lakeFormation,
    "aws:lambda/permission:Permission": invocation,
    "aws:quicksight/dataSet:DataSet": sharing,
    "aws:quicksight/dataSource:DataSource": sharing,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": connection,
};

export function permissionsOf(plan: Plan): Permission[] {
    const words = new Words(plan);
    return plan.resources.flatMap((resource) => {
        const { type, inputs } = resource;
        const identity = IDENTITIES[type];
        if (identity !== undefined) {
            return statements(inputs.policy, words, { who: `${identity} ${inputs[identity]}` });
        }
        const guard = GUARDS[type];
        return guard === undefined
            ? (OTHERS[type]?.(resource, words) ?? [])
            : statements(inputs[guard], words, { on: nameOf(resource) });
    });
}

function statements(
    value: PlanValue | undefined,
    words: Words,
    known: { readonly who?: string; readonly on?: string },
): Permission[] {
    const text = unwrapSecret(value);
    if (typeof text !== "string" || text === UNKNOWN) {
        return [];
    }
    const { Statement } = JSON.parse(text) as Document;
    return ([Statement].flat() as Record<string, unknown>[]).flatMap((statement) => {
        const everything = known.on !== undefined && [statement.Resource ?? "*"].flat().includes("*");
        const resources = everything
            ? [known.on ?? ""]
            : elements(statement, "Resource").map((arn) => words.spell(arn));
        const principals = known.who === undefined ? whoIn(statement, words) : [known.who];
        const condition = conditionIn(statement.Condition, words);
        const never = statement.Effect === "Deny";
        return principals.flatMap((who) =>
            resources.flatMap((on) =>
                elements(statement, "Action").map((action) => ({ who, on, action, never, condition })),
            ),
        );
    });
}

/** `Action` or `Resource`; their negations as `all but …`. */
function elements(statement: Record<string, unknown>, key: string): string[] {
    const negated = statement[`Not${key}`];
    return negated === undefined
        ? ([statement[key] ?? []].flat() as string[])
        : [`all but ${([negated].flat() as string[]).join(" and ")}`];
}

function whoIn(statement: Record<string, unknown>, words: Words): string[] {
    const { Principal } = statement;
    if (Principal === "*" || Principal === undefined) {
        return ["everybody"];
    }
    return Object.values(Principal as Record<string, string | string[]>)
        .flat()
        .map((principal) => who(principal, words));
}

/** `role x` for its ARN, `the account` for its root, services by their names. */
function who(principal: string, words: Words): string {
    if (principal === "*") {
        return "everybody";
    }
    const spelled = words.spell(principal).replace(/^iam (root|role|user)\/?/, "$1 ");
    return spelled.startsWith("root") ? "the account" : spelled.trim();
}

function conditionIn(value: unknown, words: Words): string {
    return Object.entries((value ?? {}) as Record<string, Record<string, string | string[]>>)
        .flatMap(([operator, keys]) =>
            Object.entries(keys).map(
                ([key, values]) =>
                    `${key} ${operator} ${[values]
                        .flat()
                        .map((one) => words.spell(String(one)))
                        .sort()
                        .join(" or ")}`,
            ),
        )
        .sort()
        .join(" and ");
}

function attachment({ inputs }: PlanResource, words: Words): Permission[] {
    const on = words.spell(String(inputs.policyArn));
    return [{ who: `role ${inputs.role}`, on, action: "everything in", never: false, condition: "" }];
}

function lakeFormation({ inputs }: PlanResource, words: Words): Permission[] {
    const whom = who(String(inputs.principal), words);
    const { principal, permissions, permissionsWithGrantOptions, region, ...target } = inputs;
    const on = `catalog ${textsIn(target)
        .map((text) => words.spell(text))
        .join(" ")}`;
    const list = (value: PlanValue | undefined, prefix: string) =>
        textsIn(value).map((name) => ({
            who: whom,
            on,
            action: `${prefix}${name}`,
            never: false,
            condition: "",
        }));
    return [
        ...list(permissions, "lakeformation:"),
        ...list(permissionsWithGrantOptions, "lakeformation:grant "),
    ];
}

function invocation({ inputs }: PlanResource, words: Words): Permission[] {
    const sources = [inputs.sourceArn, inputs.sourceAccount].flatMap((source) =>
        typeof source === "string" ? [words.spell(source)] : [],
    );
    return [
        {
            who: who(String(inputs.principal), words),
            on: words.spell(String(inputs.function)),
            action: String(inputs.action),
            never: false,
            condition: sources.length === 0 ? "" : `for ${sources.join(" of ")}`,
        },
    ];
}

/** With whom a QuickSight asset is shared. */
function sharing(resource: PlanResource, words: Words): Permission[] {
    const { permissions } = resource.inputs;
    return (Array.isArray(permissions) ? permissions : []).filter(isObject).flatMap((permission) =>
        textsIn(permission.actions).map((action) => ({
            who: words.spell(String(permission.principal)),
            on: nameOf(resource),
            action,
            never: false,
            condition: "",
        })),
    );
}

/** The outgoing side stands for both: the closure check proves the other. */
function connection({ inputs }: PlanResource, words: Words): Permission[] {
    const to = inputs.referencedSecurityGroupId ?? inputs.prefixListId ?? inputs.cidrIpv4 ?? inputs.cidrIpv6;
    const ports = inputs.fromPort === inputs.toPort ? inputs.fromPort : `${inputs.fromPort}-${inputs.toPort}`;
    return [
        {
            who: words.spell(String(inputs.securityGroupId)),
            on: words.spell(String(to)),
            action: `connect ${inputs.ipProtocol} ${ports}`,
            never: false,
            condition: "",
        },
    ];
}

function textsIn(value: PlanValue | Readonly<Record<string, PlanValue>> | undefined): string[] {
    const known = unwrapSecret(value as PlanValue);
    if (Array.isArray(known)) {
        return known.flatMap(textsIn);
    }
    return isObject(known)
        ? Object.values(known).flatMap(textsIn)
        : known === undefined || known === null || typeof known === "boolean"
          ? []
          : [String(known)];
}
