import assert from "node:assert/strict";
import { checkSettings } from "../../../functions/reports/settings";

const GOOD = {
    environment: "dev",
    domain: "weather",
    pipeline: "stations",
    onArrival: "queue",
    windowSeconds: 60,
    database: "dev_weather",
    workGroup: "dev-weather",
    reports: [{ name: "hourly", sql: "SELECT 1", output: "s3://results/reports/weather/hourly/" }],
};

describe("reports.json", () => {
    it("is taken as it is when it is right, also without reports", () => {
        assert.equal(checkSettings(GOOD), GOOD);
        assert.ok(checkSettings({ ...GOOD, reports: [] }));
        assert.ok(checkSettings({ ...GOOD, onArrival: "direct", windowSeconds: 10 }));
    });

    it("tells all of its problems at once", () => {
        const reports = [{ name: "", sql: " ", output: "s3://results" }];
        assert.throws(
            () => checkSettings({ ...GOOD, database: "", onArrival: "direct", windowSeconds: 60, reports }),
            {
                message:
                    "reports.json: database is missing; windowSeconds is 60; allowed: 1 to 10; reports[0].name is missing; " +
                    'reports[0].sql is empty; reports[0].output is "s3://results"; s3://<bucket>/<prefix>/ is needed',
            },
        );
        for (const value of [null, undefined, {}])
            assert.throws(() => checkSettings(value), /reports is no list/);
    });
});
