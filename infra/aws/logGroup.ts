import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "./policyDocument";

export interface LogGroupArgs {
    /** E.g. `/aws/lambda/dev-weather-stations-transform`. */
    readonly logGroupName: string;
    /** The key's policy must let CloudWatch Logs use it for this name: see `logsMayUseKey`. */
    readonly keyArn: pulumi.Input<string>;
    /** One of `LOG_RETENTION_DAYS`, see `logRetention.ts`. */
    readonly retentionDays: number;
}

/** A log group that exists before its writer does, so that retention and key hold from the first line on. */
export function encryptedLogGroup(
    name: string,
    args: LogGroupArgs,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
        name,
        { name: args.logGroupName, kmsKeyId: args.keyArn, retentionInDays: args.retentionDays },
        opts,
    );
}

/** What a writer of log lines needs: streams in its own group, and lines in them. */
export function mayWriteLogs(logGroup: aws.cloudwatch.LogGroup): Statement {
    return {
        sid: "WriteOwnLogs",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.arn.apply((arn) => `${arn}:*`)],
    };
}
