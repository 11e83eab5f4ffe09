import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { putSecret, secretIsFilled } from "../clients";
import { Database } from "../redshift/database";
import { checkTarget } from "../redshift/targetSettings";
import { type Applied, applySchema } from "./apply";
import { checkRequest } from "./request";

const target = checkTarget(
    JSON.parse(readFileSync(join(__dirname, "warehouse.json"), "utf8")),
    "warehouse.json",
);
const logger = new Logger();
/** Milliseconds that are left for an answer when waiting ends. */
const RESERVE = 5_000;

/** Invoked on deployment, once for each domain whose part of the warehouse has changed. */
export const handler = async (event: unknown, context: Context): Promise<Applied> => {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE;
    const request = checkRequest(event);
    const applied = await applySchema(new Database(target, () => deadline), request, {
        isFilled: secretIsFilled,
        put: putSecret,
    });
    logger.info("schema applied", { ...applied });
    return applied;
};
