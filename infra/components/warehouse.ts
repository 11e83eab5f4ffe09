import * as pulumi from "@pulumi/pulumi";
import { customerKey, eventsMayUseKey, logsMayUseKey } from "../aws/customerKey";
import { nameFor } from "../aws/names";
import { functionLogGroups } from "../aws/nodeFunction";
import type { Statement } from "../aws/policyDocument";
import { clusterLogGroup, DEFAULT_PORT, namespaceLogGroup } from "../aws/redshift";
import type { ServiceRole } from "../aws/serviceRole";
import { deliveryLogGroups } from "./lakeDomain";
import type { WarehouseArgs, WarehouseTarget } from "./warehouse/args";
import { mayRunStatements } from "./warehouse/dataApi";
import { copySnapshots } from "./warehouse/disasterRecovery";
import type { Engine } from "./warehouse/engine";
import { createCluster } from "./warehouse/provisioned";
import { createSchemaFunction, type SchemaFunction } from "./warehouse/schemaFunction";
import { createSecurityGroup } from "./warehouse/security";
import { createServerless } from "./warehouse/serverless";
import { createTenantRole } from "./warehouse/tenantRoles";
import { validateWarehouse } from "./warehouse/validation";
import { watchWarehouse } from "./warehouse/watch";

export type { WarehouseArgs, WarehouseTarget } from "./warehouse/args";

const DATABASE = "analytics";
const ADMINISTRATOR = "tributary";

/**
 * A data warehouse on Amazon Redshift: encrypted, private, spoken to over TLS only, audited, snapshotted, and copied
 * to another region where that is asked for. Provisioned or serverless, with the same arguments.
 *
 * @example
 * new Warehouse("warehouse", {
 *     network, lake, domains: [{ name: "weather", databaseName: "prod_weather" }],
 *     provisioned: { nodeType: "ra3.xlplus", nodes: 2, multiAz: true },
 *     snapshotRetentionDays: 35, disasterRecovery: { region: "eu-central-1" }, …
 * });
 */
export class Warehouse extends pulumi.ComponentResource {
    /** Host, port and database, as clients write them: `host:port/database`. */
    public readonly endpoint: pulumi.Output<string>;
    /** E.g. `jdbc:redshift://host:port/database`. */
    public readonly jdbcUrl: pulumi.Output<string>;
    public readonly port: number;
    /** Key of data, secret, logs and queues. */
    public readonly keyArn: pulumi.Output<string>;
    /** Whether Firehose can reach it: whether it has a public address. */
    public readonly firehoseCanConnect: boolean;
    public readonly securityGroupId: pulumi.Output<string>;
    /** The administrator's secret: name and password, which AWS makes and rotates. */
    public readonly adminSecretArn: pulumi.Output<string>;
    /** How the Data API finds the database. */
    public readonly target: WarehouseTarget;
    /** The function that makes a domain's schema: invoked on deployment. */
    public readonly schemaFunction: SchemaFunction;

    private readonly tenants: ReadonlyMap<string, ServiceRole>;
    private readonly engine: Engine;

    constructor(name: string, args: WarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
        // Only what the engine can look up again: the arguments hold other components.
        super("tributary:index:Warehouse", name, {}, opts);
        validateWarehouse(name, args);
        const parent = { parent: this };
        this.port = args.port ?? DEFAULT_PORT;
        this.firehoseCanConnect = args.firehose !== undefined;

        this.keyArn = this.chooseKey(name, args);
        this.securityGroupId = createSecurityGroup(name, args, this.port, parent);
        this.tenants = new Map(
            args.domains.map((tenant) => [tenant.name, createTenantRole(name, args, tenant, parent)]),
        );
        this.engine = this.createEngine(name, args);
        if (args.disasterRecovery && this.engine.cluster) {
            const parts = { cluster: this.engine.cluster, keyArn: this.keyArn, mayDelete: mayDelete(args) };
            copySnapshots(name, args, args.disasterRecovery, parts, parent);
        }
        watchWarehouse(name, args, this.engine, parent);
        this.schemaFunction = createSchemaFunction(name, args, this.engine, this.keyArn, parent);

        this.target = this.engine.target;
        this.adminSecretArn = this.engine.adminSecretArn;
        this.endpoint = pulumi.interpolate`${this.engine.host}:${this.port}/${this.target.database}`;
        this.jdbcUrl = pulumi.interpolate`jdbc:redshift://${this.endpoint}`;
        this.registerOutputs({ endpoint: this.endpoint, adminSecretArn: this.adminSecretArn });
    }

    /**
     * The role in which the warehouse reaches into the lake for a domain.
     *
     * @throws Error if the domain is none of the warehouse's.
     */
    public roleOf(domain: string): ServiceRole {
        const role = this.tenants.get(domain);
        if (role === undefined) {
            const known = [...this.tenants.keys()].join(", ") || "none";
            throw new Error(`domain "${domain}" was asked for; the warehouse's domains are: ${known}`);
        }
        return role;
    }

    /** Lets a function run SQL through the Data API, as the database user that its role is. */
    public mayRunStatements(): Statement[] {
        return [...mayRunStatements(this.engine), this.engine.connectStatement];
    }

    private chooseKey(name: string, args: WarehouseArgs): pulumi.Output<string> {
        if (args.existingKey) {
            return pulumi.output(args.existingKey.arn);
        }
        const { environment, account } = args;
        const queues = pulumi.interpolate`arn:${account.partition}:sqs:${account.region}:${account.id}:${nameFor("queue", environment, name)}-*`;
        const key = customerKey(
            name,
            {
                nameParts: [environment, name],
                description: `Data, secret, logs and queues of the warehouse ${name} of ${environment}`,
                account,
                serviceStatements: [
                    logsMayUseKey(
                        account,
                        args.provisioned
                            ? clusterLogGroup(nameFor("redshiftCluster", environment, name), "*")
                            : namespaceLogGroup(nameFor("redshiftServerless", environment, name), "*"),
                        functionLogGroups(environment, name),
                        deliveryLogGroups(environment, name),
                    ),
                    eventsMayUseKey("aws:sqs:arn", queues),
                ],
                deletionWindowDays: mayDelete(args) ? 7 : 30,
            },
            { parent: this, protect: !mayDelete(args) },
        );
        return key.arn;
    }

    private createEngine(name: string, args: WarehouseArgs): Engine {
        const roles = [...this.tenants.values()];
        const parts = {
            keyArn: this.keyArn,
            securityGroupId: this.securityGroupId,
            roleArns: roles.map(({ arn }) => arn),
            rolePolicies: roles.map(({ policy }) => policy),
            database: args.database ?? DATABASE,
            administrator: args.administrator ?? ADMINISTRATOR,
            port: this.port,
            mayDelete: mayDelete(args),
        };
        const { provisioned, serverless } = args;
        if (provisioned) {
            return createCluster(name, args, provisioned, parts, { parent: this });
        }
        if (serverless) {
            return createServerless(name, args, serverless, parts, { parent: this });
        }
        throw new Error(`Warehouse "${name}": neither provisioned nor serverless; validation lets none pass`);
    }
}

function mayDelete({ allowDeletion, protectData }: WarehouseArgs): boolean {
    return allowDeletion && !protectData;
}
