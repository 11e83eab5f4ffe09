import type { Hop, PipelineLedger, RejectedRecords } from "../local/ledger";

/** A hop of a pipeline with what did not leave it for the next one. */
export interface HopAccount {
    readonly hop: Hop;
    /** Records that the hop, or a function working for it, put aside with a reason. */
    readonly rejected: readonly RejectedRecords[];
    /** Dead-letter queues that take what the hop cannot hand on. They lie beside the way, not on it. */
    readonly deadLetters: readonly Hop[];
    /** What is neither passed on nor put aside, in the hop's unit. */
    readonly lost: number;
    /** What the previous hop gave and this one never got, in the unit that both count. */
    readonly missing: number;
    /** Records that travel between this hop and the next; absent where these count something else. */
    readonly onward?: number;
}

/** Goes through a pipeline's hops and says where records were rejected and where they, or what follows them, stopped. */
export function accountHops(pipeline: PipelineLedger): HopAccount[] {
    const hops = pipeline.hops.filter((hop) => !isDeadLetterQueue(hop));
    const beside = pipeline.hops.filter(isDeadLetterQueue);
    const served = servedBy(hops);
    const dead = beside.reduce((sum, queue) => sum + queue.in, 0);
    const rejectedAt = Map.groupBy(pipeline.rejected, (rejected) => hopOf(rejected, hops));
    return hops.map((hop, index) => {
        const rejected = rejectedAt.get(index) ?? [];
        // Records of a pipeline that balances are all somewhere: what a hop kept back was delivered another way.
        const accounted = pipeline.balanced && hop.unit === "records";
        // Nobody waits for the objects of a pipeline that ends in its bucket.
        const ends = index === hops.length - 1 && hop.unit === "objects";
        const excused = excusedAt(pipeline, hop, rejected) + (hop.unit === "messages" ? dead : 0);
        const previous = hops.slice(0, index).findLast(({ unit }) => unit !== "invocations");
        const given = previous?.unit === hop.unit ? previous.out : hop.in;
        // What came again, because it failed before, did not come twice.
        const taken = Math.min(hop.in, given);
        const onward = recordsAfter(hops, index);
        return {
            hop,
            rejected,
            deadLetters: index === served ? beside : [],
            lost: accounted || ends ? 0 : Math.max(0, taken - hop.out - excused),
            missing: accounted ? 0 : given - taken,
            ...(onward !== undefined && { onward }),
        };
    });
}

/** True where something came to a stop that should not have. */
export function isBroken({ lost, missing }: HopAccount): boolean {
    return lost > 0 || missing > 0;
}

/** All records of several reasons. */
export function rejectedCount(rejected: readonly RejectedRecords[]): number {
    return rejected.reduce((sum, { count }) => sum + count, 0);
}

const RULE = "aws:iot/topicRule:TopicRule";
const FUNCTION = "aws:lambda/function:Function";
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const QUEUE = "aws:sqs/queue:Queue";

function isDeadLetterQueue({ type, label, name }: Hop): boolean {
    return type === QUEUE && (/dead.?letter/i.test(label) || /dlq$|dead-?letters?$/i.test(name));
}

/** The hop whose failures end in the dead-letter queue: the queue, or without one the function that is invoked last. */
function servedBy(hops: readonly Hop[]): number {
    const queue = hops.findIndex((hop) => hop.type === QUEUE);
    return queue >= 0 ? queue : hops.findLastIndex((hop) => hop.type === FUNCTION);
}

/** A delivery stream answers for its transform function, too, which may count invocations and not records. */
function excusedAt(pipeline: PipelineLedger, hop: Hop, rejected: readonly RejectedRecords[]): number {
    return rejectedCount(hop.type === DELIVERY ? pipeline.rejected : rejected);
}

/** Functions are passed by records although they count invocations. */
function recordsAfter(hops: readonly Hop[], index: number): number | undefined {
    const from = hops.slice(0, index + 1).findLast(({ unit }) => unit !== "invocations");
    const to = hops.slice(index + 1).find(({ unit }) => unit !== "invocations");
    if (to?.unit !== "records") return undefined;
    if (from === undefined) return to.in;
    return from.unit === "records" ? Math.min(from.out, to.in) : undefined;
}

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
