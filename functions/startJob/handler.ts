import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { newestRuns, startRun } from "./jobRuns";
import { observerOf } from "./observer";
import { checkSettings } from "./settings";
import { createHandler } from "./starter";

const settings = checkSettings(JSON.parse(readFileSync(join(__dirname, "job.json"), "utf8")));
const observer = observerOf(settings, new Logger(), new Metrics({ namespace: "Tributary" }));
const handle = createHandler({ settings, newestRuns, startRun, observer });

/** Lambda's entry point: `index.handler`. */
export const handler: typeof handle = async (event, context) => {
    try {
        return await handle(event, context);
    } finally {
        observer.publish();
    }
};
