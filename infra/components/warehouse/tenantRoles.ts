import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import type { WarehouseArgs, WarehouseTenantArgs } from "./args";

/** Raw zone: the lists of objects that COPY loads. */
export function manifestPrefix(domain: string): string {
    return `manifests/${domain}/`;
}

/**
 * The role in which the warehouse itself reaches into the lake for one domain: COPY and Spectrum read the domain's
 * curated objects, UNLOAD writes its reports. One a domain, so that no statement of one team reads another's files.
 */
export function createTenantRole(
    name: string,
    args: WarehouseArgs,
    tenant: WarehouseTenantArgs,
    opts: pulumi.CustomResourceOptions,
): ServiceRole {
    const { account, environment } = args;
    return serviceRole(
        `${name}-${tenant.name}`,
        {
            nameParts: [environment, name, tenant.name],
            description: `COPY, UNLOAD and Spectrum of ${tenant.name} in the warehouse ${name}`,
            service: "redshift.amazonaws.com",
            // Management Guide, "Restricting access to IAM roles": the service sends whose cluster it acts for.
            trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
            statements: [...mayReadLake(args, tenant), ...mayWriteResults(args, tenant)],
        },
        opts,
    );
}

function mayReadLake(
    { account, lake }: WarehouseArgs,
    { name, databaseName }: WarehouseTenantArgs,
): Statement[] {
    const glue = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
    return [
        {
            sid: "FindZones",
            actions: ["s3:GetBucketLocation", "s3:ListBucket"],
            resources: [lake.curated.arn, lake.raw.arn],
        },
        {
            sid: "ReadCuratedAndManifests",
            actions: ["s3:GetObject"],
            resources: [
                pulumi.interpolate`${lake.curated.arn}/${name}/*`,
                pulumi.interpolate`${lake.raw.arn}/${manifestPrefix(name)}*`,
            ],
        },
        {
            sid: "ReadCatalog",
            actions: [
                "glue:GetDatabase",
                "glue:GetPartition",
                "glue:GetPartitions",
                "glue:BatchGetPartition",
                "glue:GetTable",
                "glue:GetTables",
            ],
            resources: [
                pulumi.interpolate`${glue}:catalog`,
                pulumi.interpolate`${glue}:database/${databaseName}`,
                pulumi.interpolate`${glue}:table/${databaseName}/*`,
            ],
        },
        {
            // Lake Formation hands out credentials for what it granted; the action has no resources.
            sid: "UseLakeFormationGrants",
            actions: ["lakeformation:GetDataAccess"],
            resources: ["*"],
        },
    ];
}

function mayWriteResults({ lake }: WarehouseArgs, { name }: WarehouseTenantArgs): Statement[] {
    return [
        {
            sid: "FindResults",
            actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            resources: [lake.results.arn],
        },
        {
            sid: "UnloadResults",
            actions: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
            resources: [pulumi.interpolate`${lake.results.arn}/reports/${name}/*`],
        },
        {
            sid: "UseLakeKey",
            actions: ["kms:Decrypt", "kms:GenerateDataKey"],
            resources: [lake.keyArn],
        },
    ];
}

/** Name of the schema that holds a domain's own tables. */
export function schemaOf(domain: string): string {
    return nameFor("redshiftSchema", domain);
}

/** Name of the external schema through which Spectrum reads a domain's tables in the lake. */
export function lakeSchemaOf(domain: string): string {
    return nameFor("redshiftSchema", domain, "lake");
}
