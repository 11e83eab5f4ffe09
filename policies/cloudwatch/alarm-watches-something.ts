import type { cloudwatch } from "@pulumi/aws";
import { example } from "../example";
import { METRIC_ALARM } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { each, given, items } from "../unknown";

const metric = { namespace: "AWS/Kinesis", metricName: "GetRecords.IteratorAgeMilliseconds" };
const dimensions = { StreamName: "readings" };

export const alarmWatchesSomething = resourceRule<cloudwatch.MetricAlarmArgs>({
    id: "cloudwatch/alarm-watches-something",
    title: "Alarms on AWS metrics say whose metric they watch",
    reason: "AWS publishes its metrics per resource. Without the resource's dimensions an alarm watches nothing and stays green for ever.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "components give every alarm the dimensions of its resource.",
        pulumi: "set dimensions on aws.cloudwatch.MetricAlarm, e.g. { StreamName: stream.name }.",
    },
    types: [METRIC_ALARM],
    *check(props) {
        if (given(props, "metricName") && String(props.namespace).startsWith("AWS/")) {
            yield* missing("dimensions", props.dimensions);
        }
        const paths = items(props.metricQueries).map((_, index) => index);
        yield* each(paths, function* (index) {
            const query = props.metricQueries?.[index]?.metric;
            if (query && String(query.namespace).startsWith("AWS/")) {
                yield* missing(`metricQueries.${index}.metric.dimensions`, query.dimensions);
            }
        });
    },
    examples: {
        pass: [
            example("there is no metric", METRIC_ALARM, {}),
            example("it watches one stream", METRIC_ALARM, { ...metric, dimensions }),
            example("its metric is our own, and has no dimensions", METRIC_ALARM, {
                namespace: "Tributary",
                metricName: "RejectedRecords",
            }),
            example("it computes from metrics of one stream", METRIC_ALARM, {
                metricQueries: [
                    { id: "age", metric: { ...metric, dimensions } },
                    { id: "high", expression: "age > 60000" },
                ],
            }),
        ],
        fail: [
            example("it watches no stream", METRIC_ALARM, metric),
            example("its dimensions are empty", METRIC_ALARM, { ...metric, dimensions: {} }),
            example("it computes from a metric of no stream", METRIC_ALARM, {
                metricQueries: [{ id: "age", metric }],
            }),
        ],
    },
});

function* missing(path: string, dimensions: object | undefined): Generator<string> {
    if (dimensions === undefined || Object.keys(dimensions).length === 0) {
        yield `${path} is empty; it must name the resource that is watched`;
    }
}
