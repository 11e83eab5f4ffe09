import assert from "node:assert/strict";
import { resolve } from "node:path";
import { create } from "ts-node";

const infra = resolve(__dirname, "../../infra");

describe("the Pulumi program", () => {
    it("is transpiled, not type-checked, where Pulumi starts it: in the folder that main names", () => {
        // As @pulumi/pulumi/cmd/run does: the program's folder is the working directory, its tsconfig.json the project.
        const { options } = create({ cwd: infra, project: resolve(infra, "tsconfig.json") });
        assert.equal(options.transpileOnly, true);
        assert.equal(options.swc, true);
    });
});
