import { z } from "zod";
import { definitionProblems } from "../aws/dashboardDefinition";
import type { ReportColumns } from "./dashboard";
import { chartsOf } from "./drawnCharts";
import type { Dashboard, DrawnDashboard } from "./model";
import type { Problem } from "./problem";
import { check } from "./schemaProblems";
import { whatIsAllowed } from "./spelling";
import { readYaml } from "./yamlFile";

/** Larger than any definition that QuickSight makes of one dashboard: a sheet's fifty visuals are about 200 KiB. */
const MAX_BYTES = 4 * 1024 * 1024;

/** `domains/<domain>/dashboards/<name>.json`: what `tributary dashboards pull` writes. */
export const drawnDashboardFile = z.strictObject({
    title: z
        .string()
        .min(1, { error: "is empty; a dashboard needs a title" })
        .max(100, { error: "is longer than 100 characters" }),
    description: z.string().optional(),
    dataSets: z.record(z.string(), z.string()),
    // QuickSight's own structure, with QuickSight's own names: what it must hold is checked below.
    definition: z.looseObject({ Sheets: z.array(z.looseObject({})) }),
});

/** Reads a dashboard that an author has drawn, and checks it against the reports of its domain. */
export function readDrawnDashboard(
    root: string,
    absolute: string,
    name: string,
    reports: ReportColumns,
): { dashboard?: Dashboard; problems: readonly Problem[] } {
    // JSON is YAML, too, and read as such every problem has its line.
    const read = readYaml(root, absolute, "what `tributary dashboards pull` writes", MAX_BYTES);
    if ("problems" in read) {
        return read;
    }
    const { yaml } = read;
    const { value, problems } = check(drawnDashboardFile, yaml);
    if (value === undefined) {
        return { problems };
    }
    const { title, description, dataSets } = value;
    const unknown = Object.entries(dataSets)
        .filter(([, report]) => !reports.has(report))
        .map(([identifier, report]) =>
            yaml.problem(
                ["dataSets", identifier],
                `"${report}" is not a report of this domain${whatIsAllowed(report, [...reports.keys()])}`,
            ),
        );
    if (unknown.length > 0) {
        return { problems: unknown };
    }
    const definition = value.definition as unknown as DrawnDashboard["definition"];
    const columns = Object.entries(dataSets).map(
        ([identifier, report]) => [identifier, reports.get(report)?.map((column) => column.name)] as const,
    );
    // Of a report whose SQL is wrong nobody knows the columns: that problem is told, and this one waits.
    const wrong = columns.some(([, names]) => names === undefined)
        ? []
        : definitionProblems(
              definition,
              Object.fromEntries(columns.map(([identifier, names = []]) => [identifier, { columns: names }])),
          );
    if (wrong.length > 0) {
        return {
            problems: wrong.map(({ path, message, found }) =>
                yaml.problem(
                    ["definition", ...path],
                    found === undefined ? message : `${message}${whatIsAllowed(found.word, found.allowed)}`,
                ),
            ),
        };
    }
    const drawn = { dataSets, definition };
    const dashboard = {
        name,
        title,
        ...(description === undefined ? {} : { description }),
        charts: chartsOf(drawn, (report) => reports.get(report)),
        drawn,
    };
    return { dashboard, problems: [] };
}
