import type { Hop, PipelineLedger, RejectedRecords } from "../local/ledger";

/** A hop of a pipeline with what did not leave it for the next one. */
export interface HopAccount {
    readonly hop: Hop;
    /** Records that the hop, or a function working for it, put aside with a reason. */
    readonly rejected: readonly RejectedRecords[];
    /** What is neither passed on nor put aside, in the hop's unit. */
    readonly lost: number;
    /** What the previous hop gave and this one never got, in the unit that both count. */
    readonly missing: number;
}

/** Goes through a pipeline's hops and says where records were rejected and where they were lost. */
export function accountHops(pipeline: PipelineLedger): HopAccount[] {
    const { hops } = pipeline;
    const rejectedAt = Map.groupBy(pipeline.rejected, (rejected) => hopOf(rejected, hops));
    return hops.map((hop, index) => {
        const rejected = rejectedAt.get(index) ?? [];
        const previous = hops[index - 1];
        // Records of a pipeline that balances are all somewhere: what a hop kept back was delivered another way.
        const accounted = pipeline.balanced && hop.unit === "records";
        const kept = hop.in - hop.out - rejectedCount(rejected);
        const gap = previous?.unit === hop.unit ? previous.out - hop.in : 0;
        return {
            hop,
            rejected,
            lost: accounted ? 0 : Math.max(0, kept),
            missing: accounted ? 0 : Math.max(0, gap),
        };
    });
}

/** All records of several reasons. */
export function rejectedCount(rejected: readonly RejectedRecords[]): number {
    return rejected.reduce((sum, { count }) => sum + count, 0);
}

const RULE = "aws:iot/topicRule:TopicRule";
const FUNCTION = "aws:lambda/function:Function";
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const QUEUE = "aws:sqs/queue:Queue";

/**
 * The index of the hop that put records aside, by where they lie: `rejected/…` is the transform's, `errors/…/rule/`
 * the topic rule's, other `errors/…` the delivery stream's, and a queue's URL leads to the queue.
 */
function hopOf({ location }: RejectedRecords, hops: readonly Hop[]): number {
    const first = (...types: string[]) => {
        for (const type of types) {
            const index = hops.findIndex((hop) => hop.type === type);
            if (index >= 0) return index;
        }
        return Math.max(
            0,
            hops.findLastIndex((hop) => hop.unit === "records"),
        );
    };
    const key = /^s3:\/\/[^/]*\/(.*)$/s.exec(location)?.[1];
    if (key === undefined) return first(QUEUE, FUNCTION);
    if (/^errors\/(.*\/)?rule(\/|$)/.test(key)) return first(RULE);
    if (key.startsWith("rejected/")) return first(FUNCTION, DELIVERY);
    if (key.startsWith("errors/")) return first(DELIVERY);
    return first();
}
