import type { AthenaClient, StartQueryExecutionCommandInput } from "@aws-sdk/client-athena";
import type { PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";

/**
 * The AWS calls of all functions. An SDK is loaded when it is first needed, not at cold start, and a bundle holds only
 * those that its function calls.
 *
 * The SDK itself reads region, credentials and, when set, `AWS_ENDPOINT_URL` from the environment: that is how
 * `tributary run` serves a function's calls from the plan.
 */

let s3: S3Client | undefined;
let athena: AthenaClient | undefined;

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
