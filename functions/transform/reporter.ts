import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { BatchCounts } from "./batch";
import type { PipelineSettings } from "./settings";

/** Every distinct dimension value is a metric of its own, and billed; a transform may invent reasons. */
const MAX_REASONS = 20;

/**
 * Tells the log and CloudWatch what became of a batch. Metrics in namespace `Tributary`, dimensions `domain` and
 * `pipeline`: `RecordsReceived`, `RecordsDelivered`, `RecordsRejected`, `UnknownFields`; and `RecordsRejected` once more
 * with the dimension `reason`. Logs hold counts and reasons, never a record's data.
 */
export function reporter(
    { domain, pipeline }: PipelineSettings,
    logger: Logger,
    metrics: Metrics,
): (counts: BatchCounts) => void {
    // Without Powertools' own dimension `service`, so that alarms find the metrics by the documented dimensions alone.
    metrics.clearDefaultDimensions();
    metrics.setDefaultDimensions({ domain, pipeline });
    return (counts) => {
        metrics.addMetric("RecordsReceived", "Count", counts.received);
        metrics.addMetric("RecordsDelivered", "Count", counts.delivered);
        metrics.addMetric("RecordsRejected", "Count", counts.rejected);
        metrics.addMetric("UnknownFields", "Count", counts.unknownFields);
        metrics.publishStoredMetrics();
        for (const [reason, count] of grouped(counts.reasons)) {
            metrics.addDimension("reason", reason);
            metrics.addMetric("RecordsRejected", "Count", count);
            metrics.publishStoredMetrics();
        }
        const { reasons, ...fields } = counts;
        const message = counts.rejected > 0 ? "records rejected" : "records delivered";
        const level = counts.rejected > 0 ? "warn" : "info";
        logger[level](message, {
            domain,
            pipeline,
            ...fields,
            reasons: Object.fromEntries(grouped(reasons)),
        });
    };
}

/** The most frequent reasons, shortened to what a dimension's value may be; the rest counted as one. */
function grouped(reasons: BatchCounts["reasons"]): [string, number][] {
    const kept = new Map<string, number>();
    reasons.forEach(([reason, count], index) => {
        const name = index < MAX_REASONS ? dimensionValue(reason) : "other";
        kept.set(name, (kept.get(name) ?? 0) + count);
    });
    return [...kept];
}

/** CloudWatch allows 1 to 1,024 printable ASCII characters, not beginning with a colon (API reference, "Dimension"). */
function dimensionValue(reason: string): string {
    const printable = reason
        .replace(/[^\x20-\x7e]/g, "?")
        .replace(/^:/, "?")
        .trim()
        .slice(0, 255);
    return printable === "" ? "unnamed" : printable;
}
