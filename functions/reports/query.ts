import { createHash } from "node:crypto";
import type { StartQueryExecutionCommandInput } from "@aws-sdk/client-athena";
import type { ReportSettings, ReportsSettings } from "./settings";
import { type Window, windowName } from "./windows";

/**
 * The query that writes a report's result for one window, as Parquet, into a folder of its own. The window is a column
 * of the result, and its day the partition: readers find the newest run without listing all others.
 *
 * Its token is made of report and window: Athena starts one query for a token, however often it is asked, so that
 * duplicate notifications and retries do no work twice (Athena API reference, "StartQueryExecution").
 */
export function reportQuery(
    settings: ReportsSettings,
    report: ReportSettings,
    window: Window,
): StartQueryExecutionCommandInput {
    const name = windowName(window);
    const identity = [settings.environment, settings.domain, report.name, name];
    return {
        // The line breaks end a comment in the last line of the report.
        QueryString:
            `UNLOAD (SELECT report.*, '${name}' AS run_window FROM (\n${withoutTerminator(report.sql)}\n) AS report) ` +
            `TO '${report.output}run_day=${name.slice(0, RUN_DAY_LENGTH)}/${name}/' ` +
            "WITH (format = 'PARQUET', compression = 'SNAPPY')",
        QueryExecutionContext: { Database: settings.database },
        WorkGroup: settings.workGroup,
        ClientRequestToken: createHash("sha256").update(JSON.stringify(identity)).digest("hex"),
    };
}

/** Characters of the day in a window's name. */
const RUN_DAY_LENGTH = "yyyy-MM-dd".length;

/** Comments, quoted text and identifiers, semicolons, white space, and everything else, of Athena's SQL. */
const TOKENS = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|;|\s+|[^\s;'"/-]+|[/-]|['"]/g;

/** The statement without the semicolon that may end it, which is an error inside of UNLOAD. */
export function withoutTerminator(sql: string): string {
    const tokens = sql.match(TOKENS) ?? [];
    let last = tokens.length - 1;
    while (last >= 0 && /^(?:--|\/\*|\s)/.test(tokens[last]!)) last--;
    if (tokens[last] !== ";") return sql.trim();
    tokens.splice(last, 1);
    return tokens.join("").trim();
}
