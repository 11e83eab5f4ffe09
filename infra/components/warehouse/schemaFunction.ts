import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import type { Statement } from "../../aws/policyDocument";
import { functionEntry } from "../ingestion/functionEntry";
import type { WarehouseArgs } from "./args";
import { mayRunStatements } from "./dataApi";
import type { Engine } from "./engine";
import { firehoseSecretPattern } from "./firehoseUser";

/** The only function that knows the administrator's password. */
export type SchemaFunction = NodeFunction;

/** A deployment waits for it: DDL takes seconds, a resuming cluster minutes. */
const TIMEOUT_SECONDS = 600;

/**
 * The function that gives domains their schemas, tables, users and grants: it adds what is new, and refuses what would
 * lose something.
 */
export function createSchemaFunction(
    name: string,
    args: WarehouseArgs,
    engine: Engine,
    keyArn: pulumi.Output<string>,
    opts: pulumi.CustomResourceOptions,
): SchemaFunction {
    return nodeFunction(
        `${name}-schema`,
        {
            nameParts: [args.environment, name, "schema"],
            description: `Makes the schemas of the warehouse ${name} as the domains declare them`,
            bundle: bundle({ name: "warehouseSchema", entry: functionEntry("warehouseSchema") }),
            settings: {
                "warehouse.json": { target: { ...engine.target, secretArn: engine.adminSecretArn } },
            },
            environment: { POWERTOOLS_SERVICE_NAME: name },
            statements: statements(name, args, engine, keyArn),
            keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: TIMEOUT_SECONDS,
            memoryMib: 256,
        },
        opts,
    );
}

function statements(
    name: string,
    { account, environment, firehose }: WarehouseArgs,
    engine: Engine,
    keyArn: pulumi.Output<string>,
): Statement[] {
    return [
        ...mayRunStatements(engine),
        {
            sid: "ReadAdministratorsSecret",
            actions: ["secretsmanager:GetSecretValue"],
            resources: [engine.adminSecretArn],
        },
        { sid: "DecryptAdministratorsSecret", actions: ["kms:Decrypt"], resources: [keyArn] },
        ...(firehose === undefined
            ? []
            : [
                  {
                      sid: "KeepFirehosePasswords",
                      actions: ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue"],
                      resources: [
                          pulumi.interpolate`arn:${account.partition}:secretsmanager:${account.region}:${account.id}:secret:${firehoseSecretPattern(environment, name)}`,
                      ],
                  },
                  {
                      sid: "EncryptFirehosePasswords",
                      actions: ["kms:GenerateDataKey"],
                      resources: [keyArn],
                  },
              ]),
    ];
}
