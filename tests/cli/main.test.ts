import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { program } from "../../cli/main";
import { fromDeployment } from "../../cli/preview/deployment";

const ROOT = resolve(__dirname, "../..");
const TRIBUTARY = join(ROOT, "bin", "tributary.js");

function tributary(args: readonly string[], cwd = ROOT) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [TRIBUTARY, ...args], {
        cwd,
        encoding: "utf8",
        // A plan is larger than the megabyte that Node takes by default, and would be cut.
        maxBuffer: 64 * 1024 * 1024,
    });
    return { status, stdout, stderr };
}

describe("tributary", function () {
    this.timeout(60_000);
    let folder = "";

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "tributary-"));
    });

    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    function repository(files: Readonly<Record<string, string>>): string {
        mkdirSync(join(folder, "environments"), { recursive: true });
        for (const [file, content] of Object.entries({ "Pulumi.yaml": "name: tributary\n", ...files })) {
            writeFileSync(join(folder, file), content);
        }
        return folder;
    }

    it("previews dev: exit code 0, the answer first", () => {
        const { status, stdout, stderr } = tributary(["preview", "dev"]);
        assert.equal(stderr, "");
        assert.match(stdout, /^✔ dev is fine: \d+ resources/);
        assert.equal(status, 0);
        assert.equal(stdout.includes("\u001b["), false, "no colours in a pipe");
    });

    it("prints with --json the plan as a deployment and nothing else on standard output", () => {
        const { status, stdout, stderr } = tributary(["preview", "dev", "--json"]);
        const plan = fromDeployment(JSON.parse(stdout));
        assert.equal(status, 0);
        assert.equal(plan.stack, "dev");
        assert.ok(plan.resources.some(({ type }) => type === "tributary:index:DataLake"));
        assert.match(stderr, /^dev is fine/);
    });

    it("writes with --out the same plan that --json prints", () => {
        const file = join(folder, "plan.json");
        const { stdout } = tributary(["preview", "dev", "--json", "--out", file]);
        assert.equal(readFileSync(file, "utf8"), stdout);
    });

    it("refuses a misspelt environment with the nearest name and all names", () => {
        const { status, stderr } = tributary(["preview", "dve"]);
        assert.equal(
            stderr,
            'there is no environment "dve"; did you mean "dev"? Environments: dev, prod, staging\n',
        );
        assert.equal(status, 2);
    });

    it("lists the environments where none is named", () => {
        const { status, stderr } = tributary(["preview"]);
        assert.match(
            stderr,
            /^which environment\? There are dev, prod, staging; e\.g\. `tributary preview dev`\n$/,
        );
        assert.equal(status, 2);
    });

    it("says where to begin where there is no environment at all", () => {
        const { status, stderr } = tributary(["preview", "dev"], repository({}));
        assert.match(stderr, /no environment in .*write environments\/Pulumi\.dev\.yaml first/);
        assert.equal(status, 2);
    });

    it("prints every problem of the files, without a stack trace, and exits with 2", () => {
        const files = {
            "environments/Pulumi.dev.yaml":
                "config:\n  tributary:teir: sandbox\n  tributary:domains: [nowhere]\n",
        };
        const { status, stdout, stderr } = tributary(["preview", "dev"], repository(files));
        assert.equal(status, 2);
        assert.equal(stdout, "");
        assert.match(stderr, /environments\/Pulumi\.dev\.yaml:2:\d+ .*tier/);
        assert.match(stderr, /nowhere/);
        assert.doesNotMatch(stderr, /^\s+at /m);
    });

    it("exits with 1 where a mandatory policy is violated, naming the rule, the resource and the fix", () => {
        const root = repository({
            "environments/Pulumi.live.yaml": [
                "config:",
                "  aws:region: eu-west-1",
                "  tributary:tier: production",
                "  tributary:domains: [weather]",
                "  tributary:alarms: { email: team@example.com }",
                "  tributary:logs: { retentionDays: 1 }",
                "  tributary:lakeTags: { sensitivity: [public, internal, personal] }",
            ].join("\n"),
        });
        cpSync(join(ROOT, "domains"), join(root, "domains"), { recursive: true });
        cpSync(join(ROOT, "package.json"), join(root, "package.json"));
        for (const shared of ["node_modules", "functions"]) {
            symlinkSync(join(ROOT, shared), join(root, shared));
        }
        const { status, stdout, stderr } = tributary(["preview", "live"], root);
        assert.equal(stderr, "");
        assert.match(stdout, /^✘ live must not be deployed: \d+ mandatory violations/);
        assert.match(stdout, /✘ cloudwatch\/log-group-retention mandatory/);
        assert.match(stdout, /weather-stations-transform: retentionInDays is 1/);
        assert.equal(status, 1);
    });

    it("refuses unknown options and commands with the nearest one, and exits with 2", () => {
        for (const [args, expected] of [
            [["preview", "dev", "--jsno"], /unknown option '--jsno'\n\(Did you mean --json\?\)/],
            [["preveiw"], /unknown command 'preveiw'\n\(Did you mean preview\?\)/],
            [["preview", "dev", "prod"], /too many arguments/],
        ] as const) {
            const { status, stderr } = tributary(args);
            assert.match(stderr, expected);
            assert.equal(status, 2);
        }
    });

    it("refuses a file that cannot be written, with the reason", () => {
        const { status, stderr } = tributary(["preview", "dev", "--out", join(folder, "none", "plan.json")]);
        assert.match(stderr, /^--out .*ENOENT.*name a file in a folder that exists\n$/);
        assert.equal(status, 2);
    });

    it("ends quietly where the reader of its output has seen enough", async () => {
        const child = spawn(process.execPath, [TRIBUTARY, "preview", "dev", "--json"], { cwd: ROOT });
        let stderr = "";
        child.stderr.on("data", (chunk: Buffer) => {
            stderr += chunk;
        });
        child.stdout.once("data", () => child.stdout.destroy());
        await new Promise((done) => child.once("close", done));
        assert.doesNotMatch(stderr, /EPIPE|at /);
    });

    it("teaches in its help: what to do first, examples for each command, exit codes", () => {
        const { status, stdout } = tributary(["--help"]);
        assert.equal(status, 0);
        assert.match(stdout, /First steps:\n {2}tributary run dev/);
        assert.match(stdout, /Exit codes: 0 fine/);
        for (const command of program().commands) {
            assert.ok(command.summary() !== "", command.name());
            assert.match(tributary([command.name(), "--help"]).stdout, /Exit codes:/, command.name());
        }
    });
});
