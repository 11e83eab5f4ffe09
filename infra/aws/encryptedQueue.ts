import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "./names";
import { policyDocument, type Statement } from "./policyDocument";

/** SQS's longest: two weeks to look at what failed. */
export const DEAD_LETTER_SECONDS = 14 * 24 * 3600;

export interface EncryptedQueueArgs {
    /** Parts of the queue's name, e.g. `["dev", "weather-stations", "arrivals"]`. */
    readonly nameParts: readonly string[];
    readonly keyArn: pulumi.Input<string>;
    /** Seconds that a message is kept: 60 to 1,209,600; default: two weeks. */
    readonly retentionSeconds?: number;
    /** Seconds until a message can be received at all: 0 to 900; default: 0. */
    readonly delaySeconds?: number;
    /** Seconds in which a message that is being handled is not delivered again: 0 to 43,200; default: 30. */
    readonly visibilityTimeoutSeconds?: number;
    /** Where messages go that were received too often. */
    readonly redrive?: { readonly deadLetters: aws.sqs.Queue; readonly maxReceives: number };
}

/** A queue under a customer key. It needs a {@link queuePolicy}. */
export function encryptedQueue(
    name: string,
    args: EncryptedQueueArgs,
    opts: pulumi.CustomResourceOptions,
): aws.sqs.Queue {
    const { redrive } = args;
    return new aws.sqs.Queue(
        name,
        {
            name: nameFor("queue", ...args.nameParts),
            kmsMasterKeyId: args.keyArn,
            kmsDataKeyReusePeriodSeconds: 300,
            messageRetentionSeconds: args.retentionSeconds ?? DEAD_LETTER_SECONDS,
            delaySeconds: args.delaySeconds,
            visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
            redrivePolicy:
                redrive &&
                pulumi.jsonStringify({
                    deadLetterTargetArn: redrive.deadLetters.arn,
                    maxReceiveCount: redrive.maxReceives,
                }),
        },
        opts,
    );
}

/** The policy of a queue: nobody without TLS, and the writers that are named. */
export function queuePolicy(
    name: string,
    queue: aws.sqs.Queue,
    writers: readonly Statement[],
    opts: pulumi.CustomResourceOptions,
): aws.sqs.QueuePolicy {
    return new aws.sqs.QueuePolicy(
        name,
        {
            queueUrl: queue.url,
            policy: policyDocument(...writers, {
                sid: "TlsOnly",
                effect: "Deny",
                principal: "*",
                actions: ["sqs:*"],
                resources: [queue.arn],
                conditions: { Bool: { "aws:SecureTransport": "false" } },
            }),
        },
        opts,
    );
}

/** Lets one queue, and no other, set messages aside in a dead-letter queue. */
export function acceptDeadLettersOf(
    name: string,
    deadLetters: aws.sqs.Queue,
    source: aws.sqs.Queue,
    opts: pulumi.CustomResourceOptions,
): aws.sqs.RedriveAllowPolicy {
    return new aws.sqs.RedriveAllowPolicy(
        name,
        {
            queueUrl: deadLetters.url,
            redriveAllowPolicy: pulumi.jsonStringify({
                redrivePermission: "byQueue",
                sourceQueueArns: [source.arn],
            }),
        },
        opts,
    );
}
