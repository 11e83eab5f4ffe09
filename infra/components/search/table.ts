import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import type { IndexTableArgs, SearchIndexArgs } from "./indexArgs";

/** The stream of a table, made or given: both look alike. */
export interface TableStream {
    readonly streamArn: pulumi.Input<string>;
    /** Absent where AWS's own key encrypts the table. */
    readonly keyArn?: pulumi.Input<string>;
    /** Absent: somebody else's. */
    readonly tableName?: pulumi.Output<string>;
}

/** The table whose items are searched: its own, encrypted, restorable to any second of five weeks, and streamed. */
export function tableStream(
    name: string,
    args: SearchIndexArgs,
    source: IndexTableArgs,
    opts: pulumi.CustomResourceOptions,
): TableStream {
    if (source.existing) {
        return source.existing;
    }
    const { environment, keyArn, protectData, allowDeletion, fields } = args;
    const mayDelete = allowDeletion && !protectData;
    const [hashKey, rangeKey] = source.key;
    const table = new aws.dynamodb.Table(
        name,
        {
            name: nameFor("dynamodbTable", environment, name),
            billingMode: "PAY_PER_REQUEST",
            hashKey,
            ...(rangeKey === undefined ? {} : { rangeKey }),
            attributes: source.key.map((attribute) => ({
                name: attribute,
                type: NUMBERS.has(fields[attribute] ?? "") ? "N" : "S",
            })),
            streamEnabled: true,
            streamViewType: "NEW_AND_OLD_IMAGES",
            pointInTimeRecovery: { enabled: true },
            serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
            deletionProtectionEnabled: !mayDelete,
        },
        { ...opts, protect: !mayDelete },
    );
    return { streamArn: table.streamArn, keyArn, tableName: table.name };
}

/** Types of fields whose values are numbers in the table, too. */
const NUMBERS: ReadonlySet<string> = new Set(["integer", "long", "double"]);
