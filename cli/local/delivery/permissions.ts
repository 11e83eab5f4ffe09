import type { PlanResource } from "../../preview/plan";
import type { AccessRequest } from "../authorization/request";
import type { Runtime } from "../runtime";
import type { DeliveryConfiguration, Destination } from "./configuration";

const SERVICE = "firehose.amazonaws.com";

/**
 * What a delivery stream needs to be allowed. Refusals are recorded with the runtime.
 * Source: Firehose Developer Guide, "Controlling access with Amazon Data Firehose".
 */
export class DeliveryPermissions {
    constructor(
        private readonly runtime: Runtime,
        private readonly resource: PlanResource,
        private readonly configuration: DeliveryConfiguration,
    ) {}

    /** Everything that Firehose must be allowed before a record can pass; the reason if it is not. */
    obstacle(): string | undefined {
        const { runtime, resource, configuration } = this;
        const { source, destination, backup, conversion } = configuration;
        const obstacles: string[] = [];
        const roles = new Set([
            destination.roleArn,
            ...(source ? [source.roleArn] : []),
            ...(backup ? [backup.roleArn] : []),
            ...(conversion ? [conversion.roleArn] : []),
        ]);
        for (const role of roles) {
            const context = {
                "aws:SourceArn": configuration.arn,
                "aws:SourceAccount": runtime.plan.accountId,
            };
            if (!runtime.assumable(resource, role, SERVICE, context)) {
                obstacles.push(`Firehose is unable to assume role ${role}`);
            }
        }
        if (source) {
            const actions = ["DescribeStream", "ListShards", "GetShardIterator", "GetRecords"];
            for (const action of actions) {
                if (!this.allowed(source.roleArn, `kinesis:${action}`, source.streamArn)) {
                    obstacles.push(`${source.roleArn} may not kinesis:${action} on ${source.streamArn}`);
                }
            }
        }
        if (conversion) {
            const described = runtime.tableAllowed(resource, {
                role: conversion.roleArn,
                database: conversion.database,
                table: conversion.table,
                permission: "DESCRIBE",
                actions: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
            });
            if (!described) {
                obstacles.push(
                    `${conversion.roleArn} may not read the schema of ${conversion.database}.${conversion.table}`,
                );
            }
        }
        for (const { roleArn, logging } of [destination, ...(backup ? [backup] : [])]) {
            if (logging) {
                // Without it nothing is logged, but everything is delivered; the refusal alone fails the run.
                this.allowed(roleArn, "logs:PutLogEvents", this.logStreamArn(logging));
            }
        }
        return obstacles[0];
    }

    mayInvoke(functionArn: string): boolean {
        return this.allowed(this.configuration.destination.roleArn, "lambda:InvokeFunction", functionArn);
    }

    /** Firehose uploads in parts, which needs `kms:Decrypt` besides `kms:GenerateDataKey`. */
    mayPut({ roleArn, bucket, keyArn }: Destination, key: string): boolean {
        const request: AccessRequest = {
            principal: { role: roleArn },
            action: "s3:PutObject",
            resource: `arn:aws:s3:::${bucket}/${key}`,
            multipart: true,
            ...(keyArn === undefined ? {} : { encryptionKey: keyArn }),
        };
        return this.runtime.allowed(this.resource, request);
    }

    private allowed(role: string, action: string, resource: string): boolean {
        return this.runtime.allowed(this.resource, { principal: { role }, action, resource });
    }

    private logStreamArn({ logGroup, logStream }: { logGroup: string; logStream: string }): string {
        const { region, accountId } = this.runtime.plan;
        return `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:${logStream}`;
    }
}
