import { strict as assert } from "node:assert";
import { unknownCheckingProxy } from "@pulumi/policy";
import fc from "fast-check";
import { each, given, isUnknown, readable, UNKNOWN, UnknownValue } from "../../policies/unknown";

const SENTINELS = [
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

interface Block {
    readonly a?: unknown;
    readonly list?: readonly unknown[];
}

describe("reading properties", () => {
    it("refuses to read every kind of unknown that the engine writes", () => {
        for (const sentinel of SENTINELS) {
            assert.ok(isUnknown(sentinel));
            const block = readable({ a: sentinel }) as Block;
            assert.throws(() => block.a, UnknownValue);
            const engine = unknownCheckingProxy({ a: sentinel });
            assert.throws(() => engine.a, "the engine agrees");
        }
    });

    it("opens secrets and outputs, and knows that an output without a value is unknown", () => {
        const signed = (signature: string, rest: object) => ({
            "4dabf18193072939515e22adb298388d": signature,
            ...rest,
        });
        const secret = (value: unknown) => signed("1b47061264138c4ac30d75fd1eb44270", { value });
        const output = (rest: object) => signed("d0e6a833031e9bbcd3f4e8bde6ca49a4", rest);
        assert.deepEqual(JSON.stringify(readable({ a: secret(output({ value: [1] })) })), '{"a":[1]}');
        assert.ok(isUnknown(output({})) && isUnknown(secret(UNKNOWN)) && !isUnknown(output({ value: 1 })));
        const asset = signed("c44067f5952c0a294b673a41bacd8c17", { text: "code" });
        assert.equal((readable({ a: asset }) as { a: { text: string } }).a.text, "code");
    });

    it("names the path of what is unknown", () => {
        const block = readable({ list: [{ a: 1 }, { a: UNKNOWN }] }) as { list: { a: unknown }[] };
        assert.equal(block.list[0]?.a, 1);
        assert.throws(() => block.list[1]?.a, { path: "list.1.a" });
    });

    it("knows that an unknown property is given, and that null and an empty text are not", () => {
        const block = readable({ unknown: UNKNOWN, nothing: null, empty: "", zero: 0, no: false }) as Record<
            string,
            unknown
        >;
        const found = ["unknown", "nothing", "empty", "zero", "no", "absent"].filter((name) =>
            given(block, name),
        );
        assert.deepEqual(found, ["unknown", "zero", "no"]);
        assert.equal(given(undefined as Block | undefined, "a"), false);
    });

    it("says what is known of a list before it says that the rest is not", () => {
        const { list } = readable({ list: [{ a: UNKNOWN }, { a: "bad" }] }) as { list: { a: string }[] };
        const messages: string[] = [];
        assert.throws(() => {
            for (const message of each(list, function* ({ a }) {
                yield a;
            })) {
                messages.push(message);
            }
        }, UnknownValue);
        assert.deepEqual(messages, ["bad"]);
    });

    it("copies everything else as it is", () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                const withoutNull = (of: unknown): unknown =>
                    Array.isArray(of)
                        ? of.map(withoutNull)
                        : typeof of === "object" && of !== null
                          ? Object.fromEntries(
                                Object.entries(of)
                                    .filter(([, element]) => element !== null)
                                    .map(([key, element]) => [key, withoutNull(element)]),
                            )
                          : of;
                assert.equal(JSON.stringify(readable(value)), JSON.stringify(withoutNull(value)));
            }),
        );
    });
});
