import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import type { DataLake } from "./dataLake";
import type { LakeDomain } from "./lakeDomain";
import { validateLakeGovernance } from "./lakeGovernance/validation";

/** Roles that read something; exactly one of `tables`, `filter` and `tags` says what. */
export interface ReadersArgs {
    /** E.g. `analysts`. */
    readonly name: string;
    /** ARNs of IAM roles and users. */
    readonly roles: readonly string[];
    /** Tables of the domain, whole. */
    readonly tables?: readonly string[];
    /** Name of a filter. */
    readonly filter?: string;
    /** LF-tag → values, one of which a table carries; tables of other domains, too. */
    readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/** A part of a table. */
export interface CellsFilterArgs {
    readonly name: string;
    readonly table: string;
    /** Condition that rows meet, in PartiQL; default: all rows. */
    readonly rows?: string;
    /** Columns that are left; default: all. */
    readonly columns?: readonly string[];
    /** Columns that are left out; instead of `columns`. */
    readonly without?: readonly string[];
}

export interface LakeGovernanceArgs {
    readonly account: AwsAccount;
    readonly lake: DataLake;
    readonly domain: LakeDomain;
    readonly readers: readonly ReadersArgs[];
    readonly filters: readonly CellsFilterArgs[];
    /** LF-tags of the database, which all of its tables inherit, and of single tables. */
    readonly tags: {
        readonly domain: Readonly<Record<string, string>>;
        readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
    };
    /** The environment's LF-tags, which come before their use. */
    readonly declaredTags: readonly pulumi.Resource[];
}

/** Permissions of somebody who reads. */
const READS = ["DESCRIBE", "SELECT"];

/**
 * Who reads which part of a domain's tables: grants of Lake Formation to roles, by table, by rows and columns, or by
 * LF-tag. Whoever is not named here reads nothing.
 */
export class LakeGovernance extends pulumi.ComponentResource {
    private readonly args: LakeGovernanceArgs;

    constructor(name: string, args: LakeGovernanceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:LakeGovernance", name, args, opts);
        validateLakeGovernance(name, args);
        this.args = args;

        const tags = this.tag(name);
        const filters = this.createFilters(name);
        for (const readers of args.readers) {
            this.grant(name, readers, filters, tags);
        }
        this.registerOutputs({});
    }

    private tag(name: string): pulumi.Resource[] {
        const { domain, tags, declaredTags } = this.args;
        const opts = { parent: this, dependsOn: [...declaredTags] };
        const attach = (suffix: string, own: Readonly<Record<string, string>>, place: object) =>
            // One resource a tag: the provider assigns the tags of one in a single call, which fails as a whole.
            Object.entries(own).map(
                ([key, value]) =>
                    new aws.lakeformation.ResourceLfTags(
                        `${name}-${suffix}-${key}`,
                        { ...place, lfTags: [{ key, value }] },
                        opts,
                    ),
            );
        return [
            ...attach("database", tags.domain, { database: { name: domain.databaseName } }),
            ...Object.entries(tags.tables).flatMap(([table, own]) => {
                const { databaseName, name: tableName } = domain.table(table);
                return attach(table, own, { table: { databaseName, name: tableName } });
            }),
        ];
    }

    private createFilters(name: string): ReadonlyMap<string, aws.lakeformation.DataCellsFilter> {
        const { account, domain, filters, lake } = this.args;
        return new Map(
            filters.map((filter) => {
                const table = domain.table(filter.table);
                const { columns, rows, without } = filter;
                const created = new aws.lakeformation.DataCellsFilter(
                    `${name}-${filter.name}`,
                    {
                        tableData: {
                            tableCatalogId: account.id,
                            databaseName: table.databaseName,
                            tableName: table.name,
                            name: filter.name,
                            rowFilter:
                                rows === undefined ? { allRowsWildcard: {} } : { filterExpression: rows },
                            ...(columns === undefined
                                ? { columnWildcard: { excludedColumnNames: [...(without ?? [])] } }
                                : { columnNames: [...columns] }),
                        },
                    },
                    { parent: this, dependsOn: lake.governance as pulumi.Resource[] },
                );
                return [filter.name, created] as const;
            }),
        );
    }

    private grant(
        name: string,
        readers: ReadersArgs,
        filters: ReadonlyMap<string, aws.lakeformation.DataCellsFilter>,
        tags: readonly pulumi.Resource[],
    ): void {
        const { account, domain, lake, declaredTags } = this.args;
        const filter = filters.get(readers.filter ?? "");
        for (const [index, principal] of readers.roles.entries()) {
            const logical = `${name}-${readers.name}-${index + 1}`;
            const opts = { parent: this, dependsOn: [...lake.governance, ...declaredTags, ...tags] };
            for (const tableName of readers.tables ?? []) {
                const table = domain.table(tableName);
                new aws.lakeformation.Permissions(
                    `${logical}-${tableName}`,
                    {
                        principal,
                        permissions: READS,
                        table: { databaseName: table.databaseName, name: table.name },
                    },
                    opts,
                );
            }
            if (filter) {
                const table = pulumi.output(filter.tableData).apply((data) => ({
                    databaseName: data?.databaseName ?? "",
                    name: data?.name ?? "",
                    tableName: data?.tableName ?? "",
                }));
                new aws.lakeformation.Permissions(
                    logical,
                    {
                        principal,
                        // A filter is read through SELECT alone; the table is seen with it.
                        permissions: ["SELECT"],
                        dataCellsFilter: {
                            tableCatalogId: account.id,
                            databaseName: table.databaseName,
                            tableName: table.tableName,
                            name: table.name,
                        },
                    },
                    { ...opts, dependsOn: [...opts.dependsOn, filter] },
                );
            }
            if (readers.tags) {
                new aws.lakeformation.Permissions(
                    logical,
                    {
                        principal,
                        permissions: READS,
                        lfTagPolicy: {
                            resourceType: "TABLE",
                            expressions: Object.entries(readers.tags).map(([key, values]) => ({
                                key,
                                values: [...values],
                            })),
                        },
                    },
                    opts,
                );
            }
        }
    }
}
