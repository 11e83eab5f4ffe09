import { hash } from "node:crypto";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Queue, QueueMessage } from "./queue";

/** A batch as a function receives it. Source: AWS Lambda Developer Guide, Using Lambda with Amazon SQS. */
export function sqsEvent(queue: Queue, region: string, messages: readonly QueueMessage[]): SQSEvent {
    return {
        Records: messages.map((message): SQSRecord => {
            const source = message.deadLetterSource && { DeadLetterQueueSourceArn: message.deadLetterSource };
            return {
                messageId: message.messageId,
                receiptHandle: message.receiptHandle,
                body: message.body,
                attributes: {
                    ApproximateReceiveCount: String(message.receiveCount),
                    SentTimestamp: String(message.sentAt),
                    SenderId: message.senderId,
                    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
                    ...source,
                },
                messageAttributes: {},
                md5OfBody: hash("md5", message.body),
                eventSource: "aws:sqs",
                eventSourceARN: queue.arn,
                awsRegion: region,
            };
        }),
    };
}
