import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { alarmsMayUseKey, customerKey, eventsMayUseKey } from "../aws/customerKey";
import { nameFor } from "../aws/names";
import { policyDocument } from "../aws/policyDocument";

export interface AlarmTopicArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** Who is told by e-mail; AWS asks that address for its consent first. */
    readonly email?: pulumi.Input<string>;
    /** Days in which the key's deletion can be taken back: 7 to 30. */
    readonly keyDeletionWindowDays: number;
}

/** Where an environment's alarms go: an encrypted topic, and the people who read it. */
export class AlarmTopic extends pulumi.ComponentResource {
    /** ARN of the topic: the action of alarms. */
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:AlarmTopic", name, args, opts);
        const parent = { parent: this };
        const { account, environment } = args;
        const topicName = nameFor("topic", environment, name);
        const topicArn = pulumi.interpolate`arn:${account.partition}:sns:${account.region}:${account.id}:${topicName}`;
        const rules = pulumi.interpolate`arn:${account.partition}:events:${account.region}:${account.id}:rule/${nameFor("eventRule", environment)}-*`;

        const key = customerKey(
            name,
            {
                nameParts: [environment, name],
                description: `Alarms of the environment ${environment}`,
                account,
                serviceStatements: [alarmsMayUseKey(account), eventsMayUseKey("aws:sns:topicArn", topicArn)],
                deletionWindowDays: args.keyDeletionWindowDays,
            },
            parent,
        );
        const topic = new aws.sns.Topic(name, { name: topicName, kmsMasterKeyId: key.arn }, parent);
        new aws.sns.TopicPolicy(
            name,
            {
                arn: topic.arn,
                policy: policyDocument(
                    {
                        sid: "AlarmsMayPublish",
                        principal: { service: "cloudwatch.amazonaws.com" },
                        actions: ["sns:Publish"],
                        resources: [topic.arn],
                        conditions: { StringEquals: { "aws:SourceAccount": account.id } },
                    },
                    {
                        // What no metric tells, such as the end of a cluster whose id nobody knew before.
                        sid: "EventsMayPublish",
                        principal: { service: "events.amazonaws.com" },
                        actions: ["sns:Publish"],
                        resources: [topic.arn],
                        conditions: {
                            StringEquals: { "aws:SourceAccount": account.id },
                            ArnLike: { "aws:SourceArn": rules },
                        },
                    },
                    {
                        sid: "TlsOnly",
                        effect: "Deny",
                        principal: "*",
                        actions: ["sns:Publish"],
                        resources: [topic.arn],
                        conditions: { Bool: { "aws:SecureTransport": "false" } },
                    },
                ),
            },
            parent,
        );
        if (args.email !== undefined) {
            new aws.sns.TopicSubscription(
                name,
                { topic: topic.arn, protocol: "email", endpoint: args.email },
                parent,
            );
        }

        this.arn = topic.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
