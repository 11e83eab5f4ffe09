import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { AUDIT_LOGS, namespaceLogGroup } from "../../aws/redshift";
import type { ServerlessArgs, WarehouseArgs } from "./args";
import { createAuditLogGroups } from "./auditLogs";
import type { Engine, EngineParts } from "./engine";

/** A namespace, which holds the data, and a workgroup, which computes. */
export function createServerless(
    name: string,
    args: WarehouseArgs,
    serverless: ServerlessArgs,
    parts: EngineParts,
    opts: pulumi.CustomResourceOptions,
): Engine {
    const { environment } = args;
    const { database, keyArn, mayDelete } = parts;
    const namespaceName = nameFor("redshiftServerless", environment, name);
    const logGroups = createAuditLogGroups(
        name,
        {
            groupOf: (log) => namespaceLogGroup(namespaceName, log),
            keyArn,
            retentionDays: args.logRetentionDays,
        },
        opts,
    );
    const namespace = new aws.redshiftserverless.Namespace(
        name,
        {
            namespaceName,
            dbName: database,
            adminUsername: parts.administrator,
            manageAdminPassword: true,
            adminPasswordSecretKmsKeyId: keyArn,
            kmsKeyId: keyArn,
            iamRoles: [...parts.roleArns],
            logExports: [...AUDIT_LOGS],
        },
        { ...opts, protect: !mayDelete, dependsOn: [...logGroups, ...parts.rolePolicies] },
    );
    const workgroup = new aws.redshiftserverless.Workgroup(
        name,
        {
            workgroupName: nameFor("redshiftServerless", environment, name),
            namespaceName: namespace.namespaceName,
            baseCapacity: serverless.baseCapacity,
            maxCapacity: serverless.maxCapacity,
            port: parts.port,
            enhancedVpcRouting: true,
            publiclyAccessible: args.firehose !== undefined,
            subnetIds: args.firehose?.publicSubnetIds ?? args.network.privateSubnetIds,
            securityGroupIds: [parts.securityGroupId],
            configParameters: CONFIG_PARAMETERS,
        },
        opts,
    );
    const { rpuHoursPerDay } = args.usageLimits ?? {};
    if (rpuHoursPerDay !== undefined) {
        new aws.redshiftserverless.UsageLimit(
            name,
            {
                resourceArn: workgroup.arn,
                usageType: "serverless-compute",
                amount: rpuHoursPerDay,
                period: "daily",
                breachAction: "deactivate",
            },
            opts,
        );
    }
    return {
        kind: "serverless",
        target: { workgroupName: workgroup.workgroupName, database },
        host: workgroup.endpoints.apply((endpoints) => endpoints[0]?.address ?? ""),
        adminSecretArn: namespace.adminPasswordSecretArn,
        statementArn: workgroup.arn,
        connectStatement: {
            sid: "ConnectAsOwnUser",
            actions: ["redshift-serverless:GetCredentials"],
            resources: [workgroup.arn],
        },
        dimensions: { Workgroup: workgroup.workgroupName },
    };
}

/**
 * All parameters that a workgroup has, with AWS's defaults except for the first two: the API returns all of them, and
 * those that are left out would show as differences for ever.
 */
const CONFIG_PARAMETERS = Object.entries({
    require_ssl: "true",
    enable_user_activity_logging: "true",
    auto_mv: "true",
    datestyle: "ISO, MDY",
    enable_case_sensitive_identifier: "false",
    query_group: "default",
    search_path: "$user, public",
    max_query_execution_time: "14400",
    use_fips_ssl: "false",
}).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue }));
