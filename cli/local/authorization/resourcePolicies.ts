/** The policies of resources, wherever the plan keeps them. */
import type { PlanResource, PlanValue } from "../../preview/plan";
import { owningArn, parseArn } from "./arn";
import { compilePolicy, type Policy } from "./document";
import type { Keys } from "./keys";
import { input, type PlanIndex, text } from "./planIndex";

/** A resource with the documents that say who may use it. */
export interface GuardedResource {
    /** ARN of the resource that carries the policy, e.g. an object's bucket. */
    readonly arn: string;
    /** Absent: the resource is not in the plan, or the policy is that of the account. */
    readonly resource?: PlanResource;
    /** Whether the plan would have the policy, so that its absence says that there is none. */
    readonly known: boolean;
    readonly policies: readonly Policy[];
    /** Where a missing statement belongs: a URN, or a type of resource to add. */
    readonly place: string;
}

interface Source {
    /** The resource type that carries the documents. */
    readonly policyType: string;
    /** Whether a resource of that type speaks of the guarded one. */
    readonly speaksOf: (policy: PlanResource, arn: string, resource: PlanResource | undefined) => boolean;
    /** Default: its `policy`. */
    readonly document?: (policy: PlanResource, arn: string) => PlanValue | undefined;
    /** The document where the plan says nothing of one. */
    readonly fallback?: (arn: string) => PlanValue;
    /** The policy is one of the account and region, and not of a single resource. */
    readonly ofAccount?: boolean;
}

/** By the service part of the ARN. KMS keys and roles are found elsewhere. */
const SOURCES: Readonly<Record<string, Source>> = {
    s3: {
        policyType: "aws:s3/bucketPolicy:BucketPolicy",
        speaksOf: (policy, arn, resource) => {
            const bucket = text(policy, "bucket");
            return bucket === parseArn(arn)?.resource || bucket === arn || isId(resource, bucket);
        },
    },
    sqs: {
        policyType: "aws:sqs/queuePolicy:QueuePolicy",
        speaksOf: (policy, arn, resource) => {
            const url = text(policy, "queueUrl");
            return (
                isId(resource, url) || url === (resource && text(resource, "url")) || url === queueUrl(arn)
            );
        },
    },
    sns: {
        policyType: "aws:sns/topicPolicy:TopicPolicy",
        speaksOf: (policy, arn) => input(policy, "arn") === arn,
        fallback: defaultTopicPolicy,
    },
    kinesis: {
        policyType: "aws:kinesis/resourcePolicy:ResourcePolicy",
        speaksOf: (policy, arn) => text(policy, "resourceArn") === arn,
    },
    lambda: {
        policyType: "aws:lambda/permission:Permission",
        speaksOf: (policy, arn, resource) => {
            const reference = text(policy, "function");
            const name = parseArn(arn)?.resource.split(":")[1];
            return reference === name || isId(resource, reference) || owningArn(reference ?? "") === arn;
        },
        document: permissionDocument,
    },
    glue: {
        policyType: "aws:glue/resourcePolicy:ResourcePolicy",
        speaksOf: () => true,
        ofAccount: true,
    },
    logs: {
        policyType: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        speaksOf: () => true,
        document: (policy) => input(policy, "policyDocument"),
        ofAccount: true,
    },
};

export class ResourcePolicies {
    private readonly found = new Map<string, GuardedResource | undefined>();
    private readonly guardedKeys = new Map<string, GuardedResource>();

    constructor(
        private readonly index: PlanIndex,
        private readonly keys: Keys,
    ) {}

    /** Undefined: resources of this service have no policies of their own. */
    of(arn: string): GuardedResource | undefined {
        const owner = owningArn(arn);
        if (!this.found.has(owner)) {
            this.found.set(owner, this.collect(owner));
        }
        return this.found.get(owner);
    }

    /** @param reference ARN of a key, or any other name of it */
    ofKey(reference: string): GuardedResource {
        let guarded = this.guardedKeys.get(reference);
        if (!guarded) {
            const key = this.keys.find(reference);
            guarded =
                key.kind === "key"
                    ? {
                          arn: key.arn,
                          resource: key.resource,
                          known: true,
                          policies: this.keys.policies(key.resource),
                          place: key.resource.urn,
                      }
                    : { arn: reference, known: false, policies: [], place: reference };
            this.guardedKeys.set(reference, guarded);
        }
        return guarded;
    }

    private collect(arn: string): GuardedResource | undefined {
        const service = parseArn(arn)?.service ?? "";
        const resource = this.index.byArn(arn);
        const source = SOURCES[service];
        if (!source) {
            return undefined;
        }
        const separate = this.index
            .ofType(source.policyType)
            .filter((policy) => source.speaksOf(policy, arn, resource));
        const inline = separate.length === 0 && resource ? input(resource, "policy") : undefined;
        const policies = separate.map((policy) => {
            const document = source.document ? source.document(policy, arn) : input(policy, "policy");
            return compilePolicy(policy.urn, document, "resource");
        });
        if (resource && inline !== undefined) {
            policies.push(compilePolicy(resource.urn, inline, "resource"));
        } else if (policies.length === 0 && source.fallback && resource) {
            policies.push(
                compilePolicy(`default policy of ${resource.urn}`, source.fallback(arn), "resource"),
            );
        }
        const place = separate[0]?.urn ?? (inline === undefined ? undefined : resource?.urn);
        return {
            arn,
            ...(resource ? { resource } : {}),
            known: resource !== undefined || separate.length > 0 || this.isOfAccount(source, arn),
            policies,
            place: place ?? `a new ${source.policyType}`,
        };
    }

    private isOfAccount(source: Source, arn: string): boolean {
        return source.ofAccount === true && parseArn(arn)?.account === this.index.plan.accountId;
    }
}

function isId(resource: PlanResource | undefined, reference: string | undefined): boolean {
    return resource?.id !== undefined && resource.id === reference;
}

/** Source: SQS Developer Guide, "Queue and message identifiers". */
function queueUrl(arn: string): string {
    const { region, account, resource } = parseArn(arn) ?? {};
    return `https://sqs.${region}.amazonaws.com/${account}/${resource}`;
}

/**
 * The statement that AddPermission writes. Source: Lambda API Reference, "AddPermission".
 * A permission without a qualifier speaks of the unqualified function only.
 */
function permissionDocument(permission: PlanResource, arn: string): PlanValue {
    const principal = text(permission, "principal") ?? "";
    const qualifier = text(permission, "qualifier");
    const equals: Record<string, PlanValue> = {};
    for (const [key, name] of [
        ["sourceAccount", "aws:SourceAccount"],
        ["principalOrgId", "aws:PrincipalOrgID"],
        ["functionUrlAuthType", "lambda:FunctionUrlAuthType"],
        ["eventSourceToken", "lambda:EventSourceToken"],
    ] as const) {
        const value = input(permission, key);
        if (value !== undefined && value !== null) {
            equals[name] = value;
        }
    }
    const sourceArn = input(permission, "sourceArn") ?? undefined;
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: text(permission, "statementId") ?? permission.name,
                Effect: "Allow",
                Principal: principal.endsWith(".amazonaws.com")
                    ? { Service: principal }
                    : principal === "*"
                      ? "*"
                      : { AWS: principal },
                Action: input(permission, "action") ?? "",
                Resource: qualifier === undefined ? arn : `${arn}:${qualifier}`,
                Condition: {
                    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
                    ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
                },
            },
        ],
    };
}

/** What SNS gives a topic that is made without a policy: the owner's account may use it. */
function defaultTopicPolicy(arn: string): PlanValue {
    return {
        Version: "2008-10-17",
        Statement: [
            {
                Sid: "__default_statement_ID",
                Effect: "Allow",
                Principal: { AWS: "*" },
                Action: [
                    "sns:GetTopicAttributes",
                    "sns:Subscribe",
                    "sns:Publish",
                    "sns:ListSubscriptionsByTopic",
                ],
                Resource: arn,
                Condition: { StringEquals: { "aws:SourceOwner": parseArn(arn)?.account ?? "" } },
            },
        ],
    };
}
