/** Answers to the provider functions that a program may call while it is planned. */

import { crc32 } from "node:zlib";
import { dnsSuffixOf, partitionOf } from "./computed/subject";
import type { PlanValue } from "./plan";
import type { PlanObject } from "./values";

/** Where the program is deployed to. */
export interface Place {
    readonly region: string;
    readonly accountId: string;
}

type Answer = (args: PlanObject, place: Place) => PlanObject;

const ANSWERS: Readonly<Record<string, Answer>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, { region, accountId }) => ({
        id: accountId,
        accountId,
        arn: `arn:${partitionOf(region)}:sts::${accountId}:assumed-role/deployer/preview`,
        userId: "AROAPREVIEWEXAMPLEROL:preview",
    }),
    "aws:index/getRegion:getRegion": (args, place) => {
        const region = typeof args.region === "string" ? args.region : place.region;
        return { id: region, region, name: region, endpoint: `ec2.${region}.${dnsSuffixOf(region)}` };
    },
    "aws:index/getPartition:getPartition": (_args, { region }) => ({
        id: partitionOf(region),
        partition: partitionOf(region),
        dnsSuffix: dnsSuffixOf(region),
        reverseDnsPrefix: dnsSuffixOf(region).split(".").reverse().join("."),
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args, { region }) =>
        availabilityZones(args, region),
    "aws:ec2/getSubnet:getSubnet": (args, place) => subnet(String(args.id), place),
    "aws:ec2/getPrefixList:getPrefixList": (args) => prefixList(String(args.name)),
    "aws:iam/getRoles:getRoles": (args, place) => serviceLinkedRoles(args, place),
    "aws:iam/getPolicyDocument:getPolicyDocument": (args) => policyDocument(args),
    "aws:iam/getSessionContext:getSessionContext": (args) => sessionContext(String(args.arn)),
};

/** What AWS would answer; undefined for a function that has no answer without an account. */
export function answer(token: string, args: PlanObject, place: Place): PlanObject | undefined {
    return ANSWERS[token]?.(args, place);
}

/** Tokens that {@link answer} knows. */
export const ANSWERED: readonly string[] = Object.keys(ANSWERS);

/** Three zones, as most regions have; their ids have the region's short form, which only AWS knows for certain. */
function availabilityZones(args: PlanObject, region: string): PlanObject {
    const letters = ["a", "b", "c"];
    const short = region
        .split("-")
        .map((word) => word.slice(0, /^\d/.test(word) ? 1 : word.length > 2 ? 1 : 2));
    return {
        ...args,
        id: region,
        region,
        names: letters.map((letter) => `${region}${letter}`),
        zoneIds: letters.map((_, index) => `${short.join("")}-az${index + 1}`),
        groupNames: [region],
    };
}

/** A subnet that exists lies in one of three zones: which one follows from its id, so that it is the same each time. */
function subnet(id: string, { region, accountId }: Place): PlanObject {
    const zone = ["a", "b", "c"][crc32(id) % 3];
    return {
        id,
        arn: `arn:${partitionOf(region)}:ec2:${region}:${accountId}:subnet/${id}`,
        availabilityZone: `${region}${zone}`,
        ownerId: accountId,
        state: "available",
    };
}

/** The addresses of a service; their list's id is AWS's. */
function prefixList(name: string): PlanObject {
    return { id: `pl-${crc32(name).toString(16).padStart(8, "0")}`, name, cidrBlocks: [] };
}

/** Roles that AWS makes for services; an account that has used one of them has its role. */
const SERVICE_LINKED_ROLES: Readonly<Record<string, string>> = {
    "opensearchservice.amazonaws.com": "AWSServiceRoleForAmazonOpenSearchService",
};

/** Of an account's roles, the ones that services made for themselves. */
function serviceLinkedRoles(args: PlanObject, { region, accountId }: Place): PlanObject {
    const prefix = typeof args.pathPrefix === "string" ? args.pathPrefix : "/";
    const found = Object.entries(SERVICE_LINKED_ROLES)
        .map(([service, name]) => ({ name, path: `/aws-service-role/${service}/` }))
        .filter(({ path }) => path.startsWith(prefix));
    return {
        ...args,
        id: region,
        names: found.map(({ name }) => name),
        arns: found.map(
            ({ name, path }) => `arn:${partitionOf(region)}:iam::${accountId}:role${path}${name}`,
        ),
    };
}

/** The role behind a session's ARN; of any other principal, itself. Source: provider docs, `aws.iam.getSessionContext`. */
function sessionContext(arn: string): PlanObject {
    const session = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(arn);
    if (session === null) {
        return { id: arn, arn, issuerArn: arn, issuerId: "", issuerName: "", sessionName: "" };
    }
    const [, partition, account, role = "", sessionName = ""] = session;
    const issuerArn = `arn:${partition}:iam::${account}:role/${role}`;
    return { id: arn, arn, issuerArn, issuerId: "AROAPREVIEWEXAMPLEROL", issuerName: role, sessionName };
}

/** The JSON document that the provider builds from statements. Source: Terraform's `aws_iam_policy_document`. */
function policyDocument(args: PlanObject): PlanObject {
    const statements = Array.isArray(args.statements) ? args.statements : [];
    const document = {
        Version: args.version ?? "2012-10-17",
        ...(args.policyId === undefined ? {} : { Id: args.policyId }),
        Statement: statements.map((statement) => policyStatement(statement as PlanObject)),
    };
    const json = JSON.stringify(document, undefined, 2);
    return { ...args, id: String(crc32(json)), json, minifiedJson: JSON.stringify(document) };
}

function policyStatement(statement: PlanObject): PlanObject {
    return {
        ...(statement.sid ? { Sid: statement.sid } : {}),
        Effect: statement.effect ?? "Allow",
        ...list("Action", statement.actions),
        ...list("NotAction", statement.notActions),
        ...list("Resource", statement.resources),
        ...list("NotResource", statement.notResources),
        ...principals("Principal", statement.principals),
        ...principals("NotPrincipal", statement.notPrincipals),
        ...conditions(statement.conditions),
    };
}

/** One element stands alone, several make a list: as the provider writes them. */
function list(key: string, values: PlanValue | undefined): PlanObject {
    if (!Array.isArray(values) || values.length === 0) {
        return {};
    }
    return { [key]: values.length === 1 ? (values[0] ?? null) : [...values].sort().reverse() };
}

function principals(key: string, values: PlanValue | undefined): PlanObject {
    if (!Array.isArray(values) || values.length === 0) {
        return {};
    }
    const byType: PlanObject = {};
    for (const principal of values as PlanObject[]) {
        Object.assign(byType, list(String(principal.type), principal.identifiers));
    }
    return { [key]: byType["*"] === "*" ? "*" : byType };
}

function conditions(values: PlanValue | undefined): PlanObject {
    if (!Array.isArray(values) || values.length === 0) {
        return {};
    }
    const byTest: Record<string, PlanObject> = {};
    for (const condition of values as PlanObject[]) {
        const test = String(condition.test);
        byTest[test] = { ...byTest[test], ...list(String(condition.variable), condition.values) };
    }
    return { Condition: byTest };
}
