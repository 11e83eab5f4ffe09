import type { AthenaClient, StartQueryExecutionCommandInput } from "@aws-sdk/client-athena";
import type { GlueClient, PartitionInput, StorageDescriptor } from "@aws-sdk/client-glue";
import type {
    GenerateEmbedUrlForRegisteredUserCommandInput,
    QuickSightClient,
} from "@aws-sdk/client-quicksight";
import type { RedshiftClient, Snapshot } from "@aws-sdk/client-redshift";
import type {
    BatchExecuteStatementCommandInput,
    DescribeStatementCommandOutput,
    ExecuteStatementCommandInput,
    Field,
    RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import type { PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * The AWS calls of all functions. An SDK is loaded when it is first needed, not at cold start, and a bundle holds only
 * those that its function calls.
 *
 * The SDK itself reads region, credentials and, when set, `AWS_ENDPOINT_URL` from the environment: that is how
 * `tributary run` serves a function's calls from the plan.
 */

let s3: S3Client | undefined;
let athena: AthenaClient | undefined;
let glue: GlueClient | undefined;
let redshiftData: RedshiftDataClient | undefined;
let redshift: RedshiftClient | undefined;
let secretsManager: SecretsManagerClient | undefined;
let quicksight: QuickSightClient | undefined;

/**
 * Stores an object, replacing one of the same key.
 *
 * @throws the SDK's error, after its retries.
 */
export async function putObject(object: PutObjectCommandInput): Promise<void> {
    const { PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
    // An endpoint of one's own has no host name per bucket.
    s3 ??= new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
    await s3.send(new PutObjectCommand(object));
}

/**
 * Starts a query. Its `ClientRequestToken` makes this idempotent: Athena answers a token that it knows with the query
 * of that time.
 *
 * @returns the query's id; `already started` when it was started for this token with other SQL, before a deployment.
 * @throws the SDK's error, after its retries; they slow down when Athena throttles, since all callers of an account
 * share one quota.
 */
export async function startQuery(query: StartQueryExecutionCommandInput): Promise<string> {
    const { AthenaClient, StartQueryExecutionCommand } = await import("@aws-sdk/client-athena");
    athena ??= new AthenaClient({ retryMode: "adaptive", maxAttempts: 5 });
    try {
        const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand(query));
        return QueryExecutionId!;
    } catch (error) {
        if (
            error instanceof Error &&
            error.name === "InvalidRequestException" &&
            /idempoten/i.test(error.message)
        ) {
            return "already started";
        }
        throw error;
    }
}

async function dataApi() {
    const sdk = await import("@aws-sdk/client-redshift-data");
    redshiftData ??= new sdk.RedshiftDataClient({ retryMode: "adaptive", maxAttempts: 5 });
    return { sdk, client: redshiftData };
}

/**
 * Starts one statement on Redshift, with parameters.
 *
 * @returns the statement's id.
 * @throws the SDK's error, after its retries.
 */
export async function startStatement(statement: ExecuteStatementCommandInput): Promise<string> {
    const { sdk, client } = await dataApi();
    const { Id } = await client.send(new sdk.ExecuteStatementCommand(statement));
    return Id!;
}

/**
 * Starts several statements on Redshift in one transaction: all of them happen, or none.
 *
 * @returns the id of all of them.
 * @throws the SDK's error, after its retries.
 */
export async function startTransaction(statements: BatchExecuteStatementCommandInput): Promise<string> {
    const { sdk, client } = await dataApi();
    const { Id } = await client.send(new sdk.BatchExecuteStatementCommand(statements));
    return Id!;
}

/** How far a statement is. */
export async function describeStatement(id: string): Promise<DescribeStatementCommandOutput> {
    const { sdk, client } = await dataApi();
    return client.send(new sdk.DescribeStatementCommand({ Id: id }));
}

/** All rows that a statement returned. */
export async function statementRows(id: string): Promise<Field[][]> {
    const { sdk, client } = await dataApi();
    const rows: Field[][] = [];
    let next: string | undefined;
    do {
        const page = await client.send(new sdk.GetStatementResultCommand({ Id: id, NextToken: next }));
        rows.push(...(page.Records ?? []));
        next = page.NextToken;
    } while (next !== undefined);
    return rows;
}

/** How a table of the Glue catalog is stored. */
export async function tableStorage(database: string, table: string): Promise<StorageDescriptor> {
    const { GetTableCommand, GlueClient } = await import("@aws-sdk/client-glue");
    glue ??= new GlueClient({ maxAttempts: 5 });
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: table }));
    return Table?.StorageDescriptor ?? {};
}

/**
 * Registers partitions of a table; one that exists stays as it is. At most 100 at a time.
 *
 * @throws the SDK's error, after its retries, or Error with the first partition that could not be registered.
 */
export async function createPartitions(
    database: string,
    table: string,
    partitions: readonly PartitionInput[],
): Promise<void> {
    const { BatchCreatePartitionCommand, GlueClient } = await import("@aws-sdk/client-glue");
    glue ??= new GlueClient({ maxAttempts: 5 });
    const { Errors = [] } = await glue.send(
        new BatchCreatePartitionCommand({
            DatabaseName: database,
            TableName: table,
            PartitionInputList: [...partitions],
        }),
    );
    const failure = Errors.find(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== "AlreadyExistsException");
    if (failure) {
        const { ErrorCode, ErrorMessage } = failure.ErrorDetail ?? {};
        throw new Error(
            `partition ${failure.PartitionValues?.join("/")} of ${database}.${table}: ${ErrorCode}: ${ErrorMessage}`,
        );
    }
}

/** All snapshots of a cluster in a region: its own, or copies of another region's. */
export async function clusterSnapshots(region: string, clusterIdentifier: string): Promise<Snapshot[]> {
    const { DescribeClusterSnapshotsCommand, RedshiftClient } = await import("@aws-sdk/client-redshift");
    redshift ??= new RedshiftClient({ region, maxAttempts: 5 });
    const snapshots: Snapshot[] = [];
    let marker: string | undefined;
    do {
        const page = await redshift.send(
            // Also of a cluster that is gone, or is another region's.
            new DescribeClusterSnapshotsCommand({ ClusterIdentifier: clusterIdentifier, Marker: marker }),
        );
        snapshots.push(...(page.Snapshots ?? []));
        marker = page.Marker || undefined;
    } while (marker !== undefined);
    return snapshots;
}

/**
 * An address under which one registered QuickSight user sees one dashboard. It works once, within five minutes.
 *
 * @throws the SDK's error, after its retries: `QuickSightUserNotFoundException` for who is no user.
 */
export async function embedUrl(request: GenerateEmbedUrlForRegisteredUserCommandInput): Promise<string> {
    const { GenerateEmbedUrlForRegisteredUserCommand, QuickSightClient } = await import(
        "@aws-sdk/client-quicksight"
    );
    quicksight ??= new QuickSightClient({ maxAttempts: 4 });
    const { EmbedUrl } = await quicksight.send(new GenerateEmbedUrlForRegisteredUserCommand(request));
    return EmbedUrl!;
}

/** Whether a secret has a value yet. */
export async function secretIsFilled(secretArn: string): Promise<boolean> {
    const { DescribeSecretCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    secretsManager ??= new SecretsManagerClient({ maxAttempts: 5 });
    const { VersionIdsToStages } = await secretsManager.send(
        new DescribeSecretCommand({ SecretId: secretArn }),
    );
    return Object.values(VersionIdsToStages ?? {}).some((stages) => stages.includes("AWSCURRENT"));
}

/** Gives a secret a new value; the one before can still be had as `AWSPREVIOUS`. */
export async function putSecret(secretArn: string, value: string): Promise<void> {
    const { PutSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    secretsManager ??= new SecretsManagerClient({ maxAttempts: 5 });
    await secretsManager.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: value }));
}
