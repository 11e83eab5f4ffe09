import assert from "node:assert/strict";
import type { Authorization } from "../../../../cli/local/runtime";
import { type DeliveryFixture, deliver, identity } from "./deliveryFixture";

const READING = { station: "a", at: "2001-02-03 04:05:06.789", temperature: 1.5, price: 1.25, count: 7 };

describe("a delivery stream that is not allowed something", () => {
    let fixture: DeliveryFixture;
    afterEach(() => fixture.close());

    const refusing = (action: string): Authorization => ({
        authorize: (request) => ({
            allowed: request.action !== action,
            reason: `${request.action} on ${request.resource} is refused`,
        }),
        assume: () => ({ allowed: action !== "sts:AssumeRole", reason: "no trust" }),
        authorizeTable: () => ({ allowed: action !== "DESCRIBE", reason: "no grant" }),
    });

    for (const action of ["sts:AssumeRole", "kinesis:GetRecords", "DESCRIBE"]) {
        it(`takes nothing and fails the run without ${action}`, async () => {
            fixture = deliver({}, identity, refusing(action));
            await fixture.put({ ...READING, day: "2001-02-03" });
            await fixture.settle();
            assert.deepEqual([...fixture.keys("curated"), ...fixture.keys("raw")], []);
            assert.ok(fixture.runtime.failures.length > 0);
            assert.ok(fixture.runtime.failures.every(({ resource }) => resource === fixture.stream));
            assert.match(fixture.runtime.hops[0]!.counter.gap ?? "", /delivery/);
        });
    }

    it("sends its records to the error prefix without lambda:InvokeFunction", async () => {
        fixture = deliver({}, () => assert.fail("it was invoked"), refusing("lambda:InvokeFunction"));
        await fixture.put({ ...READING, day: "2001-02-03" });
        await fixture.settle();
        assert.deepEqual(
            fixture.errors().map(({ errorCode }) => errorCode),
            ["Lambda.InvokeAccessDenied"],
        );
        assert.match(fixture.runtime.failures[0]?.message ?? "", /lambda:InvokeFunction/);
    });

    it("writes nothing without s3:PutObject, and says so once for each destination", async () => {
        fixture = deliver({}, identity, refusing("s3:PutObject"));
        await fixture.put({ ...READING, day: "2001-02-03" }, { ...READING, day: "2001-02-04" });
        await fixture.settle();
        assert.deepEqual([...fixture.keys("curated"), ...fixture.keys("raw")], []);
        assert.equal(fixture.runtime.failures.length, 2);
        assert.match(fixture.runtime.hops[0]!.counter.gap ?? "", /may not write s3:\/\/curated\//);
    });

    it("delivers without logs:PutLogEvents, but fails the run", async () => {
        fixture = deliver(
            { cloudwatchLoggingOptions: { enabled: true, logGroupName: "/g", logStreamName: "s" } },
            identity,
            refusing("logs:PutLogEvents"),
        );
        await fixture.put({ ...READING, day: "2001-02-03" });
        await fixture.settle();
        assert.equal((await fixture.rows("weather/")).length, 1);
        assert.match(fixture.runtime.failures[0]?.message ?? "", /log-group:\/g:log-stream:s/);
    });
});
