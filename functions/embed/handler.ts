import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { embedUrl } from "../clients";
import { createHandler } from "./embedder";
import { checkSettings } from "./settings";

const settings = checkSettings(JSON.parse(readFileSync(join(__dirname, "embed.json"), "utf8")));
const logger = new Logger();

/** Lambda's entry point: `index.handler`. Neither people nor addresses are written to the log. */
export const handler = createHandler({
    settings,
    embedUrl,
    observer: {
        embedded: (dashboard) => logger.info("dashboard embedded", { dashboard }),
        refused: (dashboard, reason) => logger.warn("dashboard refused", { dashboard, reason }),
    },
});
