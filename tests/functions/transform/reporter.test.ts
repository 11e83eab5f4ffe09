import assert from "node:assert/strict";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { BatchCounts } from "../../../functions/transform/batch";
import { reporter } from "../../../functions/transform/reporter";
import type { PipelineSettings } from "../../../functions/transform/settings";

const SETTINGS: PipelineSettings = { domain: "weather", pipeline: "stations", source: "iot", columns: [] };

interface Published {
    readonly _aws: { CloudWatchMetrics: [{ Namespace: string; Dimensions: string[][] }] };
    readonly [name: string]: unknown;
}

/** What a batch with these counts sends to CloudWatch. */
function publishedFor(counts: Partial<BatchCounts>): Published[] {
    const published: Published[] = [];
    const metrics = new Metrics({ namespace: "Tributary" });
    metrics.publishStoredMetrics = () => {
        published.push(metrics.serializeMetrics() as unknown as Published);
        metrics.clearMetrics();
        metrics.clearDimensions();
        return metrics;
    };
    const report = reporter(SETTINGS, new Logger({ logLevel: "SILENT" }), metrics);
    report({
        invocationId: "i",
        received: 0,
        delivered: 0,
        rejected: 0,
        reasons: [],
        unknownFields: 0,
        ...counts,
    });
    return published;
}

describe("transform metrics", () => {
    it("count the batch under domain and pipeline alone", () => {
        const [batch, ...others] = publishedFor({ received: 5, delivered: 5, unknownFields: 2 });
        assert.deepEqual(others, []);
        assert.equal(batch!._aws.CloudWatchMetrics[0].Namespace, "Tributary");
        assert.deepEqual(batch!._aws.CloudWatchMetrics[0].Dimensions, [["domain", "pipeline"]]);
        const { _aws, ...values } = batch!;
        assert.deepEqual(values, {
            domain: "weather",
            pipeline: "stations",
            RecordsReceived: 5,
            RecordsDelivered: 5,
            RecordsRejected: 0,
            UnknownFields: 2,
        });
    });

    it("count rejections by reason", () => {
        const [, ...byReason] = publishedFor({
            received: 5,
            delivered: 2,
            rejected: 3,
            reasons: [
                ["malformed JSON", 2],
                ["capteur non étalonné", 1],
            ],
        });
        assert.deepEqual(
            byReason.map(({ reason, RecordsRejected }) => [reason, RecordsRejected]),
            [
                ["malformed JSON", 2],
                ["capteur non ?talonn?", 1],
            ],
        );
        assert.deepEqual(byReason[0]!._aws.CloudWatchMetrics[0].Dimensions, [
            ["domain", "pipeline", "reason"],
        ]);
    });

    it("a transform that invents reasons makes a bounded number of metrics, and no count is lost", () => {
        const reasons = Array.from({ length: 500 }, (_, index) => [`reason ${index}`, 2] as const);
        const [, ...byReason] = publishedFor({ received: 1000, rejected: 1000, reasons });
        assert.equal(byReason.length, 21);
        const sum = byReason.reduce((total, { RecordsRejected }) => total + Number(RecordsRejected), 0);
        assert.equal(sum, 1000);
        assert.equal(byReason.at(-1)!.reason, "other");
    });

    it("a reason that CloudWatch would refuse as a dimension is made one", () => {
        const [, ...byReason] = publishedFor({
            received: 3,
            rejected: 3,
            reasons: [
                ["", 1],
                [":x", 1],
                ["y".repeat(2000), 1],
            ],
        });
        assert.deepEqual(
            byReason.map(({ reason }) => String(reason)),
            ["unnamed", "?x", "y".repeat(255)],
        );
    });
});
