import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { LoadObserver } from "./loader";
import type { LoadSettings } from "./settings";

/**
 * Tells the log and CloudWatch what was loaded. Metrics in namespace `Tributary`, dimension `domain`: `ObjectsLoaded`,
 * `BytesLoaded`, `WarehouseReports`, and `LoadMessagesReturned`, which Lambda's own `Errors` does not count.
 *
 * @param publish Call at the end of an invocation: emits the metrics.
 */
export function observerOf(
    { domain }: Pick<LoadSettings, "domain">,
    logger: Logger,
    metrics: Metrics,
): LoadObserver & { publish(): void } {
    // Without Powertools' own dimension `service`, so that alarms find the metrics by the documented dimension alone.
    metrics.clearDefaultDimensions();
    metrics.setDefaultDimensions({ domain });
    const counts = { ObjectsLoaded: 0, WarehouseReports: 0, LoadMessagesReturned: 0 };
    let bytesLoaded = 0;
    return {
        loaded(table, objects, bytes) {
            counts.ObjectsLoaded += objects;
            bytesLoaded += bytes;
            logger.info("objects loaded", { domain, table, objects, bytes });
        },
        reported(report) {
            counts.WarehouseReports++;
            logger.info("report computed", { domain, report });
        },
        returned(messageId, error) {
            counts.LoadMessagesReturned++;
            logger.warn("message returned to the queue", { domain, messageId, reason: error.message });
        },
        publish() {
            for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, "Count", count);
            metrics.addMetric("BytesLoaded", "Bytes", bytesLoaded);
            metrics.publishStoredMetrics();
            counts.ObjectsLoaded = counts.WarehouseReports = counts.LoadMessagesReturned = 0;
            bytesLoaded = 0;
        },
    };
}
