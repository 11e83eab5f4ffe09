import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { buildPack } from "../../policies/build";
import { RULES } from "../../policies/rules";
import { UNKNOWN } from "../../policies/unknown";

const ROOT = join(__dirname, "..", "..");
const PACK = join(ROOT, ".tributary", "tests", `policies-${process.pid}`);
const STREAM = "aws:kinesis/stream:Stream";

type Call<Request, Response> = (
    request: Request,
    callback: (error: Error | null, response: Response) => void,
) => unknown;

describe("the built pack in Pulumi's policy host", () => {
    let host: ChildProcess;
    let client: AnalyzerClient;
    let seconds: number;

    /** Starts the host as the engine does: `run-policy-pack <engine> .` in the pack's folder; it prints its port. */
    async function start(config: Record<string, string>): Promise<void> {
        const program = join(ROOT, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
        const started = performance.now();
        host = spawn(process.execPath, [program, "127.0.0.1:1", "."], {
            cwd: PACK,
            env: { ...process.env, PULUMI_CONFIG: JSON.stringify(config), PULUMI_NODEJS_DRY_RUN: "true" },
            stdio: ["ignore", "pipe", "inherit"],
        });
        const port = await new Promise<string>((resolve, reject) => {
            createInterface({ input: host.stdout as NodeJS.ReadableStream }).once("line", resolve);
            host.once("exit", (code) => reject(new Error(`the host ended with ${code}`)));
        });
        seconds = (performance.now() - started) / 1000;
        client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    }

    function call<Request, Response>(method: Call<Request, Response>, request: Request): Promise<Response> {
        return new Promise((resolve, reject) => {
            method.call(client, request, (error, response) => (error ? reject(error) : resolve(response)));
        });
    }

    function analyze(props: Record<string, unknown>): Promise<proto.AnalyzeResponse> {
        const request = new proto.AnalyzeRequest();
        request.setType(STREAM);
        request.setName("readings");
        request.setUrn(`urn:pulumi:dev::example::${STREAM}::readings`);
        request.setProperties(Struct.fromJavaScript(props as Record<string, string>));
        request.setOptions(new proto.AnalyzerResourceOptions());
        return call<proto.AnalyzeRequest, proto.AnalyzeResponse>(client.analyze as never, request);
    }

    async function analyzeStack(outputs: Record<string, unknown>): Promise<proto.AnalyzeResponse> {
        const resource = new proto.AnalyzerResource();
        resource.setType(STREAM);
        resource.setName("readings");
        resource.setUrn(`urn:pulumi:dev::example::${STREAM}::readings`);
        resource.setProperties(Struct.fromJavaScript(outputs as Record<string, string>));
        resource.setOptions(new proto.AnalyzerResourceOptions());
        const request = new proto.AnalyzeStackRequest();
        request.setResourcesList([resource]);
        return call<proto.AnalyzeStackRequest, proto.AnalyzeResponse>(client.analyzeStack as never, request);
    }

    const said = (response: proto.AnalyzeResponse) =>
        response.getDiagnosticsList().map((diagnostic) => ({
            policy: diagnostic.getPolicyname(),
            mandatory: diagnostic.getEnforcementlevel() === proto.EnforcementLevel.MANDATORY,
            message: diagnostic.getMessage(),
        }));

    before(() => buildPack(PACK));

    afterEach(() => {
        client?.close();
        host?.kill();
    });

    after(() => rmSync(PACK, { recursive: true, force: true }));

    it("starts from plain JavaScript, with all policies", async function () {
        this.timeout(30_000);
        await start({});
        const info = await call<unknown, proto.AnalyzerInfo>(client.getAnalyzerInfo as never, new Empty());
        assert.equal(info.getPoliciesList().length, RULES.length);
        // On an idle machine it takes about one second; type checks would take ten more.
        assert.ok(seconds < 6, `took ${seconds.toFixed(1)} s`);
    });

    it("stops a stream without encryption, and shows one of which it cannot tell", async function () {
        this.timeout(30_000);
        await start({});
        const open = said(await analyze({ encryptionType: "NONE", retentionPeriod: 168 }));
        assert.deepEqual(
            open.map(({ policy, mandatory }) => [policy, mandatory]),
            [["kinesis.stream-encrypted", true]],
        );
        await analyzeStack({});

        const undecided = { encryptionType: "KMS", kmsKeyId: UNKNOWN, retentionPeriod: 168 };
        assert.deepEqual(said(await analyze(undecided)), []);
        const [shown, ...more] = said(await analyzeStack(undecided));
        assert.deepEqual(more, []);
        assert.equal(shown?.policy, "kinesis.stream-encrypted");
        assert.equal(shown?.mandatory, false);
        assert.match(shown?.message ?? "", /^Neither passed nor failed: kmsKeyId/);
    });

    it("takes the tier from the stack's configuration", async function () {
        this.timeout(30_000);
        const props = { encryptionType: "KMS", kmsKeyId: "alias/lake", retentionPeriod: 24 };
        await start({ "tributary:tier": "sandbox" });
        assert.deepEqual(said(await analyze(props)), []);
        client.close();
        host.kill();
        await start({});
        assert.deepEqual(
            said(await analyze(props)).map(({ policy }) => policy),
            ["kinesis.stream-retention"],
        );
    });
});
