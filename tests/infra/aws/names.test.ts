import assert from "node:assert/strict";
import fc from "fast-check";
import { type NameKind, type NameRule, nameFor, nameRules } from "../../../infra/aws/names";

const kinds = Object.keys(nameRules) as NameKind[];
const kind = fc.constantFrom(...kinds);
/** What people may call things, and worse. */
const part = fc.oneof(
    fc.stringMatching(/^[a-z][a-z0-9-]{0,23}$/),
    fc.stringMatching(/^[a-z][a-z0-9_]{0,23}$/),
    fc.string({ minLength: 1, maxLength: 80, size: "max" }),
);
const parts = fc.array(part, { minLength: 1, maxLength: 5 });

describe("physical names", () => {
    it("are accepted by the service: its characters, its length", () => {
        fc.assert(
            fc.property(kind, parts, (name, given) => {
                const rule: NameRule = nameRules[name];
                const made = nameFor(name, ...given);
                assert.ok(made.length <= rule.maxLength, `${made} is longer than ${rule.maxLength}`);
                assert.equal(made.match(rule.refused), null, `${made} has characters that are refused`);
                if (rule.lowerCase) {
                    assert.equal(made, made.toLowerCase());
                }
            }),
        );
    });

    it("use all the room that the service gives, and no more", () => {
        for (const name of kinds) {
            const { maxLength } = nameRules[name];
            assert.equal(nameFor(name, "a".repeat(maxLength)), "a".repeat(maxLength));
            assert.equal(nameFor(name, "a".repeat(maxLength + 1)).length, maxLength);
        }
    });

    it("stay apart when only the spelling that the service refuses tells them apart", () => {
        assert.notEqual(nameFor("topicRule", "dev", "my-data_x"), nameFor("topicRule", "dev", "my_data-x"));
        assert.notEqual(nameFor("database", "dev", "my-data"), nameFor("database", "dev", "my_data", ""));
        assert.notEqual(nameFor("bucket", "Dev", "lake"), nameFor("bucket", "dev", "lake"));
        assert.notEqual(nameFor("role", "a".repeat(70)), nameFor("role", "a".repeat(71)));
    });

    it("of two components never meet, whatever the components are called", () => {
        const component = fc.stringMatching(/^[A-Za-z0-9_-]{1,70}$/);
        fc.assert(
            fc.property(kind, component, component, (name, a, b) => {
                fc.pre(a !== b);
                assert.notEqual(nameFor(name, "dev", a), nameFor(name, "dev", b));
            }),
            { numRuns: 2000 },
        );
    });

    it("are readable where nothing has to be changed", () => {
        assert.equal(nameFor("role", "dev", "weather-stations", "delivery"), "dev-weather-stations-delivery");
        assert.equal(nameFor("topicRule", "dev", "weather-stations"), "dev_weather_stations");
        assert.equal(nameFor("database", "dev", "weather"), "dev_weather");
    });

    it("are stable: the same parts give the same name", () => {
        fc.assert(
            fc.property(kind, parts, (name, given) => {
                assert.equal(nameFor(name, ...given), nameFor(name, ...given));
            }),
        );
    });

    it("need something to be made of", () => {
        assert.throws(() => nameFor("role"), /no parts were given; a name needs at least one/);
    });
});
