import type { Database } from "../redshift/database";
import { identifier, literal } from "../redshift/sql";
import type { LoadSettings, WarehouseReport } from "./settings";

/** Characters of the day in the name of a run. */
const RUN_DAY_LENGTH = "yyyy-MM-dd".length;

/**
 * Computes a report in the warehouse and writes its result where the lake's tables of results expect it: as Parquet, in
 * a folder of its own for each run.
 *
 * @throws StatementFailed with what Redshift says.
 */
export async function runReport(
    database: Database,
    settings: LoadSettings,
    report: WarehouseReport,
    at: Date,
): Promise<void> {
    await database.transaction(reportStatements(settings, report, at));
}

/** The statements of one run. */
export function reportStatements(settings: LoadSettings, report: WarehouseReport, at: Date): string[] {
    const run = runName(at);
    // The result's table has these types; Redshift's own, such as a whole number's average, may differ.
    const columns = report.columns.map(
        ({ name, type }) => `CAST(report.${identifier(name)} AS ${type}) AS ${identifier(name)}`,
    );
    // The line breaks end a comment in the last line of the report.
    const query = `SELECT ${columns.join(", ")}, ${literal(run)} AS run_window FROM (\n${report.sql}\n) AS report`;
    const folder = `${report.output}run_day=${run.slice(0, RUN_DAY_LENGTH)}/${run}/`;
    return [
        // A report names its domain's tables alone: those that were loaded, and else those in the lake.
        `SET search_path TO ${identifier(settings.schema)}, ${identifier(settings.lakeSchema)}`,
        // Without a key UNLOAD would ask S3 for its own, whatever the bucket's default is.
        `UNLOAD (${literal(query)}) TO ${literal(folder)} IAM_ROLE ${literal(settings.roleArn)} FORMAT AS PARQUET ALLOWOVERWRITE PARALLEL OFF KMS_KEY_ID ${literal(settings.resultsKeyArn)} ENCRYPTED`,
    ];
}

/** `yyyy-MM-dd-HH-mm-ss`, as the windows of Athena's reports are called. */
function runName(at: Date): string {
    return at.toISOString().slice(0, "yyyy-MM-ddTHH:mm:ss".length).replaceAll(/[T:]/g, "-");
}
