import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ProgramError } from "../../../cli/preview/failure";
import { BundleError } from "../../../infra/aws/bundle";
import { Group, record } from "./programs";

const ROOT = resolve(__dirname, "../../..");

describe("a program that cannot be recorded", () => {
    async function problems(program: () => unknown): Promise<string[]> {
        const error = await record(program).then(
            () => assert.fail("the program was accepted"),
            (reason: unknown) => reason,
        );
        assert.ok(error instanceof ProgramError, String(error));
        return error.problems.map(({ message, frames }) => [message, ...frames].join("\n"));
    }

    it("is refused for two resources with one URN, naming both places", async () => {
        const found = await problems(async () => {
            new aws.sqs.Queue("jobs", { name: "a" });
            new aws.sqs.Queue("jobs", { name: "b" });
            new aws.sns.Topic("news");
            new aws.sns.Topic("news");
        });
        assert.equal(found.length, 2, "both pairs are told");
        assert.match(
            found[0] ?? "",
            /Queue "jobs" is registered at .*failure\.test\.ts:\d+:\d+ and again at .*failure\.test\.ts:\d+/,
        );
        assert.match(found[1] ?? "", /Topic "news"/);
    });

    it("tells what is wrong with a transform in the bundler's words, without where we noticed", async () => {
        const problem = 'domains/weather/transforms/stations.ts:1:40: Unexpected ";"; correct it';
        const found = await problems(() => {
            throw new BundleError([problem]);
        });
        assert.deepEqual(found, [problem]);
    });

    it("accepts one name twice below different parents", async () => {
        const plan = await record(async () => {
            new Group("a", (parent) => void new aws.sqs.Queue("jobs", {}, { parent }));
            new aws.sqs.Queue("jobs");
        });
        assert.equal(plan.resources.filter(({ name }) => name === "jobs").length, 2);
    });

    it("surfaces an exception thrown inside apply, with the place in the program", async () => {
        const found = await problems(async () => {
            new aws.sqs.Queue("jobs").url.apply(() => {
                throw new TypeError("broken wiring");
            });
        });
        assert.deepEqual(found.length, 1);
        assert.match(found[0] ?? "", /^TypeError: broken wiring\n.*failure\.test\.ts:\d+/);
    });

    it("surfaces an exception of an apply whose result another resource needs, once", async () => {
        const found = await problems(async () => {
            const name = new aws.sqs.Queue("jobs").url.apply((): string => {
                throw new Error("no name");
            });
            new aws.sns.Topic("news", { name });
            new aws.sns.Topic("more", { name });
        });
        assert.equal(found.filter((problem) => problem.includes("no name")).length, found.length);
        assert.ok(found.length >= 1);
    });

    it("surfaces what the program itself throws", async () => {
        const found = await problems(async () => {
            new aws.sqs.Queue("jobs");
            throw new Error("cannot go on");
        });
        assert.match(found[0] ?? "", /^cannot go on\n.*failure\.test\.ts:\d+/);
    });

    it("surfaces errors that the program logs", async () => {
        assert.deepEqual(
            await problems(async () => {
                pulumi.log.error("that is wrong");
            }),
            ["that is wrong"],
        );
    });

    it("is refused for a function that asks AWS, with the function's token", async () => {
        const found = await problems(async () => ({ image: aws.ec2.getAmiOutput({}).id }));
        assert.match(found[0] ?? "", /aws:ec2\/getAmi:getAmi/);
    });

    it("is told where it waits for ever, instead of ending the process as if all were well", () => {
        const script = `
            require(${JSON.stringify(join(ROOT, "bin/typescript.js"))}).register(${JSON.stringify(ROOT)}, ${JSON.stringify(join(ROOT, "node_modules/.cache/tributary/typescript"))});
            const aws = require("@pulumi/aws");
            const { recordProgram } = require("./cli/preview/recorder.ts");
            const never = new Promise(() => {});
            const program = process.argv[1] === "program" ? () => never : async () => void new aws.sqs.Queue("stuck", { name: never });
            recordProgram({ project: "p", stack: "s", region: "eu-west-1", program }).then(
                () => console.log("recorded"),
                (error) => console.log(error.name + ": " + error.message),
            );`;
        const say = (what: string) =>
            spawnSync(process.execPath, ["-e", script, what], { cwd: ROOT, encoding: "utf8" }).stdout;
        assert.match(
            say("program"),
            /^ProgramError: the program never ends: it awaits a promise that nobody resolves/,
        );
        assert.match(
            say("resource"),
            /^ProgramError: the program never ends: resource:stuck\[aws:sqs\/queue:Queue\] waits for its inputs/,
        );
    });

    it("leaves other people's unhandled rejections alone", async () => {
        const seen: unknown[] = [];
        const listeners = process.listeners("unhandledRejection");
        process.removeAllListeners("unhandledRejection");
        process.on("unhandledRejection", (reason) => seen.push(reason));
        try {
            void Promise.reject(new Error("somebody else's"));
            await record(async () => {
                await new Promise((resolve) => setTimeout(resolve, 5));
            });
            assert.deepEqual(seen.map(String), ["Error: somebody else's"]);
        } finally {
            process.removeAllListeners("unhandledRejection");
            for (const listener of listeners) {
                process.on("unhandledRejection", listener);
            }
        }
    });
});
