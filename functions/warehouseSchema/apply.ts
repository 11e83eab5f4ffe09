import { type Database, MOST_STATEMENTS } from "../redshift/database";
import { type PresentColumn, presentType } from "./columnTypes";
import { provideFirehoseUser, type SecretStore } from "./firehoseUser";
import { migrate } from "./migration";
import type { SchemaRequest } from "./request";
import {
    grantStatements,
    lakeStatements,
    PRESENT_COLUMNS,
    PRESENT_LAKE_SCHEMA,
    PRESENT_USER,
    schemaStatements,
    userStatement,
} from "./statements";

/** What was done, for the log and the stack's state. */
export interface Applied {
    readonly domain: string;
    /** Statements that made or changed a table. */
    readonly changes: readonly string[];
}

/**
 * Makes a domain's part of the warehouse as it is declared. Doing it again changes nothing.
 *
 * @throws Error with every change that is refused; then nothing has been changed.
 */
export async function applySchema(
    database: Database,
    request: SchemaRequest,
    secrets: SecretStore,
): Promise<Applied> {
    const present = await presentColumns(database, request.schema);
    const { statements: changes, refusals } = migrate(request.schema, request.tables, present);
    if (refusals.length > 0) {
        throw new Error(
            `the warehouse's tables of ${request.domain} are not changed:\n${refusals.join("\n")}`,
        );
    }
    const users = await database.rows(PRESENT_USER, { name: request.loader });
    const statements = [
        ...schemaStatements(request),
        ...changes,
        ...(users.length === 0 ? [userStatement(request)] : []),
        ...grantStatements(request),
    ];
    // One transaction for all but the largest domains; there, what a failure leaves undone the next attempt does.
    for (let start = 0; start < statements.length; start += MOST_STATEMENTS) {
        await database.transaction(statements.slice(start, start + MOST_STATEMENTS));
    }
    await provideFirehoseUser(database, request, secrets);
    const [lake] = await database.rows(PRESENT_LAKE_SCHEMA, { schema: request.lake.schema });
    const known = lake && { database: lake[0] ?? "", options: lake[1] ?? "" };
    // One by one: Redshift runs statements on external schemas in no transaction block.
    for (const statement of lakeStatements(request, known)) {
        await database.transaction([statement]);
    }
    return { domain: request.domain, changes };
}

async function presentColumns(database: Database, schema: string): Promise<PresentColumn[]> {
    const rows = await database.rows(PRESENT_COLUMNS, { schema });
    return rows.map(([table = "", name = "", words = "", length, precision, scale]) => ({
        table,
        name,
        type: presentType(words, length, precision, scale),
    }));
}
