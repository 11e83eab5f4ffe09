import assert from "node:assert/strict";
import type { Plan } from "../../../../cli/preview/plan";
import { LOG_FORMATS } from "../../../../infra/aws/logFormats";
import { ofType, record } from "../recorded";
import { buildLogs } from "./built";
import { ask, rowsOf } from "./logTables";

describe("questions to logs", () => {
    let plan: Plan;
    before(async () => {
        plan = await record(() => buildLogs());
    });

    it("every saved query runs over sample lines of its log", async () => {
        const known = new Set<string>();
        for (const format of LOG_FORMATS) {
            for (const { name, parameters } of format.queries) {
                const logical = `logs-${format.table.replaceAll("_", "-")}-${name}`;
                known.add(logical);
                await ask(
                    plan,
                    logical,
                    parameters.map(() => "nothing"),
                );
            }
        }
        assert.deepEqual(
            new Set(ofType(plan, "aws:athena/namedQuery:NamedQuery").map(({ name }) => name)),
            known,
        );
    });

    it("every saved query bounds the days that it reads", () => {
        for (const query of ofType(plan, "aws:athena/namedQuery:NamedQuery")) {
            assert.match(
                String(query.inputs.query),
                /\bday >= date_format\(current_date - INTERVAL '\d+' DAY/,
            );
        }
    });

    it("who deleted this object? A role, by CloudTrail", async () => {
        const rows = await ask(plan, "logs-cloudtrail-who-deleted-object", [
            "test-lake-curated",
            "weather/stations/day=2026-11-01/part.parquet",
        ]);
        assert.deepEqual(
            rows.map(({ who, session, eventname }) => [who, session, eventname]),
            [
                [
                    "arn:aws:iam::123456789012:role/etl",
                    "arn:aws:sts::123456789012:assumed-role/etl/run-7",
                    "DeleteObject",
                ],
            ],
        );
    });

    it("who deleted this object? A role, and a lifecycle rule, by the bucket's access log", async () => {
        const rows = await ask(plan, "logs-s3-access-logs-who-deleted-object", [
            "weather/stations/day=2026-11-01/part.parquet",
        ]);
        assert.deepEqual(
            rows.map(({ happened_at, requester, operation }) => [happened_at, requester, operation]),
            [
                ["2026-11-20 10:00:00", "AmazonS3", "S3.EXPIRE.OBJECT"],
                [
                    "2026-11-20 09:14:02",
                    "arn:aws:sts::123456789012:assumed-role/etl/run-7",
                    "REST.DELETE.OBJECT",
                ],
            ],
        );
    });

    it("who is refused by buckets, and who takes the most out of them?", async () => {
        const refused = await ask(plan, "logs-s3-access-logs-who-is-refused");
        assert.deepEqual(
            refused.map(({ requester, errorcode, requests }) => [requester, errorcode, requests]),
            [["-", "AccessDenied", "1"]],
        );
        const [most] = await ask(plan, "logs-s3-access-logs-who-reads-most");
        assert.deepEqual([most?.requester, most?.bytes], ["arn:aws:iam::123456789012:user/ana", "5120"]);
    });

    it("which source is rejected most? The one with the most packets", async () => {
        const rows = await ask(plan, "logs-vpc-flow-logs-which-source-is-rejected-most");
        assert.deepEqual(
            rows.map(({ source, port, packets, records }) => [source, port, packets, records]),
            [
                ["203.0.113.12", 22, "10", "2"],
                ["198.51.100.3", 3389, "1", "1"],
            ],
        );
    });

    it("what did this role do, and what was it refused?", async () => {
        const rows = await ask(plan, "logs-cloudtrail-what-did-this-role-do", [
            "arn:aws:iam::123456789012:role/etl",
        ]);
        assert.deepEqual(
            rows.map(({ eventsource, eventname, outcome }) => [eventsource, eventname, outcome]),
            [
                ["s3.amazonaws.com", "DeleteObject", "success"],
                ["glue.amazonaws.com", "DeleteTable", "AccessDeniedException"],
            ],
        );
    });

    it("who lacks a permission, and who changed one?", async () => {
        const [denied] = await ask(plan, "logs-cloudtrail-who-is-denied");
        assert.match(String(denied?.message), /glue:DeleteTable/);
        const changed = await ask(plan, "logs-cloudtrail-who-changed-permissions");
        assert.deepEqual(
            changed.map(({ who, eventname }) => [who, eventname]),
            [["arn:aws:iam::123456789012:user/ana", "PutRolePolicy"]],
        );
    });

    it("which source gets the most errors from load balancers? Also over IPv6", async () => {
        const rows = await ask(plan, "logs-load-balancer-logs-which-source-fails-most");
        assert.deepEqual(
            rows.map(({ source, elb_status_code, target_status_code, requests }) => [
                source,
                elb_status_code,
                target_status_code,
                requests,
            ]),
            [
                ["203.0.113.7", "503", "-", "2"],
                ["[2001:db8::7]", "502", "502", "1"],
            ],
        );
        const [slow] = await ask(plan, "logs-load-balancer-logs-which-request-is-slow");
        assert.deepEqual([slow?.url, slow?.longest_seconds], ["https://www.example.com:443/orders", 2.5]);
        const asked = await ask(plan, "logs-load-balancer-logs-what-did-this-source-ask", ["203.0.113.7"]);
        assert.equal(asked.length, 2);
    });

    it("which function fails, and with what? The error of a handler, and of the runtime", async () => {
        const rows = await ask(plan, "logs-lambda-logs-which-function-fails");
        assert.deepEqual(
            rows.map(({ function_name, error }) => [function_name, error]),
            [
                ["test-weather-stations-reports", "exited with error"],
                ["test-weather-stations-transform", "station is missing"],
            ],
        );
    });

    it("which function comes near its time or its memory, and what happened in an invocation?", async () => {
        const rows = await ask(plan, "logs-lambda-logs-which-function-is-slow-or-big");
        assert.deepEqual(
            rows.map(({ function_name, longest_ms, memory_used, timeouts, cold_starts }) => [
                function_name,
                longest_ms,
                memory_used,
                Number(timeouts),
                Number(cold_starts),
            ]),
            [
                ["test-weather-stations-reports", 60000, 90 / 256, 1, 0],
                ["test-weather-stations-transform", 2900.5, 0.75, 0, 1],
            ],
        );
        const lines = await ask(plan, "logs-lambda-logs-what-happened-in-invocation", ["22222222-bbbb"]);
        assert.deepEqual(
            lines.map(({ level }) => level),
            ["ERROR", "platform.report", "INFO"],
        );
    });

    it("older lines, with fewer fields, and younger ones, with more, are read, too", async () => {
        const requests = await rowsOf(plan, "s3_access_logs");
        assert.deepEqual(requests.map(({ sigv, tlsversion }) => [sigv, tlsversion]).slice(-2), [
            [null, null],
            ["SigV4", "TLSv1.3"],
        ]);
        const balanced = await rowsOf(plan, "load_balancer_logs");
        assert.equal(balanced.length, 4);
        assert.equal(balanced[2]?.conn_trace_id, null);
        assert.equal(balanced[0]?.conn_trace_id, "TID_dc57cebed65b444ebc8177bb698fe166");
    });

    it("a line that is not JSON, and a trial of the way, cost no other line", async () => {
        const rows = await rowsOf(plan, "lambda_logs");
        assert.equal(rows.length, 3);
    });
});
