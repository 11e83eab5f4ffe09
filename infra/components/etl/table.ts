import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import type { EtlJobArgs } from "./args";
import { jobTablePrefix } from "./keys";
import { catalogTableArns, mayUseTableFiles, TABLE_WRITER } from "./permissions";

/** Iceberg's names of the types; times have no zone: they are UTC, as everywhere in the lake. */
const ICEBERG_TYPES: Readonly<Record<string, string>> = { bigint: "long" };
/** Days that a query can go back in time, and that a file that no snapshot names is kept. */
const SNAPSHOT_DAYS = 7;

/**
 * The job's table, in Iceberg's format: rows are merged and files compacted in commits, so that readers see all of a
 * run or nothing of it, and nobody sees a compaction. (Plain Parquet can do neither: a file that is being replaced
 * is there twice, or not at all.)
 */
export function createTable(
    name: string,
    args: EtlJobArgs,
    opts: pulumi.CustomResourceOptions,
): aws.glue.CatalogTable {
    const { domain, lake } = args;
    const location = pulumi.interpolate`s3://${lake.curated.name}/${jobTablePrefix(args)}`.apply((uri) =>
        uri.replace(/\/$/, ""),
    );
    return new aws.glue.CatalogTable(
        name,
        {
            databaseName: domain.databaseName,
            name: args.tableName,
            openTableFormatInput: {
                icebergInput: {
                    metadataOperation: "CREATE",
                    version: "2",
                    icebergTableInput: {
                        location,
                        schema: { schemaId: 0, type: "struct", fields: icebergFields(args) },
                        ...(args.partitionBy === undefined ? {} : { partitionSpec: partitionSpec(args) }),
                        properties: {
                            "write.format.default": "parquet",
                            "write.parquet.compression-codec": "zstd",
                        },
                    },
                },
            },
        },
        {
            ...opts,
            protect: !(args.allowDeletion && !args.protectData),
            // From its creation on, Iceberg's commits change the table; columns are added by the job itself.
            ignoreChanges: ["openTableFormatInput", "parameters", "storageDescriptor", "tableType"],
            dependsOn: [...lake.governance, ...lake.curated.ready],
        },
    );
}

function icebergFields({ columns }: EtlJobArgs) {
    return columns.map((column, index) => ({
        id: index + 1,
        name: column.name,
        // The type is itself JSON: a text in quotes.
        type: JSON.stringify(ICEBERG_TYPES[column.type] ?? column.type),
        required: column.required,
        ...(column.description === undefined ? {} : { doc: column.description.slice(0, 255) }),
    }));
}

function partitionSpec({ columns, partitionBy }: EtlJobArgs) {
    const sourceId = columns.findIndex(({ name }) => name === partitionBy?.column) + 1;
    const unit = partitionBy?.unit ?? "day";
    // Iceberg numbers the fields of partitions from 1000 on.
    return {
        specId: 0,
        fields: [{ fieldId: 1000, name: `${partitionBy?.column}_${unit}`, sourceId, transform: unit }],
    };
}

/** AWS's own care for Iceberg tables: joins small files, forgets old snapshots, and deletes what no snapshot names. */
export function keepCompact(
    name: string,
    args: EtlJobArgs,
    table: aws.glue.CatalogTable,
    opts: pulumi.CustomResourceOptions,
): void {
    const { account } = args;
    const role = optimizerRole(name, args, opts);
    const grant = grantTable(`${name}-optimizer`, args, role, table, opts);
    const optimizer = (
        type: "compaction" | "retention" | "orphan_file_deletion",
        configuration: Partial<aws.types.input.glue.CatalogTableOptimizerConfiguration>,
    ) =>
        new aws.glue.CatalogTableOptimizer(
            `${name}-${type.replaceAll("_", "-")}`,
            {
                catalogId: account.id,
                databaseName: table.databaseName,
                tableName: table.name,
                type,
                configuration: { roleArn: role.arn, enabled: true, ...configuration },
            },
            { ...opts, dependsOn: [role.policy, grant] },
        );
    optimizer("compaction", {});
    optimizer("retention", {
        retentionConfiguration: {
            icebergConfiguration: {
                snapshotRetentionPeriodInDays: SNAPSHOT_DAYS,
                numberOfSnapshotsToRetain: 1,
                cleanExpiredFiles: true,
            },
        },
    });
    optimizer("orphan_file_deletion", {
        orphanFileDeletionConfiguration: {
            icebergConfiguration: { orphanFileRetentionPeriodInDays: SNAPSHOT_DAYS },
        },
    });
}

/** Lake Formation's grant to a role that commits to the table. */
export function grantTable(
    name: string,
    { lake }: EtlJobArgs,
    role: ServiceRole,
    table: aws.glue.CatalogTable,
    opts: pulumi.CustomResourceOptions,
): aws.lakeformation.Permissions {
    return new aws.lakeformation.Permissions(
        name,
        {
            principal: role.arn,
            permissions: [...TABLE_WRITER],
            table: { databaseName: table.databaseName, name: table.name },
        },
        { ...opts, dependsOn: [...lake.governance] },
    );
}

/** Lake Formation's grants to those who read the table; it hands them credentials for the files, too. */
export function grantReaders(
    name: string,
    { lake, readers = [] }: EtlJobArgs,
    table: aws.glue.CatalogTable,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const reader of readers) {
        new aws.lakeformation.Permissions(
            `${name}-${reader.name}`,
            {
                principal: reader.roleArn,
                permissions: ["DESCRIBE", "SELECT"],
                table: { databaseName: table.databaseName, name: table.name },
            },
            { ...opts, dependsOn: [...lake.governance] },
        );
    }
}

/** AWS Glue Developer Guide, "Table optimization prerequisites". */
function optimizerRole(name: string, args: EtlJobArgs, opts: pulumi.CustomResourceOptions): ServiceRole {
    const { account, environment } = args;
    const logs = pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:log-group`;
    const groups = ["iceberg-compaction", "iceberg-retention", "iceberg-orphan-file-deletion"].map(
        (kind) => pulumi.interpolate`${logs}:/aws-glue/${kind}/logs`,
    );
    return serviceRole(
        `${name}-optimizer`,
        {
            nameParts: [environment, name, "optimizer"],
            description: `Glue keeps the table of ${name} compact`,
            service: "glue.amazonaws.com",
            statements: [
                ...mayUseTableFiles(args),
                {
                    sid: "CommitToTable",
                    actions: ["glue:GetTable", "glue:UpdateTable"],
                    resources: catalogTableArns(args),
                },
                {
                    // Lake Formation hands out credentials for what it granted; the action has no resources.
                    sid: "UseLakeFormationGrants",
                    actions: ["lakeformation:GetDataAccess"],
                    resources: ["*"],
                },
                {
                    // Glue has one group of each kind for all tables of the account, and makes it with the first one.
                    sid: "WriteOptimizerLogs",
                    actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                    resources: groups.flatMap((group) => [group, pulumi.interpolate`${group}:*`]),
                },
            ],
        },
        opts,
    );
}
