import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type BundleArgs, BundleError, bundle } from "../../../infra/aws/bundle";

const ENTRY = "functions/transform/handler.ts";
const TRANSFORM = "domains/weather/transforms/stations.ts";

const FILES: Record<string, string> = {
    "package-lock.json": "{}",
    [ENTRY]: `import { transform } from "tributary:transform"; import { twice } from "./twice";
        export const handler = (x: number) => (transform ? transform(twice(x)) : twice(x));`,
    "functions/transform/twice.ts": "export const twice = (x: number): number => 2 * x;",
    "functions/transform/none.ts": "export const transform = undefined;",
    "functions/transform/transform.ts": 'export const reject = (reason: string) => "no: " + reason;',
    [TRANSFORM]: `import { one } from "../one"; export const transform = (x: number): number => x + one;`,
    "domains/weather/one.ts": "export const one = 1;",
    "domains/flights/secret.ts": "export const secret = 5;",
    "node_modules/three/package.json": '{ "name": "three", "main": "index.js" }',
    "node_modules/three/index.js": "exports.three = 3;",
};

describe("bundles", function () {
    this.timeout(30_000);
    const roots: string[] = [];

    /** A repository with the files above and these. */
    function repository(files: Record<string, string> = {}): string {
        const root = mkdtempSync(join(tmpdir(), "tributary-bundle-"));
        roots.push(root);
        for (const [file, content] of Object.entries({ ...FILES, ...files })) write(root, file, content);
        return root;
    }

    afterEach(() => {
        for (const root of roots.splice(0)) rmSync(root, { recursive: true });
    });

    it("hold the function with the domain's transform in its place", () => {
        const root = repository();
        assert.equal(handlerOf(bundle(args(root)))(3), 7);
        assert.equal(handlerOf(bundle(args(root, { name: "plain", transform: undefined })))(3), 6);
    });

    it("may hold npm packages and what the platform offers to transforms", () => {
        const root = repository({
            [TRANSFORM]: `import { three } from "three"; import { reject } from "../../../functions/transform/transform";
                export const transform = (x: number) => (x > 0 ? x * three : reject("negative"));`,
        });
        const handler = handlerOf(bundle(args(root)));
        assert.equal(handler(3), 18);
        assert.equal(handler(-3), "no: negative");
    });

    it("are the same bytes twice, and in another place", () => {
        const [first, second] = [repository(), repository()];
        const contents = [bundle(args(first)), bundle(args(second))].map((file) => readFileSync(file));
        assert.deepEqual(contents[0], contents[1]);
        rmSync(join(first, ".tributary"), { recursive: true });
        assert.deepEqual(readFileSync(bundle(args(first))), contents[0]);
        assert.ok(!contents[0]!.toString().includes(first), "no path of this machine inside");
    });

    it("lie where name and sources say, whatever is in them", () => {
        const root = repository();
        const file = bundle(args(root));
        write(root, TRANSFORM, "export const transform = (x: number) => -x;");
        assert.equal(bundle(args(root)), file);
        assert.notEqual(bundle(args(root, { transform: undefined })), file);
    });

    it("are not made anew while nothing has changed, and esbuild is not even loaded", () => {
        const root = repository();
        const before = statSync(bundle(args(root)));
        const script = `
            require("ts-node/register/transpile-only");
            const { bundle } = require("./infra/aws/bundle");
            bundle(${JSON.stringify(args(root))});
            process.exit(Object.keys(require.cache).some((file) => file.includes("/esbuild/")) ? 1 : 0);`;
        execFileSync(process.execPath, ["-e", script], { cwd: resolve(__dirname, "../../..") });
        assert.equal(statSync(bundle(args(root))).mtimeMs, before.mtimeMs);
    });

    for (const [file, content, expected] of [
        [TRANSFORM, "export const transform = (x: number) => -x;", -6],
        ["domains/weather/one.ts", "export const one = 10;", 16],
        ["functions/transform/twice.ts", "export const twice = (x: number) => 3 * x;", 10],
    ] as const) {
        it(`are made anew when ${file} has changed`, () => {
            const root = repository();
            bundle(args(root));
            write(root, file, content);
            assert.equal(handlerOf(bundle(args(root)))(3), expected);
        });
    }

    it("are made anew when the lock file has changed, since packages may have", () => {
        const root = repository({
            [TRANSFORM]: 'import { three } from "three"; export const transform = () => three;',
        });
        bundle(args(root));
        write(root, "node_modules/three/index.js", "exports.three = 33;");
        write(root, "package-lock.json", '{ "changed": true }');
        assert.equal(handlerOf(bundle(args(root)))(0), 33);
    });

    for (const damage of ["index.js", "stamp.json"]) {
        it(`are made anew when ${damage} is damaged or gone`, () => {
            const root = repository();
            const folder = dirname(bundle(args(root)));
            writeFileSync(join(folder, damage), "{");
            assert.equal(handlerOf(bundle(args(root)))(3), 7);
            rmSync(join(folder, damage));
            assert.equal(handlerOf(bundle(args(root)))(3), 7);
        });
    }

    it("stay whole when several processes make the same one", async () => {
        const root = repository();
        const script = `
            require("ts-node/register/transpile-only");
            const { bundle } = require("./infra/aws/bundle");
            for (let n = 0; n < 20; n++) {
                const file = bundle(${JSON.stringify(args(root))});
                delete require.cache[file];
                if (require(file).handler(3) !== 7) process.exit(1);
                require("node:fs").writeFileSync(require("node:path").join(require("node:path").dirname(file), "stamp.json"), "");
            }`;
        const cwd = resolve(__dirname, "../../..");
        const codes = [0, 1, 2].map(
            () =>
                new Promise((done) => {
                    spawn(process.execPath, ["-e", script], { cwd, stdio: "inherit" }).on("exit", done);
                }),
        );
        assert.deepEqual(await Promise.all(codes), [0, 0, 0]);
        const left = readdirSync(join(root, ".tributary/build"), { recursive: true, encoding: "utf8" });
        assert.deepEqual(
            left.filter((file) => /\/\./.test(file)),
            [],
            "no temporary files are left",
        );
    });

    describe("cannot be made, with file, line and column,", () => {
        const cases: [title: string, files: Record<string, string>, problems: RegExp[]][] = [
            [
                "of a syntax error, and all of them are told",
                {
                    [TRANSFORM]: 'import "../one"; import "../two"; export const transform = () => 1;',
                    "domains/weather/one.ts": "const = 1;",
                    "domains/weather/two.ts": "\nexport const two = ;",
                },
                [
                    /^domains\/weather\/one\.ts:1:7: Expected identifier but found "="$/,
                    /^domains\/weather\/two\.ts:2:20: Unexpected ";"$/,
                ],
            ],
            [
                "of a package that is not installed",
                { [TRANSFORM]: 'import "four"; export const transform = () => 4;' },
                [
                    /^domains\/weather\/transforms\/stations\.ts:1:8: Could not resolve "four"; install the package or correct/,
                ],
            ],
            [
                "of a transform that is exported under another name",
                { [TRANSFORM]: "export const transfrom = () => 4;" },
                [
                    /^domains\/weather\/transforms\/stations\.ts: exports no "transform"; add `export const transform/,
                ],
            ],
            [
                "of a transform that exports nothing",
                { [TRANSFORM]: "const transform = () => 4;" },
                [
                    /^domains\/weather\/transforms\/stations\.ts: exports no "transform"; add `export const transform/,
                ],
            ],
            [
                "of another domain's files",
                {
                    [TRANSFORM]:
                        'import { secret } from "../../flights/secret"; export const transform = () => secret;',
                },
                [
                    /^domains\/weather\/transforms\/stations\.ts: imports "\.\.\/\.\.\/flights\/secret" from outside of domains\/weather\//,
                ],
            ],
            [
                "of the platform's inner files, also when a file between imports them",
                {
                    "domains/weather/one.ts":
                        'export { twice as one } from "../../functions/transform/twice";',
                },
                [
                    /^domains\/weather\/one\.ts: imports "\.\.\/\.\.\/functions\/transform\/twice" from outside of/,
                ],
            ],
        ];
        for (const [title, files, problems] of cases) {
            it(title, () => {
                const error = failureOf(() => bundle(args(repository(files))));
                assert.equal(error.problems.length, problems.length, error.message);
                for (const problem of problems)
                    assert.ok(
                        error.problems.some((text) => problem.test(text)),
                        error.message,
                    );
            });
        }

        it("without a stack trace, since the fault is in the file that is named", () => {
            const error = failureOf(() => bundle(args(repository({ [TRANSFORM]: "{" }))));
            assert.doesNotMatch(error.stack!, /^\s*at /m);
        });

        it("of files that do not exist", () => {
            const error = failureOf(() =>
                bundle(args(repository(), { transform: "domains/weather/none.ts" })),
            );
            assert.deepEqual(error.problems, [
                "domains/weather/none.ts: no such file; create it or correct its path",
            ]);
        });
    });

    it("are refused each time while a source is broken, although an older one exists", () => {
        const root = repository();
        bundle(args(root));
        write(root, TRANSFORM, "export const transform = ;");
        failureOf(() => bundle(args(root)));
        failureOf(() => bundle(args(root)));
    });

    it("are the same when the repository is reached through a link", () => {
        const root = repository();
        const file = bundle(args(root));
        const link = `${root}-link`;
        symlinkSync(root, link);
        roots.push(link);
        assert.equal(bundle({ ...args(link), transform: join(link, TRANSFORM) }), file);
    });
});

function args(root: string, others: Partial<BundleArgs> = {}): BundleArgs {
    return { name: "weather-stations-transform", entry: ENTRY, transform: TRANSFORM, root, ...others };
}

function write(root: string, file: string, content: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
}

function handlerOf(file: string): (x: number) => unknown {
    delete require.cache[file];
    return require(file).handler;
}

function failureOf(run: () => unknown): BundleError {
    try {
        run();
    } catch (error) {
        if (error instanceof BundleError) return error;
        throw error;
    }
    assert.fail("a bundle was made");
}
