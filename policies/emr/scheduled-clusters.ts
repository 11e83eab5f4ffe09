import type { scheduler } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { jsonObject, SCHEDULE } from "./clusters";

/** Target of EventBridge Scheduler that calls EMR's RunJobFlow. */
const RUN_JOB_FLOW = /:scheduler:::aws-sdk:emr:runJobFlow$/;
const target = "arn:aws:scheduler:::aws-sdk:emr:runJobFlow";

const request = {
    SecurityConfiguration: "encrypted",
    LogUri: "s3://logs/emr/",
    Instances: {
        KeepJobFlowAliveWhenNoSteps: false,
        Ec2SubnetIds: ["subnet-0a1b2c3d4e5f67890"],
        ServiceAccessSecurityGroup: "sg-0a1b2c3d4e5f67890",
    },
};
const schedule = (title: string, input: object) =>
    example(title, SCHEDULE, { target: { arn: target, input: JSON.stringify(input) } });

export const scheduledClusters = resourceRule<scheduler.ScheduleArgs>({
    id: "emr/scheduled-clusters",
    title: "Clusters that a schedule starts are private, encrypted and logged, and end",
    reason: "They are in no stack: nobody else looks at them before they run.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary:
            "HadoopCluster makes the request of a scheduled cluster from the same arguments as a cluster.",
        pulumi: "complete target.input of aws.scheduler.Schedule: SecurityConfiguration, LogUri, Instances.Ec2SubnetIds, Instances.ServiceAccessSecurityGroup, and Instances.KeepJobFlowAliveWhenNoSteps: false.",
    },
    types: [SCHEDULE],
    *check(props) {
        if (!RUN_JOB_FLOW.test(String(props.target?.arn ?? ""))) {
            return;
        }
        const input = jsonObject(props.target?.input, "target.input");
        const instances = (input.Instances ?? {}) as Readonly<Record<string, unknown>>;
        for (const [name, value] of [
            ["SecurityConfiguration", input.SecurityConfiguration],
            ["LogUri", input.LogUri],
            ["Instances.Ec2SubnetIds", instances.Ec2SubnetIds ?? instances.Ec2SubnetId],
            ["Instances.ServiceAccessSecurityGroup", instances.ServiceAccessSecurityGroup],
        ] as const) {
            if (value === undefined || value === null || value === "") {
                yield `target.input: ${name} is not set; a cluster needs it to be encrypted, logged and private`;
            }
        }
        if (isTrue(instances.KeepJobFlowAliveWhenNoSteps) && input.AutoTerminationPolicy === undefined) {
            yield "target.input: Instances.KeepJobFlowAliveWhenNoSteps is true without AutoTerminationPolicy; a new cluster would stay each time";
        }
    },
    examples: {
        pass: [
            example("it calls nothing", SCHEDULE, {}),
            schedule("the request has all of it", request),
            example("it calls something else", SCHEDULE, {
                target: { arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:steps" },
            }),
        ],
        fail: [
            schedule("nothing is said of the cluster", {}),
            schedule("it has no security configuration", { ...request, SecurityConfiguration: undefined }),
            schedule("it stays for ever", {
                ...request,
                Instances: { ...request.Instances, KeepJobFlowAliveWhenNoSteps: true },
            }),
        ],
    },
});
