/**
 * Amazon EMR and EMR Serverless, and what starts their steps: EventBridge Scheduler and Step Functions.
 * Source: AWS docs, "Service Authorization Reference".
 */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function cluster(subject: Subject): Computed {
    const id = `j-${subject.letters(13)}`;
    const state = subject.text("keepJobFlowAliveWhenNoSteps") === "false" ? "RUNNING" : "WAITING";
    return { id, outputs: { arn: subject.arn("elasticmapreduce", `cluster/${id}`), clusterState: state } };
}

function securityConfiguration(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 10_280 });
    return { id: name, outputs: { name } };
}

function application(subject: Subject): Computed {
    const id = `00f${subject.letters(13).toLowerCase()}`;
    const name = subject.autoname("name", { limit: 64 });
    return { id, outputs: { name, arn: subject.arn("emr-serverless", `/applications/${id}`) } };
}

function scheduleGroup(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 64 });
    return { id: name, outputs: { name, arn: subject.arn("scheduler", `schedule-group/${name}`) } };
}

function schedule(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 64 });
    const path = whole(`${subject.text("groupName") || "default"}/${name}`);
    return { id: path, outputs: { name, arn: subject.arn("scheduler", `schedule/${path}`) } };
}

function stateMachine(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 80 });
    const arn = subject.arn("states", `stateMachine:${name}`);
    return { id: arn, outputs: { name, arn, status: "ACTIVE" } };
}

export const emr: Readonly<Record<string, Compute>> = {
    "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration": (subject) => ({
        id: `${subject.accountId}-${subject.region}`,
    }),
    "aws:emr/cluster:Cluster": cluster,
    "aws:emr/instanceFleet:InstanceFleet": (subject) => ({ id: `if-${subject.letters(13)}` }),
    "aws:emr/managedScalingPolicy:ManagedScalingPolicy": (subject) => ({ id: subject.text("clusterId") }),
    "aws:emr/securityConfiguration:SecurityConfiguration": securityConfiguration,
    "aws:emrserverless/application:Application": application,
    "aws:scheduler/schedule:Schedule": schedule,
    "aws:scheduler/scheduleGroup:ScheduleGroup": scheduleGroup,
    "aws:sfn/stateMachine:StateMachine": stateMachine,
};
