import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { startQuery } from "../clients";
import { observerOf } from "./observer";
import { createHandler } from "./runner";
import { checkSettings } from "./settings";

const settings = checkSettings(JSON.parse(readFileSync(join(__dirname, "reports.json"), "utf8")));
const observer = observerOf(settings, new Logger(), new Metrics({ namespace: "Tributary" }));
const handle = createHandler({ settings, startQuery, observer, clock: { now: Date.now, sleep } });

/** Lambda's entry point: `index.handler`. */
export const handler: typeof handle = async (event, context) => {
    try {
        return await handle(event, context);
    } finally {
        observer.publish();
    }
};
