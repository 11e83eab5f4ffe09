import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { OpenSearch } from "../openSearch";
import { createSearch } from "./search";
import { checkSettings } from "./settings";

const settings = checkSettings(JSON.parse(readFileSync(join(__dirname, "search.json"), "utf8")));
const logger = new Logger();

/** Lambda's entry point: `index.handler`, called through a function URL. */
export const handler = createSearch({
    settings,
    client: new OpenSearch({
        endpoint: settings.endpoint,
        region: process.env.AWS_REGION ?? "",
        timeoutMs: 8_000,
    }),
    log: (message, details) => logger.error(message, { ...details }),
});
