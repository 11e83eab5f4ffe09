import { Logger } from "@aws-lambda-powertools/logger";
import { OpenSearch } from "../openSearch";
import { type Applied, applyDeclaration } from "./apply";
import { checkDeclaration } from "./declaration";

const logger = new Logger();

/**
 * Lambda's entry point: `index.handler`. Called by the deployment with what the domain should be; an error fails it.
 */
export async function handler(event: unknown): Promise<Applied> {
    const declaration = checkDeclaration(event);
    const client = new OpenSearch({
        endpoint: declaration.endpoint,
        region: process.env.AWS_REGION ?? "",
        timeoutMs: 30_000,
    });
    const applied = await applyDeclaration(client, declaration);
    logger.info("declaration applied", { ...applied });
    return applied;
}
