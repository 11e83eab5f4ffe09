import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { nameFor } from "../aws/names";
import { type PropertyProblem, refuseProperties } from "../aws/propertiesError";
import { connect, securityGroup } from "../aws/securityGroup";
import { serviceRole } from "../aws/serviceRole";
import { assetPermissions } from "./quicksightPrincipals";

/** Where a data source's data is: exactly one. */
export interface DashboardSourceArgs {
    /** Unique in the environment. */
    readonly name: string;
    /** QuickSight's type, e.g. `AURORA_POSTGRESQL`, `S3`. */
    readonly type: string;
    readonly parameters: aws.types.input.quicksight.DataSourceParameters;
    /** ARN of the secret with `username` and `password`; absent with S3. */
    readonly secretArn?: pulumi.Input<string>;
    /** The database's security group, where it is reached through the network. */
    readonly network?: { readonly securityGroupId: string; readonly port: number };
    /** QuickSight principals that may make data sets of it: 1 to 64. */
    readonly sharedWith: readonly string[];
}

export interface DashboardSourcesArgs {
    readonly environment: string;
    readonly account: AwsAccount;
    readonly identityRegion: string;
    readonly namespace: string;
    readonly sources: readonly DashboardSourceArgs[];
    /** Groups to make, with the names of their members. */
    readonly groups: readonly {
        readonly name: string;
        readonly description?: string;
        readonly members: readonly string[];
    }[];
    /** Where databases are reached privately; required where a source has `network`. */
    readonly placement?: {
        readonly vpcId: pulumi.Input<string>;
        readonly privateSubnetIds: readonly pulumi.Input<string>[];
    };
}

/**
 * Data beside the lake's for those who draw dashboards, and the groups that things are shared with. Databases in the VPC
 * are reached through a connection of QuickSight's own into private subnets; passwords stay in Secrets Manager, and every
 * connection to a database is encrypted.
 */
export class DashboardSources extends pulumi.ComponentResource {
    /** Name → ARN. */
    public readonly dataSourceArns: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(name: string, args: DashboardSourcesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:DashboardSources", name, args, opts);
        validate(name, args);

        this.createGroups(name, args);
        const connection = this.connectNetwork(name, args);
        const sources = args.sources.map((source) => {
            const created = this.createSource(name, args, source, connection);
            return [source.name, created.arn] as const;
        });

        this.dataSourceArns = Object.fromEntries(sources);
        this.registerOutputs({ dataSourceArns: this.dataSourceArns });
    }

    private createGroups(name: string, args: DashboardSourcesArgs): void {
        const place = {
            awsAccountId: args.account.id,
            namespace: args.namespace,
            region: args.identityRegion,
        };
        for (const { name: groupName, description, members } of args.groups) {
            const group = new aws.quicksight.Group(
                `${name}-${groupName}`,
                { ...place, groupName, description },
                { parent: this },
            );
            for (const memberName of members) {
                new aws.quicksight.GroupMembership(
                    `${name}-${groupName}-${memberName}`,
                    { ...place, groupName: group.groupName, memberName },
                    { parent: this },
                );
            }
        }
    }

    private connectNetwork(
        name: string,
        args: DashboardSourcesArgs,
    ): aws.quicksight.VpcConnection | undefined {
        const { placement, account, environment } = args;
        const targets = args.sources.flatMap(({ network }) => network ?? []);
        if (placement === undefined || targets.length === 0) {
            return undefined;
        }
        const opts = { parent: this };
        const group = securityGroup(
            name,
            {
                vpcId: placement.vpcId,
                nameParts: [environment, name],
                description: "QuickSight in the VPC",
            },
            opts,
        );
        const rules = distinct(targets).flatMap(({ securityGroupId, port }) => {
            const pair = `${name}-${securityGroupId}-${port}`;
            const description = `QuickSight to a database on port ${port}`;
            return [
                ...connect(pair, { from: group.id, to: securityGroupId, port, description }, opts),
                // QuickSight's interface forgets what it asked: answers come in by a rule of their own (QuickSight
                // User Guide, "Security groups: inbound and outbound rules").
                new aws.vpc.SecurityGroupIngressRule(
                    `${pair}-answers`,
                    {
                        securityGroupId: group.id,
                        referencedSecurityGroupId: securityGroupId,
                        ipProtocol: "tcp",
                        fromPort: 0,
                        toPort: 65_535,
                        description: `Answers of a database on port ${port}`,
                    },
                    opts,
                ),
            ];
        });
        const role = serviceRole(
            name,
            {
                nameParts: [environment, name],
                description: "QuickSight makes its network interfaces in the VPC",
                service: "quicksight.amazonaws.com",
                trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
                statements: [
                    {
                        // QuickSight checks the role for these actions on everything (User Guide, "Configuring the
                        // VPC connection with the QuickSight CLI").
                        sid: "MakeNetworkInterfaces",
                        actions: [
                            "ec2:CreateNetworkInterface",
                            "ec2:DeleteNetworkInterface",
                            "ec2:DescribeSecurityGroups",
                            "ec2:DescribeSubnets",
                            "ec2:ModifyNetworkInterfaceAttribute",
                        ],
                        resources: ["*"],
                    },
                ],
            },
            opts,
        );
        const id = nameFor("quicksightConnection", environment, name);
        return new aws.quicksight.VpcConnection(
            name,
            {
                awsAccountId: account.id,
                vpcConnectionId: id,
                name: id,
                roleArn: role.arn,
                securityGroupIds: [group.id],
                subnetIds: [...placement.privateSubnetIds],
            },
            { ...opts, dependsOn: [role.policy, ...rules] },
        );
    }

    private createSource(
        name: string,
        args: DashboardSourcesArgs,
        source: DashboardSourceArgs,
        connection: aws.quicksight.VpcConnection | undefined,
    ): aws.quicksight.DataSource {
        const { secretArn, network } = source;
        return new aws.quicksight.DataSource(
            `${name}-${source.name}`,
            {
                dataSourceId: nameFor("quicksightId", args.environment, name, source.name),
                name: `${source.name} (${args.environment})`,
                awsAccountId: args.account.id,
                type: source.type,
                parameters: source.parameters,
                ...(secretArn === undefined
                    ? {}
                    : { credentials: { secretArn }, sslProperties: { disableSsl: false } }),
                ...(network === undefined || connection === undefined
                    ? {}
                    : { vpcConnectionProperties: { vpcConnectionArn: connection.arn } }),
                permissions: assetPermissions("dataSource", { viewers: source.sharedWith }, args),
            },
            { parent: this },
        );
    }
}

/** Two sources on one database share the rules that let QuickSight in. */
function distinct<T extends { securityGroupId: string; port: number }>(targets: readonly T[]): T[] {
    return [...new Map(targets.map((one) => [`${one.securityGroupId}:${one.port}`, one])).values()];
}

function validate(name: string, args: DashboardSourcesArgs): void {
    const problems = args.sources.flatMap((source, index): PropertyProblem[] => {
        const path = `sources[${index}]`;
        const found: PropertyProblem[] = [];
        const kinds = Object.values(source.parameters).filter((value) => value !== undefined).length;
        if (kinds !== 1) {
            found.push({
                propertyPath: `${path}.parameters`,
                reason: `${kinds} were given; give exactly one, such as auroraPostgresql or s3`,
            });
        }
        if (source.type !== "S3" && source.secretArn === undefined) {
            found.push({
                propertyPath: `${path}.secretArn`,
                reason: "nothing was given; give the ARN of a secret with username and password",
            });
        }
        if (source.network !== undefined && args.placement === undefined) {
            found.push({
                propertyPath: "placement",
                reason: `nothing was given, and ${source.name} is reached through the network; give the VPC and its private subnets`,
            });
        }
        if (source.sharedWith.length === 0 || source.sharedWith.length > 64) {
            found.push({
                propertyPath: `${path}.sharedWith`,
                reason: `${source.sharedWith.length} were given; give 1 to 64 people and groups`,
            });
        }
        if (args.sources.findIndex((other) => other.name === source.name) !== index) {
            found.push({
                propertyPath: `${path}.name`,
                reason: `"${source.name}" stands twice; ids are made of it, rename one`,
            });
        }
        return found;
    });
    refuseProperties(`DashboardSources "${name}"`, problems);
}
