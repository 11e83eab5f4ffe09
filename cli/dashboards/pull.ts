/** A dashboard that was drawn in QuickSight, as a file of its domain. */

import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { DashboardVersionDefinition } from "@aws-sdk/client-quicksight";
import { definitionProblems } from "../../infra/aws/dashboardDefinition";
import { reportDataSetId } from "../../infra/components/ingestion/dataSetId";
import { loadConfiguration } from "../../infra/config/load";
import type { Configuration, Domain, Environment } from "../../infra/config/model";
import { whatIsAllowed } from "../../infra/config/spelling";
import { chooseEnvironment, findRoot } from "../environments";
import { UsageError } from "../usage";
import type { PullOptions } from "./command";
import { type AssetReference, type PulledDefinition, readDefinition } from "./quicksight";

/**
 * Writes `domains/<domain>/dashboards/<name>.json`.
 *
 * @throws UsageError where it cannot be read, or shows what is no report of the domain.
 */
export async function pull(id: string, options: PullOptions, root: string = findRoot()): Promise<void> {
    const stack = chooseEnvironment(root, options.environment ?? "dev", "tributary dashboards pull <id> -e");
    const configuration = await loadConfiguration({ root, stack });
    const reference = locate(id, options, configuration.environment);
    const pulled = await readDefinition(reference);
    const reports = reportsOf(pulled.definition, configuration, reference);
    const domain = domainOf(reports, options.domain, configuration);
    const dataSets = Object.fromEntries(reports.map(({ identifier, report }) => [identifier, report]));
    const name = nameOf(options.name, pulled, configuration.environment);
    const { DataSetIdentifierDeclarations: _, ...definition } = pulled.definition;
    check(definition, dataSets, domain, pulled.name);

    const existing = domain.dashboards.find((dashboard) => dashboard.name === name);
    const file = join(domain.directory, "dashboards", `${name}.json`);
    const title = withoutEnvironment(pulled.name, configuration.environment.name);
    const description = existing?.description;
    const content = {
        title,
        ...(description === undefined ? {} : { description }),
        dataSets,
        definition,
    };
    const updated = existsSync(file);
    write(file, `${JSON.stringify(content, null, 2)}\n`);
    tell(updated, relative(root, file), domain, name, existing?.drawn !== undefined);
}

const ARN = /^arn:aws[a-z-]*:quicksight:([a-z0-9-]+):(\d{12}):(dashboard|analysis)\/([\w-]+)$/;

function locate(id: string, options: PullOptions, environment: Environment): AssetReference {
    const arn = ARN.exec(id);
    if (arn !== null) {
        const [, region = "", account = "", kind, assetId = ""] = arn;
        return { kind: kind as AssetReference["kind"], id: assetId, account, region };
    }
    if (!/^[\w-]{1,512}$/.test(id)) {
        throw new UsageError(
            `"${id}" is neither an id nor an ARN of a dashboard; copy the last part of its address in QuickSight`,
        );
    }
    const account = options.account ?? environment.accountId;
    if (account === undefined || !/^\d{12}$/.test(account)) {
        throw new UsageError(
            `${account === undefined ? "the account is not known" : `"${account}" is not an AWS account`}: give --account with ` +
                `12 digits, the dashboard's ARN, or aws:allowedAccountIds in environments/Pulumi.${environment.name}.yaml`,
        );
    }
    return { kind: options.analysis ? "analysis" : "dashboard", id, account, region: environment.region };
}

interface ReportOfDataSet {
    readonly identifier: string;
    readonly domain: string;
    readonly report: string;
}

/** The reports that the definition's data sets are, in the environment where it was drawn. */
function reportsOf(
    definition: DashboardVersionDefinition,
    { environment, domains }: Configuration,
    { kind, id }: AssetReference,
): ReportOfDataSet[] {
    const known = new Map(
        domains.flatMap((domain) =>
            domain.pipelines.flatMap((pipeline) =>
                pipeline.reports.map(
                    (report) =>
                        [
                            reportDataSetId(environment.name, `${domain.name}-${pipeline.name}`, report.name),
                            { domain: domain.name, report: report.name },
                        ] as const,
                ),
            ),
        ),
    );
    const declared = definition.DataSetIdentifierDeclarations ?? [];
    const strangers: string[] = [];
    const found = declared.flatMap(({ Identifier = "", DataSetArn = "" }) => {
        const report = known.get(DataSetArn.split("/").at(-1) ?? "");
        if (report === undefined) {
            strangers.push(`"${Identifier}" (${DataSetArn})`);
            return [];
        }
        return [{ identifier: Identifier, ...report }];
    });
    if (strangers.length > 0) {
        throw new UsageError(
            `${kind} "${id}" shows data sets that are no reports of ${environment.name}: ${strangers.join(", ")}; ` +
                "another environment does not have them: make them reports of the domain, and replace them in QuickSight",
        );
    }
    return found;
}

function domainOf(
    reports: readonly ReportOfDataSet[],
    given: string | undefined,
    { domains, environment }: Configuration,
): Domain {
    const shown = [...new Set(reports.map(({ domain }) => domain))];
    if (given !== undefined && !domains.some(({ name }) => name === given)) {
        const names = domains.map(({ name }) => name);
        throw new UsageError(
            `"${given}" is not a domain of ${environment.name}${whatIsAllowed(given, names)}`,
        );
    }
    const wanted = given ?? shown[0];
    const foreign = shown.filter((name) => name !== wanted);
    const domain = domains.find(({ name }) => name === wanted);
    if (domain === undefined) {
        throw new UsageError("the dashboard shows no data set, so nobody knows whose it is; give --domain");
    }
    if (foreign.length > 0) {
        throw new UsageError(
            `the dashboard shows reports of ${shown.join(" and ")}; a dashboard belongs to one domain: ` +
                "draw one for each of them",
        );
    }
    return domain;
}

function nameOf(given: string | undefined, { name }: PulledDefinition, environment: Environment): string {
    const title = withoutEnvironment(name, environment.name).toLowerCase();
    const words = title.split(/[^a-z0-9]+/).filter((word) => word !== "");
    const chosen = given ?? words.join("_").slice(0, 24).replace(/_+$/, "");
    if (!/^[a-z][a-z0-9_]{0,23}$/.test(chosen)) {
        throw new UsageError(
            `"${chosen}" is no name for a dashboard; give --name with up to 24 lower-case letters, digits and underscores`,
        );
    }
    return chosen;
}

/** Deployment puts the environment behind the title. */
function withoutEnvironment(title: string, environment: string): string {
    const end = ` (${environment})`;
    return title.endsWith(end) ? title.slice(0, -end.length) : title;
}

function check(
    definition: Partial<DashboardVersionDefinition>,
    dataSets: Readonly<Record<string, string>>,
    domain: Domain,
    title: string,
): void {
    const reports = domain.pipelines.flatMap((pipeline) => pipeline.reports);
    const usable = Object.fromEntries(
        Object.entries(dataSets).map(([identifier, report]) => [
            identifier,
            { columns: (reports.find(({ name }) => name === report)?.columns ?? []).map(({ name }) => name) },
        ]),
    );
    const problems = definitionProblems(definition, usable);
    if (problems.length > 0) {
        const lines = problems.map(
            ({ path, message, found }) =>
                `  ${path.join(".")}: ${message}${found === undefined ? "" : whatIsAllowed(found.word, found.allowed)}`,
        );
        throw new UsageError(
            `"${title}" does not fit the reports of ${domain.name} as they are in this checkout; correct one or the other:\n${lines.join("\n")}`,
        );
    }
}

function write(file: string, content: string): void {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, content);
    renameSync(temporary, file);
}

function tell(updated: boolean, file: string, domain: Domain, name: string, known: boolean): void {
    process.stdout.write(`${updated ? "updated" : "wrote"} ${file}\n`);
    if (!known) {
        process.stdout.write(
            `\nTo deploy it, name it in ${domain.name}'s domain.yaml:\n\n  dashboards:\n    ${name}: dashboards/${name}.json\n`,
        );
    }
}
