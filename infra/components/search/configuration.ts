import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import { connect, securityGroup } from "../../aws/securityGroup";
import type { SearchDomainArgs, SearchIndexDeclaration } from "./args";
import type { SnapshotStore } from "./snapshots";

/** Seconds: a busy domain takes its time to change many indices. */
const TIMEOUT_SECONDS = 600;
/** OpenSearch over HTTPS. */
export const SEARCH_PORT = 443;

export interface Configurator {
    readonly function: NodeFunction;
    /** Hash of the code: what another version of it would make is applied, too. */
    readonly codeHash: string;
    /** The rules that let it reach the domain. */
    readonly ready: pulumi.Resource[];
}

/** The function that administers the domain: its role is the domain's master user, so it exists before the domain. */
export function createConfigurator(
    name: string,
    args: SearchDomainArgs,
    parts: {
        readonly domainArn: pulumi.Input<string>;
        readonly domainGroupId: pulumi.Input<string>;
        readonly keyArn: pulumi.Input<string>;
        readonly snapshots: SnapshotStore;
    },
    opts: pulumi.CustomResourceOptions,
): Configurator {
    const { environment, network } = args;
    const group = securityGroup(
        `${name}-configure`,
        {
            vpcId: network.vpcId,
            nameParts: [environment, name, "configure"],
            description: `The function that configures ${name}`,
        },
        opts,
    );
    const ready = connect(
        `${name}-configure`,
        {
            from: group.id,
            to: parts.domainGroupId,
            port: SEARCH_PORT,
            description: `Configuration of ${name}`,
        },
        opts,
    );
    const index = bundle({ name: "search-configure", entry: "functions/search/configure/handler.ts" });
    const created = nodeFunction(
        `${name}-configure`,
        {
            nameParts: [environment, name, "configure"],
            description: `Applies templates, roles, retention and snapshots to ${name} on deployment`,
            bundle: index,
            settings: {},
            environment: { POWERTOOLS_SERVICE_NAME: name },
            statements: [
                {
                    sid: "AdministerDomain",
                    actions: ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"],
                    resources: [pulumi.interpolate`${parts.domainArn}/*`],
                },
                {
                    sid: "RegisterSnapshots",
                    actions: ["iam:PassRole"],
                    resources: [parts.snapshots.roleArn],
                },
            ],
            keyArn: parts.keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: TIMEOUT_SECONDS,
            memoryMib: 256,
            placement: { subnetIds: network.privateSubnetIds, securityGroupIds: [group.id] },
        },
        opts,
    );
    const codeHash = createHash("sha256").update(readFileSync(index)).digest("hex");
    return { function: created, codeHash, ready };
}

/** Calls the function with what the domain should be, again whenever that or the function changes. */
export function applyConfiguration(
    name: string,
    args: SearchDomainArgs,
    parts: {
        readonly configurator: Configurator;
        readonly endpoint: pulumi.Input<string>;
        readonly replicas: number;
        readonly peopleRoleArn: pulumi.Input<string>;
        readonly snapshots: SnapshotStore;
        readonly indices: readonly SearchIndexDeclaration[];
    },
    opts: pulumi.CustomResourceOptions,
): aws.lambda.Invocation {
    const { configurator, snapshots } = parts;
    return new aws.lambda.Invocation(
        `${name}-configuration`,
        {
            functionName: configurator.function.name,
            input: pulumi.jsonStringify({
                endpoint: parts.endpoint,
                masterRoleArn: configurator.function.roleArn,
                administrators: args.administrators,
                peopleRoleArn: parts.peopleRoleArn,
                replicas: parts.replicas,
                indices: parts.indices,
                snapshots: {
                    bucket: snapshots.bucketName,
                    region: args.account.region,
                    roleArn: snapshots.roleArn,
                    retentionDays: args.snapshotDays,
                    hour: args.offPeakStartHour,
                },
            }),
            triggers: { function: configurator.codeHash },
        },
        { ...opts, dependsOn: [...configurator.ready, ...snapshots.ready] },
    );
}
