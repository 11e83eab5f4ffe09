/** Functions in a VPC without a way to the internet: each service that they call needs an endpoint, and a way to it. */

import {
    ENDPOINT_SERVICES,
    type EndpointService,
    endpointServiceName,
    hasGateway,
} from "../../../infra/aws/vpcEndpoints";
import { RequestContext } from "../../local/authorization/context";
import type { Statement } from "../../local/authorization/document";
import { IdentityPolicies } from "../../local/authorization/identityPolicies";
import { type PlanIndex, text } from "../../local/authorization/planIndex";
import type { PlanResource } from "../plan";
import { describeResource, type Gap } from "./gap";
import { type Member, members, textsIn } from "./members";
import { HTTPS, SecurityGroups } from "./securityGroups";
import { serviceAccess } from "./serviceAccess";

/**
 * Calls that code makes itself. Left out is what a service does with the caller's permissions after it was called (KMS for
 * S3, Glue for Athena, a secret for the Data API) and what Lambda does outside of the VPC: logs, traces, the reading of
 * event sources, and the sending of what functions failed on.
 */
const CALLS: Readonly<Partial<Record<EndpointService, readonly string[]>>> = {
    athena: ["StartQueryExecution"],
    cloudwatch: ["PutMetricData"],
    dynamodb: [
        "GetItem",
        "Query",
        "Scan",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "BatchWriteItem",
        "BatchGetItem",
    ],
    events: ["PutEvents"],
    firehose: ["PutRecord", "PutRecordBatch"],
    glue: ["StartJobRun", "StartCrawler"],
    kinesis: ["PutRecord", "PutRecords"],
    lambda: ["InvokeFunction"],
    "redshift-data": ["ExecuteStatement", "BatchExecuteStatement"],
    s3: ["GetObject", "PutObject", "ListBucket", "DeleteObject"],
    sns: ["Publish"],
    sqs: ["SendMessage"],
    ssm: ["GetParameter", "GetParameters", "GetParametersByPath"],
    states: ["StartExecution"],
    sts: ["AssumeRole"],
};

const NO_CONTEXT = new RequestContext({});

export function* endpointGaps(index: PlanIndex): Iterable<Gap> {
    const groups = new SecurityGroups(index);
    const identities = new IdentityPolicies(index);
    const byLambda = destinations(index);
    for (const member of members(index)) {
        const role = text(member.resource, "role");
        if (member.resource.type !== "aws:lambda/function:Function" || role === undefined) {
            continue;
        }
        const statements = identities.role(role)?.policies.flatMap((policy) => policy.statements) ?? [];
        for (const service of servicesCalled(statements, byLambda.get(role) ?? [])) {
            const missing = obstacle(index, groups, member, service);
            if (missing !== undefined) {
                yield {
                    kind: "endpoint",
                    urn: member.resource.urn,
                    message: `${describeResource(member.resource)}: its role calls ${service}, and ${missing}; open it with the network's services.open()`,
                };
            }
        }
    }
}

/** Role → where Lambda itself sends what its functions failed on, which does not go through the VPC. */
function destinations(index: PlanIndex): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const { by, request } of serviceAccess(index)) {
        const { principal, resource } = request;
        if ("role" in principal && by.type.startsWith("aws:lambda/")) {
            found.set(principal.role, [...(found.get(principal.role) ?? []), resource]);
        }
    }
    return found;
}

function servicesCalled(statements: readonly Statement[], byLambda: readonly string[]): EndpointService[] {
    const own = statements.filter(
        ({ effect, resources }) =>
            effect === "Allow" && !resources?.texts.every((resource) => byLambda.includes(resource)),
    );
    return ENDPOINT_SERVICES.filter((service) =>
        (CALLS[service] ?? []).some((call) =>
            own.some(({ actions }) => actions.matches(`${service}:${call}`, NO_CONTEXT) === true),
        ),
    );
}

/** Why the member does not reach the service; undefined where it does. */
function obstacle(
    index: PlanIndex,
    groups: SecurityGroups,
    { resource, groups: own }: Member,
    service: EndpointService,
): string | undefined {
    const endpoint = endpointIn(index, vpcOf(index, own), service);
    if (!endpoint) {
        // In a VPC that somebody else owns its endpoints are not in the plan, but our way to them is.
        return anyWayOut(index, own, service) ? undefined : `its VPC has no endpoint for it`;
    }
    const list = text(endpoint, "prefixListId");
    const reached = hasGateway(service)
        ? list !== undefined && groups.reachesList(own, list)
        : groups.connect(own, textsIn(endpoint.inputs.securityGroupIds), HTTPS);
    return reached
        ? undefined
        : `no rule lets HTTPS pass from ${resource.name} to ${describeResource(endpoint)}`;
}

function endpointIn(
    index: PlanIndex,
    vpcId: string | undefined,
    service: EndpointService,
): PlanResource | undefined {
    const name = endpointServiceName(service, index.plan.region);
    return index
        .ofType("aws:ec2/vpcEndpoint:VpcEndpoint")
        .find((endpoint) => text(endpoint, "serviceName") === name && text(endpoint, "vpcId") === vpcId);
}

function vpcOf(index: PlanIndex, groups: readonly string[]): string | undefined {
    const group = groups.flatMap((id) => index.find("aws:ec2/securityGroup:SecurityGroup", id) ?? [])[0];
    return group && text(group, "vpcId");
}

function anyWayOut(index: PlanIndex, own: readonly string[], service: EndpointService): boolean {
    const ownVpc = index.ofType("aws:ec2/vpc:Vpc").some(({ id }) => id === vpcOf(index, own));
    const property = hasGateway(service) ? "prefixListId" : "referencedSecurityGroupId";
    return (
        !ownVpc &&
        index
            .ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
            .some(
                (rule) =>
                    own.includes(text(rule, "securityGroupId") ?? "") && text(rule, property) !== undefined,
            )
    );
}
