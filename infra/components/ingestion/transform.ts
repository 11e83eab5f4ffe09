import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import type { IngestionPipelineArgs } from "./args";
import { functionEntry } from "./functionEntry";
import { rejectedPrefix } from "./keys";

/**
 * The function that cleans and reshapes records on their way through the delivery stream. What it rejects it
 * writes to the raw zone itself, because Firehose would keep the record but not the reason.
 */
export function createTransform(
    name: string,
    args: IngestionPipelineArgs,
    sourceKind: string,
    opts: pulumi.CustomResourceOptions,
): NodeFunction {
    const { lake } = args;
    const prefix = rejectedPrefix(args);
    return nodeFunction(
        `${name}-transform`,
        {
            nameParts: [args.environment, name, "transform"],
            description: `Cleans and reshapes the records of ${name}`,
            bundle: bundle({
                name: `${name}-transform`,
                entry: functionEntry("transform"),
                transform: args.transform,
            }),
            settings: {
                "pipeline.json": {
                    domain: args.domainName,
                    pipeline: args.tableName,
                    source: sourceKind,
                    columns: args.columns.map((column) => ({
                        name: column.name,
                        type: column.type,
                        required: column.required,
                    })),
                    ...(args.partitionBy === undefined ? {} : { partition: { ...args.partitionBy } }),
                },
            },
            environment: {
                REJECTED_BUCKET: lake.raw.name,
                REJECTED_PREFIX: prefix,
                POWERTOOLS_SERVICE_NAME: name,
                POWERTOOLS_METRICS_NAMESPACE: "Tributary",
            },
            statements: [
                {
                    sid: "KeepRejectedRecords",
                    actions: ["s3:PutObject"],
                    resources: [pulumi.interpolate`${lake.raw.arn}/${prefix}*`],
                },
                { sid: "EncryptForRawZone", actions: ["kms:GenerateDataKey"], resources: [lake.keyArn] },
            ],
            keyArn: args.domain.keyArn,
            logRetentionDays: args.logRetentionDays,
            // Firehose gives a transform five minutes; a batch takes well under a second.
            timeoutSeconds: 60,
            memoryMib: 512,
        },
        opts,
    );
}
