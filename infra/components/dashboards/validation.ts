import { definitionProblems } from "../../aws/dashboardDefinition";
import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import { MAX_PRINCIPALS } from "../../aws/quicksight";
import type { DashboardArgs, DashboardsArgs } from "./args";
import { definitionOf } from "./definition";

/** QuickSight service quotas, "Visuals per sheet". */
const MAX_VISUALS = 50;

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateDashboards(name: string, args: DashboardsArgs): void {
    refuseProperties(`Dashboards "${name}"`, [
        ...principalProblems(args),
        ...nameProblems(args),
        ...args.dashboards.flatMap((dashboard, index) => dashboardProblems(dashboard, index, args)),
    ]);
}

function principalProblems({ viewers, authors = [] }: DashboardsArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    for (const [list, names] of Object.entries({ viewers, authors })) {
        for (const [index, principal] of names.entries()) {
            if (!/^(user|group)\/[^\s*?][^*?]*$/.test(principal)) {
                problems.push({
                    propertyPath: `${list}[${index}]`,
                    reason: `"${principal}" is not a QuickSight principal; give user/<name> or group/<name>`,
                });
            }
        }
    }
    const everybody = new Set([...viewers, ...authors]).size;
    if (everybody === 0 || everybody > MAX_PRINCIPALS) {
        problems.push({
            propertyPath: "viewers",
            reason: `${everybody} people and groups were given with the authors; give 1 to ${MAX_PRINCIPALS}, and put people together in a group where there are more`,
        });
    }
    return problems;
}

function nameProblems({ dashboards }: DashboardsArgs): PropertyProblem[] {
    return dashboards.flatMap(({ name }, index) =>
        dashboards.findIndex((other) => other.name === name) === index
            ? []
            : [
                  {
                      propertyPath: `dashboards[${index}].name`,
                      reason: `"${name}" stands twice; ids are made of it, rename one`,
                  },
              ],
    );
}

function dashboardProblems(dashboard: DashboardArgs, index: number, args: DashboardsArgs): PropertyProblem[] {
    const path = `dashboards[${index}]`;
    const known = Object.keys(args.reports);
    const reads = dashboard.drawn
        ? Object.entries(dashboard.drawn.dataSets).map(([identifier, report]) => ({
              at: `${path}.drawn.dataSets.${identifier}`,
              report,
          }))
        : dashboard.charts.map(({ report }, chart) => ({ at: `${path}.charts[${chart}].report`, report }));
    const unknown = reads
        .filter(({ report }) => !known.includes(report))
        .map(({ at, report }) => ({
            propertyPath: at,
            reason: `"${report}" is not one of reports; give ${known.join(", ") || "reports at all"}`,
        }));
    if (unknown.length > 0) {
        return unknown;
    }
    if (!dashboard.drawn && (dashboard.charts.length === 0 || dashboard.charts.length > MAX_VISUALS)) {
        return [
            {
                propertyPath: `${path}.charts`,
                reason: `${dashboard.charts.length} were given; a sheet has 1 to ${MAX_VISUALS} visuals`,
            },
        ];
    }
    const { definition, dataSets } = definitionOf(dashboard, args.reports);
    const usable = Object.fromEntries(
        Object.entries(dataSets).map(([identifier, report]) => [
            identifier,
            { columns: (args.reports[report]?.columns ?? []).map((column) => column.name) },
        ]),
    );
    return definitionProblems(definition, usable).map(({ path: steps, message, found }) => ({
        propertyPath: `${path}.${dashboard.drawn ? "drawn.definition." : ""}${steps.join(".")}`,
        reason:
            found === undefined ? message : `${message}; give ${found.allowed.join(", ") || "another one"}`,
    }));
}
