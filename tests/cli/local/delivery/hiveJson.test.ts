import assert from "node:assert/strict";
import fc from "fast-check";
import { parseColumnType } from "../../../../cli/local/athena/columnType";
import { HiveJsonDeserializer } from "../../../../cli/local/delivery/hiveJson";

const deserializer = new HiveJsonDeserializer(
    Object.entries({
        text: "string",
        short: "varchar(3)",
        flag: "boolean",
        count: "int",
        big: "bigint",
        ratio: "double",
        price: "decimal(9,2)",
        day: "date",
        at: "timestamp",
    }).map(([name, type]) => ({ name, type: parseColumnType(type)! })),
);

function rows(text: string): unknown[] {
    const read = deserializer.read(text);
    assert.ok(read.ok, read.ok ? "" : read.message);
    const lines = read.lines.split("\n").slice(0, -1);
    assert.equal(lines.length, read.rows);
    return lines.map((line) => JSON.parse(line) as unknown);
}

function problem(text: string): string {
    const read = deserializer.read(text);
    assert.ok(!read.ok, `${text} was taken`);
    return `${read.code}: ${read.message}`;
}

describe("records read as Hive's JSON SerDe does", () => {
    it("takes a row as it stands when nothing about it has to change", () => {
        const text =
            '{"text":"a","flag":true,"count":-5,"big":9007199254740991,"ratio":1e-3,"price":1234567.89,' +
            '"day":"2001-02-28","at":"2001-02-03 04:05:06.789","unknown":{"x":1}}';
        const read = deserializer.read(text);
        assert.deepEqual(read, { ok: true, lines: `${text}\n`, rows: 1 });
    });

    it("takes nulls and missing fields in every column", () => {
        assert.deepEqual(rows('{"count":null,"at":null,"text":null}'), [
            { count: null, at: null, text: null },
        ]);
        assert.deepEqual(rows("{}"), [{}]);
    });

    it("makes several documents in one record several rows", () => {
        assert.deepEqual(rows('{"count":1}{"count":2}\n\n {"count":3}\n'), [
            { count: 1 },
            { count: 2 },
            { count: 3 },
        ]);
        assert.deepEqual(rows('{"text":"}{"}{"text":"\\"}{"}'), [{ text: "}{" }, { text: '"}{' }]);
    });

    it("puts a row that was written over several lines on one", () => {
        assert.deepEqual(rows('{\n  "count": 1,\n  "text": "a\\nb"\n}'), [{ count: 1, text: "a\nb" }]);
    });

    it("takes names in any case", () => {
        assert.deepEqual(rows('{"Count":1,"TEXT":"x"}'), [{ count: 1, text: "x" }]);
    });

    it("keeps integers and decimals that a JavaScript number cannot hold", () => {
        const read = deserializer.read('{"big":9223372036854775807,"price":"1.005"}');
        assert.equal(read.ok && read.lines, '{"big":9223372036854775807,"price":"1.01"}\n');
        assert.match(problem('{"big":9223372036854775808}'), /MalformedData.*64 bits/);
    });

    it("writes scalars of other types into a string column as text, and cuts what is too long", () => {
        assert.deepEqual(rows('{"text":5.10,"short":"abcdef"}'), [{ text: "5.10", short: "abc" }]);
        assert.deepEqual(rows('{"text":true}'), [{ text: "true" }]);
    });

    it("drops the fraction of a number in an integer column, as Java does", () => {
        assert.deepEqual(rows('{"count":-1.9}'), [{ count: -1 }]);
    });

    it("takes timestamps and dates with one digit or nine", () => {
        assert.deepEqual(rows('{"at":"2001-2-3 4:5:6.123456789","day":"2000-2-29"}'), [
            { at: "2001-02-03 04:05:06.123456", day: "2000-02-29" },
        ]);
    });

    for (const [text, why] of [
        ['{"count":"5"}', /count: "5" was found; the column takes a number/],
        ['{"count":2147483648}', /32 bits/],
        ['{"ratio":"1.5"}', /ratio/],
        ['{"flag":1}', /true or false/],
        ['{"text":{"a":1}}', /an object was found/],
        ['{"price":12345678}', /7 digits before the point/],
        ['{"price":9999999.999}', /7 digits before the point/],
        ['{"at":"2001-02-03T04:05:06Z"}', /2001-02-03 04:05:06/],
        ['{"at":981173106000}', /a timestamp/],
        ['{"at":"2001-02-03 24:00:00"}', /a timestamp/],
        ['{"day":"2001-02-29"}', /a date/],
    ] as const) {
        it(`refuses ${text} as data that does not match the schema`, () => {
            const found = problem(text);
            assert.match(found, /^DataFormatConversion\.MalformedData: Data does not match the schema\./);
            assert.match(found, why);
        });
    }

    for (const text of [
        "",
        "  ",
        "x",
        '{"count":1',
        '{"count":1,}',
        "[1]",
        "5",
        '{"count":1}x',
        '[{"count":1}]',
    ]) {
        it(`refuses ${JSON.stringify(text)} as malformed JSON`, () => {
            assert.match(problem(text), /^DataFormatConversion\.ParseError: Encountered malformed JSON\./);
        });
    }

    it("refuses a whole record if one of its documents is bad", () => {
        assert.match(problem('{"count":1}{"count":"x"}'), /MalformedData/);
    });

    it("never fails otherwise, and what it lets through is one line of JSON a row", () => {
        fc.assert(
            fc.property(
                fc.oneof(
                    fc.json(),
                    fc.string(),
                    fc.array(fc.json()).map((all) => all.join("")),
                ),
                (text) => {
                    const read = deserializer.read(text);
                    if (read.ok) {
                        assert.equal(rows(text).length, read.rows);
                    }
                },
            ),
        );
    });
});
