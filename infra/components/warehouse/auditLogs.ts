import type * as pulumi from "@pulumi/pulumi";
import { encryptedLogGroup } from "../../aws/logGroup";
import { AUDIT_LOGS } from "../../aws/redshift";

/**
 * Log groups for connections, changes of users and statements. Redshift names them itself and would make them
 * without a key and for ever: they have to exist before logging is switched on.
 */
export function createAuditLogGroups(
    name: string,
    args: {
        readonly groupOf: (log: string) => string;
        readonly keyArn: pulumi.Input<string>;
        readonly retentionDays: number;
    },
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    return AUDIT_LOGS.map((log) =>
        encryptedLogGroup(
            `${name}-${log}`,
            { logGroupName: args.groupOf(log), keyArn: args.keyArn, retentionDays: args.retentionDays },
            opts,
        ),
    );
}
