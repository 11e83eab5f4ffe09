import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { Worker } from "node:worker_threads";
import type { InvocationResult } from "../runtime";

/** What a function's environments have in common. */
export interface FunctionSettings {
    readonly arn: string;
    readonly functionName: string;
    readonly handler: string;
    /** Folder of the code. */
    readonly taskRoot: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly timeoutSeconds: number;
    readonly memoryMb: number;
    readonly logGroup: string;
    readonly log: Writable;
}

/** Lambda's limit on a synchronous request and on its response, in bytes. Source: AWS Lambda, Quotas. */
export const PAYLOAD_LIMIT = 6 * 1024 * 1024;

/**
 * One execution environment: a worker thread with the function's code, its variables and nothing of this
 * process's. It handles one invocation at a time, and is gone after a time-out or a crash.
 */
export class ExecutionEnvironment {
    private readonly worker: Worker;
    private waiting: ((result: InvocationResult) => void) | undefined;
    private gone: InvocationResult | undefined;

    constructor(private readonly settings: FunctionSettings) {
        const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${randomUUID().replaceAll("-", "")}`;
        this.worker = new Worker(join(__dirname, "bootstrap.js"), {
            env: { ...settings.variables, AWS_LAMBDA_LOG_STREAM_NAME: logStreamName },
            execArgv: [],
            stdout: true,
            stderr: true,
            name: settings.functionName,
            resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb, maxYoungGenerationSizeMb: 32 },
            workerData: {
                taskRoot: settings.taskRoot,
                handler: settings.handler,
                context: {
                    functionName: settings.functionName,
                    functionVersion: "$LATEST",
                    invokedFunctionArn: settings.arn,
                    memoryLimitInMB: String(settings.memoryMb),
                    logGroupName: settings.logGroup,
                    logStreamName,
                },
            },
        });
        this.worker.stdout.pipe(settings.log, { end: false });
        this.worker.stderr.pipe(settings.log, { end: false });
        this.worker.on("message", (result: InvocationResult) => this.finish(result));
        this.worker.on("error", (error: Error & { code?: string }) => {
            const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
            this.gone = {
                ok: false,
                errorType: outOfMemory ? "Runtime.OutOfMemory" : "Runtime.ExitError",
                errorMessage: outOfMemory
                    ? `the function needed more than its ${settings.memoryMb} MB`
                    : `Runtime exited with error: ${error.message}`,
            };
            this.finish(this.gone);
        });
        this.worker.on("exit", (code) => {
            this.gone ??= {
                ok: false,
                errorType: "Runtime.ExitError",
                errorMessage: `Runtime exited without providing a reason (exit code ${code})`,
            };
            this.finish(this.gone);
        });
    }

    /** False after a time-out or a crash: the next invocation needs a new environment. */
    get usable(): boolean {
        return this.gone === undefined;
    }

    /**
     * Runs the handler once; never rejects.
     * @param fault when given, the invocation fails with this message instead of running the handler
     */
    async invoke(payload: string, fault?: string): Promise<InvocationResult> {
        if (this.gone) {
            return this.gone;
        }
        const { timeoutSeconds } = this.settings;
        const finished = new Promise<InvocationResult>((resolve) => {
            this.waiting = resolve;
        });
        const timer = setTimeout(() => {
            this.gone = {
                ok: false,
                errorType: "Sandbox.Timedout",
                errorMessage: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
            };
            void this.worker.terminate();
            this.finish(this.gone);
        }, timeoutSeconds * 1000);
        this.worker.postMessage({
            requestId: randomUUID(),
            payload,
            deadline: Date.now() + timeoutSeconds * 1000,
            fault,
        });
        const result = await finished;
        clearTimeout(timer);
        return result;
    }

    /** Ends the thread. */
    async close(): Promise<void> {
        this.gone ??= { ok: false, errorType: "Runtime.ExitError", errorMessage: "the run has ended" };
        await this.worker.terminate();
    }

    private finish(result: InvocationResult): void {
        const waiting = this.waiting;
        this.waiting = undefined;
        if (result.ok && result.payload.length > PAYLOAD_LIMIT) {
            waiting?.({
                ok: false,
                errorType: "Function.ResponseSizeTooLarge",
                errorMessage: `Response payload size (${result.payload.length} bytes) exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`,
            });
            return;
        }
        waiting?.(result);
    }
}
