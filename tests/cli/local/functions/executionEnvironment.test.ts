import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { ExecutionEnvironment } from "../../../../cli/local/functions/executionEnvironment";

describe("a function's execution environment", () => {
    let folder = "";
    const open: ExecutionEnvironment[] = [];
    const log = new PassThrough();
    log.resume();

    beforeEach(() => {
        folder = mkdtempSync("/tmp/tributary-function-");
    });
    afterEach(async () => {
        await Promise.all(open.splice(0).map((environment) => environment.close()));
        rmSync(folder, { recursive: true });
    });

    function environment(code: string, settings: { timeoutSeconds?: number; memoryMb?: number } = {}) {
        writeFileSync(join(folder, "index.js"), code);
        const made = new ExecutionEnvironment({
            arn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
            functionName: "f",
            handler: "index.handler",
            taskRoot: folder,
            variables: { GREETING: "hello", AWS_REGION: "eu-west-1" },
            timeoutSeconds: 3,
            memoryMb: 128,
            logGroup: "/aws/lambda/f",
            log,
            ...settings,
        });
        open.push(made);
        return made;
    }

    it("runs the handler with the event, the context and its own variables only", async () => {
        const made = environment(`exports.handler = async (event, context) => ({
            event, name: context.functionName, left: context.getRemainingTimeInMillis() > 2000,
            id: context.awsRequestId.length, greeting: process.env.GREETING, home: process.env.HOME ?? "none" });`);
        const result = await made.invoke('{"a":[1]}');
        assert.ok(result.ok);
        assert.deepEqual(JSON.parse(result.payload), {
            event: { a: [1] },
            name: "f",
            left: true,
            id: 36,
            greeting: "hello",
            home: "none",
        });
    });

    it("reports what the handler throws, and is used again", async () => {
        const made = environment(
            "exports.handler = async (event) => { if (event) throw new TypeError('no'); return 1; };",
        );
        assert.deepEqual(await made.invoke("true"), {
            ok: false,
            errorType: "TypeError",
            errorMessage: "no",
        });
        assert.equal(made.usable, true);
        assert.deepEqual(await made.invoke("false"), { ok: true, payload: "1" });
    });

    it("ends a handler that takes longer than the plan's time-out, also in an endless loop", async () => {
        const made = environment("exports.handler = async () => { for (;;); };", { timeoutSeconds: 0.3 });
        const result = await made.invoke("{}");
        assert.ok(!result.ok);
        assert.equal(result.errorMessage, "Task timed out after 0.30 seconds");
        assert.equal(made.usable, false);
    });

    it("survives a function that ends its process", async () => {
        const made = environment("exports.handler = async () => process.exit(3);");
        const result = await made.invoke("{}");
        assert.ok(!result.ok);
        assert.equal(result.errorType, "Runtime.ExitError");
        assert.equal(made.usable, false);
    });

    it("ends a function that needs more memory than the plan gives it", async () => {
        const made = environment(
            "exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({}).map(() => ({}))); };",
            { memoryMb: 32, timeoutSeconds: 15 },
        );
        const result = await made.invoke("{}");
        assert.ok(!result.ok);
        assert.equal(result.errorType, "Runtime.OutOfMemory");
    });

    it("says so when the code cannot be loaded or exports no such handler", async () => {
        const broken = await environment("throw new Error('at start');").invoke("{}");
        assert.deepEqual(broken, { ok: false, errorType: "Error", errorMessage: "at start" });
        const missing = await environment("exports.other = 1;").invoke("{}");
        assert.ok(!missing.ok);
        assert.equal(missing.errorType, "Runtime.HandlerNotFound");
    });

    it("refuses a response that Lambda would refuse", async () => {
        const made = environment("exports.handler = async () => 'x'.repeat(7 * 1024 * 1024);");
        const result = await made.invoke("{}");
        assert.ok(!result.ok);
        assert.equal(result.errorType, "Function.ResponseSizeTooLarge");
    });
});
