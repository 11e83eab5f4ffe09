/**
 * Amazon CloudWatch, CloudWatch Logs and Amazon EventBridge. Source: AWS docs, "Service Authorization Reference".
 * A log group's ARN is without the `:*` that policies put behind it.
 */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function alarm(property: string): Compute {
    return (subject) => {
        const name = subject.autoname(property, { limit: 255 });
        return { id: name, outputs: { [property]: name, arn: subject.arn("cloudwatch", `alarm:${name}`) } };
    };
}

function dashboard(subject: Subject): Computed {
    const name = subject.autoname("dashboardName");
    const dashboardArn = subject.arn("cloudwatch", `dashboard/${name}`, { region: "" });
    return { id: name, outputs: { dashboardName: name, dashboardArn } };
}

function logGroup(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 512 });
    return { id: name, outputs: { name, arn: subject.arn("logs", `log-group:${name}`) } };
}

function logStream(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 512 });
    const group = subject.text("logGroupName");
    return { id: name, outputs: { name, arn: subject.arn("logs", `log-group:${group}:log-stream:${name}`) } };
}

function subscriptionFilter(subject: Subject): Computed {
    return {
        id: `cwlsf-${Number.parseInt(subject.hex(8), 16)}`,
        outputs: { name: subject.autoname("name", { limit: 512 }) },
    };
}

function eventRule(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 64 });
    const bus = subject.text("eventBusName") || "default";
    const path = bus === "default" ? name : `${bus.slice(bus.lastIndexOf("/") + 1)}/${name}`;
    return {
        id: whole(path),
        outputs: { name, eventBusName: bus, arn: subject.arn("events", `rule/${path}`) },
    };
}

function eventTarget(subject: Subject): Computed {
    const targetId = subject.autoname("targetId", { limit: 64 });
    return { id: whole(`${subject.text("rule")}-${targetId}`), outputs: { targetId } };
}

function eventBus(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 256 });
    return { id: name, outputs: { name, arn: subject.arn("events", `event-bus/${name}`) } };
}

export const monitoring: Readonly<Record<string, Compute>> = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": alarm("name"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": alarm("alarmName"),
    "aws:cloudwatch/dashboard:Dashboard": dashboard,
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
    "aws:cloudwatch/logStream:LogStream": logStream,
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": subscriptionFilter,
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (subject) => ({ id: subject.text("policyName") }),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": (subject) => {
        const name = subject.autoname("name", { limit: 512 });
        return { id: name, outputs: { name } };
    },
    "aws:cloudwatch/eventRule:EventRule": eventRule,
    "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
    "aws:cloudwatch/eventBus:EventBus": eventBus,
};
