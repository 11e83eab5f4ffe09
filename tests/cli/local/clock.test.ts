import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { VirtualClock } from "../../../cli/local/clock";

describe("the run's own time", () => {
    it("jumps from deadline to deadline, in their order, without waiting", async () => {
        const clock = new VirtualClock(1_000_000);
        const seen: string[] = [];
        clock.at(1_900_000, () => void seen.push(`c ${clock.now()}`));
        clock.at(1_060_000, () => {
            seen.push(`a ${clock.now()}`);
            clock.at(clock.now() + 60_000, () => void seen.push(`b ${clock.now()}`));
        });
        const start = performance.now();
        await clock.settle();
        assert.deepEqual(seen, ["a 1060000", "b 1120000", "c 1900000"]);
        assert.ok(performance.now() - start < 1_000);
    });

    it("stands still while work is under way, and while work starts other work", async () => {
        const clock = new VirtualClock(0);
        const seen: string[] = [];
        clock.at(1, () => void seen.push("deadline"));
        const work = async () => {
            await sleep(20);
            void clock.during(sleep(20).then(() => void seen.push(`second ${clock.now()}`)));
            seen.push(`first ${clock.now()}`);
        };
        void clock.during(work());
        await clock.settle();
        assert.deepEqual(seen, ["first 0", "second 0", "deadline"]);
    });

    it("runs actions of one instant in the order they were asked for, and forgets cancelled ones", async () => {
        const clock = new VirtualClock(0);
        const seen: number[] = [];
        const deadlines = [1, 2, 3, 4].map((name) => clock.at(5, () => void seen.push(name)));
        deadlines[1]!.cancel();
        await clock.settle();
        assert.deepEqual(seen, [1, 3, 4]);
    });

    it("never passes the present, because functions see the real time", async () => {
        const clock = new VirtualClock();
        assert.ok(clock.now() < Date.now() - 3_600_000, "it starts well in the past");
        const soon = Date.now() + 60;
        const late = new VirtualClock(Date.now() - 1_000);
        let ranAt = 0;
        late.at(soon, () => {
            ranAt = Date.now();
        });
        await late.settle();
        assert.ok(ranAt >= soon);
    });

    it("passes as it does outside while devices send in real time", async () => {
        const clock = new VirtualClock(0);
        let ran = false;
        clock.tick();
        clock.at(30, () => {
            ran = true;
        });
        await sleep(10);
        assert.equal(ran, false);
        await sleep(60);
        assert.equal(ran, true);
        clock.freeze();
        assert.ok(clock.now() >= 30);
    });

    it("reports what an action throws instead of swallowing it", async () => {
        const clock = new VirtualClock(0);
        clock.at(1, () => Promise.reject(new Error("a defect")));
        await assert.rejects(clock.settle(), /a defect/);
    });

    it("forgets all deadlines when it is stopped", async () => {
        const clock = new VirtualClock(0);
        clock.at(1, () => assert.fail("it was stopped"));
        clock.stop();
        await clock.settle();
    });
});
