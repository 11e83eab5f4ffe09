import { LEDGER, ledgerTable } from "../redshift/ledger";
import { identifier, literal } from "../redshift/sql";
import type { SchemaRequest } from "./request";

/** The schema, and the list of objects that have been loaded into it. */
export function schemaStatements({ schema, domain }: SchemaRequest): string[] {
    return [
        `CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`,
        `COMMENT ON SCHEMA ${identifier(schema)} IS ${literal(`Tables of the domain ${domain}, loaded from the lake`)}`,
        `CREATE TABLE IF NOT EXISTS ${ledgerTable(schema)} (table_name varchar(127) NOT NULL, object_key varchar(1024) NOT NULL, loaded_at timestamp DEFAULT sysdate) DISTSTYLE ALL SORTKEY (table_name, object_key)`,
    ];
}

/** The loader's user, which signs in as its role and has no password. */
export function userStatement({ loader }: SchemaRequest): string {
    return `CREATE USER ${identifier(loader)} PASSWORD DISABLE`;
}

/** What the loader may do: add rows to the domain's tables, and read. */
export function grantStatements({ schema, loader, roleArn }: SchemaRequest): string[] {
    const user = identifier(loader);
    return [
        `GRANT USAGE ON SCHEMA ${identifier(schema)} TO ${user}`,
        `GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA ${identifier(schema)} TO ${user}`,
        // LOCK asks for more than reading and adding.
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ${ledgerTable(schema)} TO ${user}`,
        // Otherwise every user could load and unload with every role of the warehouse.
        "REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL",
        `GRANT ASSUMEROLE ON ${literal(roleArn)} TO ${user} FOR COPY, UNLOAD`,
    ];
}

/** The lake's tables through Spectrum. A schema of another role or database is made anew: it holds nothing itself. */
export function lakeStatements(
    { lake, roleArn, loader }: SchemaRequest,
    present: { readonly database: string; readonly options: string } | undefined,
): string[] {
    const name = identifier(lake.schema);
    const current = present?.database === lake.database && present.options.includes(`"${roleArn}"`);
    return [
        ...(present !== undefined && !current ? [`DROP SCHEMA ${name}`] : []),
        ...(current
            ? []
            : [
                  `CREATE EXTERNAL SCHEMA ${name} FROM DATA CATALOG DATABASE ${literal(lake.database)} IAM_ROLE ${literal(roleArn)}`,
              ]),
        `GRANT USAGE ON SCHEMA ${name} TO ${identifier(loader)}`,
    ];
}

/** Columns of the schema's tables, in their order. */
export const PRESENT_COLUMNS = `SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale FROM svv_columns WHERE table_schema = :schema AND table_name <> '${LEDGER}' ORDER BY table_name, ordinal_position`;
/** Redshift may have folded a user's name to lower case. */
export const PRESENT_USER = "SELECT usename FROM pg_user WHERE lower(usename) = lower(:name)";
export const PRESENT_LAKE_SCHEMA =
    "SELECT databasename, esoptions FROM svv_external_schemas WHERE schemaname = :schema";
