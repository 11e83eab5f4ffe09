/**
 * AWS-managed policies whose documents are known here; they are not in a plan.
 * Source: AWS Managed Policy Reference Guide, page of each policy. They change rarely, and only to allow more.
 */
import type { PlanValue } from "../../preview/plan";

const LOGS: readonly string[] = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
    "service-role/AWSLambdaBasicExecutionRole": LOGS,
    "service-role/AWSLambdaSQSQueueExecutionRole": [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        ...LOGS,
    ],
    "service-role/AWSLambdaKinesisExecutionRole": [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
        "kinesis:SubscribeToShard",
        ...LOGS,
    ],
    AWSXRayDaemonWriteAccess: [
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
    ],
};

/** The name of an AWS-managed policy, e.g. `service-role/AWSLambdaBasicExecutionRole`; undefined for another's ARN. */
export function managedPolicyName(arn: string): string | undefined {
    return /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
}

/** The document of an AWS-managed policy, where it is known. */
export function managedPolicyDocument(name: string): PlanValue | undefined {
    const actions = ACTIONS[name];
    if (!actions) {
        return undefined;
    }
    const statement = { Effect: "Allow", Action: [...actions], Resource: "*" };
    return { Version: "2012-10-17", Statement: [statement] };
}
