import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { alarm } from "../aws/alarm";
import { encryptedLogGroup } from "../aws/logGroup";
import { nameFor } from "../aws/names";
import type { Statement } from "../aws/policyDocument";
import { type PropertyProblem, refuseProperties } from "../aws/propertiesError";
import { serviceRole } from "../aws/serviceRole";
import type { DataLake } from "./dataLake";
import { mayReadStream, type StreamToRead } from "./ingestion/delivery";
import type { Warehouse } from "./warehouse";
import { schemaOf } from "./warehouse/tenantRoles";
import type { WarehouseDomain } from "./warehouseDomain";

export interface WarehouseDeliveryArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** A warehouse that Firehose can reach: one with `firehose`. */
    readonly warehouse: Warehouse;
    /** The warehouse's logical name: its key's policy knows the delivery stream by it. */
    readonly warehouseName: string;
    readonly warehouseDomain: WarehouseDomain;
    readonly lake: DataLake;
    /** The domain's logical name. */
    readonly domainName: string;
    /** The table that is filled, one of the domain's that are delivered. */
    readonly tableName: string;
    /** Names of its columns. */
    readonly columns: readonly string[];
    /** The stream that the pipeline reads, too. */
    readonly stream: StreamToRead;
    /** ARN of the pipeline's transform: the same records get to the lake and to the warehouse. */
    readonly transformArn: pulumi.Input<string>;
    /** Seconds after which records are loaded in any case: 60 to 900; default: 300. */
    readonly bufferSeconds?: number;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
}

const BUFFER_SECONDS = 300;
/** MiB that are collected before a COPY: fewer and larger COPYs load faster. */
const BUFFER_MIB = 64;
/** Seconds that Firehose goes on trying to load: Firehose's longest, for the hours in which a cluster is paused. */
const RETRY_SECONDS = 7200;
/** Multiple of the buffer's time after which data counts as late. */
const LATE = 3;

/**
 * A second delivery stream beside a pipeline's own, which loads the pipeline's records into Redshift through S3. Rows
 * are there after minutes without a batch of files in between, and may be there twice: Firehose delivers at least once.
 *
 * Firehose connects to Redshift over public addresses only, so it needs a warehouse that has one; the loader of
 * {@link WarehouseDomain} needs none and loads every object exactly once.
 */
export class WarehouseDelivery extends pulumi.ComponentResource {
    public readonly deliveryStreamArn: pulumi.Output<string>;

    constructor(name: string, args: WarehouseDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
        // Only what the engine can look up again: the arguments hold other components.
        super("tributary:index:WarehouseDelivery", name, {}, opts);
        validate(name, args);
        const parent = { parent: this };

        const deliveryStreamName = nameFor("deliveryStream", ...nameParts(args));
        const logging = createLogging(name, args, deliveryStreamName, parent);
        const deliveryStream = this.createDeliveryStream(name, args, deliveryStreamName, logging);
        alarm(
            `${name}-freshness`,
            {
                nameParts: [...nameParts(args), "freshness"],
                description: `The oldest record of ${args.domainName}.${args.tableName} that is not yet in the warehouse waits longer than ${LATE} buffers. Look at the delivery stream's log group; a paused cluster takes records when it resumes.`,
                namespace: "AWS/Firehose",
                metric: "DeliveryToRedshift.DataFreshness",
                dimensions: { DeliveryStreamName: deliveryStream.name },
                statistic: "Maximum",
                above: LATE * (args.bufferSeconds ?? BUFFER_SECONDS),
                periodSeconds: 300,
                topicArn: args.alarmTopicArn,
            },
            parent,
        );

        this.deliveryStreamArn = deliveryStream.arn;
        this.registerOutputs({ deliveryStreamArn: this.deliveryStreamArn });
    }

    private createDeliveryStream(
        name: string,
        args: WarehouseDeliveryArgs,
        deliveryStreamName: string,
        logging: Logging,
    ): aws.kinesis.FirehoseDeliveryStream {
        const { account, lake, warehouse, warehouseDomain, stream } = args;
        const role = serviceRole(
            name,
            {
                nameParts: nameParts(args),
                description: `Firehose loads ${args.domainName}.${args.tableName} into the warehouse`,
                service: "firehose.amazonaws.com",
                trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
                statements: [
                    ...mayReadStream(stream),
                    ...mayStage(args),
                    ...mayTransformAndLog(args, logging),
                ],
            },
            { parent: this },
        );
        const bufferingInterval = args.bufferSeconds ?? BUFFER_SECONDS;
        return new aws.kinesis.FirehoseDeliveryStream(
            name,
            {
                name: deliveryStreamName,
                destination: "redshift",
                kinesisSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn: role.arn },
                redshiftConfiguration: {
                    roleArn: role.arn,
                    clusterJdbcurl: warehouse.jdbcUrl,
                    dataTableName: `${schemaOf(args.domainName)}.${args.tableName}`,
                    dataTableColumns: args.columns.join(","),
                    // The transform writes JSON objects whose keys are the columns, and times as Redshift reads them.
                    copyOptions: "JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto'",
                    retryDuration: RETRY_SECONDS,
                    secretsManagerConfiguration: {
                        enabled: true,
                        secretArn: warehouseDomain.firehoseSecretArn,
                        roleArn: role.arn,
                    },
                    // The pipeline's own delivery stream keeps every record as it came.
                    s3BackupMode: "Disabled",
                    s3Configuration: {
                        roleArn: role.arn,
                        bucketArn: lake.raw.arn,
                        kmsKeyArn: lake.keyArn,
                        // A Redshift destination takes no expressions in prefixes.
                        prefix: stagingPrefix(args),
                        bufferingSize: BUFFER_MIB,
                        bufferingInterval,
                        compressionFormat: "GZIP",
                        cloudwatchLoggingOptions: { ...logging.options, logStreamName: logging.staging.name },
                    },
                    processingConfiguration: {
                        enabled: true,
                        processors: [
                            {
                                type: "Lambda",
                                parameters: [
                                    {
                                        parameterName: "LambdaArn",
                                        parameterValue: pulumi.interpolate`${args.transformArn}:$LATEST`,
                                    },
                                ],
                            },
                        ],
                    },
                    cloudwatchLoggingOptions: { ...logging.options, logStreamName: logging.loading.name },
                },
            },
            {
                parent: this,
                // The table and its user first; the role's policy, or Firehose is unable to assume it.
                dependsOn: [role.policy, warehouseDomain.schemaApplied, ...lake.raw.ready],
            },
        );
    }
}

function nameParts({ environment, warehouseName, domainName, tableName }: WarehouseDeliveryArgs): string[] {
    return [environment, warehouseName, "firehose", domainName, tableName];
}

/** Raw zone: where records wait for the COPY. */
function stagingPrefix({ domainName, tableName }: WarehouseDeliveryArgs): string {
    return `warehouse/${domainName}/${tableName}/`;
}

/** @throws pulumi.InputPropertiesError naming every wrong property. */
function validate(
    name: string,
    { warehouse, warehouseDomain, tableName, bufferSeconds }: WarehouseDeliveryArgs,
): void {
    const problems: PropertyProblem[] = [];
    if (!warehouse.firehoseCanConnect) {
        problems.push({
            propertyPath: "warehouse",
            reason: "has no public address, and Firehose connects over no other; give the warehouse firehose (tributary:warehouse), or load with the loader (loadInto: warehouse), which needs none",
        });
    }
    if (!warehouseDomain.delivered.includes(tableName)) {
        problems.push({
            propertyPath: "tableName",
            reason: `"${tableName}" is not delivered by Firehose; allowed: ${warehouseDomain.delivered.join(", ") || "none"}. Set into: firehose on the table of the domain`,
        });
    }
    if (
        bufferSeconds !== undefined &&
        !(Number.isInteger(bufferSeconds) && bufferSeconds >= 60 && bufferSeconds <= 900)
    ) {
        problems.push({
            propertyPath: "bufferSeconds",
            reason: `${bufferSeconds} is not allowed; give 60 to 900 seconds`,
        });
    }
    refuseProperties(`WarehouseDelivery "${name}"`, problems);
}

interface Logging {
    readonly group: aws.cloudwatch.LogGroup;
    readonly loading: aws.cloudwatch.LogStream;
    readonly staging: aws.cloudwatch.LogStream;
    readonly options: { readonly enabled: true; readonly logGroupName: pulumi.Output<string> };
}

function createLogging(
    name: string,
    { warehouse, logRetentionDays }: WarehouseDeliveryArgs,
    deliveryStreamName: string,
    opts: pulumi.CustomResourceOptions,
): Logging {
    const group = encryptedLogGroup(
        name,
        {
            logGroupName: `/aws/kinesisfirehose/${deliveryStreamName}`,
            keyArn: warehouse.keyArn,
            retentionDays: logRetentionDays,
        },
        opts,
    );
    const logStream = (which: string) =>
        new aws.cloudwatch.LogStream(`${name}-${which}`, { name: which, logGroupName: group.name }, opts);
    return {
        group,
        loading: logStream("loading"),
        staging: logStream("staging"),
        options: { enabled: true, logGroupName: group.name },
    };
}

/** Firehose Developer Guide, "Grant Firehose access to an Amazon Redshift destination". */
function mayStage(args: WarehouseDeliveryArgs): Statement[] {
    const { lake } = args;
    return [
        {
            sid: "ListRawZone",
            actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            resources: [lake.raw.arn],
        },
        {
            sid: "StageRecords",
            actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
            resources: [pulumi.interpolate`${lake.raw.arn}/${stagingPrefix(args)}*`],
        },
        {
            sid: "EncryptStagedRecords",
            actions: ["kms:GenerateDataKey", "kms:Decrypt"],
            resources: [lake.keyArn],
        },
    ];
}

function mayTransformAndLog(
    { transformArn, warehouse, warehouseDomain }: WarehouseDeliveryArgs,
    { group }: Logging,
): Statement[] {
    return [
        {
            sid: "Transform",
            actions: ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"],
            resources: [transformArn, pulumi.interpolate`${transformArn}:$LATEST`],
        },
        {
            sid: "ReadOwnSecret",
            actions: ["secretsmanager:GetSecretValue"],
            resources: [warehouseDomain.firehoseSecretArn],
        },
        { sid: "DecryptOwnSecret", actions: ["kms:Decrypt"], resources: [warehouse.keyArn] },
        {
            sid: "LogFailures",
            actions: ["logs:PutLogEvents"],
            resources: [pulumi.interpolate`${group.arn}:log-stream:*`],
        },
    ];
}
