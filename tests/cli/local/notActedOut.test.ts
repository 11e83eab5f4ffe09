import assert from "node:assert/strict";
import { notActedOut } from "../../../cli/local/notActedOut";
import type { Plan } from "../../../cli/preview/plan";

const APPLICATION = "aws:kinesisanalyticsv2/application:Application";
const planOf = (...resources: readonly { type: string; name: string }[]) =>
    ({ resources }) as unknown as Plan;

describe("what a run does not act out", () => {
    it("is named in one line", () => {
        const line = notActedOut(
            planOf(
                { type: APPLICATION, name: "weather-watch" },
                { type: APPLICATION, name: "flights-punctuality" },
                { type: "aws:kinesis/stream:Stream", name: "weather-stations" },
            ),
        );
        assert.match(
            line ?? "",
            /^Not acted out here: the applications on Flink \(flights-punctuality, weather-watch\)\./,
        );
    });

    it("tells of jobs and crawlers, which run on Glue's Spark", () => {
        const line = notActedOut(
            planOf(
                { type: "aws:glue/job:Job", name: "weather-calibrations" },
                { type: "aws:glue/crawler:Crawler", name: "weather-surveys" },
            ),
        );
        assert.match(
            line ?? "",
            /crawlers of Glue \(weather-surveys\), jobs of Glue \(weather-calibrations\)/,
        );
    });

    it("tells of steps on Hadoop by the component, whether on clusters or on EMR Serverless", () => {
        const line = notActedOut(planOf({ type: "tributary:index:HadoopCluster", name: "flights-hadoop" }));
        assert.match(line ?? "", /steps on Hadoop \(flights-hadoop\)/);
    });

    it("is not spoken of where there is nothing", () => {
        assert.equal(notActedOut(planOf({ type: "aws:kinesis/stream:Stream", name: "stations" })), undefined);
    });
});
