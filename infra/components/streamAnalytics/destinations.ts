import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import type { OutputArgs, StreamAnalyticsArgs } from "./args";
import { PROPERTY } from "./sql";

/** Where one output's rows go, created or found. */
export interface Destination {
    readonly output: string;
    readonly arn: pulumi.Output<string>;
    /** Runtime properties that the output's SQL refers to. */
    readonly properties: Readonly<Record<string, pulumi.Output<string>>>;
    /** What the application has to be allowed. */
    readonly statements: readonly Statement[];
}

export function createDestinations(
    name: string,
    args: StreamAnalyticsArgs,
    opts: pulumi.CustomResourceOptions,
): Destination[] {
    return args.outputs.map((output) => {
        const { stream, existingStream, deliveryStream } = output.destination;
        if (deliveryStream) {
            return toDeliveryStream(output, pulumi.output(deliveryStream.arn));
        }
        if (existingStream) {
            return toStream(output, pulumi.output(existingStream.arn), existingStream.keyArn);
        }
        const created = createStream(name, args, output, stream?.shards, stream?.retentionHours, opts);
        return toStream(output, created.arn, args.keyArn);
    });
}

function createStream(
    name: string,
    args: StreamAnalyticsArgs,
    output: OutputArgs,
    shards: number | undefined,
    retentionHours: number | undefined,
    opts: pulumi.CustomResourceOptions,
): aws.kinesis.Stream {
    const mode = shards === undefined ? "ON_DEMAND" : "PROVISIONED";
    return new aws.kinesis.Stream(
        `${name}-${output.name}`,
        {
            name: nameFor("stream", args.environment, name, output.name),
            streamModeDetails: { streamMode: mode },
            ...(shards === undefined ? {} : { shardCount: shards }),
            retentionPeriod: retentionHours,
            encryptionType: "KMS",
            kmsKeyId: args.keyArn,
            enforceConsumerDeletion: true,
        },
        { ...opts, protect: args.protectData || !args.allowDeletion },
    );
}

function toStream(
    output: OutputArgs,
    arn: pulumi.Output<string>,
    keyArn: pulumi.Input<string> | undefined,
): Destination {
    const id = sidOf(output.name);
    return {
        output: output.name,
        arn,
        properties: { [PROPERTY.outputArn(output.name)]: arn },
        statements: [
            {
                sid: `Write${id}`,
                actions: ["kinesis:DescribeStreamSummary", "kinesis:PutRecords"],
                resources: [arn],
            },
            ...(keyArn === undefined
                ? []
                : [{ sid: `Encrypt${id}`, actions: ["kms:GenerateDataKey"], resources: [keyArn] }]),
        ],
    };
}

/** Firehose encrypts in its own name (a grant): whoever puts records needs no key. */
function toDeliveryStream(output: OutputArgs, arn: pulumi.Output<string>): Destination {
    return {
        output: output.name,
        arn,
        properties: { [PROPERTY.outputName(output.name)]: arn.apply(nameOf) },
        statements: [
            {
                sid: `Deliver${sidOf(output.name)}`,
                actions: ["firehose:PutRecordBatch"],
                resources: [arn],
            },
        ],
    };
}

function nameOf(arn: string): string {
    return arn.slice(arn.lastIndexOf("/") + 1);
}

/** A statement's id has letters and digits only: `late_flights` is `LateFlights`. */
function sidOf(output: string): string {
    return output
        .split("_")
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join("");
}
