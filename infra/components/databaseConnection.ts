import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { DATABASE_ENGINES, type DatabaseEngine, jdbcUrl } from "../aws/glue";
import { nameFor } from "../aws/names";
import type { Statement } from "../aws/policyDocument";
import { type PropertyProblem, refuseProperties } from "../aws/propertiesError";
import { connect, securityGroup } from "../aws/securityGroup";
import type { NetworkPlacement } from "./network";

export interface DatabaseConnectionArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** Where jobs get network interfaces to reach the database from. */
    readonly network: NetworkPlacement;
    /** Availability zone of the network's first private subnet: Glue asks for both. */
    readonly availabilityZone: pulumi.Input<string>;
    readonly engine: DatabaseEngine;
    /** Host name, without scheme and port. */
    readonly host: string;
    /** 1 to 65535; default: the engine's usual one. */
    readonly port?: number;
    /** Name of the database. */
    readonly database: string;
    /** ARN of a Secrets Manager secret with `username` and `password`. It is never read by the program. */
    readonly secretArn: pulumi.Input<string>;
    /** ARN of the secret's customer key; default: AWS's own. */
    readonly secretKeyArn?: pulumi.Input<string>;
    /** Security group of the database: jobs are let in on its port. */
    readonly securityGroupId: pulumi.Input<string>;
}

/**
 * A way to a database on Amazon RDS, on Aurora, or behind any JDBC driver that Glue has, for load jobs: over TLS, from
 * a security group of its own, with a secret that only the jobs read.
 */
export class DatabaseConnection extends pulumi.ComponentResource {
    public readonly connectionName: pulumi.Output<string>;
    public readonly engine: DatabaseEngine;
    /** What the role of a job needs to use the connection. */
    public readonly readerStatements: readonly Statement[];
    /** Rules of the network: jobs depend on them. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: DatabaseConnectionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:DatabaseConnection", name, { environment: args.environment }, opts);
        validateDatabaseConnection(name, args);
        const { engine, environment, network } = args;
        const port = args.port ?? DATABASE_ENGINES[engine].port;

        const group = securityGroup(
            name,
            {
                vpcId: network.vpcId,
                nameParts: [environment, name, "jobs"],
                description: `Glue jobs that read ${name}`,
            },
            { parent: this },
        );
        this.ready = this.openWays(name, args, group.id, port);
        const connectionName = nameFor("glue", environment, name);
        const connection = new aws.glue.Connection(
            name,
            {
                name: connectionName,
                connectionType: "JDBC",
                connectionProperties: {
                    JDBC_CONNECTION_URL: jdbcUrl(engine, args.host, port, args.database),
                    // Glue refuses to connect where the database offers no TLS.
                    JDBC_ENFORCE_SSL: "true",
                    // The name of the secret, never its content: that would lie in the catalog and in Pulumi's state.
                    SECRET_ID: args.secretArn,
                },
                physicalConnectionRequirements: {
                    subnetId: network.privateSubnetIds[0],
                    securityGroupIdLists: [group.id],
                    availabilityZone: args.availabilityZone,
                },
            },
            { parent: this, dependsOn: [...this.ready] },
        );

        this.connectionName = connection.name;
        this.engine = engine;
        this.readerStatements = readerStatements(args, connection.name);
        this.registerOutputs({ connectionName: this.connectionName });
    }

    private openWays(
        name: string,
        { network, securityGroupId }: DatabaseConnectionArgs,
        from: pulumi.Output<string>,
        port: number,
    ): pulumi.Resource[] {
        return [
            ...connect(
                `${name}-database`,
                { from, to: securityGroupId, port, description: `JDBC from Glue jobs to ${name}` },
                { parent: this },
            ),
            // AWS Glue Developer Guide, "Setting up networking for development": workers talk to each other on all ports.
            ...connect(
                `${name}-workers`,
                { from, to: from, port: 0, toPort: 65_535, description: "Workers of a Glue job" },
                { parent: this },
            ),
            ...(network.services?.open(
                `${name}-services`,
                {
                    from,
                    services: ["s3", "glue", "kms", "lakeformation", "logs", "cloudwatch", "secretsmanager"],
                },
                { parent: this },
            ) ?? []),
        ];
    }
}

/** AWS Glue Developer Guide, "Step 2: Create an IAM role for AWS Glue": what AWSGlueServiceRole gives, for one connection. */
function readerStatements(
    { account, secretArn, secretKeyArn }: DatabaseConnectionArgs,
    connectionName: pulumi.Output<string>,
): Statement[] {
    const arn = (service: string) =>
        pulumi.interpolate`arn:${account.partition}:${service}:${account.region}:${account.id}`;
    return [
        {
            sid: "UseConnection",
            actions: ["glue:GetConnection"],
            resources: [
                pulumi.interpolate`${arn("glue")}:catalog`,
                pulumi.interpolate`${arn("glue")}:connection/${connectionName}`,
            ],
        },
        { sid: "ReadSecret", actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
        ...(secretKeyArn === undefined
            ? []
            : [{ sid: "DecryptSecret", actions: ["kms:Decrypt"], resources: [secretKeyArn] }]),
        {
            // EC2 knows no resources for what is only looked at.
            sid: "LookAtNetwork",
            actions: [
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcAttribute",
                "ec2:DescribeVpcEndpoints",
            ],
            resources: ["*"],
        },
        {
            sid: "PlaceWorkers",
            actions: ["ec2:CreateNetworkInterface"],
            resources: ["network-interface", "security-group", "subnet"].map(
                (kind) => pulumi.interpolate`${arn("ec2")}:${kind}/*`,
            ),
        },
        {
            sid: "RemoveWorkers",
            actions: ["ec2:DeleteNetworkInterface"],
            resources: [pulumi.interpolate`${arn("ec2")}:network-interface/*`],
        },
        {
            sid: "MarkWorkers",
            actions: ["ec2:CreateTags", "ec2:DeleteTags"],
            resources: [pulumi.interpolate`${arn("ec2")}:network-interface/*`],
            conditions: { "ForAllValues:StringEquals": { "aws:TagKeys": ["aws-glue-service-resource"] } },
        },
    ];
}

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateDatabaseConnection(name: string, args: DatabaseConnectionArgs): void {
    const errors: PropertyProblem[] = [];
    const engines = Object.keys(DATABASE_ENGINES);
    if (!engines.includes(args.engine)) {
        errors.push({
            propertyPath: "engine",
            reason: `"${args.engine}" has no driver in Glue; give ${engines.join(", ")} (Aurora is mysql or postgresql)`,
        });
    }
    if (!/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(args.host)) {
        errors.push({
            propertyPath: "host",
            reason: `"${args.host}" is not a host name; give one without scheme, port and path`,
        });
    }
    if (args.port !== undefined && !(Number.isInteger(args.port) && args.port >= 1 && args.port <= 65_535)) {
        errors.push({ propertyPath: "port", reason: `${args.port} is not a port; give 1 to 65535` });
    }
    if (!/^[\w$-]+$/.test(args.database)) {
        errors.push({
            propertyPath: "database",
            reason: `"${args.database}" is not the name of a database; give letters, digits, $, _ and -`,
        });
    }
    if (args.network.privateSubnetIds.length === 0) {
        errors.push({
            propertyPath: "network.privateSubnetIds",
            reason: "is empty; give the subnets that jobs reach the database from",
        });
    }
    refuseProperties(`DatabaseConnection "${name}"`, errors);
}
