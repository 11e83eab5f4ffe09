import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EMR_SERVICE_POLICY, objectOf } from "../../aws/emr";
import { nameFor } from "../../aws/names";
import type { Conditions, Statement } from "../../aws/policyDocument";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import { curatedPrefix } from "../lakeDomain";
import type { HadoopClusterArgs } from "./args";
import { type HadoopStorage, outputPrefix } from "./storage";

/** The roles of a cluster. */
export interface ClusterRoles {
    /** What EMR itself may do: start and stop nodes. */
    readonly service: ServiceRole;
    /** What the nodes, and so the steps, may do. */
    readonly nodes: ServiceRole;
    readonly instanceProfile: aws.iam.InstanceProfile;
    /** Depend on it: EMR checks what its role may do when a cluster starts. */
    readonly ready: readonly pulumi.Resource[];
}

/** Roles of a cluster's own: EMR's default ones read every bucket of the account. */
export function clusterRoles(
    name: string,
    args: HadoopClusterArgs,
    storage: HadoopStorage,
    opts: pulumi.CustomResourceOptions,
): ClusterRoles {
    const { account, environment } = args;
    const nodes = serviceRole(
        `${name}-nodes`,
        {
            nameParts: [environment, name, "nodes"],
            description: `Steps of ${name}, on the nodes of its cluster`,
            service: "ec2.amazonaws.com",
            statements: [...mayRunSteps(args, storage), ...mayReadCertificates(args)],
        },
        opts,
    );
    const instanceProfile = new aws.iam.InstanceProfile(
        name,
        { name: nameFor("instanceProfile", environment, name, "nodes"), role: nodes.name },
        opts,
    );
    const service = serviceRole(
        `${name}-service`,
        {
            nameParts: [environment, name, "service"],
            description: `Amazon EMR starts and stops the nodes of ${name}`,
            service: "elasticmapreduce.amazonaws.com",
            trustConditions: actingFor(args, "elasticmapreduce", "*"),
            statements: [mayPassTo(nodes.arn, "ec2.amazonaws.com"), ...mayEncryptDisks(args)],
        },
        opts,
    );
    const managed = new aws.iam.RolePolicyAttachment(
        `${name}-service`,
        {
            role: service.name,
            policyArn: `arn:${account.partition}:iam::aws:policy/service-role/${EMR_SERVICE_POLICY}`,
        },
        opts,
    );
    return {
        service,
        nodes,
        instanceProfile,
        ready: [nodes.policy, service.policy, managed, instanceProfile],
    };
}

/** The role of jobs on EMR Serverless. */
export function jobRole(
    name: string,
    args: HadoopClusterArgs,
    storage: HadoopStorage,
    opts: pulumi.CustomResourceOptions,
): ServiceRole {
    return serviceRole(
        `${name}-job`,
        {
            nameParts: [args.environment, name, "job"],
            description: `Steps of ${name}, on EMR Serverless`,
            service: "emr-serverless.amazonaws.com",
            trustConditions: actingFor(args, "emr-serverless", "/applications/*"),
            statements: mayRunSteps(args, storage),
        },
        opts,
    );
}

/** Conditions of a trust policy: the service acts for this account, and for a resource of a kind. */
export function actingFor(
    { account }: HadoopClusterArgs,
    service: string,
    resource: pulumi.Input<string>,
): Conditions {
    return {
        StringEquals: { "aws:SourceAccount": account.id },
        ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:${account.partition}:${service}:${account.region}:${account.id}:${resource}`,
        },
    };
}

/** Lets a role hand another one to a service, and to no other. */
export function mayPassTo(roleArn: pulumi.Input<string>, service: string): Statement {
    return {
        sid: `PassRoleTo${service.replace(/[^a-z0-9]/g, "")}`,
        actions: ["iam:PassRole"],
        resources: [roleArn],
        conditions: { StringEquals: { "iam:PassedToService": service } },
    };
}

/** Amazon EMR Management Guide, "Create keys and certificates for data encryption": EMR makes the encrypted volumes. */
function mayEncryptDisks({ domain }: HadoopClusterArgs): Statement[] {
    return [
        {
            sid: "EncryptDisks",
            actions: [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            resources: [domain.keyArn],
        },
        {
            sid: "LetVolumesUseKey",
            actions: ["kms:CreateGrant"],
            resources: [domain.keyArn],
            conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
    ];
}

function mayReadCertificates({ account, certificates }: HadoopClusterArgs): Statement[] {
    const uri = certificates?.pem ?? certificates?.provider?.jar;
    if (uri === undefined) {
        return [];
    }
    const { bucket, key } = objectOf(uri);
    return [
        {
            sid: "ReadCertificates",
            actions: ["s3:GetObject", "s3:GetObjectVersion"],
            resources: [`arn:${account.partition}:s3:::${bucket}/${key}`],
        },
        ...(certificates?.keyArn === undefined
            ? []
            : [{ sid: "DecryptCertificates", actions: ["kms:Decrypt"], resources: [certificates.keyArn] }]),
    ];
}

/** Scripts, logs, the domain's tables, and a folder of the results zone to write to. */
function mayRunSteps(args: HadoopClusterArgs, storage: HadoopStorage): Statement[] {
    const { domain, domainName, lake } = args;
    const output = pulumi.interpolate`${lake.results.arn}/${outputPrefix(domainName)}`;
    return [
        {
            sid: "ReadScripts",
            actions: ["s3:GetObject"],
            resources: [pulumi.interpolate`${storage.arn}/scripts/${domainName}/*`],
        },
        {
            sid: "WriteLogs",
            actions: ["s3:GetObject", "s3:PutObject"],
            resources: [pulumi.interpolate`${storage.arn}/logs/*`],
        },
        {
            sid: "ListBuckets",
            actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            resources: [storage.arn, lake.curated.arn, lake.results.arn],
        },
        {
            sid: "ReadTables",
            actions: ["s3:GetObject"],
            resources: args.tables.map(
                (table) => pulumi.interpolate`${lake.curated.arn}/${curatedPrefix(domainName, table)}/*`,
            ),
        },
        {
            // EMRFS marks folders by objects beside them, whose names end in _$folder$.
            sid: "WriteOutput",
            actions: [
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            resources: [pulumi.interpolate`${output}/*`, pulumi.interpolate`${output}_$folder$`],
        },
        {
            sid: "UseKeys",
            actions: [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            resources: [lake.keyArn, domain.keyArn, ...(args.existingBucket ? [storage.keyArn] : [])],
        },
        mayUseCatalog(args),
        {
            // Lake Formation hands out credentials for what it granted; the action has no resources.
            sid: "UseLakeFormationGrants",
            actions: ["lakeformation:GetDataAccess"],
            resources: ["*"],
        },
    ];
}

/** The domain's database alone; which of its tables, Lake Formation decides. */
function mayUseCatalog({ account, domain }: HadoopClusterArgs): Statement {
    const arn = (path: string) =>
        pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}:${path}`;
    const database = domain.databaseNamePlain;
    return {
        sid: "UseCatalog",
        actions: [
            "glue:BatchCreatePartition",
            "glue:CreatePartition",
            "glue:CreateTable",
            "glue:DeletePartition",
            "glue:DeleteTable",
            "glue:GetDatabase",
            "glue:GetDatabases",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:GetTable",
            "glue:GetTables",
            "glue:GetUserDefinedFunctions",
            "glue:UpdatePartition",
            "glue:UpdateTable",
        ],
        resources: [
            arn("catalog"),
            arn(`database/${database}`),
            arn(`table/${database}/*`),
            arn(`userDefinedFunction/${database}/*`),
        ],
    };
}
