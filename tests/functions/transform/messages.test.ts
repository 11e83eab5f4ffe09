import assert from "node:assert/strict";
import { messageParser } from "../../../functions/transform/messages";
import { Rejection } from "../../../functions/transform/transform";

const parse = messageParser([{ name: "n", type: "double", required: false }]);
const parseExactly = messageParser([
    { name: "id", type: "bigint", required: false },
    { name: "price", type: "decimal(30,20)", required: false },
]);

function reasonOf(text: string, parser = parse): string {
    const message = parser(text);
    assert.ok(message instanceof Rejection, `parsed: ${text.slice(0, 80)}`);
    return message.reason;
}

describe("messages", () => {
    it("one reason for everything that is empty", () => {
        for (const text of ["", " ", "\n\t"]) assert.equal(reasonOf(text), "empty payload");
    });

    it("one reason for everything that is no JSON, whatever it says", () => {
        for (const text of ["{", "{'a':1}", "station=1", '{"a":1}{"b":2}', "\ufeff{}", "NaN", "undefined"]) {
            assert.equal(reasonOf(text), "malformed JSON", text);
        }
    });

    it("JSON that is no object is named", () => {
        assert.equal(reasonOf("[]"), "expected a JSON object, found array");
        assert.equal(reasonOf("null"), "expected a JSON object, found null");
        assert.equal(reasonOf("5"), "expected a JSON object, found number");
        assert.equal(reasonOf('"{}"'), "expected a JSON object, found string");
    });

    it("nesting of any depth is handled", () => {
        const deep = `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
        assert.ok(!(parse(deep) instanceof Rejection));
        const deepAndLong = deep.replace("[[", "[1234567890123456789,[");
        assert.equal(reasonOf(deepAndLong, parseExactly), "malformed JSON: nested too deeply");
    });

    it("a message cannot reach the prototype of others", () => {
        const message = parse('{"__proto__":{"polluted":true}}');
        assert.ok(Object.hasOwn(message, "__proto__"));
        assert.equal(({} as { polluted?: unknown }).polluted, undefined);
        assert.equal((message as { polluted?: unknown }).polluted, undefined);
    });

    it("numbers stay numbers unless they would lose digits", () => {
        const text =
            '{"id":9223372036854775807,"price":0.12345678901234567890,"other":0.12345678901234567890,"small":5,"e":1e3}';
        assert.deepEqual(parseExactly(text), {
            id: 9223372036854775807n,
            price: "0.12345678901234567890",
            other: Number("0.12345678901234567890"),
            small: 5,
            e: 1000,
        });
        assert.deepEqual(parseExactly('{"id":9223372036854775807,"price":12.5}'), {
            id: 9223372036854775807n,
            price: 12.5,
        });
    });

    it("pipelines without exact columns get plain numbers", () => {
        assert.deepEqual(parse('{"id":9223372036854775807}'), { id: 9223372036854776000 });
    });
});
