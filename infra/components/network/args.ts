import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { KeyReference } from "../../aws/customerKey";
import type { EndpointService } from "../../aws/vpcEndpoints";

export interface NetworkArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** The VPC's addresses, a private block of /16 to /24, e.g. `10.20.0.0/16`; not with `existing`. */
    readonly cidr?: string;
    /** Availability zones that the VPC spans: 2 or 3; default: 3; not with `existing`. */
    readonly availabilityZones?: number;
    /** Names of these zones, e.g. `["us-east-1a", "us-east-1b"]`; default: the region's first ones. */
    readonly zoneNames?: readonly string[];
    /** A VPC that somebody else owns, instead of one of its own. */
    readonly existing?: ExistingVpcArgs;
    /** What passes through the VPC; required without `existing`, whose owner decides about it. */
    readonly flowLogs?: FlowLogsArgs;
    /** Accounts besides this one whose buckets and tables may be reached; default: none. */
    readonly trustedAccountIds?: readonly string[];
    /** Tags of the VPC and its subnets besides the environment's, e.g. those that EMR asks for; an existing VPC gets them, too. */
    readonly placementTags?: Readonly<Record<string, string>>;
    /** The environment's consent to deleting flow logs. */
    readonly protectData: boolean;
    /** The network's own consent: both are needed. */
    readonly allowDeletion: boolean;
}

/** A VPC that exists, with DNS resolution and DNS host names switched on. */
export interface ExistingVpcArgs {
    readonly vpcId: string;
    /** 2 or more, each in another availability zone, without a route to an internet gateway. */
    readonly privateSubnetIds: readonly string[];
    /**
     * Route tables of these subnets: gateway endpoints for S3 and DynamoDB are added to them. Default: the VPC has
     * its gateways already.
     */
    readonly routeTableIds?: readonly string[];
    /**
     * Security group of the interface endpoints that the VPC has already, which must be one for every service that is
     * used. Default: endpoints of our own, which AWS refuses for a service that has one with private DNS.
     */
    readonly endpointSecurityGroupId?: string;
}

export interface FlowLogsArgs {
    /** Days until records are deleted: 1 or more. */
    readonly retentionDays: number;
    /** Encrypts them; default: a key of the network's own. Its policy must let `delivery.logs.amazonaws.com` use it. */
    readonly existingKey?: KeyReference;
    /** Where access to the flow logs' bucket is logged; default: nowhere. */
    readonly accessLogs?: { readonly bucket: pulumi.Input<string> };
}

/** HTTPS from a component to AWS's services. */
export interface ServiceAccessArgs {
    /** Id of the security group that calls. */
    readonly from: pulumi.Input<string>;
    /** Each by the prefix of its IAM actions, e.g. `["s3", "kms", "redshift-data"]`. */
    readonly services: readonly EndpointService[];
}

/** The only way from private subnets to AWS's services: endpoints in the VPC. */
export interface ServiceAccess {
    /**
     * Lets a security group call services. The endpoints that this needs are made when they are first asked for.
     *
     * @param name logical name of the rules, unique in the stack, e.g. `${name}-services`
     * @returns what must be in place before the first call
     */
    open(name: string, args: ServiceAccessArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource[];
}

/** Where a component's network interfaces go. A `Network` is one. */
export interface NetworkPlacement {
    readonly vpcId: pulumi.Input<string>;
    /** In two or more availability zones. */
    readonly privateSubnetIds: pulumi.Input<string>[];
    /** Absent: whoever owns the VPC lets the component's security group reach what it needs. */
    readonly services?: ServiceAccess;
}
