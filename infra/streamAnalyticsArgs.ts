/** What a domain's file says about its applications on Flink, in the words of the component. */

import type { AwsAccount } from "./aws/account";
import type { AlarmTopic } from "./components/alarmTopic";
import type { DataLake } from "./components/dataLake";
import type { IngestionPipeline } from "./components/ingestionPipeline";
import type { LakeDomain } from "./components/lakeDomain";
import type { Network } from "./components/network";
import type { StreamAnalyticsArgs } from "./components/streamAnalytics";
import type {
    DestinationArgs,
    OutputArgs,
    ReferenceArgs,
    StreamSourceArgs,
} from "./components/streamAnalytics/args";
import type {
    Domain,
    Environment,
    StreamApplication,
    StreamDestination,
    StreamOutput,
    StreamReference,
    StreamsSettings,
} from "./config/model";

/** Tag of everything that belongs to applications on Flink. */
export const STREAM_ANALYTICS = "stream-analytics";

/** What an application is built on. */
interface Ground {
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    readonly network: () => Network;
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
    readonly domain: Domain;
    readonly lakeDomain: LakeDomain;
    /** One for each of the domain's pipelines, in their order. */
    readonly pipelines: readonly IngestionPipeline[];
}

export function streamAnalyticsArgs(
    environment: Environment,
    application: StreamApplication,
    settings: StreamsSettings,
    ground: Ground,
): StreamAnalyticsArgs {
    const { enabled: _enabled, inNetwork, ...size } = settings;
    return {
        environment: environment.name,
        account: ground.account,
        description: application.description,
        source: sourceArgs(application, ground),
        references: application.references.map(referenceArgs),
        outputs: application.outputs.map((output) => outputArgs(output, environment, ground)),
        keyArn: ground.lakeDomain.keyArn,
        ...size,
        accessLogsBucket: ground.lake.accessLogs,
        ...(inNetwork ? { network: ground.network() } : {}),
        alarmTopicArn: ground.alarms.arn,
        logRetentionDays: environment.settings.logs.retentionDays,
        ...ground.deletion,
    };
}

/** The pipeline of that name, as it was built. */
function builtPipeline({ domain, pipelines }: Ground, wanted: string): IngestionPipeline | undefined {
    return pipelines[domain.pipelines.findIndex(({ name }) => name === wanted)];
}

function sourceArgs(application: StreamApplication, ground: Ground): StreamSourceArgs {
    const { domain, lakeDomain } = ground;
    const source = domain.pipelines.find(({ name }) => name === application.pipeline)?.source;
    const streamArn = builtPipeline(ground, application.pipeline)?.streamArn;
    if (source === undefined || streamArn === undefined) {
        throw new Error(
            `the application ${application.name} reads ${application.pipeline}, which has no stream; name a pipeline with the source iot or kinesis`,
        );
    }
    return {
        tableName: application.pipeline,
        streamArn,
        keyArn: source.kind === "kinesis" ? source.keyArn : lakeDomain.keyArn,
        enveloped: source.kind === "iot",
        columns: application.columns,
        timeColumn: application.timeColumn,
        lateSeconds: application.lateSeconds,
    };
}

function referenceArgs({ name, columns, key, on, data }: StreamReference): ReferenceArgs {
    return { name, columns, key, on, ...("file" in data ? data : { s3: data }) };
}

function outputArgs(output: StreamOutput, environment: Environment, ground: Ground): OutputArgs {
    const { name, sql, columns, window, to } = output;
    return { name, sql, columns, window, destination: destinationArgs(to, environment, ground) };
}

function destinationArgs(to: StreamDestination, { settings }: Environment, ground: Ground): DestinationArgs {
    switch (to.kind) {
        case "stream": {
            const { shards, retentionHours } = settings.stream;
            return { stream: { shards, retentionHours } };
        }
        case "existingStream":
            return { existingStream: { arn: to.arn, keyArn: to.keyArn } };
        case "deliveryStream":
            return { deliveryStream: { arn: to.arn } };
        case "pipeline": {
            const pipeline = builtPipeline(ground, to.pipeline);
            if (pipeline === undefined) {
                throw new Error(`an output goes to ${to.pipeline}, which is not a pipeline of the domain`);
            }
            return { deliveryStream: { arn: pipeline.deliveryStreamArn } };
        }
    }
}
