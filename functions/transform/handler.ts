import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "tributary:transform";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { putObject } from "../clients";
import { createHandler } from "./batch";
import { reporter } from "./reporter";
import { checkSettings } from "./settings";

const settings = checkSettings(JSON.parse(readFileSync(join(__dirname, "pipeline.json"), "utf8")));
const { REJECTED_BUCKET, REJECTED_PREFIX } = process.env;
if (!REJECTED_BUCKET || !REJECTED_PREFIX) {
    throw new Error("environment: REJECTED_BUCKET and REJECTED_PREFIX are needed to keep rejected records");
}
if (transform !== undefined && typeof transform !== "function") {
    throw new Error(`transform of ${settings.domain}/${settings.pipeline}: exported value is not a function`);
}

/** Lambda's entry point: `index.handler`. */
export const handler = createHandler({
    settings,
    transform,
    rejectedPrefix: REJECTED_PREFIX,
    putRejected: (Key, Body) =>
        putObject({ Bucket: REJECTED_BUCKET, Key, Body, ContentType: "application/x-ndjson" }),
    report: reporter(settings, new Logger(), new Metrics({ namespace: "Tributary" })),
});
