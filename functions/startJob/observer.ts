import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { StartJobSettings } from "./settings";
import type { StartJobObserver } from "./starter";

/**
 * Tells the log and CloudWatch which runs were started. Metrics in namespace `Tributary`, dimensions `domain` and
 * `job`: `JobsStarted`, and `MessagesReturned`, which Lambda's own `Errors` does not count.
 *
 * @param publish Call at the end of an invocation: emits the metrics.
 */
export function observerOf(
    { domain, job, jobName }: StartJobSettings,
    logger: Logger,
    metrics: Metrics,
): StartJobObserver & { publish(): void } {
    // Without Powertools' own dimension `service`, so that alarms find the metrics by the documented dimensions alone.
    metrics.clearDefaultDimensions();
    metrics.setDefaultDimensions({ domain, job });
    const counts = { JobsStarted: 0, MessagesReturned: 0 };
    return {
        started(runId, arrivals) {
            counts.JobsStarted++;
            logger.info("job started", { jobName, runId, arrivals });
        },
        covered(runId, arrivals) {
            logger.info("files are read by a run that was started already", { jobName, runId, arrivals });
        },
        returned(messageId, error) {
            counts.MessagesReturned++;
            logger.warn("message returned to the queue", { jobName, messageId, reason: error.message });
        },
        publish() {
            for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, "Count", count);
            metrics.publishStoredMetrics();
            counts.JobsStarted = counts.MessagesReturned = 0;
        },
    };
}
