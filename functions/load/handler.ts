import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createPartitions, putObject, tableStorage } from "../clients";
import { Database } from "../redshift/database";
import { createLoader } from "./loader";
import { observerOf } from "./observer";
import { checkSettings } from "./settings";

const settings = checkSettings(JSON.parse(readFileSync(join(__dirname, "load.json"), "utf8")));
const observer = observerOf(settings, new Logger(), new Metrics({ namespace: "Tributary" }));
const load = createLoader({
    settings,
    observer,
    catalog: { storageOf: tableStorage, create: createPartitions },
    putManifest: ({ bucket, key, body }) =>
        putObject({ Bucket: bucket, Key: key, Body: body, ContentType: "application/json" }),
    now: Date.now,
});
/** Milliseconds that are left for an answer when waiting for a statement ends. */
const RESERVE = 5_000;

/** Lambda's entry point: `index.handler`. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE;
    try {
        return await load(event, new Database(settings.target, () => deadline));
    } finally {
        observer.publish();
    }
};
