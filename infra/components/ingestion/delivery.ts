import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encryptedLogGroup } from "../../aws/logGroup";
import { nameFor } from "../../aws/names";
import type { NodeFunction } from "../../aws/nodeFunction";
import type { Statement } from "../../aws/policyDocument";
import { serviceRole } from "../../aws/serviceRole";
import type { IngestionPipelineArgs } from "./args";
import { deliveryErrorPrefix, rawErrorPrefix, rawPrefix, tablePrefix } from "./keys";

/** The stream that a delivery stream reads, where it reads one. */
export interface StreamToRead {
    readonly arn: pulumi.Input<string>;
    /** Absent where AWS's own key encrypts the stream. */
    readonly keyArn?: pulumi.Input<string>;
}

/** Firehose's own names of what went wrong; it demands this expression where a prefix has expressions. */
const ERROR_TYPE = "!{firehose:error-output-type}";
/** Seconds that Firehose goes on trying to write to a partition. */
const PARTITION_RETRY_SECONDS = 300;

/**
 * The delivery stream: transforms records, converts them to Parquet by the table's schema, and writes them where
 * the table's partitions lie; a copy of every record as it came goes to the raw zone.
 */
export function createDeliveryStream(
    name: string,
    args: IngestionPipelineArgs,
    transform: NodeFunction,
    stream: StreamToRead | undefined,
    opts: pulumi.CustomResourceOptions,
): aws.kinesis.FirehoseDeliveryStream {
    const { account, environment, lake, domain } = args;
    const deliveryStreamName = nameFor("deliveryStream", environment, name);
    const table = domain.table(args.tableName);
    const logging = createLogging(name, deliveryStreamName, args, opts);
    const role = serviceRole(
        `${name}-delivery`,
        {
            nameParts: [environment, name, "delivery"],
            description: `The delivery stream of ${name} reads, transforms and writes`,
            service: "firehose.amazonaws.com",
            trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
            statements: [
                ...(stream === undefined ? [] : mayReadStream(stream)),
                ...mayWrite(args),
                {
                    sid: "Transform",
                    actions: ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"],
                    resources: [transform.arn, pulumi.interpolate`${transform.arn}:$LATEST`],
                },
                {
                    sid: "ReadTableSchema",
                    actions: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
                    resources: catalogArns(args, [args.tableName]),
                },
                {
                    sid: "LogFailures",
                    actions: ["logs:PutLogEvents"],
                    resources: [pulumi.interpolate`${logging.group.arn}:log-stream:*`],
                },
            ],
        },
        opts,
    );
    const schemaGrant = new aws.lakeformation.Permissions(
        `${name}-delivery-schema`,
        {
            principal: role.arn,
            permissions: ["DESCRIBE"],
            table: { databaseName: table.databaseName, name: table.name },
        },
        { ...opts, dependsOn: lake.governance as pulumi.Resource[] },
    );

    return new aws.kinesis.FirehoseDeliveryStream(
        name,
        {
            name: deliveryStreamName,
            destination: "extended_s3",
            ...(stream === undefined
                ? {
                      serverSideEncryption: {
                          enabled: true,
                          keyType: "CUSTOMER_MANAGED_CMK",
                          keyArn: domain.keyArn,
                      },
                  }
                : { kinesisSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn: role.arn } }),
            extendedS3Configuration: {
                roleArn: role.arn,
                bucketArn: lake.curated.arn,
                kmsKeyArn: lake.keyArn,
                prefix: `${tablePrefix(args)}${partitionExpression(args)}/`,
                errorOutputPrefix: `${deliveryErrorPrefix(args)}${ERROR_TYPE}/`,
                bufferingSize: args.delivery.bufferMib,
                bufferingInterval: args.delivery.bufferSeconds,
                fileExtension: ".parquet",
                // Parquet compresses its own pages; Firehose refuses anything else beside a conversion.
                compressionFormat: "UNCOMPRESSED",
                ...(args.partitionBy === undefined
                    ? {}
                    : {
                          dynamicPartitioningConfiguration: {
                              enabled: true,
                              retryDuration: PARTITION_RETRY_SECONDS,
                          },
                      }),
                processingConfiguration: {
                    enabled: true,
                    processors: [
                        {
                            type: "Lambda",
                            // Firehose's defaults are left out: the provider does not keep them, and would
                            // find a difference in every preview.
                            parameters: [
                                {
                                    parameterName: "LambdaArn",
                                    parameterValue: pulumi.interpolate`${transform.arn}:$LATEST`,
                                },
                                ...unfolding(args),
                            ],
                        },
                    ],
                },
                dataFormatConversionConfiguration: {
                    enabled: true,
                    // Hive's reader takes timestamps as the transform writes them: yyyy-MM-dd HH:mm:ss.SSS.
                    inputFormatConfiguration: { deserializer: { hiveJsonSerDe: {} } },
                    outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
                    schemaConfiguration: {
                        roleArn: role.arn,
                        databaseName: table.databaseName,
                        tableName: table.name,
                        region: account.region,
                        versionId: "LATEST",
                    },
                },
                s3BackupMode: "Enabled",
                s3BackupConfiguration: {
                    roleArn: role.arn,
                    bucketArn: lake.raw.arn,
                    kmsKeyArn: lake.keyArn,
                    prefix: `${rawPrefix(args)}!{timestamp:yyyy/MM/dd/HH}/`,
                    errorOutputPrefix: `${rawErrorPrefix(args)}${ERROR_TYPE}/`,
                    bufferingSize: args.delivery.bufferMib,
                    bufferingInterval: args.delivery.bufferSeconds,
                    compressionFormat: "GZIP",
                    cloudwatchLoggingOptions: {
                        ...logging.options,
                        logStreamName: logging.backupStream.name,
                    },
                },
                cloudwatchLoggingOptions: { ...logging.options, logStreamName: logging.deliveryStream.name },
            },
        },
        {
            ...opts,
            dependsOn: [role.policy, schemaGrant, ...lake.raw.ready, ...lake.curated.ready],
        },
    );
}

/**
 * Records of CloudWatch Logs are compressed and unfold many times over: a small buffer keeps the transform's answer
 * below Lambda's 6 MB.
 */
function unfolding({ source }: IngestionPipelineArgs): { parameterName: string; parameterValue: string }[] {
    return source.cloudwatchLogs === undefined
        ? []
        : [{ parameterName: "BufferSizeInMBs", parameterValue: "0.2" }];
}

/** `day=…`: from the record, by the transform, or from the time of arrival. */
function partitionExpression({ partitionBy }: IngestionPipelineArgs): string {
    return partitionBy === undefined
        ? "day=!{timestamp:yyyy-MM-dd}"
        : `${partitionBy.name}=!{partitionKeyFromLambda:${partitionBy.name}}`;
}

function createLogging(
    name: string,
    deliveryStreamName: string,
    args: IngestionPipelineArgs,
    opts: pulumi.CustomResourceOptions,
) {
    const group = encryptedLogGroup(
        `${name}-delivery`,
        {
            logGroupName: `/aws/kinesisfirehose/${deliveryStreamName}`,
            keyArn: args.domain.keyArn,
            retentionDays: args.logRetentionDays,
        },
        opts,
    );
    const logStream = (which: string) =>
        new aws.cloudwatch.LogStream(`${name}-${which}`, { name: which, logGroupName: group.name }, opts);
    return {
        group,
        deliveryStream: logStream("delivery"),
        backupStream: logStream("backup"),
        options: { enabled: true, logGroupName: group.name },
    };
}

/** What a delivery stream needs of the stream that it reads. */
export function mayReadStream(stream: StreamToRead): Statement[] {
    return [
        {
            sid: "ReadStream",
            actions: [
                "kinesis:DescribeStream",
                "kinesis:GetShardIterator",
                "kinesis:GetRecords",
                "kinesis:ListShards",
            ],
            resources: [stream.arn],
        },
        ...(stream.keyArn === undefined
            ? []
            : [{ sid: "DecryptStream", actions: ["kms:Decrypt"], resources: [stream.keyArn] }]),
    ];
}

/** Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination". */
function mayWrite(args: IngestionPipelineArgs): Statement[] {
    const { lake } = args;
    return [
        {
            sid: "ListZones",
            actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            resources: [lake.curated.arn, lake.raw.arn],
        },
        {
            sid: "WriteObjects",
            actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
            resources: [
                pulumi.interpolate`${lake.curated.arn}/${tablePrefix(args)}*`,
                pulumi.interpolate`${lake.curated.arn}/${deliveryErrorPrefix(args)}*`,
                pulumi.interpolate`${lake.raw.arn}/${rawPrefix(args)}*`,
                pulumi.interpolate`${lake.raw.arn}/${rawErrorPrefix(args)}*`,
            ],
        },
        {
            sid: "EncryptObjects",
            actions: ["kms:GenerateDataKey", "kms:Decrypt"],
            resources: [lake.keyArn],
        },
    ];
}

/** The catalog, the domain's database, and tables of it: what Glue checks for one table. */
export function catalogArns(
    { account, domain }: IngestionPipelineArgs,
    tables: readonly string[],
): pulumi.Output<string>[] {
    const prefix = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
    return [
        pulumi.interpolate`${prefix}:catalog`,
        pulumi.interpolate`${prefix}:database/${domain.databaseNamePlain}`,
        ...tables.map((table) => pulumi.interpolate`${prefix}:table/${domain.databaseNamePlain}/${table}`),
    ];
}
