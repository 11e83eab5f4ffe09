/**
 * Decides from the plan alone whether AWS would allow a call: the policies of roles, of resources and of keys, and
 * the grants of Lake Formation. What lies outside of the plan (organisations' policies, VPC endpoints, sessions)
 * is not judged.
 */
import type { Plan } from "../../preview/plan";
import type { Authorization } from "../runtime";
import { ancestorArns, parseArn } from "./arn";
import type { ContextValues, RequestContext } from "./context";
import type { Question } from "./document";
import { type KeyUse, keyUse } from "./encryption";
import { evaluate, type Policies } from "./evaluation";
import { explain, type Refusal } from "./explanation";
import { IdentityPolicies, type Role } from "./identityPolicies";
import { type KeyReference, Keys } from "./keys";
import { TableGrants } from "./lakeFormation";
import { PlanIndex } from "./planIndex";
import { type Caller, describeCaller } from "./principal";
import { type AccessRequest, allowed, type Decision, refused, type TableRequest, together } from "./request";
import { type Circumstances, keyContext, requestContext } from "./requestContext";
import { type GuardedResource, ResourcePolicies } from "./resourcePolicies";
import { authorizeTable } from "./tableAccess";

/** Decisions kept: a million records ask for a handful of distinct ones, but every object is one of its own. */
const MOST_DECISIONS = 50_000;

/** The IAM, KMS and Lake Formation of one plan. */
export class Authorizer implements Authorization {
    private readonly index: PlanIndex;
    private readonly keys: Keys;
    private readonly identities: IdentityPolicies;
    private readonly resources: ResourcePolicies;
    private readonly grants: TableGrants;
    private readonly decided = new Map<string, { request: AccessRequest; decision: Decision }>();
    private readonly now = new Date();

    constructor(private readonly plan: Plan) {
        this.index = new PlanIndex(plan);
        this.keys = new Keys(this.index);
        this.identities = new IdentityPolicies(this.index);
        this.resources = new ResourcePolicies(this.index, this.keys);
        this.grants = new TableGrants(this.index);
    }

    /** Whether the call would be allowed, the use of the key that its resource is encrypted with included. */
    authorize(request: AccessRequest): Decision {
        const key = JSON.stringify(request);
        const known = this.decided.get(key);
        if (known) {
            return known.decision;
        }
        const decision = this.decide(request);
        if (this.decided.size >= MOST_DECISIONS) {
            this.decided.delete(this.decided.keys().next().value ?? "");
        }
        this.decided.set(key, { request, decision });
        return decision;
    }

    /**
     * Whether the role's trust policy lets the service assume it.
     * @param context condition keys such as `aws:SourceArn` and `aws:SourceAccount`
     */
    assume(roleArn: string, service: string, context: ContextValues = {}): Decision {
        const { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceAccount } = context;
        const principal = {
            service,
            ...(typeof sourceArn === "string" ? { sourceArn } : {}),
            ...(typeof sourceAccount === "string" ? { sourceAccount } : {}),
        };
        return this.authorize({ principal, action: "sts:AssumeRole", resource: roleArn, context });
    }

    /** Whether the role may see a table, and with `SELECT` or `INSERT` also read or write its objects. */
    authorizeTable(request: TableRequest): Decision {
        return authorizeTable(request, { plan: this.plan, grants: this.grants, authorizer: this });
    }

    /** Every distinct request so far, at most 50,000, with its decision: what a proof of least privilege replays. */
    requests(): readonly { readonly request: AccessRequest; readonly decision: Decision }[] {
        return [...this.decided.values()];
    }

    private decide(request: AccessRequest): Decision {
        const { principal } = request;
        const role = "role" in principal ? this.identities.role(principal.role) : undefined;
        if ("role" in principal && !role) {
            return refused(
                `${principal.role} may not ${request.action} on ${request.resource}: the plan has no such role, so its ` +
                    "policies cannot be judged; take the ARN from a role of the plan",
            );
        }
        const caller: Caller = "role" in principal ? role!.caller : { kind: "service", ...principal };
        const asked = { caller, role, given: request.context ?? {} };
        return together(this.parts(request, asked));
    }

    /** Everything that has to be allowed, one after the other. */
    private *parts(request: AccessRequest, asked: Asked): Iterable<Decision> {
        for (const resource of [request.resource, ...ancestorArns(request.resource)]) {
            yield this.judge(request.action, resource, asked, encryptionHeaders(request));
        }
        const use = keyUse(this.index, request);
        if (use) {
            yield this.judgeKeyUse(use, request, asked);
        }
    }

    private judge(action: string, resource: string, asked: Asked, headers: ContextValues): Decision {
        const { caller, role } = asked;
        const guarded = this.guarded(action, resource);
        const account = this.accountOf(resource);
        const circumstances = this.circumstances(asked, resource, guarded, account, headers);
        const context = requestContext(circumstances);
        const question: Question = { caller, action, resource, context };
        const policies: Policies = {
            identity: role?.policies ?? [],
            resource: guarded?.policies ?? [],
            ...(role?.boundary ? { boundary: role.boundary } : {}),
            consent: consent(action, caller, account, guarded),
        };
        const outside = guarded !== undefined && guarded.resource === undefined;
        if (outside && caller.kind === "service") {
            return refused(
                `${describeCaller(caller)} may not ${action} on ${resource} as far as the plan tells: ${guarded.arn} is ` +
                    "not in the plan, so its policy cannot be judged",
            );
        }
        const assumptions = outside ? [`taking for granted that the policy of ${guarded.arn} allows it`] : [];
        return this.answer({ question, policies, places: places(role, guarded, resource) }, assumptions);
    }

    private answer(refusal: Refusal, assumptions: readonly string[] = []): Decision {
        const verdict = evaluate(refusal.question, refusal.policies);
        return verdict.kind === "allowed" ? allowed(verdict.by, assumptions) : explain(verdict, refusal);
    }

    private judgeKeyUse(use: KeyUse, request: AccessRequest, asked: Asked): Decision {
        const key = this.keys.find(use.reference);
        const purpose = `needed for ${request.action} on ${request.resource}, which is encrypted under it`;
        const user: Asked =
            use.service === undefined ? asked : { caller: { kind: "service", service: use.service } };
        if (key.kind === "aws") {
            return useOfAwsKey(key, use, user.caller, purpose);
        }
        const arn = key.kind === "key" ? key.arn : key.reference;
        return together(use.actions.map((action) => this.judgeKey(action, arn, key, use, user, purpose)));
    }

    private judgeKey(
        action: string,
        arn: string,
        key: KeyReference,
        use: KeyUse,
        user: Asked,
        purpose: string,
    ): Decision {
        const { caller, role } = user;
        const resource = key.kind === "key" ? key.resource : undefined;
        if (!resource && (caller.kind === "service" || !parseArn(arn))) {
            return refused(
                `${describeCaller(caller)} may not ${action} on key ${arn} as far as the plan tells (${purpose}): the key ` +
                    "is not in the plan, so its policy cannot be judged; give the key as an ARN, or make it in the plan",
            );
        }
        const account = parseArn(arn)?.account ?? this.plan.accountId;
        const guarded: GuardedResource = {
            arn,
            ...(resource ? { resource } : {}),
            policies: resource ? this.keys.policies(resource) : [],
            place: resource?.urn ?? arn,
        };
        const circumstances = this.circumstances(user, arn, guarded, account, {});
        const aliases = resource ? this.keys.aliases(resource) : [];
        const context: RequestContext = keyContext(circumstances, use, aliases);
        const question: Question = { caller, action, resource: arn, context };
        const policies: Policies = {
            identity: role?.policies ?? [],
            resource: guarded.policies,
            ...(role?.boundary ? { boundary: role.boundary } : {}),
            consent: consent(action, caller, account, guarded),
        };
        const assumptions = resource ? [] : [`taking for granted that the policy of key ${arn} allows it`];
        return this.answer({ question, policies, places: places(role, guarded, arn), purpose }, assumptions);
    }

    /** A resource's own policies; a role's is its trust policy. */
    private guarded(action: string, resource: string): GuardedResource | undefined {
        if (action.toLowerCase() !== "sts:assumerole") {
            return this.resources.of(resource);
        }
        const role = this.identities.role(resource);
        return role
            ? { arn: resource, resource: role.resource, policies: [role.trust], place: role.resource.urn }
            : { arn: resource, policies: [], place: resource };
    }

    private circumstances(
        asked: Asked,
        resource: string,
        guarded: GuardedResource | undefined,
        account: string,
        headers: ContextValues,
    ): Circumstances {
        const owner = guarded?.resource ?? this.index.byArn(resource);
        return {
            caller: asked.caller,
            ...(asked.role ? { role: asked.role } : {}),
            resource,
            ...(owner ? { owner } : {}),
            account,
            region: this.plan.region,
            now: this.now,
            given: { ...headers, ...asked.given },
        };
    }

    /** Of a bucket, whose ARN does not tell: that of the plan. */
    private accountOf(resource: string): string {
        return parseArn(resource)?.account || this.plan.accountId;
    }
}

/** Who asks, and what is said of the request. */
interface Asked {
    readonly caller: Caller;
    readonly role?: Role | undefined;
    readonly given?: ContextValues;
}

function consent(
    action: string,
    caller: Caller,
    account: string,
    guarded: GuardedResource | undefined,
): Policies["consent"] {
    if (guarded !== undefined && guarded.resource === undefined) {
        return "either";
    }
    if (caller.kind === "role" && caller.account !== account) {
        return "both";
    }
    const [service] = action.toLowerCase().split(":");
    return service === "kms" || service === "sts" ? "resource" : "either";
}

function places(
    role: Role | undefined,
    guarded: GuardedResource | undefined,
    resource: string,
): Refusal["places"] {
    return { ...(role ? { identity: role.place } : {}), resource: guarded?.place ?? resource };
}

/** The headers that name a key. Source: S3 User Guide, "Specifying server-side encryption with AWS KMS". */
function encryptionHeaders(request: AccessRequest): ContextValues {
    return request.encryptionKey !== undefined && request.action === "s3:PutObject"
        ? {
              "s3:x-amz-server-side-encryption": "aws:kms",
              "s3:x-amz-server-side-encryption-aws-kms-key-id": request.encryptionKey,
          }
        : {};
}

/** Its policy lets everybody in the account use it through its service, and names no other service. */
function useOfAwsKey(
    key: Extract<KeyReference, { kind: "aws" }>,
    use: KeyUse,
    caller: Caller,
    purpose: string,
): Decision {
    if (caller.kind === "role" && key.service === use.via) {
        return allowed([{ urn: `the policy of the AWS managed key ${key.reference}`, index: 0 }]);
    }
    return refused(
        `${describeCaller(caller)} may not ${use.actions.join(" and ")} on ${key.reference} (${purpose}): the policy of ` +
            "an AWS managed key cannot be changed; encrypt with a customer managed key whose policy names the service",
    );
}
