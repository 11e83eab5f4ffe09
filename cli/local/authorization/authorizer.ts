/**
 * Decides from the plan alone whether AWS would allow a call: the policies of roles, of resources and of keys, and
 * the grants of Lake Formation. What lies outside of the plan (organisations' policies, VPC endpoints, sessions)
 * is not judged.
 */
import type { Plan } from "../../preview/plan";
import type { Authorization } from "../runtime";
import { ancestorArns, parseArn } from "./arn";
import type { ContextValues, RequestContext } from "./context";
import { type KeyUse, keyUse } from "./encryption";
import { evaluate, type Policies } from "./evaluation";
import { describeRequest, explain, type Refusal } from "./explanation";
import { IdentityPolicies, type Role } from "./identityPolicies";
import { type KeyReference, Keys } from "./keys";
import { TableGrants } from "./lakeFormation";
import { PlanIndex } from "./planIndex";
import { type Caller, describeCaller, type ServiceCaller } from "./principal";
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

    /** Whether the caller may use the key that its call needs, whatever else the call needs; undefined where it needs none. */
    useOfKey(request: AccessRequest): Decision | undefined {
        const use = keyUse(this.index, request);
        if (!use) {
            return undefined;
        }
        const asked = this.asked(request);
        return "refusal" in asked ? asked.refusal : together(this.judgeKeyUse(use, request, asked));
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
        const asked = this.asked(request);
        return "refusal" in asked ? asked.refusal : together(this.parts(request, asked));
    }

    private asked({ principal, action, resource }: AccessRequest): Asked | { readonly refusal: Decision } {
        if (!("role" in principal)) {
            return { caller: serviceCaller(principal, this.plan.region) };
        }
        const role = this.identities.role(principal.role);
        if (!role) {
            const refusal = refused(
                `${principal.role} may not ${action} on ${resource}: the plan has no such role, so its policies cannot ` +
                    "be judged; take the ARN from a role of the plan",
            );
            return { refusal };
        }
        return { caller: role.caller, role };
    }

    /** Everything that has to be allowed, one after the other. */
    private *parts(request: AccessRequest, asked: Asked): Iterable<Decision> {
        const { action } = request;
        const given = { ...encryptionHeaders(request), ...request.context };
        for (const resource of [request.resource, ...ancestorArns(request.resource)]) {
            const context = (circumstances: Circumstances) => requestContext(circumstances, given);
            yield this.judge({ ...asked, action, resource, context });
        }
        const use = keyUse(this.index, request);
        if (use) {
            yield* this.judgeKeyUse(use, request, asked);
        }
    }

    private *judgeKeyUse(use: KeyUse, request: AccessRequest, asked: Asked): Iterable<Decision> {
        const key = this.keys.find(use.reference);
        const purpose = `needed for ${request.action} on ${request.resource}, which is encrypted under it`;
        const user: Asked =
            use.service === undefined ? asked : { caller: { kind: "service", service: use.service } };
        if (key.kind === "aws") {
            yield useOfAwsKey(key, use, user.caller, purpose);
            return;
        }
        const resource = key.kind === "key" ? key.arn : key.reference;
        const aliases = key.kind === "key" ? this.keys.aliases(key.resource) : [];
        const context = (circumstances: Circumstances) => keyContext(circumstances, use, aliases);
        for (const action of use.actions) {
            yield this.judge({ ...user, action, resource, context, purpose });
        }
    }

    /** One action on one resource. */
    private judge(call: Call): Decision {
        const { caller, role, action, resource, purpose } = call;
        const guarded = this.guarded(action, resource);
        const account = parseArn(resource)?.account || this.plan.accountId;
        const owner = guarded?.resource ?? this.index.byArn(resource);
        const context = call.context({
            caller,
            ...(role ? { role } : {}),
            resource,
            ...(owner ? { owner } : {}),
            account,
            region: this.plan.region,
            now: this.now,
        });
        const refusal: Refusal = {
            question: { caller, action, resource, context },
            policies: {
                identity: role?.policies ?? [],
                resource: guarded?.policies ?? [],
                ...(role?.boundary ? { boundary: role.boundary } : {}),
                consent: consent(action, caller, account, guarded),
            },
            places: { ...(role ? { identity: role.place } : {}), resource: guarded?.place ?? resource },
            ...(purpose === undefined ? {} : { purpose }),
        };
        const outside = guarded?.known === false ? guarded.arn : undefined;
        if (outside !== undefined && (caller.kind === "service" || !parseArn(outside))) {
            const why = `${outside} is not in the plan, so its policy cannot be judged`;
            return refused(
                `${describeRequest(refusal)} as far as the plan tells: ${why}; make it in the plan`,
            );
        }
        const verdict = evaluate(refusal.question, refusal.policies);
        const assumptions =
            outside === undefined ? [] : [`taking for granted that the policy of ${outside} allows it`];
        return verdict.kind === "allowed" ? allowed(verdict.by, assumptions) : explain(verdict, refusal);
    }

    /** A resource's own policies; a role's is its trust policy. */
    private guarded(action: string, resource: string): GuardedResource | undefined {
        if (action.toLowerCase().startsWith("kms:")) {
            return this.resources.ofKey(resource);
        }
        if (action.toLowerCase() !== "sts:assumerole") {
            return this.resources.of(resource);
        }
        const role = this.identities.role(resource);
        return role
            ? {
                  arn: resource,
                  resource: role.resource,
                  known: true,
                  policies: [role.trust],
                  place: role.resource.urn,
              }
            : { arn: resource, known: false, policies: [], place: resource };
    }
}

/** Who asks. */
interface Asked {
    readonly caller: Caller;
    /** The caller's role; absent for a service. */
    readonly role?: Role | undefined;
}

/** One thing that has to be allowed. */
interface Call extends Asked {
    readonly action: string;
    readonly resource: string;
    readonly context: (circumstances: Circumstances) => RequestContext;
    readonly purpose?: string;
}

function consent(
    action: string,
    caller: Caller,
    account: string,
    guarded: GuardedResource | undefined,
): Policies["consent"] {
    if (guarded?.known === false) {
        return "either";
    }
    if (caller.kind === "role" && caller.account !== account) {
        return "both";
    }
    const [service] = action.toLowerCase().split(":");
    return service === "kms" || service === "sts" ? "resource" : "either";
}

/**
 * CloudWatch Logs assumes roles and invokes functions under either of its names: the User Guide has used both
 * ("Subscription filters with Amazon Data Firehose", "Lambda permissions for a subscription filter").
 */
function serviceCaller(
    principal: Omit<ServiceCaller, "kind" | "regionalName">,
    region: string,
): ServiceCaller {
    return principal.service === "logs.amazonaws.com"
        ? { kind: "service", ...principal, regionalName: `logs.${region}.amazonaws.com` }
        : { kind: "service", ...principal };
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
