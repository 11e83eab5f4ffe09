import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { ReportObserver } from "./runner";
import type { ReportsSettings } from "./settings";
import { windowName } from "./windows";

/**
 * Tells the log and CloudWatch which reports were started. Metrics in namespace `Tributary`, dimensions `domain` and
 * `pipeline`: `ReportsStarted`, `ReportStartsFailed`, and `MessagesReturned`, which Lambda's own `Errors` does not count.
 *
 * @param publish Call at the end of an invocation: emits the metrics.
 */
export function observerOf(
    { domain, pipeline }: ReportsSettings,
    logger: Logger,
    metrics: Metrics,
): ReportObserver & { publish(): void } {
    // Without Powertools' own dimension `service`, so that alarms find the metrics by the documented dimensions alone.
    metrics.clearDefaultDimensions();
    metrics.setDefaultDimensions({ domain, pipeline });
    const counts = { ReportsStarted: 0, ReportStartsFailed: 0, MessagesReturned: 0 };
    return {
        started(report, window, queryExecutionId) {
            counts.ReportsStarted++;
            logger.info("report started", {
                domain,
                report: report.name,
                window: windowName(window),
                queryExecutionId,
            });
        },
        failed(report, window, error) {
            counts.ReportStartsFailed++;
            logger.error("report not started", {
                domain,
                report: report.name,
                window: windowName(window),
                error,
            });
        },
        returned(messageId, error) {
            counts.MessagesReturned++;
            logger.warn("message returned to the queue", {
                domain,
                pipeline,
                messageId,
                reason: error.message,
            });
        },
        publish() {
            for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, "Count", count);
            metrics.publishStoredMetrics();
            counts.ReportsStarted = counts.ReportStartsFailed = counts.MessagesReturned = 0;
        },
    };
}
