import type { GlueCatalog } from "../athena/catalog";
import type { QueryExecution } from "../athena/queryExecution";
import type { QueryRecord } from "../ledger";
import type { ResourceIndex } from "../runtime";

/** The runs of reports among Athena's queries: those whose results lie under a report's table. */
export function reportQueries(
    executions: readonly QueryExecution[],
    catalog: GlueCatalog,
    index: ResourceIndex,
): QueryRecord[] {
    return executions.map((execution) => {
        // A query that failed early has no target yet.
        const location = execution.target ?? /\bTO\s+'(s3:[^']+)'/i.exec(execution.sql)?.[1] ?? "";
        const table = catalog.tables.find((one) => {
            return one.location && location.startsWith(`s3://${one.location.bucket}/${one.location.prefix}`);
        });
        return {
            report: table?.name ?? location,
            domain: index.domainOf(execution.caller.function) ?? "",
            // Each run of a report has a folder of its own, named after its window.
            window: location.split("/").findLast((name) => name !== "") ?? "",
            state: execution.state === "SUCCEEDED" ? "SUCCEEDED" : "FAILED",
            rows: execution.rows,
            seconds: execution.milliseconds / 1000,
            ...(execution.reason === undefined ? {} : { error: execution.reason }),
            location,
        };
    });
}
