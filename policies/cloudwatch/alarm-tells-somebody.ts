import type { cloudwatch } from "@pulumi/aws";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { COMPOSITE_ALARM, METRIC_ALARM } from "../resourceTypes";
import { ALWAYS, resourceRule, securityHub } from "../rule";
import { given } from "../unknown";

const topic = `arn:aws:sns:eu-west-1:${EXAMPLE_ACCOUNT}:alarms`;

export const alarmTellsSomebody = resourceRule<cloudwatch.MetricAlarmArgs>({
    id: "cloudwatch/alarm-tells-somebody",
    title: "Alarms tell somebody",
    reason: "An alarm without an action turns red in a console that nobody looks at.",
    severity: "medium",
    controls: [securityHub("CloudWatch.15"), securityHub("CloudWatch.17")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "components give every alarm the environment's topic.",
        pulumi: "set alarmActions: [topic.arn] on aws.cloudwatch.MetricAlarm, and do not switch actionsEnabled off.",
    },
    types: [METRIC_ALARM, COMPOSITE_ALARM],
    *check(props) {
        const { actionsEnabled } = props;
        if (actionsEnabled !== undefined && String(actionsEnabled) !== "true") {
            yield `actionsEnabled is ${actionsEnabled}; it must be true`;
        }
        if (!given(props, "alarmActions") || props.alarmActions?.length === 0) {
            yield "alarmActions is empty; it must name who is told, e.g. a topic";
        }
    },
    examples: {
        pass: [example("a topic is told", METRIC_ALARM, { alarmActions: [topic] })],
        fail: [
            example("nobody is told", METRIC_ALARM, {}),
            example("the list is empty", METRIC_ALARM, { alarmActions: [] }),
            example("actions are off", METRIC_ALARM, { alarmActions: [topic], actionsEnabled: false }),
            example("nobody is told that it is over only", COMPOSITE_ALARM, { okActions: [topic] }),
        ],
    },
});
