import assert from "node:assert/strict";
import { transform as departures } from "../../domains/flights/transforms/departures";
import { transform as stations } from "../../domains/weather/transforms/stations";
import { Rejection, type TransformContext } from "../../functions/transform/transform";

const context = (topic?: string): TransformContext => ({ topic, receivedAt: 0, domain: "d", pipeline: "p" });

describe("the weather stations' transform", () => {
    const reading = { time: "2010-01-01T01:00:00Z", temp_c: 4, pressure_hpa: 1016.6, wind_ms: 3.8 };

    it("names a reading as the table does, with the station from its topic", () => {
        assert.deepEqual(stations(reading, context("stations/seattle/reading")), {
            station: "seattle",
            observed_at: "2010-01-01T01:00:00Z",
            temperature: 4,
            pressure: 1016.6,
            wind: 3.8,
        });
    });

    it("leaves out what a broken sensor sends", () => {
        const row = stations(
            { ...reading, wind_ms: -999, temp_c: -999 },
            context("stations/seattle/reading"),
        );
        assert.deepEqual(row, {
            station: "seattle",
            observed_at: reading.time,
            temperature: undefined,
            pressure: 1016.6,
            wind: undefined,
        });
    });

    it("refuses temperatures that the sensor cannot measure", () => {
        for (const temp_c of [-91, 61]) {
            const refused = stations({ ...reading, temp_c }, context("stations/seattle/reading"));
            assert.ok(refused instanceof Rejection);
            assert.equal(refused.reason, "temperature is outside the sensor's range");
        }
    });

    it("refuses a reading of no station", () => {
        assert.ok(stations(reading, context()) instanceof Rejection);
    });
});

describe("the departures' transform", () => {
    const departure = {
        departed: "2001-01-01T00:01:00",
        delay_min: 33,
        distance_mi: 2176,
        from: "LAS",
        to: "PHL",
    };

    it("names a departure as the table does", () => {
        assert.deepEqual(departures(departure, context()), {
            departed_at: "2001-01-01T00:01:00",
            origin: "LAS",
            destination: "PHL",
            delay: 33,
            distance: 2176,
        });
    });

    it("refuses what cannot have happened", () => {
        const early = departures({ ...departure, delay_min: -1116 }, context());
        assert.ok(early instanceof Rejection);
        assert.equal(early.reason, "departed more than three hours early");
        assert.ok(departures({ ...departure, to: "LAS" }, context()) instanceof Rejection);
        assert.ok(!(departures({ ...departure, delay_min: -180 }, context()) instanceof Rejection));
    });
});
