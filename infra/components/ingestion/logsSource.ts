import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { serviceRole } from "../../aws/serviceRole";
import type { CloudwatchLogsSourceArgs, IngestionPipelineArgs } from "./args";

/** Sends the lines of an existing log group to the delivery stream. */
export function subscribeToLogs(
    name: string,
    args: IngestionPipelineArgs,
    source: CloudwatchLogsSourceArgs,
    deliveryStream: aws.kinesis.FirehoseDeliveryStream,
    opts: pulumi.CustomResourceOptions,
): void {
    const { account, environment } = args;
    const logs = pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:*`;
    const role = serviceRole(
        `${name}-subscription`,
        {
            nameParts: [environment, name, "subscription"],
            description: `CloudWatch Logs writes to the delivery stream of ${name}`,
            service: "logs.amazonaws.com",
            // CloudWatch Logs User Guide, "Subscription filters with Amazon Data Firehose": the ARN names the account.
            trustConditions: { StringLike: { "aws:SourceArn": logs } },
            statements: [
                {
                    sid: "PutLogLines",
                    actions: ["firehose:PutRecord", "firehose:PutRecordBatch"],
                    resources: [deliveryStream.arn],
                },
            ],
        },
        opts,
    );
    new aws.cloudwatch.LogSubscriptionFilter(
        `${name}-subscription`,
        {
            name: nameFor("deliveryStream", environment, name),
            logGroup: source.logGroup,
            filterPattern: source.filterPattern,
            destinationArn: deliveryStream.arn,
            roleArn: role.arn,
        },
        { ...opts, dependsOn: [role.policy] },
    );
}
