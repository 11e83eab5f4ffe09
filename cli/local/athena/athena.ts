import { createHash } from "node:crypto";
import type { DuckDb } from "../duckdb";
import type { ObjectStore } from "../objects/objectStore";
import type { Caller, Runtime } from "../runtime";
import { AthenaError, invalidRequest, QueryFailure } from "./athenaError";
import { type GlueCatalog, parseS3Uri } from "./catalog";
import { QueryEngine } from "./queryEngine";
import type { QueryExecution, StartQueryRequest, Workgroup } from "./queryExecution";
import { readWorkgroups } from "./workgroups";

/** Athena API, "StartQueryExecution": QueryString and ClientRequestToken. */
const LONGEST_QUERY = 262_144;
const SHORTEST_TOKEN = 32;
const LONGEST_TOKEN = 128;
/** The workgroup of callers that name none. */
const PRIMARY = "primary";

interface Started {
    /** Of everything that has to be the same when a token comes again. */
    readonly parameters: string;
    readonly id: string;
}

/** The plan's Athena: takes queries, runs them one after the other, and remembers them. */
export class Athena {
    private readonly workgroups: ReadonlyMap<string, Workgroup>;
    private readonly engine: QueryEngine;
    private readonly byToken = new Map<string, Started>();
    private readonly byId = new Map<string, QueryExecution>();
    private tail: Promise<void> = Promise.resolve();

    constructor(
        private readonly runtime: Runtime,
        services: { readonly store: ObjectStore; readonly catalog: GlueCatalog; readonly database: DuckDb },
    ) {
        this.workgroups = readWorkgroups(runtime.index);
        this.engine = new QueryEngine(runtime, services);
    }

    /** All queries in the order of their start. */
    get executions(): readonly QueryExecution[] {
        return [...this.byId.values()];
    }

    /**
     * Starts a query, or finds the one that was started with the same token.
     *
     * @returns its id
     * @throws AthenaError
     */
    start(request: StartQueryRequest, caller: Caller): string {
        this.authorize("athena:StartQueryExecution", request.workgroup, caller);
        const workgroup = this.workgroup(request.workgroup);
        if (request.queryString === "" || request.queryString.length > LONGEST_QUERY) {
            throw invalidRequest(
                `queryString has ${request.queryString.length} characters; allowed: 1 to ${LONGEST_QUERY}`,
            );
        }
        const { clientRequestToken: token, ...parameters } = request;
        const given = JSON.stringify(parameters);
        if (token !== undefined) {
            if (token.length < SHORTEST_TOKEN || token.length > LONGEST_TOKEN) {
                throw invalidRequest(
                    `clientRequestToken has ${token.length} characters; allowed: ${SHORTEST_TOKEN} to ${LONGEST_TOKEN}`,
                );
            }
            const known = this.byToken.get(token);
            if (known !== undefined) {
                if (known.parameters !== given) {
                    throw invalidRequest(
                        "Idempotent parameters do not match",
                        "IDEMPOTENT_PARAMETERS_MISMATCH",
                    );
                }
                return known.id;
            }
        }
        const execution = this.create(request, workgroup, caller);
        this.byId.set(execution.id, execution);
        if (token !== undefined) {
            this.byToken.set(token, { parameters: given, id: execution.id });
        }
        this.enqueue(execution);
        return execution.id;
    }

    /** @throws AthenaError */
    get(id: string, caller: Caller): QueryExecution {
        const execution = this.find(id);
        this.authorize("athena:GetQueryExecution", execution.workgroup.name, caller);
        return execution;
    }

    /** Cancels a query that has not begun; one that has runs to its end. */
    stop(id: string, caller: Caller): void {
        const execution = this.find(id);
        this.authorize("athena:StopQueryExecution", execution.workgroup.name, caller);
        if (execution.state === "QUEUED") {
            execution.state = "CANCELLED";
            execution.reason = "Query cancelled by user";
            execution.completedAt = this.runtime.clock.now();
        }
    }

    /** Resolves when all queries that have been started are at their end. */
    async idle(): Promise<void> {
        await this.tail;
    }

    private create(request: StartQueryRequest, workgroup: Workgroup, caller: Caller): QueryExecution {
        const location =
            (workgroup.enforced ? undefined : request.outputLocation) ??
            workgroup.outputLocation ??
            request.outputLocation;
        const output = location === undefined ? undefined : parseS3Uri(location);
        if (output === undefined) {
            throw invalidRequest(
                "No output location provided. An output location is required either through the Workgroup result " +
                    "configuration setting or as an API input.",
            );
        }
        const bucketFound = this.runtime.allowed(caller.function, {
            principal: { role: caller.roleArn },
            action: "s3:GetBucketLocation",
            resource: `arn:aws:s3:::${output.bucket}`,
        });
        if (!bucketFound) {
            throw invalidRequest(`Unable to verify/create output bucket ${output.bucket}`);
        }
        return {
            id: queryId(this.byId.size, request.queryString),
            sql: request.queryString,
            workgroup,
            database: request.database,
            caller,
            output,
            submittedAt: this.runtime.clock.now(),
            state: "QUEUED",
            rows: 0,
            scannedBytes: 0,
            milliseconds: 0,
        };
    }

    private enqueue(execution: QueryExecution): void {
        const { runtime } = this;
        const pipeline = runtime.index.pipelineOf(execution.caller.function);
        const counter = runtime.hop(execution.workgroup.resource, "Athena workgroup", "queries", pipeline);
        counter.in++;
        const run = this.tail.then(async () => {
            if (execution.state !== "QUEUED") {
                return;
            }
            if (await this.run(execution)) {
                counter.out++;
            } else {
                counter.gap ??= `every query failed, the first with: ${execution.reason}`;
            }
        });
        this.tail = run.catch(() => {});
        const { clock } = runtime;
        clock.during(run).catch((error: unknown) => {
            clock.at(clock.now(), () => Promise.reject(error));
        });
    }

    /** @returns whether it succeeded */
    private async run(execution: QueryExecution): Promise<boolean> {
        execution.state = "RUNNING";
        const began = performance.now();
        try {
            await this.engine.run(execution);
            execution.state = "SUCCEEDED";
        } catch (error) {
            if (!(error instanceof QueryFailure)) {
                throw error;
            }
            execution.state = error.cancels ? "CANCELLED" : "FAILED";
            execution.reason = error.message;
        }
        execution.milliseconds = Math.round(performance.now() - began);
        execution.completedAt = this.runtime.clock.now();
        return execution.reason === undefined;
    }

    private find(id: string): QueryExecution {
        const execution = this.byId.get(id);
        if (execution === undefined) {
            throw invalidRequest(`QueryExecution ${id} was not found`);
        }
        return execution;
    }

    private workgroup(name: string): Workgroup {
        const workgroup = this.workgroups.get(name || PRIMARY);
        if (workgroup === undefined) {
            throw invalidRequest(`WorkGroup ${name || PRIMARY} is not found.`);
        }
        if (!workgroup.enabled) {
            throw invalidRequest(`WorkGroup ${workgroup.name} is disabled.`);
        }
        return workgroup;
    }

    private authorize(action: string, workgroupName: string, caller: Caller): void {
        const { plan } = this.runtime;
        const resource =
            this.workgroups.get(workgroupName)?.arn ??
            `arn:aws:athena:${plan.region}:${plan.accountId}:workgroup/${workgroupName || PRIMARY}`;
        if (
            !this.runtime.allowed(caller.function, { principal: { role: caller.roleArn }, action, resource })
        ) {
            throw accessDenied(caller, action, resource);
        }
    }
}

function accessDenied(caller: Caller, action: string, resource: string): AthenaError {
    const session = caller.roleArn
        .replace(":iam:", ":sts:")
        .replace(":role/", ":assumed-role/")
        .concat(`/${caller.function.name}`);
    return new AthenaError(
        "AccessDeniedException",
        `User: ${session} is not authorized to perform: ${action} on resource: ${resource}`,
    );
}

/** A UUID that is the same in every run with the same queries. */
function queryId(number: number, sql: string): string {
    const digits = createHash("sha256").update(`${number} ${sql}`).digest("hex");
    return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(12, 15)}`,
        `a${digits.slice(15, 18)}`,
        digits.slice(18, 30),
    ].join("-");
}
