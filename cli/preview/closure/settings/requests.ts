/** What the rows about resources' settings have in common: who calls, and values in settings. */

import { type PlanIndex, text } from "../../../local/authorization/planIndex";
import type { AccessRequest } from "../../../local/authorization/request";
import { type PlanResource, type PlanValue, UNKNOWN } from "../../plan";
import { isObject, type PlanObject, unwrapSecret } from "../../values";

/** A call that needs no policy of ours besides its key's. */
export interface GivenRequest {
    readonly given: AccessRequest;
}

/** The calls that the settings of one type of resource make happen. */
export type Requests = (resource: PlanResource, index: PlanIndex) => Iterable<AccessRequest | GivenRequest>;

/** By type of resource. */
export type Settings = Readonly<Record<string, Requests>>;

/** What is sent to an ARN, by the ARN's own service. */
const SENDS: Readonly<Record<string, string>> = {
    dynamodb: "dynamodb:PutItem",
    firehose: "firehose:PutRecord",
    kinesis: "kinesis:PutRecord",
    sns: "sns:Publish",
    sqs: "sqs:SendMessage",
};

/** Something is sent to a queue, topic or stream; nothing to judge for other targets, or where there is none. */
export function sends(principal: AccessRequest["principal"], target: string | undefined): AccessRequest[] {
    const action = target === undefined ? undefined : SENDS[serviceOf(target)];
    return action === undefined || target === undefined ? [] : [{ principal, action, resource: target }];
}

/** A role uses a key itself, or a service uses it in the role's name. */
export function usesKey(
    role: string | undefined,
    key: string | undefined,
    actions: readonly string[],
    context: AccessRequest["context"] = {},
): AccessRequest[] {
    return role === undefined || key === undefined
        ? []
        : actions.map((action) => ({ principal: { role }, action, resource: key, context }));
}

/** An object of an `s3://` URI is read. */
export function readsObject(role: string, uri: string, partition: string): AccessRequest[] {
    const [, path] = /^s3:\/\/(.+\/.+)$/.exec(uri) ?? [];
    return path === undefined
        ? []
        : [{ principal: { role }, action: "s3:GetObject", resource: `arn:${partition}:s3:::${path}` }];
}

/** ARN of the plan's resource that a setting names. */
export function arnOf(index: PlanIndex, type: string, reference: PlanValue | undefined): string | undefined {
    const name = textOf(reference);
    const resource = name === undefined ? undefined : index.find(type, name, "name", "bucket", "arn", "url");
    return resource && text(resource, "arn");
}

/** The role of a function that is named by its name or ARN, whatever its version. */
export function roleOfFunction(index: PlanIndex, reference: PlanValue | undefined): string | undefined {
    const given = textOf(reference) ?? "";
    const name = given.startsWith("arn:") ? (given.split(":")[6] ?? "") : given;
    const owner = index.find("aws:lambda/function:Function", name, "name");
    return owner && text(owner, "role");
}

/** All objects within a value, at any depth, the outermost first. */
export function* objectsIn(
    value: PlanValue | Readonly<Record<string, PlanValue>> | undefined,
): Iterable<PlanObject> {
    const known = unwrapSecret(value as PlanValue | undefined);
    if (Array.isArray(known)) {
        for (const item of known) {
            yield* objectsIn(item);
        }
    } else if (isObject(known)) {
        yield known;
        for (const item of Object.values(known)) {
            yield* objectsIn(item);
        }
    }
}

/** A map inside of settings; empty where it is absent. */
export function mapOf(value: PlanValue | undefined): PlanObject {
    const known = unwrapSecret(value);
    return isObject(known) ? known : {};
}

export function textOf(value: PlanValue | undefined): string | undefined {
    const known = unwrapSecret(value);
    return typeof known === "string" && known !== "" && known !== UNKNOWN ? known : undefined;
}

export function listOf(value: PlanValue | undefined): string[] {
    const known = unwrapSecret(value);
    return Array.isArray(known) ? known.flatMap((item) => textOf(item) ?? []) : [];
}

export function serviceOf(arn: string): string {
    return arn.split(":")[2] ?? "";
}
