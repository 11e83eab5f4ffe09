import { createHash } from "node:crypto";
import type { CloudWatchLogsEvent, DynamoDBStreamEvent, StreamRecord } from "aws-lambda";
import type { OpenSearch } from "../openSearch";
import { type Rejection, writeChanges } from "./bulk";
import { changesOfTable } from "./dynamodb";
import { changesOfLogs } from "./logs";
import type { IndexerSettings } from "./settings";

export interface IndexerParts {
    readonly settings: IndexerSettings;
    readonly client: OpenSearch;
    /** Keeps a text of one JSON object a line. */
    readonly keep: (key: string, lines: string) => Promise<void>;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    readonly observe: (counts: Readonly<Record<string, number>>) => void;
}

/** Lambda's answer for streams: where a retry begins. */
export interface BatchResponse {
    readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * The function that fills an index. What the index will never take is kept with its reason, so that it holds up nothing;
 * what failed for now is delivered again, from the earliest record on: documents have ids, so a repetition is harmless.
 *
 * @throws Error where lines of a log failed: CloudWatch Logs and Lambda deliver them again as a whole.
 */
export function createIndexer({ settings, client, keep, now, observe }: IndexerParts) {
    return async (event: DynamoDBStreamEvent | CloudWatchLogsEvent): Promise<BatchResponse> => {
        const changes = "awslogs" in event ? changesOfLogs(event, settings) : changesOfTable(event, settings);
        const { indexed, removed, rejected, failed } = await writeChanges(client, changes);
        if (rejected.length > 0) await keep(keyOf(rejected, now()), rejected.map(lineOf).join(""));
        observe({
            DocumentsIndexed: indexed,
            DocumentsRemoved: removed,
            DocumentsRejected: rejected.length,
            DocumentsFailed: failed.length,
        });
        if (failed.length === 0) return { batchItemFailures: [] };
        if ("awslogs" in event)
            throw new Error(`${failed.length} of ${changes.length} lines were not indexed`);
        const first = earliest(
            event,
            failed.map(({ record }) => record),
        );
        return { batchItemFailures: [{ itemIdentifier: first }] };
    };
}

/** Lambda retries from this record on (Lambda Developer Guide, "Batch item failures for DynamoDB"). */
function earliest({ Records }: DynamoDBStreamEvent, failed: readonly string[]): string {
    const numbers = Records.map(({ dynamodb }) => (dynamodb as StreamRecord).SequenceNumber ?? "");
    return numbers.find((number) => failed.includes(number)) ?? numbers[0] ?? "";
}

function lineOf({ change, reason }: Rejection): string {
    const { index, id, document } = change;
    return `${JSON.stringify({ reason, index, id, record: document })}\n`;
}

/** The same for a repetition, so that a retry keeps nothing twice. */
function keyOf(rejected: readonly Rejection[], now: number): string {
    const ids = rejected.map(({ change }) => `${change.index}/${change.id}/${change.record}`).join("\n");
    const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
    return `${day}/${createHash("sha256").update(ids).digest("hex").slice(0, 32)}.json`;
}
