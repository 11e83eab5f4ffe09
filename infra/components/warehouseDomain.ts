import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../aws/names";
import { databaseUserOf } from "../aws/redshift";
import { TableInto, validateWarehouseDomain, type WarehouseDomainArgs } from "./warehouse/domainArgs";
import { createFirehoseSecret, firehoseUser } from "./warehouse/firehoseUser";
import { createLoader } from "./warehouse/loader";
import { loaderNameParts } from "./warehouse/loaderQueue";
import { lakeSchemaOf, schemaOf } from "./warehouse/tenantRoles";

export { TableInto, type WarehouseDomainArgs } from "./warehouse/domainArgs";

/**
 * A data team's place in the warehouse: a schema with the tables that are loaded, an external schema through which
 * Spectrum reads all of its tables in the lake, and the loader that keeps both current as objects arrive.
 */
export class WarehouseDomain extends pulumi.ComponentResource {
    /** Schema of the tables that are loaded. */
    public readonly schema: string;
    /** External schema of the tables in the lake. */
    public readonly lakeSchema: string;
    /** Names of the tables that Firehose fills. */
    public readonly delivered: readonly string[];
    /** Wait for it before using a table: it is what makes them. */
    public readonly schemaApplied: pulumi.Resource;
    /** ARN of the queue where arrivals wait for the loader. */
    public readonly queueArn: pulumi.Output<string>;

    private readonly firehoseSecret?: aws.secretsmanager.Secret;

    constructor(name: string, args: WarehouseDomainArgs, opts?: pulumi.ComponentResourceOptions) {
        // Only what the engine can look up again: the arguments hold other components.
        super("tributary:index:WarehouseDomain", name, {}, opts);
        validateWarehouseDomain(name, args);
        this.schema = schemaOf(args.domainName);
        this.lakeSchema = lakeSchemaOf(args.domainName);

        this.delivered = args.tables
            .filter(({ into }) => into === TableInto.Delivered)
            .map((table) => table.name);

        this.firehoseSecret = this.delivered.length > 0 ? createFirehoseSecret(name, args, this) : undefined;
        const grants = this.grantLakeTables(name, args);
        const schema = this.createSchema(name, args, grants);
        const { queue } = createLoader(name, args, schema, { parent: this });

        this.schemaApplied = schema;
        this.queueArn = queue.arn;
        this.registerOutputs({ schema: this.schema, lakeSchema: this.lakeSchema, queueArn: this.queueArn });
    }

    /**
     * The secret with name and password of the user that Firehose is.
     *
     * @throws Error if Firehose fills none of the domain's tables.
     */
    public get firehoseSecretArn(): pulumi.Output<string> {
        if (this.firehoseSecret === undefined) {
            throw new Error("the secret of Firehose was asked for; it fills no table of the domain");
        }
        return this.firehoseSecret.arn;
    }

    /** Spectrum reads what Lake Formation grants to the domain's role in the warehouse. */
    private grantLakeTables(name: string, args: WarehouseDomainArgs): aws.lakeformation.Permissions[] {
        const opts = { parent: this, dependsOn: args.lake.governance as pulumi.Resource[] };
        const principal = args.warehouse.roleOf(args.domainName).arn;
        return [
            new aws.lakeformation.Permissions(
                name,
                { principal, permissions: ["DESCRIBE"], database: { name: args.domain.databaseName } },
                opts,
            ),
            ...args.tables.map(({ name: table }) => {
                const { databaseName, name: tableName } = args.domain.table(table);
                return new aws.lakeformation.Permissions(
                    `${name}-${table}`,
                    {
                        principal,
                        permissions: ["DESCRIBE", "SELECT"],
                        table: { databaseName, name: tableName },
                    },
                    opts,
                );
            }),
        ];
    }

    /**
     * Makes schemas, tables, users and grants on deployment, and again whenever one of them changes. A change that
     * would lose data fails here, with the reason.
     */
    private createSchema(
        name: string,
        args: WarehouseDomainArgs,
        grants: readonly pulumi.Resource[],
    ): aws.lambda.Invocation {
        const { warehouse, domain } = args;
        const role = warehouse.roleOf(args.domainName);
        return new aws.lambda.Invocation(
            name,
            {
                functionName: warehouse.schemaFunction.name,
                input: pulumi.jsonStringify({
                    domain: args.domainName,
                    schema: this.schema,
                    lake: { schema: this.lakeSchema, database: domain.databaseName },
                    roleArn: role.arn,
                    // The loader's role has this name; the user is there before the loader connects as it.
                    loader: databaseUserOf(nameFor("role", ...loaderNameParts(args))),
                    ...(this.firehoseSecret === undefined
                        ? {}
                        : {
                              firehose: {
                                  user: firehoseUser(args.domainName),
                                  secretArn: this.firehoseSecret.arn,
                              },
                          }),
                    tables: args.tables
                        .filter(({ into }) => into !== TableInto.Lake)
                        .map(({ name: table, description, columns }) => ({
                            name: table,
                            ...(description === undefined ? {} : { description }),
                            columns: columns.map((column) => ({ name: column.name, type: column.type })),
                        })),
                }),
            },
            { parent: this, dependsOn: [role.policy, ...grants] },
        );
    }
}
