import type { Athena } from "../athena/athena";
import { AthenaError, invalidRequest } from "../athena/athenaError";
import type { QueryExecution } from "../athena/queryExecution";
import type { Caller } from "../runtime";
import type { Answer, Call } from "./endpoint";

type Json = { readonly [key: string]: unknown };

const PREFIX = "AmazonAthena.";

/** The Athena calls of the plan's functions, as AWS JSON 1.1. Source: Athena API Reference. */
export class AthenaProtocol {
    private readonly actions: Readonly<Record<string, (input: Json, caller: Caller) => Json>> = {
        StartQueryExecution: (input, caller) => this.start(input, caller),
        GetQueryExecution: (input, caller) => ({
            QueryExecution: describe(this.athena.get(text(input, "QueryExecutionId") ?? "", caller)),
        }),
        StopQueryExecution: (input, caller) => {
            this.athena.stop(text(input, "QueryExecutionId") ?? "", caller);
            return {};
        },
    };

    constructor(private readonly athena: Athena) {}

    answer(call: Call, caller: Caller): Answer {
        try {
            const target = call.header("x-amz-target") ?? "";
            const action = target.startsWith(PREFIX) ? this.actions[target.slice(PREFIX.length)] : undefined;
            if (action === undefined) {
                throw new AthenaError(
                    "UnknownOperationException",
                    `${target || "a request without an action"} was called; a local run serves ` +
                        `${Object.keys(this.actions).join(", ")}; leave the call out or run it on AWS`,
                );
            }
            return json(200, action(parse(call.body), caller));
        } catch (error) {
            if (error instanceof AthenaError) {
                return json(400, {
                    __type: error.code,
                    message: error.message,
                    Message: error.message,
                    AthenaErrorCode: error.athenaErrorCode,
                });
            }
            throw error;
        }
    }

    private start(input: Json, caller: Caller): Json {
        const context = record(input, "QueryExecutionContext");
        const catalog = context && text(context, "Catalog");
        if (catalog !== undefined && catalog.toLowerCase() !== "awsdatacatalog") {
            throw invalidRequest(`Catalog ${catalog} is not found; a local run knows AwsDataCatalog`);
        }
        const configuration = record(input, "ResultConfiguration");
        const id = this.athena.start(
            {
                queryString: text(input, "QueryString") ?? "",
                workgroup: text(input, "WorkGroup") ?? "",
                database: context && text(context, "Database"),
                outputLocation: configuration && text(configuration, "OutputLocation"),
                clientRequestToken: text(input, "ClientRequestToken"),
            },
            caller,
        );
        return { QueryExecutionId: id };
    }
}

function describe(execution: QueryExecution): Json {
    const { output, workgroup } = execution;
    const location = execution.resultUri ?? `s3://${output.bucket}/${output.prefix}${execution.id}`;
    return {
        QueryExecutionId: execution.id,
        Query: execution.sql,
        StatementType: "DML",
        ResultConfiguration: { OutputLocation: location },
        QueryExecutionContext: { Database: execution.database },
        Status: {
            State: execution.state,
            StateChangeReason: execution.reason,
            SubmissionDateTime: execution.submittedAt / 1000,
            CompletionDateTime:
                execution.completedAt === undefined ? undefined : execution.completedAt / 1000,
        },
        Statistics: {
            EngineExecutionTimeInMillis: execution.milliseconds,
            TotalExecutionTimeInMillis: execution.milliseconds,
            DataScannedInBytes: execution.scannedBytes,
        },
        WorkGroup: workgroup.name,
    };
}

function parse(body: Buffer): Json {
    let parsed: unknown;
    try {
        parsed = JSON.parse(body.toString("utf8"));
    } catch {
        throw new AthenaError("SerializationException", "The body is not JSON");
    }
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
        throw new AthenaError("SerializationException", "The body is not a JSON object");
    }
    return parsed as Json;
}

function text(input: Json, name: string): string | undefined {
    const value = input[name];
    if (value !== undefined && value !== null && typeof value !== "string") {
        throw new AthenaError("SerializationException", `${name} is not a string`);
    }
    return value ?? undefined;
}

function record(input: Json, name: string): Json | undefined {
    const value = input[name];
    return typeof value === "object" && value !== null ? (value as Json) : undefined;
}

function json(status: number, body: Json): Answer {
    return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: JSON.stringify(body) };
}
