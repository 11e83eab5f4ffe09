/**
 * Records that could not be delivered, as Firehose writes them under its error prefix: one JSON object a line.
 * Sources: Firehose Developer Guide, "Handle failure in data transformation", "Handling errors for data format
 * conversion", "Troubleshooting dynamic partitioning".
 */

/** What `!{firehose:error-output-type}` becomes. Failures of dynamic partitioning are processing failures. */
export type ErrorOutputType = "processing-failed" | "format-conversion-failed";

export interface DeliveryError {
    readonly type: ErrorOutputType;
    /** E.g. `Lambda.FunctionError`. */
    readonly code: string;
    readonly message: string;
}

/** Where the schema of a conversion comes from, in Firehose's words. */
export interface DataCatalogTable {
    readonly catalogId: string;
    readonly databaseName: string;
    readonly tableName: string;
    readonly region: string;
    readonly versionId: string;
    readonly roleArn: string;
}

export interface FailedRecord {
    readonly error: DeliveryError;
    readonly attemptsMade: number;
    /** Milliseconds since the epoch. */
    readonly arrivedAt: number;
    /** When Firehose gave up, in milliseconds since the epoch. */
    readonly endedAt: number;
    readonly data: Buffer;
    readonly sequenceNumber?: string;
    /** Of a failed transformation. */
    readonly lambdaArn?: string;
    /** Of a failed conversion. */
    readonly dataCatalogTable?: DataCatalogTable;
}

/** The line of an error object, with its line feed. */
export function errorLine(failed: FailedRecord): string {
    const common = {
        attemptsMade: failed.attemptsMade,
        arrivalTimestamp: failed.arrivedAt,
    };
    const rest = {
        attemptEndingTimestamp: failed.endedAt,
        rawData: failed.data.toString("base64"),
    };
    const { code, message } = failed.error;
    const line =
        failed.error.type === "format-conversion-failed"
            ? {
                  ...common,
                  lastErrorCode: code,
                  lastErrorMessage: message,
                  ...rest,
                  sequenceNumber: failed.sequenceNumber ?? null,
                  subSequenceNumber: null,
                  dataCatalogTable: failed.dataCatalogTable,
              }
            : { ...common, errorCode: code, errorMessage: message, ...rest, lambdaArn: failed.lambdaArn };
    return `${JSON.stringify(line)}\n`;
}

/** An error object's line as a ledger needs it. */
export interface ErrorSummary {
    readonly code: string;
    readonly message: string;
    /** The message without the values of this one record, so that equal reasons can be counted. */
    readonly reason: string;
    readonly data: Buffer;
}

/**
 * Reads the lines of an error object.
 *
 * @throws Error for a line that is not an error record
 */
export function parseErrorLines(content: string): ErrorSummary[] {
    return content
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
            const found = JSON.parse(line) as Record<string, unknown>;
            const code = found.errorCode ?? found.lastErrorCode;
            const message = found.errorMessage ?? found.lastErrorMessage;
            if (
                typeof code !== "string" ||
                typeof message !== "string" ||
                typeof found.rawData !== "string"
            ) {
                throw new Error("a line was found that has no errorCode, errorMessage and rawData");
            }
            return {
                code,
                message,
                reason: `${code}: ${withoutValues(message)}`,
                data: Buffer.from(found.rawData, "base64"),
            };
        });
}

/** Our own messages say what was found, and JSON.parse's say where; neither belongs to a reason. */
function withoutValues(message: string): string {
    return message
        .replace(/: .* was found; /s, ": ")
        .replace(/ at position .*$|, ".*" is not valid JSON$/s, "");
}
