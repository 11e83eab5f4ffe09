// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates of AWS IoT
import assert from "node:assert/strict";
import { parseTemplate, RuleEvaluationError, UnsupportedSql } from "../../../../cli/local/iot/expression";
import { parseRuleSql } from "../../../../cli/local/iot/sql";

const message = (payload: string, topic = "stations/roof/reading") => ({
    topic,
    payload: Buffer.from(payload),
    receivedAt: 1_700_000_000_000,
});
const run = (sql: string, payload: string, topic?: string) => {
    const json = parseRuleSql(sql).evaluate(message(payload, topic));
    return json === undefined ? undefined : (JSON.parse(json) as unknown);
};

describe("a topic rule's SQL", () => {
    it("wraps any payload, JSON or not, as the platform's rules do", () => {
        const sql =
            "SELECT encode(*, 'base64') AS payload, topic() AS topic, timestamp() AS receivedAt FROM 'stations/+/reading'";
        const payload = "\u0000 not JSON";
        assert.equal(parseRuleSql(sql).filter, "stations/+/reading");
        assert.deepEqual(run(sql, payload, 'a/"b"\\/ü'), {
            payload: Buffer.from(payload).toString("base64"),
            topic: 'a/"b"\\/ü',
            receivedAt: 1_700_000_000_000,
        });
    });

    it("selects everything, single fields, nested ones and levels of the topic", () => {
        assert.deepEqual(run("SELECT *, topic(2) AS station FROM '#'", '{"t":1,"station":"?"}'), {
            t: 1,
            station: "roof",
        });
        assert.deepEqual(
            run("SELECT a.b.c, t AS temperature, missing FROM '#'", '{"a":{"b":{"c":2}},"t":3}'),
            {
                c: 2,
                temperature: 3,
            },
        );
        assert.deepEqual(run("select encode(name, 'base64') as n, 'x' as kind from '#'", '{"name":"é"}'), {
            n: "w6k=",
            kind: "x",
        });
    });

    it("holds back what WHERE does not want", () => {
        const sql = "SELECT t FROM '#' WHERE (t > 5 AND NOT kind = 'test') OR topic(1) = 'all'";
        assert.deepEqual(run(sql, '{"t":6,"kind":"real"}'), { t: 6 });
        assert.equal(run(sql, '{"t":6,"kind":"test"}'), undefined);
        assert.equal(run(sql, '{"t":"6"}'), undefined, "a text is no number");
        assert.equal(run(sql, "{}"), undefined, "a comparison with nothing is not true");
        assert.deepEqual(run(sql, '{"t":1}', "all/x"), { t: 1 });
    });

    it("fails on a payload that is no JSON when it reads its fields, so that the error action can run", () => {
        assert.throws(() => run("SELECT t FROM '#'", "{"), RuleEvaluationError);
        assert.throws(() => run("SELECT * FROM '#'", "[1]"), RuleEvaluationError);
    });

    const refused: readonly [sql: string, construct: RegExp][] = [
        ["SELECT cast(t AS String) AS t FROM '#'", /the call "cast\(t AS String\)/],
        ["SELECT aws_lambda('arn', *) AS x FROM '#'", /aws_lambda/],
        ["SELECT encode(*, 'hex') AS x FROM '#'", /encode\(…, 'hex'\)/],
        ["SELECT topic() FROM '#'", /"topic\(\) FROM '#'" without AS/],
        ["SELECT t + 1 AS x FROM '#'", /"\+ 1 AS x FROM '#'"/],
        ["SELECT (SELECT v FROM e) AS e FROM '#'", /"\(SELECT v FROM e\)/],
        ["SELECT t FROM '#' GROUP BY t", /"GROUP BY t"/],
        ["SELECT t", /the statement's end where FROM belongs/],
        ["", /the statement's end where SELECT belongs/],
    ];
    for (const [sql, construct] of refused) {
        it(`refuses ${sql || "nothing"}, naming the construct`, () => {
            assert.throws(
                () => parseRuleSql(sql),
                (error) => error instanceof UnsupportedSql && construct.test(error.message),
            );
        });
    }

    it("fills in substitution templates of actions", () => {
        const key = parseTemplate("errors/${topic(2)}/${timestamp()}/${newuuid()}.json")(message("{}"));
        assert.match(key, /^errors\/roof\/1700000000000\/[0-9a-f-]{36}\.json$/);
        assert.equal(parseTemplate("plain")(message("{}")), "plain");
    });
});
