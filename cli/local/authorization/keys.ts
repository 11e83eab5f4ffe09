/** KMS keys by every name that other resources know them by, their policies and grants. */
import type { PlanResource, PlanValue } from "../../preview/plan";
import { isObject } from "../../preview/values";
import { parseArn } from "./arn";
import { compilePolicy, type Policy } from "./document";
import { input, type PlanIndex, text, texts } from "./planIndex";

/** What a reference to a key leads to. */
export type KeyReference =
    | { readonly kind: "key"; readonly resource: PlanResource; readonly arn: string }
    /** `alias/aws/<service>`: its policy is AWS's and cannot be changed. */
    | { readonly kind: "aws"; readonly service: string; readonly reference: string }
    | { readonly kind: "elsewhere"; readonly reference: string };

const KEY_TYPES = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey"];

export class Keys {
    constructor(private readonly index: PlanIndex) {}

    /** @param reference key id, key ARN, alias name or alias ARN, in the words of the resource that uses the key */
    find(reference: string): KeyReference {
        const managed = /(?:^|:)alias\/aws\/([a-z0-9-]+)$/.exec(reference);
        if (managed?.[1]) {
            return { kind: "aws", service: managed[1], reference };
        }
        const alias = this.index.find("aws:kms/alias:Alias", reference, "name", "arn");
        const target = alias ? (text(alias, "targetKeyArn") ?? text(alias, "targetKeyId")) : reference;
        for (const type of KEY_TYPES) {
            const resource = target === undefined ? undefined : this.index.find(type, target, "arn", "keyId");
            const arn = resource ? text(resource, "arn") : undefined;
            if (resource && arn !== undefined) {
                return { kind: "key", resource, arn };
            }
        }
        return { kind: "elsewhere", reference };
    }

    /** Names of the aliases that point to a key. */
    aliases(key: PlanResource): readonly string[] {
        return this.index.ofType("aws:kms/alias:Alias").flatMap((alias) => {
            const target = text(alias, "targetKeyId");
            const points = target === key.id || target === text(key, "keyId") || target === text(key, "arn");
            const name = text(alias, "name");
            return points && name !== undefined ? [name] : [];
        });
    }

    /** The key policy and the grants of a key. */
    policies(key: PlanResource): readonly Policy[] {
        const isThis = (resource: PlanResource) => {
            const reference = text(resource, "keyId");
            return (
                reference !== undefined && [key.id, text(key, "keyId"), text(key, "arn")].includes(reference)
            );
        };
        const separate = this.index.ofType("aws:kms/keyPolicy:KeyPolicy").find(isThis);
        const document = input(key, "policy");
        const policy = separate
            ? compilePolicy(separate.urn, input(separate, "policy"), "resource")
            : compilePolicy(key.urn, document ?? defaultKeyPolicy(key), "resource");
        const grants = this.index.ofType("aws:kms/grant:Grant").filter(isThis);
        return [policy, ...grants.map((grant) => compilePolicy(grant.urn, grantDocument(grant), "resource"))];
    }
}

/** What a key has that is made without a policy. Source: KMS Developer Guide, "Default key policy". */
function defaultKeyPolicy(key: PlanResource): PlanValue {
    const { partition = "aws", account = "" } = parseArn(text(key, "arn") ?? "") ?? {};
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "Enable IAM User Permissions",
                Effect: "Allow",
                Principal: { AWS: `arn:${partition}:iam::${account}:root` },
                Action: "kms:*",
                Resource: "*",
            },
        ],
    };
}

/** A grant allows its grantee some operations, and nobody else needs to agree. Source: KMS Developer Guide, "Grants". */
function grantDocument(grant: PlanResource): PlanValue {
    const equals: Record<string, PlanValue> = {};
    const keys: string[] = [];
    let exact = false;
    const constraints = input(grant, "constraints");
    for (const constraint of Array.isArray(constraints) ? constraints : []) {
        if (!isObject(constraint)) {
            continue;
        }
        exact ||= isObject(constraint.encryptionContextEquals);
        const context = constraint.encryptionContextEquals ?? constraint.encryptionContextSubset;
        for (const [key, value] of isObject(context) ? Object.entries(context) : []) {
            equals[`kms:EncryptionContext:${key}`] = value;
            keys.push(key);
        }
    }
    const conditions: Record<string, PlanValue> = {
        ...(keys.length > 0 ? { StringEquals: equals } : {}),
        ...(exact ? { "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": keys } } : {}),
    };
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: input(grant, "granteePrincipal") ?? "" },
                Action: texts(input(grant, "operations")).map((operation) => `kms:${operation}`),
                Resource: "*",
                ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
            },
        ],
    };
}
