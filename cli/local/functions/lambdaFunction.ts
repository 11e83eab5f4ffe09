import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { PlanResource } from "../../preview/plan";
import { number, record, reveal, text } from "../resources";
import type { HopCounter, InvocationResult, Runtime } from "../runtime";
import { DeploymentPackageError, unpackCode } from "./deploymentPackage";
import { ExecutionEnvironment, type FunctionSettings, PAYLOAD_LIMIT } from "./executionEnvironment";

/** Decides whether an invocation fails on purpose, and with which words. */
export type InvocationFault = (resource: PlanResource, payload: string) => string | undefined;

/** More threads than processors only take memory. */
const CONCURRENCY = Math.max(1, Math.min(2, availableParallelism()));

/** A function of the plan with its execution environments. */
export class LambdaFunction {
    readonly arn: string;
    readonly roleArn: string;
    readonly timeoutSeconds: number;
    readonly counter: HopCounter;
    private readonly concurrency: number;
    private readonly idle: ExecutionEnvironment[] = [];
    private readonly all = new Set<ExecutionEnvironment>();
    private readonly queue: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
    private running = 0;
    private settings: FunctionSettings | undefined;
    private refusal: InvocationResult | undefined;
    private log: WriteStream | undefined;
    private readonly failedBy = new Map<string, number>();

    constructor(
        private readonly runtime: Runtime,
        readonly resource: PlanResource,
        private readonly fault: InvocationFault,
    ) {
        const { inputs, outputs } = resource;
        this.arn = text(outputs.arn) ?? "";
        this.roleArn = text(inputs.role) ?? "";
        this.timeoutSeconds = number(inputs.timeout) ?? 3;
        const reserved = number(inputs.reservedConcurrentExecutions) ?? -1;
        this.concurrency = reserved < 0 ? CONCURRENCY : Math.min(CONCURRENCY, reserved);
        this.counter = runtime.hop(resource, "Lambda function", "invocations");
    }

    /** What the function's calls to AWS are signed with: it tells the endpoint whose role they have. */
    get accessKeyId(): string {
        return `ASIA${createHash("sha256").update(`${this.arn} ${this.roleArn}`).digest("hex").slice(0, 16).toUpperCase()}`;
    }

    /** Invokes synchronously; never rejects. */
    async invoke(payload: string): Promise<InvocationResult> {
        this.counter.in++;
        const result = await this.runtime.clock.during(this.attempt(payload));
        if (result.ok) {
            this.counter.out++;
        } else {
            this.failedBy.set(result.errorType, (this.failedBy.get(result.errorType) ?? 0) + 1);
            const failed = [...this.failedBy].map(([type, count]) => `${count} × ${type}`).join(", ");
            this.counter.detail = `failed: ${failed}`;
            this.counter.gap = `every invocation of ${this.resource.name} failed, the last with ${result.errorType}: ${result.errorMessage}`;
        }
        return result;
    }

    /** Ends all environments. */
    async close(): Promise<void> {
        await Promise.all([...this.all].map((environment) => environment.close()));
        await new Promise<void>((resolve) => {
            if (this.log) {
                this.log.end(resolve);
            } else {
                resolve();
            }
        });
    }

    private async attempt(payload: string): Promise<InvocationResult> {
        if (payload.length > PAYLOAD_LIMIT) {
            return {
                ok: false,
                errorType: "RequestTooLargeException",
                errorMessage: `${payload.length} byte payload is too large for the RequestResponse invocation type (limit ${PAYLOAD_LIMIT} bytes)`,
            };
        }
        this.refusal ??= this.prepare();
        if (this.refusal) {
            return this.refusal;
        }
        if (this.concurrency === 0) {
            return { ok: false, errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded." };
        }
        const environment = await this.acquire();
        const result = await environment.invoke(payload, this.fault(this.resource, payload));
        this.release(environment);
        return result;
    }

    /** Lays out the code and checks the role, before the first invocation. */
    private prepare(): InvocationResult | undefined {
        if (this.settings) {
            return undefined;
        }
        const { runtime, resource } = this;
        const assumed = runtime.assumable(resource, this.roleArn, "lambda.amazonaws.com", {});
        if (!assumed) {
            return {
                ok: false,
                errorType: "InvalidParameterValueException",
                errorMessage: "The role defined for the function cannot be assumed by Lambda.",
            };
        }
        const functionName = text(resource.outputs.name) ?? resource.name;
        const logGroup =
            text(record(resource.inputs.loggingConfig)?.logGroup) ?? `/aws/lambda/${functionName}`;
        for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) {
            runtime.allowed(resource, {
                principal: { role: this.roleArn },
                action,
                resource: `arn:aws:logs:${runtime.plan.region}:${runtime.plan.accountId}:log-group:${logGroup}:log-stream:local`,
            });
        }
        const taskRoot = join(runtime.directory, "functions", resource.name);
        try {
            unpackCode(resource, taskRoot);
        } catch (error) {
            if (!(error instanceof DeploymentPackageError)) {
                throw error;
            }
            runtime.fail({ resource, message: error.message });
            return { ok: false, errorType: "Runtime.ImportModuleError", errorMessage: error.message };
        }
        const logs = join(runtime.directory, "logs");
        mkdirSync(logs, { recursive: true });
        this.log = createWriteStream(join(logs, `${resource.name}.log`), { flags: "a" });
        this.log.setMaxListeners(0);
        this.settings = this.describe(functionName, logGroup, taskRoot, this.log);
        return undefined;
    }

    private describe(
        functionName: string,
        logGroup: string,
        taskRoot: string,
        log: WriteStream,
    ): FunctionSettings {
        const { inputs } = this.resource;
        const handler = text(inputs.handler) ?? "index.handler";
        const memoryMb = number(inputs.memorySize) ?? 128;
        const given = record(reveal(record(reveal(inputs.environment))?.variables)) ?? {};
        const variables: Record<string, string> = {};
        for (const [name, value] of Object.entries(given)) {
            const known = reveal(value);
            if (typeof known === "string") {
                variables[name] = known;
            }
        }
        return {
            arn: this.arn,
            functionName,
            handler,
            taskRoot,
            timeoutSeconds: this.timeoutSeconds,
            memoryMb,
            logGroup,
            log,
            variables: {
                ...variables,
                AWS_REGION: this.runtime.plan.region,
                AWS_DEFAULT_REGION: this.runtime.plan.region,
                AWS_ACCESS_KEY_ID: this.accessKeyId,
                AWS_SECRET_ACCESS_KEY: "local",
                AWS_SESSION_TOKEN: "local",
                AWS_ENDPOINT_URL: this.runtime.endpointUrl,
                // Nothing of the person's own AWS set-up may leak into a function.
                AWS_CONFIG_FILE: "/dev/null",
                AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
                AWS_EC2_METADATA_DISABLED: "true",
                AWS_EXECUTION_ENV: `AWS_Lambda_${text(inputs.runtime) ?? "nodejs22.x"}`,
                AWS_LAMBDA_FUNCTION_NAME: functionName,
                AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
                AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
                AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
                AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
                LAMBDA_TASK_ROOT: taskRoot,
                _HANDLER: handler,
                TZ: ":UTC",
                LANG: "en_US.UTF-8",
            },
        };
    }

    private async acquire(): Promise<ExecutionEnvironment> {
        const idle = this.idle.pop();
        if (idle) {
            return idle;
        }
        if (this.running < this.concurrency) {
            this.running++;
            return this.start();
        }
        return (
            (await new Promise<ExecutionEnvironment | undefined>((resolve) => this.queue.push(resolve))) ??
            this.start()
        );
    }

    private start(): ExecutionEnvironment {
        const environment = new ExecutionEnvironment(this.settings!);
        this.all.add(environment);
        return environment;
    }

    private release(environment: ExecutionEnvironment): void {
        if (!environment.usable) {
            this.all.delete(environment);
        }
        const next = this.queue.shift();
        if (next) {
            next(environment.usable ? environment : undefined);
        } else if (environment.usable) {
            this.idle.push(environment);
        } else {
            this.running--;
        }
    }
}
