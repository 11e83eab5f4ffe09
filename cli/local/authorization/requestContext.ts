/** The condition keys that AWS adds to a request. Source: IAM User Guide, "AWS global condition context keys". */
import type { PlanResource } from "../../preview/plan";
import { owningArn, parseArn } from "./arn";
import { type ContextValues, RequestContext } from "./context";
import type { KeyUse } from "./encryption";
import type { Role } from "./identityPolicies";
import { tags } from "./planIndex";
import type { Caller } from "./principal";

/** What a request's context is made of. */
export interface Circumstances {
    readonly caller: Caller;
    /** The caller's role; absent for a service. */
    readonly role?: Role;
    /** ARN. */
    readonly resource: string;
    /** The plan's resource behind the ARN. */
    readonly owner?: PlanResource;
    /** Account that owns the resource. */
    readonly account: string;
    /** Region of the plan. */
    readonly region: string;
    /** When the authoriser was made: decisions do not change during a run. */
    readonly now: Date;
}

/** @param given what the caller says of the request; it wins over everything else */
export function requestContext(of: Circumstances, given: ContextValues): RequestContext {
    return new RequestContext(
        { ...common(of), ...ofCaller(of), ...ofResource(of), ...given },
        unknownTags(of),
    );
}

/**
 * Context of the call that a service makes to KMS because of a call of its own.
 * Source: KMS Developer Guide, "AWS KMS condition keys".
 */
export function keyContext(of: Circumstances, use: KeyUse, aliases: readonly string[]): RequestContext {
    const region = parseArn(of.resource)?.region || of.region;
    const encryption: Record<string, string | readonly string[]> = {
        "kms:EncryptionContextKeys": Object.keys(use.encryptionContext),
        "kms:ResourceAliases": aliases,
    };
    for (const [key, value] of Object.entries(use.encryptionContext)) {
        encryption[`kms:EncryptionContext:${key}`] = value;
    }
    const base = { ...common(of), ...ofCaller(keepsSource(of)), ...ofResource(of), ...encryption };
    if (of.caller.kind === "role") {
        return new RequestContext({
            ...base,
            "kms:ViaService": `${use.via}.${region}.amazonaws.com`,
            "aws:ViaAWSService": "true",
        });
    }
    const why = "AWS does not document it for a service that uses a key in its own name";
    return new RequestContext(base, { "kms:ViaService": why, "kms:CallerAccount": why });
}

/**
 * EventBridge does not pass on what it acts for, so that a key policy that asks for it refuses every delivery.
 * Source: SQS Developer Guide, "Amazon SQS Key management", note on EventBridge-to-encrypted queues.
 */
function keepsSource(of: Circumstances): Circumstances {
    const { caller } = of;
    return caller.kind === "service" && caller.service === "events.amazonaws.com"
        ? { ...of, caller: { kind: "service", service: caller.service } }
        : of;
}

function common(of: Circumstances): ContextValues {
    return {
        "aws:SecureTransport": "true",
        "aws:CurrentTime": of.now.toISOString(),
        "aws:EpochTime": String(Math.floor(of.now.getTime() / 1000)),
        "aws:RequestedRegion": parseArn(of.resource)?.region || of.region,
        "aws:ViaAWSService": "false",
    };
}

function ofCaller({ caller, role }: Circumstances): ContextValues {
    if (caller.kind === "service") {
        return {
            "aws:PrincipalIsAWSService": "true",
            "aws:PrincipalServiceName": caller.service,
            "aws:PrincipalServiceNamesList": [caller.service],
            ...(caller.sourceArn === undefined ? {} : { "aws:SourceArn": caller.sourceArn }),
            ...(caller.sourceAccount === undefined
                ? {}
                : { "aws:SourceAccount": caller.sourceAccount, "aws:SourceOwner": caller.sourceAccount }),
        };
    }
    return {
        "aws:PrincipalArn": caller.arn,
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalIsAWSService": "false",
        "aws:SourceOwner": caller.account,
        "kms:CallerAccount": caller.account,
        ...(role ? prefixed("aws:PrincipalTag/", tags(role.resource)) : {}),
    };
}

function ofResource({ resource, owner, account }: Circumstances): ContextValues {
    const isOwner = owner !== undefined && owningArn(resource) === resource;
    return {
        "aws:ResourceAccount": account,
        ...(isOwner && !tagsAreOptional(resource) ? prefixed("aws:ResourceTag/", tags(owner)) : {}),
    };
}

function unknownTags({ resource }: Circumstances): Record<string, string> {
    return tagsAreOptional(resource)
        ? {
              "aws:ResourceTag/*":
                  "tags of a bucket count only where the bucket has access control by tags enabled",
          }
        : {};
}

function tagsAreOptional(resource: string): boolean {
    return parseArn(resource)?.service === "s3";
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
}
