/** Who reads and writes encrypted data as far as the policies of roles tell. */

import { parseArn } from "../../local/authorization/arn";
import { RequestContext } from "../../local/authorization/context";
import type { Element, Statement } from "../../local/authorization/document";
import { type EncryptedResource, encryptedResources } from "../../local/authorization/encryption";
import { IdentityPolicies } from "../../local/authorization/identityPolicies";
import { type PlanIndex, text } from "../../local/authorization/planIndex";
import type { Access } from "./access";

/** Stands for what a wildcard or a variable leaves open. */
const ANYTHING = "x";

const NO_CONTEXT = new RequestContext({});

/** For each role, each call on encrypted data that a statement of its policies lets it make. */
export function* roleAccess(index: PlanIndex): Iterable<Access> {
    const identities = new IdentityPolicies(index);
    const encrypted = encryptedResources(index).filter(({ service }) => service === undefined);
    for (const by of index.ofType("aws:iam/role:Role")) {
        const arn = text(by, "arn");
        const role = arn === undefined ? undefined : identities.role(arn);
        const statements = role?.policies.flatMap((policy) => policy.statements) ?? [];
        for (const { resource, action } of callsOf(statements, encrypted)) {
            yield { by, request: { principal: { role: arn ?? "" }, action, resource }, callIsGiven: true };
        }
    }
}

function* callsOf(
    statements: readonly Statement[],
    encrypted: readonly EncryptedResource[],
): Iterable<{ readonly resource: string; readonly action: string }> {
    for (const { effect, actions, resources } of statements) {
        if (effect === "Deny" || !resources) {
            continue;
        }
        for (const target of encrypted) {
            const named = target.actions.filter((action) => actions.matches(action, NO_CONTEXT) === true);
            const samples = named.length === 0 ? [] : samplesOf(resources, target);
            yield* samples.flatMap((resource) => named.map((action) => ({ resource, action })));
        }
    }
}

/** ARNs of the encrypted resource, or of objects in it, that the statement's resources match. */
function samplesOf(resources: Element, { arn, resource }: EncryptedResource): string[] {
    const isBucket = resource.type === "aws:s3/bucket:Bucket";
    const candidates = !isBucket
        ? [arn]
        : resources.negated
          ? [`${arn}/${ANYTHING}`]
          : resources.texts.map((pattern) => `${arn}/${keyIn(pattern)}`);
    return [...new Set(candidates)].filter((sample) => resources.matches(sample, NO_CONTEXT) !== false);
}

/** A key that an object could have of which the pattern speaks. */
function keyIn(pattern: string): string {
    const path = parseArn(pattern)?.resource ?? "";
    const key = path.includes("/") ? path.slice(path.indexOf("/") + 1) : "";
    const filled = key
        .replace(/\$\{[^}]*\}/g, ANYTHING)
        .replaceAll("*", ANYTHING)
        .replaceAll("?", ANYTHING);
    return filled === "" ? ANYTHING : filled;
}
