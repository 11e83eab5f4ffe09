import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { putObject } from "../../clients";
import { OpenSearch } from "../openSearch";
import { createIndexer } from "./indexer";
import { checkSettings } from "./settings";

const settings = checkSettings(JSON.parse(readFileSync(join(__dirname, "indexer.json"), "utf8")));
const { AWS_REGION = "", REJECTED_BUCKET = "", REJECTED_PREFIX = "" } = process.env;
const metrics = new Metrics({ namespace: "Tributary" });
// Without Powertools' own dimension `service`, so that alarms find the metrics by the documented dimension alone.
metrics.clearDefaultDimensions();
metrics.setDefaultDimensions({ index: settings.index });

/** Lambda's entry point: `index.handler`. Metrics in namespace `Tributary`, dimension `index`. */
export const handler = createIndexer({
    settings,
    client: new OpenSearch({ endpoint: settings.endpoint, region: AWS_REGION }),
    keep: (key, lines) =>
        putObject({
            Bucket: REJECTED_BUCKET,
            Key: `${REJECTED_PREFIX}${key}`,
            Body: lines,
            ContentType: "application/x-ndjson",
        }),
    now: Date.now,
    observe: (counts) => {
        for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, "Count", count);
        metrics.publishStoredMetrics();
    },
});
