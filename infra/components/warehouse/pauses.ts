import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { serviceRole } from "../../aws/serviceRole";
import type { PauseArgs } from "./args";

/** Pauses and resumes a cluster by the clock. */
export function schedulePauses(
    name: string,
    environment: string,
    pause: PauseArgs,
    cluster: aws.redshift.Cluster,
    opts: pulumi.CustomResourceOptions,
): void {
    const role = serviceRole(
        `${name}-scheduler`,
        {
            nameParts: [environment, name, "scheduler"],
            description: `Redshift's scheduler pauses and resumes ${name}`,
            service: "scheduler.redshift.amazonaws.com",
            statements: [
                {
                    sid: "PauseAndResume",
                    actions: ["redshift:PauseCluster", "redshift:ResumeCluster"],
                    resources: [cluster.arn],
                },
            ],
        },
        opts,
    );
    const days = pause.days ?? "MON-FRI";
    const of = { clusterIdentifier: cluster.clusterIdentifier };
    const actions = {
        pause: { at: pause.pauseAt, targetAction: { pauseCluster: of } },
        resume: { at: pause.resumeAt, targetAction: { resumeCluster: of } },
    };
    for (const [action, { at, targetAction }] of Object.entries(actions)) {
        const [hour, minute] = at.split(":").map(Number);
        new aws.redshift.ScheduledAction(
            `${name}-${action}`,
            {
                name: nameFor("redshiftScheduledAction", environment, name, action),
                description: `${action}s ${name} at ${at} UTC, ${days}`,
                schedule: `cron(${minute} ${hour} ? * ${days} *)`,
                iamRole: role.arn,
                targetAction,
            },
            { ...opts, dependsOn: [role.policy] },
        );
    }
}
