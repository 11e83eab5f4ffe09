import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "../../aws/alarm";
import { bundle } from "../../aws/bundle";
import { nameFor } from "../../aws/names";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import { policyDocument, type Statement } from "../../aws/policyDocument";
import { functionEntry } from "../ingestion/functionEntry";
import { reportPrefix, tablePrefix } from "../ingestion/keys";
import type { WarehouseDomainArgs } from "./domainArgs";
import { lakeSchemaOf, manifestPrefix, schemaOf } from "./tenantRoles";
import { warehouseType } from "./types";

/** Seconds that one invocation may take: a COPY of a batch, and the reports that follow it. */
const TIMEOUT_SECONDS = 300;
const COLLECT_SECONDS = 60;
const BATCH_SIZE = 100;
/**
 * Deliveries of one message before it is set aside. A cluster may be paused for a night: with half an hour between
 * two of them, they outlast fifteen hours.
 */
const MAX_RECEIVES = 30;
/** SQS's longest: two weeks to look at what failed. */
const DEAD_LETTER_SECONDS = 14 * 24 * 3600;
/** An object that has waited longer than this is late: a load takes minutes. */
const LATE_SECONDS = 3600;

/** The loader and where its arrivals wait. */
export interface Loader {
    readonly loaderFunction: NodeFunction;
    readonly queue: aws.sqs.Queue;
    readonly deadLetters: aws.sqs.Queue;
}

/** Parts of the names of everything of a domain's loader; they begin with the warehouse's, whose key they use. */
export function loaderNameParts(
    args: Pick<WarehouseDomainArgs, "environment" | "warehouseName" | "domainName">,
) {
    return [args.environment, args.warehouseName, "load", args.domainName];
}

/**
 * Loads objects as they arrive: EventBridge → SQS → a function that gives COPY a manifest through the Data API. It
 * hears of objects from EventBridge, because S3's own notifications of the same objects go to the reports.
 */
export function createLoader(
    name: string,
    args: WarehouseDomainArgs,
    schema: pulumi.Resource,
    opts: pulumi.CustomResourceOptions,
): Loader {
    const deadLetters = createQueue(
        name,
        args,
        "dlq",
        { messageRetentionSeconds: DEAD_LETTER_SECONDS },
        opts,
    );
    const queue = createQueue(
        name,
        args,
        "arrivals",
        {
            // Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's time-out.
            visibilityTimeoutSeconds: 6 * TIMEOUT_SECONDS + COLLECT_SECONDS,
            messageRetentionSeconds: DEAD_LETTER_SECONDS,
            redrivePolicy: pulumi.jsonStringify({
                deadLetterTargetArn: deadLetters.arn,
                maxReceiveCount: MAX_RECEIVES,
            }),
        },
        opts,
    );
    new aws.sqs.RedriveAllowPolicy(
        `${name}-load-dlq`,
        {
            queueUrl: deadLetters.url,
            redriveAllowPolicy: pulumi.jsonStringify({
                redrivePermission: "byQueue",
                sourceQueueArns: [queue.arn],
            }),
        },
        opts,
    );
    tlsOnlyQueue(`${name}-load-dlq`, deadLetters, [], opts);
    announce(name, args, queue, opts);
    const loaderFunction = createFunction(name, args, queue, opts);
    registersPartitions(name, args, loaderFunction, opts);
    new aws.lambda.EventSourceMapping(
        `${name}-load`,
        {
            eventSourceArn: queue.arn,
            functionName: loaderFunction.arn,
            batchSize: BATCH_SIZE,
            maximumBatchingWindowInSeconds: args.collectSeconds ?? COLLECT_SECONDS,
            functionResponseTypes: ["ReportBatchItemFailures"],
            scalingConfig: { maximumConcurrency: 2 },
        },
        // Nothing is loaded before there is a table.
        { ...opts, dependsOn: [schema] },
    );
    watchLoader(name, args, { loaderFunction, queue, deadLetters }, opts);
    return { loaderFunction, queue, deadLetters };
}

/** New objects of the domain, as EventBridge tells of them. */
function announce(
    name: string,
    args: WarehouseDomainArgs,
    queue: aws.sqs.Queue,
    opts: pulumi.CustomResourceOptions,
): void {
    const rule = new aws.cloudwatch.EventRule(
        `${name}-load`,
        {
            name: nameFor("eventRule", ...loaderNameParts(args)),
            description: `New objects of ${args.domainName} in the curated zone, for the warehouse`,
            eventPattern: pulumi.jsonStringify({
                source: ["aws.s3"],
                "detail-type": ["Object Created"],
                detail: {
                    bucket: { name: [args.lake.curated.name] },
                    object: { key: [{ prefix: `${args.domainName}/` }] },
                },
            }),
        },
        opts,
    );
    const policy = tlsOnlyQueue(
        `${name}-load-arrivals`,
        queue,
        [
            {
                sid: "EventBridgeMaySendArrivals",
                principal: { service: "events.amazonaws.com" },
                actions: ["sqs:SendMessage"],
                resources: [queue.arn],
                conditions: {
                    StringEquals: { "aws:SourceAccount": args.account.id },
                    ArnEquals: { "aws:SourceArn": rule.arn },
                },
            },
        ],
        opts,
    );
    new aws.cloudwatch.EventTarget(
        `${name}-load`,
        { rule: rule.name, targetId: "loader", arn: queue.arn },
        { ...opts, dependsOn: [policy] },
    );
}

function createFunction(
    name: string,
    args: WarehouseDomainArgs,
    queue: aws.sqs.Queue,
    opts: pulumi.CustomResourceOptions,
): NodeFunction {
    const { domain, domainName, lake, warehouse } = args;
    return nodeFunction(
        `${name}-load`,
        {
            nameParts: loaderNameParts(args),
            description: `Brings arrived objects of ${domainName} into the warehouse`,
            bundle: bundle({ name: "load", entry: functionEntry("load") }),
            settings: {
                "load.json": {
                    domain: domainName,
                    target: warehouse.target,
                    schema: schemaOf(domainName),
                    lakeSchema: lakeSchemaOf(domainName),
                    roleArn: warehouse.roleOf(domainName).arn,
                    bucket: lake.curated.name,
                    database: domain.databaseName,
                    manifests: { bucket: lake.raw.name, prefix: manifestPrefix(domainName) },
                    resultsKeyArn: lake.keyArn,
                    tables: args.tables.map((table) => ({
                        name: table.name,
                        prefix: tablePrefix({ domainName, tableName: table.name }),
                        partition: table.partition,
                        load: table.load,
                    })),
                    reports: args.reports.map((report) => ({
                        name: report.name,
                        table: report.table,
                        sql: report.sql,
                        columns: report.columns.map(({ name: column, type }) => ({
                            name: column,
                            type: warehouseType(type),
                        })),
                        output: pulumi.interpolate`s3://${lake.results.name}/${reportPrefix({ domainName, tableName: report.table }, report.name)}`,
                    })),
                },
            },
            environment: { POWERTOOLS_SERVICE_NAME: name, POWERTOOLS_METRICS_NAMESPACE: "Tributary" },
            statements: [...mayReceive(args, queue), ...warehouse.mayRunStatements(), ...mayPrepare(args)],
            keyArn: warehouse.keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: TIMEOUT_SECONDS,
            memoryMib: 256,
        },
        opts,
    );
}

function mayReceive({ warehouse }: WarehouseDomainArgs, queue: aws.sqs.Queue): Statement[] {
    return [
        {
            sid: "ReceiveArrivals",
            actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            resources: [queue.arn],
        },
        { sid: "DecryptArrivals", actions: ["kms:Decrypt"], resources: [warehouse.keyArn] },
    ];
}

/** Manifests, and the partitions that Spectrum has to know of. */
function mayPrepare({ account, domain, domainName, lake, tables }: WarehouseDomainArgs): Statement[] {
    const glue = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
    return [
        {
            sid: "WriteManifests",
            actions: ["s3:PutObject"],
            resources: [pulumi.interpolate`${lake.raw.arn}/${manifestPrefix(domainName)}*`],
        },
        { sid: "EncryptManifests", actions: ["kms:GenerateDataKey"], resources: [lake.keyArn] },
        {
            sid: "RegisterPartitions",
            actions: ["glue:BatchCreatePartition", "glue:GetTable"],
            resources: [
                pulumi.interpolate`${glue}:catalog`,
                pulumi.interpolate`${glue}:database/${domain.databaseNamePlain}`,
                ...tables.map(
                    (table) => pulumi.interpolate`${glue}:table/${domain.databaseNamePlain}/${table.name}`,
                ),
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

/** Lake Formation Developer Guide, "Lake Formation permissions reference": partitions change a table and name a location. */
function registersPartitions(
    name: string,
    { lake, domain, tables }: WarehouseDomainArgs,
    { roleArn }: NodeFunction,
    opts: pulumi.CustomResourceOptions,
): void {
    const governed = { ...opts, dependsOn: lake.governance as pulumi.Resource[] };
    new aws.lakeformation.Permissions(
        `${name}-load`,
        {
            principal: roleArn,
            permissions: ["DATA_LOCATION_ACCESS"],
            dataLocation: { arn: lake.curated.arn },
        },
        governed,
    );
    for (const table of tables) {
        const { databaseName, name: tableName } = domain.table(table.name);
        new aws.lakeformation.Permissions(
            `${name}-load-${table.name}`,
            {
                principal: roleArn,
                permissions: ["ALTER", "DESCRIBE", "INSERT"],
                table: { databaseName, name: tableName },
            },
            governed,
        );
    }
}

function watchLoader(
    name: string,
    args: WarehouseDomainArgs,
    { loaderFunction, queue, deadLetters }: Loader,
    opts: pulumi.CustomResourceOptions,
): void {
    const watch = (
        suffix: string,
        description: string,
        metric: Pick<
            Parameters<typeof alarm>[1],
            "namespace" | "metric" | "dimensions" | "statistic" | "above"
        >,
    ) =>
        alarm(
            `${name}-${suffix}`,
            {
                ...metric,
                nameParts: [...loaderNameParts(args), suffix],
                description,
                periodSeconds: 300,
                topicArn: args.alarmTopicArn,
            },
            opts,
        );
    const ofFunction = { namespace: "AWS/Lambda", dimensions: { FunctionName: loaderFunction.name } };
    watch("load-errors", `The loader of ${args.domainName} failed. Look at its log group.`, {
        ...ofFunction,
        metric: "Errors",
        statistic: "Sum",
        above: 0,
    });
    watch(
        "load-throttles",
        `The loader of ${args.domainName} was throttled. Look at the account's concurrency.`,
        {
            ...ofFunction,
            metric: "Throttles",
            statistic: "Sum",
            above: 0,
        },
    );
    watch(
        "load-late",
        `Objects of ${args.domainName} have waited for the warehouse for more than an hour. Look at the loader's log group; a paused cluster takes them when it resumes.`,
        {
            namespace: "AWS/SQS",
            metric: "ApproximateAgeOfOldestMessage",
            dimensions: { QueueName: queue.name },
            statistic: "Maximum",
            above: LATE_SECONDS,
        },
    );
    watch(
        "load-dlq-depth",
        `Objects of ${args.domainName} were set aside after ${MAX_RECEIVES} attempts and are not in the warehouse. Mend the cause, then redrive the queue: what is loaded already is not loaded again.`,
        {
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: deadLetters.name },
            statistic: "Maximum",
            above: 0,
        },
    );
}

function createQueue(
    name: string,
    args: WarehouseDomainArgs,
    suffix: string,
    settings: Partial<aws.sqs.QueueArgs>,
    opts: pulumi.CustomResourceOptions,
): aws.sqs.Queue {
    return new aws.sqs.Queue(
        `${name}-load-${suffix}`,
        {
            name: nameFor("queue", ...loaderNameParts(args), suffix),
            kmsMasterKeyId: args.warehouse.keyArn,
            kmsDataKeyReusePeriodSeconds: 300,
            ...settings,
        },
        opts,
    );
}

/** The queue's policy: nobody without TLS, and the writers that are named. */
function tlsOnlyQueue(
    name: string,
    queue: aws.sqs.Queue,
    writers: readonly Statement[],
    opts: pulumi.CustomResourceOptions,
): aws.sqs.QueuePolicy {
    return new aws.sqs.QueuePolicy(
        name,
        {
            queueUrl: queue.url,
            policy: policyDocument(...writers, {
                sid: "TlsOnly",
                effect: "Deny",
                principal: "*",
                actions: ["sqs:*"],
                resources: [queue.arn],
                conditions: { Bool: { "aws:SecureTransport": "false" } },
            }),
        },
        opts,
    );
}
