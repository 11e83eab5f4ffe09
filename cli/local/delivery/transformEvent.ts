import type { StreamRecord } from "../runtime";

/** A record on its way through the delivery stream. */
export interface DeliveryRecord {
    /** The same in every attempt. */
    readonly recordId: string;
    readonly record: StreamRecord;
}

export interface TransformEventArgs {
    /** A new one for each attempt. */
    readonly invocationId: string;
    readonly deliveryStreamArn: string;
    readonly sourceKinesisStreamArn?: string;
    readonly region: string;
}

/**
 * The JSON text of the event that a transform function gets. It is put together by hand: a million records pass.
 * Source: Firehose Developer Guide, "Transform source data in Amazon Data Firehose"; the Lambda Developer Guide's
 * sample event.
 */
export function transformEvent(args: TransformEventArgs, records: readonly DeliveryRecord[]): string {
    const head = JSON.stringify({
        invocationId: args.invocationId,
        deliveryStreamArn: args.deliveryStreamArn,
        ...(args.sourceKinesisStreamArn === undefined
            ? {}
            : { sourceKinesisStreamArn: args.sourceKinesisStreamArn }),
        region: args.region,
    });
    return `${head.slice(0, -1)},"records":[${records.map(recordJson).join(",")}]}`;
}

function recordJson({ recordId, record }: DeliveryRecord): string {
    const start = `{"recordId":"${recordId}","approximateArrivalTimestamp":${record.arrivedAt},"data":"${record.data.toString("base64")}"`;
    if (record.sequenceNumber === undefined) {
        return `${start}}`;
    }
    return (
        `${start},"kinesisRecordMetadata":{"sequenceNumber":"${record.sequenceNumber}","subsequenceNumber":0,` +
        `"partitionKey":${JSON.stringify(record.partitionKey)},"shardId":"${record.shardId}",` +
        `"approximateArrivalTimestamp":${record.arrivedAt}}}`
    );
}

/** Upper bound of what a record takes in the event besides its data: ids, names and numbers. */
const ENVELOPE = 400;

/** Characters that the record takes in the event, at most. */
export function eventSize({ record }: DeliveryRecord): number {
    return ENVELOPE + 2 * (record.partitionKey?.length ?? 0) + Math.ceil(record.data.length / 3) * 4;
}
