import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../aws/names";
import { privateSubnetCidrs, ZONES } from "../aws/vpcAddresses";
import type { ExistingVpcArgs, NetworkArgs, NetworkPlacement, ServiceAccess } from "./network/args";
import { Endpoints } from "./network/endpoints";
import { type FlowRecords, recordFlows } from "./network/flowLogs";
import { validateNetwork } from "./network/validation";
import { chooseZones } from "./network/zones";

export * from "./network/args";

/**
 * A network without a way to the internet: private subnets in two or three zones, AWS's services behind endpoints,
 * and a record of what passes. Security groups of components let nothing through except in pairs of rules: see
 * `securityGroup` and `connect` in `infra/aws/securityGroup.ts`.
 *
 * It is made of `aws.ec2` resources rather than of `awsx.ec2.Vpc`, because that is a remote component: what it is made
 * of is known to its provider alone, so a plan without the provider, and with it policies and the closure check, could
 * not see a single subnet.
 */
export class Network extends pulumi.ComponentResource implements NetworkPlacement {
    public readonly vpcId: pulumi.Output<string>;
    /** One in each availability zone. */
    public readonly privateSubnetIds: pulumi.Output<string>[];
    /** Names of the zones, in the order of the subnets. */
    public readonly availabilityZones: pulumi.Output<string>[];
    /** How the subnets reach AWS's services. */
    public readonly services: ServiceAccess;
    /** Where flow logs are written, as Parquet; undefined in a VPC that somebody else owns. */
    public readonly flowLogsBucket: pulumi.Output<string> | undefined;
    /** ARN of the flow logs' key; undefined as the bucket is. */
    public readonly flowLogsKeyArn: pulumi.Output<string> | undefined;

    private readonly args: NetworkArgs;

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:Network", name, args, opts);
        validateNetwork(name, args);
        this.args = args;

        const place = args.existing ? this.lookUp(name, args.existing) : this.create(name);
        this.vpcId = place.vpcId;
        this.privateSubnetIds = place.subnetIds;
        this.availabilityZones = place.zones;
        this.services = this.reachServices(name, place);
        const records = this.record(name);
        this.flowLogsBucket = records?.bucketName;
        this.flowLogsKeyArn = records?.keyArn;

        this.registerOutputs({
            vpcId: this.vpcId,
            privateSubnetIds: this.privateSubnetIds,
            availabilityZones: this.availabilityZones,
            flowLogsBucket: this.flowLogsBucket,
        });
    }

    private lookUp(name: string, existing: ExistingVpcArgs): Place {
        this.tagExisting(name, existing);
        return {
            vpcId: pulumi.output(existing.vpcId),
            subnetIds: existing.privateSubnetIds.map((id) => pulumi.output(id)),
            zones: existing.privateSubnetIds.map(
                (id) => aws.ec2.getSubnetOutput({ id }, { parent: this }).availabilityZone,
            ),
            routeTableIds: existing.routeTableIds,
        };
    }

    /** Tags of what somebody else owns are set one by one: the others of its owner stay. */
    private tagExisting(name: string, { vpcId, privateSubnetIds }: ExistingVpcArgs): void {
        const resources = [
            ["vpc", vpcId],
            ...privateSubnetIds.map((id, index) => [`private-${index + 1}`, id] as const),
        ] as const;
        for (const [key, value] of Object.entries(this.args.placementTags ?? {})) {
            for (const [part, resourceId] of resources) {
                new aws.ec2.Tag(`${name}-${part}-${key}`, { resourceId, key, value }, { parent: this });
            }
        }
    }

    private create(name: string): Place {
        const { cidr = "", availabilityZones = ZONES.most } = this.args;
        const vpc = this.createVpc(name, cidr);
        const zones = chooseZones(availabilityZones, this.args.zoneNames, { parent: this });
        // One table for all zones: without NAT, which would be one a zone, their routes are the same.
        const routes = new aws.ec2.RouteTable(
            name,
            { vpcId: vpc.id, tags: this.named(name, "private") },
            { parent: this },
        );
        const subnetIds = privateSubnetCidrs(cidr, availabilityZones).map((cidrBlock, index) =>
            this.createSubnet(`${name}-private-${index + 1}`, {
                vpcId: vpc.id,
                cidrBlock,
                availabilityZone: zones[index],
                routeTableId: routes.id,
            }),
        );
        return { vpcId: vpc.id, subnetIds, zones, routeTableIds: [routes.id] };
    }

    /** Names are resolved in the VPC, or its endpoints would have none; AWS's default group lets nothing through. */
    private createVpc(name: string, cidrBlock: string): aws.ec2.Vpc {
        const vpc = new aws.ec2.Vpc(
            name,
            {
                cidrBlock,
                enableDnsSupport: true,
                enableDnsHostnames: true,
                tags: { ...this.named(name), ...this.args.placementTags },
            },
            { parent: this },
        );
        new aws.ec2.DefaultSecurityGroup(
            name,
            { vpcId: vpc.id, ingress: [], egress: [], tags: this.named(name, "default-closed") },
            { parent: this },
        );
        return vpc;
    }

    private createSubnet(
        name: string,
        args: aws.ec2.SubnetArgs & { routeTableId: pulumi.Output<string> },
    ): pulumi.Output<string> {
        const { routeTableId, ...place } = args;
        const subnet = new aws.ec2.Subnet(
            name,
            {
                ...place,
                mapPublicIpOnLaunch: false,
                tags: { ...this.named(name), ...this.args.placementTags },
            },
            { parent: this },
        );
        new aws.ec2.RouteTableAssociation(name, { subnetId: subnet.id, routeTableId }, { parent: this });
        return subnet.id;
    }

    private reachServices(name: string, place: Place): ServiceAccess {
        const { account, environment, existing, trustedAccountIds = [] } = this.args;
        return new Endpoints(
            name,
            {
                environment,
                account,
                vpcId: place.vpcId,
                subnetIds: place.subnetIds,
                routeTableIds: place.routeTableIds,
                existingSecurityGroupId: existing?.endpointSecurityGroupId,
                trustedAccountIds,
            },
            { parent: this },
        );
    }

    private record(name: string): FlowRecords | undefined {
        const { flowLogs } = this.args;
        return flowLogs && !this.args.existing
            ? recordFlows(name, { ...this.args, flowLogs, vpcId: this.vpcId }, { parent: this })
            : undefined;
    }

    /** The tag that consoles show as a name. */
    private named(...parts: readonly string[]): { Name: string } {
        return { Name: nameFor("networkTag", this.args.environment, ...parts) };
    }
}

/** What is made or found. */
interface Place {
    readonly vpcId: pulumi.Output<string>;
    readonly subnetIds: pulumi.Output<string>[];
    readonly zones: pulumi.Output<string>[];
    readonly routeTableIds: readonly pulumi.Input<string>[] | undefined;
}
