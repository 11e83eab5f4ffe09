import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import { nameFor } from "../../aws/names";
import { connect, connectToPrefixList, securityGroup } from "../../aws/securityGroup";
import { type EndpointService, endpointServiceName, hasGateway } from "../../aws/vpcEndpoints";
import type { ServiceAccess, ServiceAccessArgs } from "./args";
import { endpointPolicy } from "./endpointPolicy";

/** HTTPS, the port of every endpoint. */
const HTTPS = 443;

export interface EndpointsArgs {
    readonly environment: string;
    readonly account: AwsAccount;
    readonly vpcId: pulumi.Input<string>;
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Where gateways are added; undefined: the VPC has them. */
    readonly routeTableIds: readonly pulumi.Input<string>[] | undefined;
    /** The group of endpoints that the VPC has; undefined: they are made here. */
    readonly existingSecurityGroupId: string | undefined;
    readonly trustedAccountIds: readonly string[];
}

/**
 * Endpoints of a VPC, each made when the first component asks for it: an interface endpoint has a price by the hour
 * and zone, so there is none that nobody uses.
 */
export class Endpoints implements ServiceAccess {
    private readonly interfaces = new Map<EndpointService, aws.ec2.VpcEndpoint>();
    private readonly prefixLists = new Map<EndpointService, pulumi.Output<string>>();
    private group: pulumi.Input<string> | undefined;

    constructor(
        private readonly name: string,
        private readonly args: EndpointsArgs,
        private readonly opts: pulumi.CustomResourceOptions,
    ) {}

    open(
        name: string,
        { from, services }: ServiceAccessArgs,
        opts: pulumi.CustomResourceOptions,
    ): pulumi.Resource[] {
        const gateways = services.filter(hasGateway);
        const others = services.filter((service) => !hasGateway(service));
        const ready = gateways.map((service) =>
            connectToPrefixList(
                `${name}-${service}`,
                { from, prefixListId: this.prefixList(service), description: `HTTPS to ${service}` },
                opts,
            ),
        );
        if (others.length === 0) {
            return ready;
        }
        const endpoints = others.flatMap((service) => this.interfaceEndpoint(service) ?? []);
        const rules = connect(
            `${name}-endpoints`,
            { from, to: this.securityGroup(), port: HTTPS, description: `HTTPS to ${others.join(", ")}` },
            opts,
        );
        return [...ready, ...endpoints, ...rules];
    }

    /** One for all endpoints: which calls pass is for their policies to say, and for the callers'. */
    private securityGroup(): pulumi.Input<string> {
        const { environment, existingSecurityGroupId, vpcId } = this.args;
        this.group ??=
            existingSecurityGroupId ??
            securityGroup(
                `${this.name}-endpoints`,
                {
                    vpcId,
                    nameParts: [environment, this.name, "endpoints"],
                    description: "Interface endpoints of AWS services",
                },
                this.opts,
            ).id;
        return this.group;
    }

    private interfaceEndpoint(service: EndpointService): aws.ec2.VpcEndpoint | undefined {
        const { existingSecurityGroupId, subnetIds } = this.args;
        if (existingSecurityGroupId !== undefined) {
            return undefined;
        }
        let endpoint = this.interfaces.get(service);
        if (!endpoint) {
            endpoint = this.createEndpoint(service, {
                vpcEndpointType: "Interface",
                privateDnsEnabled: true,
                subnetIds: [...subnetIds],
                securityGroupIds: [this.securityGroup()],
            });
            this.interfaces.set(service, endpoint);
        }
        return endpoint;
    }

    /** The addresses of a gateway; those of a VPC that has one are looked up. */
    private prefixList(service: EndpointService): pulumi.Output<string> {
        const { account, routeTableIds } = this.args;
        let list = this.prefixLists.get(service);
        if (!list) {
            list =
                routeTableIds === undefined
                    ? aws.ec2.getPrefixListOutput(
                          { name: endpointServiceName(service, account.region) },
                          { parent: this.opts.parent },
                      ).id
                    : this.createEndpoint(service, {
                          vpcEndpointType: "Gateway",
                          routeTableIds: [...routeTableIds],
                      }).prefixListId;
            this.prefixLists.set(service, list);
        }
        return list;
    }

    private createEndpoint(
        service: EndpointService,
        reach: Partial<aws.ec2.VpcEndpointArgs>,
    ): aws.ec2.VpcEndpoint {
        const { account, environment, trustedAccountIds, vpcId } = this.args;
        return new aws.ec2.VpcEndpoint(
            `${this.name}-${service}`,
            {
                vpcId,
                serviceName: endpointServiceName(service, account.region),
                ...reach,
                policy: endpointPolicy(service, { account, trustedAccountIds }),
                tags: { Name: nameFor("networkTag", environment, this.name, service) },
            },
            this.opts,
        );
    }
}
