import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repository } from "../../infra/config/repository";

const ROOT = join(__dirname, "..", "..", "..");

/** Runs the command line as a user does, in a folder. */
function tributary(cwd: string, ...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(ROOT, "bin", "tributary.js"), ...args],
        {
            cwd,
            encoding: "utf8",
            env: { ...process.env, NO_COLOR: "1" },
        },
    );
    return { status, stdout, stderr };
}

describe("tributary validate", function () {
    this.timeout(60_000);

    it("says what it read where nothing is wrong", () => {
        const { status, stdout, stderr } = tributary(ROOT, "validate");
        assert.equal(stderr, "");
        assert.match(
            stdout,
            /^3 environments, 2 domains, \d+ pipelines, \d+ reports, 2 dashboards: no problems\n$/,
        );
        assert.equal(status, 0);
    });

    it("prints each problem with its place, and no stack trace, and exits with 2", () => {
        const root = repository({
            "domains/weather/reports/hourly.sql": "SELECT temprature FROM stations\n",
        });
        const { status, stdout, stderr } = tributary(root, "validate");
        assert.equal(stdout, "");
        assert.equal(
            stderr,
            'domains/weather/reports/hourly.sql:1:8 pipelines.stations.reports.hourly: "temprature" is not a column of stations; ' +
                'did you mean "temperature"? Allowed: station, at, temperature, count_of, day\n\n1 problem in 1 file\n',
        );
        assert.equal(status, 2);
    });

    it("checks one environment, and finds the repository from a folder inside it", () => {
        const root = repository({ "domains/broken/domain.yaml": "domain: broken\n" });
        assert.equal(tributary(join(root, "domains", "weather"), "validate", "dev").status, 0);
        assert.equal(tributary(root, "validate").status, 2);
    });

    it("names the environment that was probably meant", () => {
        const { status, stderr } = tributary(ROOT, "validate", "deb");
        assert.match(stderr, /there is no environment "deb"; did you mean "dev"\?/);
        assert.equal(status, 2);
    });

    it("prints the problems as JSON for other programs", () => {
        const root = repository({ "domains/weather/domain.yaml": "" });
        const { status, stdout } = tributary(root, "validate", "--json");
        const { problems } = JSON.parse(stdout);
        assert.deepEqual(problems[0], {
            file: "domains/weather/domain.yaml",
            line: 1,
            column: 1,
            path: "",
            message: "is empty; a domain is expected",
        });
        assert.equal(status, 2);
    });

    it("teaches", () => {
        const { status, stdout } = tributary(ROOT, "validate", "--help");
        assert.match(stdout, /Examples:\n {2}tributary validate /);
        assert.equal(status, 0);
    });
});
