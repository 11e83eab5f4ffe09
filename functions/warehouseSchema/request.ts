import { type Json, list, object, optionalText, text } from "../redshift/settings";

/** What a domain's part of the warehouse shall be. */
export interface SchemaRequest {
    readonly domain: string;
    /** Schema of the domain's own tables. */
    readonly schema: string;
    /** External schema of the domain's tables in the lake. */
    readonly lake: { readonly schema: string; readonly database: string };
    /** The role in which the warehouse reaches into the lake for the domain. */
    readonly roleArn: string;
    /** Database user of the loader. */
    readonly loader: string;
    /** The user that Firehose signs in as, and the secret that holds its name and password; absent: Firehose loads nothing. */
    readonly firehose?: { readonly user: string; readonly secretArn: string };
    readonly tables: readonly TableRequest[];
}

export interface TableRequest {
    readonly name: string;
    readonly description?: string;
    /** In the order in which they stand in the files that are loaded. */
    readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** @throws Error naming what is wrong in the request. */
export function checkRequest(event: unknown): SchemaRequest {
    const request = object({ request: event }, "request", "event");
    const lake = object(request, "lake", "request");
    return {
        domain: text(request, "domain", "request"),
        schema: text(request, "schema", "request"),
        lake: {
            schema: text(lake, "schema", "request.lake"),
            database: text(lake, "database", "request.lake"),
        },
        roleArn: text(request, "roleArn", "request"),
        loader: text(request, "loader", "request"),
        ...(request.firehose === undefined ? {} : { firehose: checkFirehose(request) }),
        tables: list(request, "tables", "request").map(checkTable),
    };
}

function checkFirehose(request: Json): NonNullable<SchemaRequest["firehose"]> {
    const firehose = object(request, "firehose", "request");
    return {
        user: text(firehose, "user", "request.firehose"),
        secretArn: text(firehose, "secretArn", "request.firehose"),
    };
}

function checkTable(table: Json, index: number): TableRequest {
    const where = `request.tables[${index}]`;
    const description = optionalText(table, "description", where);
    return {
        name: text(table, "name", where),
        ...(description === undefined ? {} : { description }),
        columns: list(table, "columns", where).map((column, at) => ({
            name: text(column, "name", `${where}.columns[${at}]`),
            type: text(column, "type", `${where}.columns[${at}]`),
        })),
    };
}
