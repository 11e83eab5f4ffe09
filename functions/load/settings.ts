import type { Target } from "../redshift/database";
import { list, object, optionalText, text } from "../redshift/settings";
import { checkTarget } from "../redshift/targetSettings";

/** What one loader knows: `load.json` beside the bundle. */
export interface LoadSettings {
    readonly domain: string;
    readonly target: Target;
    /** Schema of the domain's tables in the warehouse. */
    readonly schema: string;
    /** External schema of its tables in the lake. */
    readonly lakeSchema: string;
    /** The role in which the warehouse reaches into the lake. */
    readonly roleArn: string;
    /** Bucket whose arrivals are handled. */
    readonly bucket: string;
    /** Database of the Glue catalog. */
    readonly database: string;
    readonly manifests: { readonly bucket: string; readonly prefix: string };
    /** Key that UNLOAD encrypts with. */
    readonly resultsKeyArn: string;
    readonly tables: readonly LoadedTable[];
    readonly reports: readonly WarehouseReport[];
}

/** A table of the lake, and whether its objects are loaded. */
export interface LoadedTable {
    readonly name: string;
    /** Key prefix of its objects, with a slash at its end. */
    readonly prefix: string;
    /** Its partition key, e.g. `day`. */
    readonly partition: string;
    readonly load: boolean;
}

/** A report that Redshift computes when a table has been loaded. */
export interface WarehouseReport {
    readonly name: string;
    /** The table whose loads start it. */
    readonly table: string;
    readonly sql: string;
    /** Names and types (as Redshift spells them) of what it returns. */
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    /** `s3://…/` that the runs lie under. */
    readonly output: string;
}

/** @throws Error naming the wrong setting. */
export function checkSettings(value: unknown): LoadSettings {
    const where = "load.json";
    const settings = object({ settings: value }, "settings", where);
    const manifests = object(settings, "manifests", where);
    return {
        domain: text(settings, "domain", where),
        target: checkTarget(settings, where),
        schema: text(settings, "schema", where),
        lakeSchema: text(settings, "lakeSchema", where),
        roleArn: text(settings, "roleArn", where),
        bucket: text(settings, "bucket", where),
        database: text(settings, "database", where),
        manifests: {
            bucket: text(manifests, "bucket", `${where}.manifests`),
            prefix: optionalText(manifests, "prefix", `${where}.manifests`) ?? "",
        },
        resultsKeyArn: text(settings, "resultsKeyArn", where),
        tables: list(settings, "tables", where).map((table, index) => ({
            name: text(table, "name", `${where}.tables[${index}]`),
            prefix: text(table, "prefix", `${where}.tables[${index}]`),
            partition: text(table, "partition", `${where}.tables[${index}]`),
            load: table.load === true,
        })),
        reports: list(settings, "reports", where).map((report, index) => {
            const at = `${where}.reports[${index}]`;
            return {
                name: text(report, "name", at),
                table: text(report, "table", at),
                sql: text(report, "sql", at),
                output: text(report, "output", at),
                columns: list(report, "columns", at).map((column) => ({
                    name: text(column, "name", `${at}.columns`),
                    type: text(column, "type", `${at}.columns`),
                })),
            };
        }),
    };
}
