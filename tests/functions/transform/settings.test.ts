import assert from "node:assert/strict";
import { checkSettings } from "../../../functions/transform/settings";

const GOOD = {
    domain: "weather",
    pipeline: "stations",
    source: "iot",
    columns: [{ name: "at", type: "timestamp", required: true }],
    partition: { name: "day", column: "at", since: "2010-01-01" },
};

describe("pipeline.json", () => {
    it("is taken as it is when it is right", () => {
        assert.equal(checkSettings(GOOD), GOOD);
        assert.ok(checkSettings({ ...GOOD, partition: undefined }));
        for (const type of ["decimal(38,38)", "decimal(1,0)", "bigint"]) {
            assert.ok(
                checkSettings({ ...GOOD, columns: [...GOOD.columns, { name: "x", type, required: false }] }),
            );
        }
    });

    it("tells all of its problems at once", () => {
        const columns = [{ name: "", type: "decimal(39,2)", required: "yes" }, { type: "text" }];
        const partition = { name: "week", column: "x", since: "yesterday" };
        assert.throws(() => checkSettings({ domain: "weather", source: "mqtt", columns, partition }), {
            message:
                "pipeline.json: pipeline is missing; " +
                'source is "mqtt"; allowed: iot, kinesis, directPut, cloudwatchLogs; ' +
                'columns[0].name is missing; columns[0].type is "decimal(39,2)"; no such column type; ' +
                "columns[0].required is neither true nor false; columns[1].name is missing; " +
                'columns[1].type is "text"; no such column type; columns[1].required is neither true nor false; ' +
                'partition.name is "week"; allowed: year, month, day, hour; ' +
                'partition.column is "x"; a declared timestamp or date column is needed; ' +
                'partition.since is "yesterday"; an ISO date such as 2020-01-01 is needed',
        });
        for (const value of [null, undefined, 5, {}])
            assert.throws(() => checkSettings(value), /domain is missing/);
    });

    it("refuses to partition log events by a column, since a record holds many", () => {
        assert.throws(
            () => checkSettings({ ...GOOD, source: "cloudwatchLogs" }),
            /partition by arrival instead/,
        );
    });
});
