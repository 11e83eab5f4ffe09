import { dirname } from "node:path";
import { type ReportColumns, readDashboard } from "./dashboard";
import { type DomainFile, domainFile } from "./domainFile";
import { readDrawnDashboard } from "./drawnDashboard";
import { governanceOf, governanceProblems } from "./governance";
import { readHadoop } from "./hadoopSteps";
import { crawlersOf, folderClashes, readJob } from "./job";
import type { Dashboard, Domain, Job, Pipeline, Report } from "./model";
import { type PipelineResult, readPipeline } from "./pipeline";
import type { Problem } from "./problem";
import { refreshOf } from "./quicksight";
import { check, valueAt } from "./schemaProblems";
import { searchIndicesOf } from "./search";
import { whatIsAllowed } from "./spelling";
import type { SqlChecker } from "./sql/checker";
import type { ReplayProblem } from "./sql/replay";
import type { ResultColumn, SqlProblem, Table } from "./sql/tables";
import { lineAndColumn, withoutEnd } from "./sql/text";
import { readStreams } from "./streams";
import { displayPath, fileInFolder, readText } from "./textFile";
import type { YamlFile } from "./yamlFile";

/** Athena User Guide, "Service Quotas": a query has at most 262,144 bytes; UNLOAD around it takes some. */
const MAX_SQL_BYTES = 261_000;

/** A domain's file, with what can be said of it before its SQL is looked at. */
export interface DomainDraft {
    readonly yaml: YamlFile;
    readonly root: string;
    /** Absolute path of the domain's folder. */
    readonly folder: string;
    /** What the schema made of the file; absent where something in it is wrong. */
    readonly file?: DomainFile;
    readonly pipelines: readonly PipelineResult[];
    readonly jobs: readonly Job[];
    readonly problems: readonly Problem[];
}

/** Checks everything in `domain.yaml` that does not need SQL. */
export function draftDomain(yaml: YamlFile, root: string, absolute: string): DomainDraft {
    const folder = dirname(absolute);
    const { value: file, problems } = check(domainFile, yaml);
    const given = valueAt(yaml.data, ["pipelines"]);
    const names = given instanceof Object && !Array.isArray(given) ? Object.keys(given) : [];
    const pipelines = names.map((name) => readPipeline(yaml, root, folder, name, file?.pipelines[name]));
    const jobs = Object.entries(file?.jobs ?? {}).map(([name, job]) => readJob(yaml, name, job));
    return {
        yaml,
        root,
        folder,
        file,
        pipelines,
        jobs: jobs.flatMap(({ job }) => job ?? []),
        problems: [
            ...problems,
            ...pipelines.flatMap((pipeline) => pipeline.problems),
            ...jobs.flatMap((job) => job.problems),
            ...folderClashes(yaml, file),
            ...nameClashes(yaml, pipelines, Object.keys(file?.jobs ?? {})),
        ],
    };
}

/** The files that a domain's replays read. */
export function dataSetsOf(draft: DomainDraft): string[] {
    return draft.pipelines.flatMap(({ replay }) =>
        replay?.dataset.fingerprint === undefined ? [] : [replay.dataset.path],
    );
}

/** Reads the reports, dashboards and replays of a domain, and puts it together. */
export async function readDomain(
    draft: DomainDraft,
    sql: SqlChecker,
): Promise<{ domain?: Domain; problems: readonly Problem[] }> {
    const problems: Problem[] = [...draft.problems];
    const tables = draft.pipelines.flatMap(({ table }) => (table === undefined ? [] : [table]));
    const reports = new Map<string, readonly ResultColumn[] | undefined>();
    const pipelines: Pipeline[] = [];
    for (const pipeline of draft.pipelines) {
        const own = await readReports(draft, pipeline, tables, sql, problems);
        for (const name of Object.keys(pipeline.reports)) {
            reports.set(name, own.find((report) => report.name === name)?.columns);
        }
        await checkReplay(draft, pipeline, sql, problems);
        if (pipeline.draft !== undefined) {
            pipelines.push({ ...pipeline.draft, reports: own });
        }
    }
    const streams = await readStreams(draft, sql, problems);
    const dashboards = readDashboards(draft, reports, problems);
    problems.push(...drawnFromWarehouse(draft, pipelines, dashboards));
    const { hadoop, problems: scripts } = readHadoop(draft.yaml, draft.folder, draft.file?.hadoop);
    problems.push(...scripts);
    if (draft.file !== undefined) {
        problems.push(...(await governanceProblems(draft.yaml, draft.file, pipelines, tables, sql)));
    }
    if (draft.file === undefined || problems.length > 0) {
        return { problems };
    }
    const { domain: name, owner, description, viewers, authors } = draft.file;
    const search = searchIndicesOf(draft.file.search);
    const governance = governanceOf(draft.file);
    const domain = {
        name,
        owner,
        ...(description === undefined ? {} : { description }),
        directory: draft.folder,
        viewers,
        authors,
        pipelines,
        jobs: draft.jobs,
        crawlers: crawlersOf(draft.file),
        dashboards,
        ...(governance === undefined ? {} : { governance }),
        ...(search.length === 0 ? {} : { search }),
        ...(streams.length === 0 ? {} : { streams }),
        ...(hadoop === undefined ? {} : { hadoop }),
    };
    return { domain, problems };
}

/** Pipelines, jobs and reports are tables of one database. */
function nameClashes(
    yaml: YamlFile,
    pipelines: readonly PipelineResult[],
    jobs: readonly string[],
): Problem[] {
    const owners = new Map<string, string>(pipelines.map(({ name }) => [name, `the pipeline ${name}`]));
    const clashes = jobs.flatMap((job) => {
        const owner = owners.get(job);
        owners.set(job, `the job ${job}`);
        const message = `"${job}" is also the name of ${owner}, and both are tables of the domain's database; rename one`;
        return owner === undefined ? [] : [yaml.keyProblem(["jobs", job], message)];
    });
    const reports = pipelines.flatMap(({ name: pipeline, reports }) =>
        Object.keys(reports).flatMap((report) => {
            const owner = owners.get(report);
            owners.set(report, `a report of ${pipeline}`);
            const message = `"${report}" is also the name of ${owner}, and both are tables of the domain's database; rename one`;
            return owner === undefined
                ? []
                : [yaml.keyProblem(["pipelines", pipeline, "reports", report], message)];
        }),
    );
    return [...clashes, ...reports];
}

async function readReports(
    draft: DomainDraft,
    pipeline: PipelineResult,
    tables: readonly Table[],
    sql: SqlChecker,
    problems: Problem[],
): Promise<Report[]> {
    const uncertain = new Set(draft.pipelines.filter((other) => other.uncertain).map(({ name }) => name));
    const warehouseTables = tablesInWarehouse(draft.pipelines);
    const reports: Report[] = [];
    for (const [name, { sql: given, description, engine, spice }] of Object.entries(pipeline.reports)) {
        const key = ["pipelines", pipeline.name, "reports", name];
        if (engine === "warehouse" && !pipeline.loaded) {
            const message = `is computed by the warehouse, into which ${pipeline.name} is not loaded; add loadInto: warehouse to the pipeline, or remove engine`;
            problems.push(draft.yaml.problem([...key, "engine"], message));
        }
        const found = fileInFolder(draft.folder, given, [".sql"]);
        const text = "value" in found ? readText(found.value, MAX_SQL_BYTES) : found;
        if ("problem" in found || "problem" in text) {
            const message =
                "problem" in found ? found.problem : `"${given}" ${"problem" in text ? text.problem : ""}`;
            problems.push(draft.yaml.problem(key, message));
            continue;
        }
        const statement = withoutEnd(text.value);
        const place = (problem: SqlProblem): Problem => ({
            file: displayPath(draft.root, found.value),
            ...lineAndColumn(text.value, problem.offset),
            path: key.join("."),
            message: problem.message,
        });
        const visible = engine === "warehouse" ? warehouseTables : tables;
        const outcome = await sql.report(statement, visible, uncertain, engine);
        if ("problems" in outcome) {
            problems.push(...outcome.problems.map(place));
        } else {
            const more = {
                ...(description === undefined ? {} : { description }),
                ...(engine === undefined ? {} : { engine }),
                ...(spice === undefined ? {} : { spice: refreshOf(spice) }),
            };
            reports.push({ name, ...more, file: found.value, sql: statement, columns: outcome.value });
        }
    }
    return reports;
}

/** A dashboard is drawn in every environment; the warehouse's reports are computed in some. */
function drawnFromWarehouse(
    draft: DomainDraft,
    pipelines: readonly Pipeline[],
    dashboards: readonly Dashboard[],
): Problem[] {
    const reports = pipelines.flatMap((pipeline) => pipeline.reports);
    const elsewhere = new Set(reports.filter(({ engine }) => engine === "warehouse").map(({ name }) => name));
    return dashboards.flatMap(({ name, charts }) =>
        [...new Set(charts.map(({ report }) => report))]
            .filter((report) => elsewhere.has(report))
            .map((report) => {
                const message = `draws ${report}, which is computed by the warehouse, and not every environment has one; draw a report of Athena, or ask the warehouse in QuickSight itself`;
                return draft.yaml.problem(["dashboards", name], message);
            }),
    );
}

/** As the lake's, but what is loaded has no partition: it is not a column of the files. */
function tablesInWarehouse(pipelines: readonly PipelineResult[]): Table[] {
    return pipelines.flatMap(({ table, loaded }) =>
        table === undefined ? [] : [loaded ? { ...table, columns: table.columns.slice(0, -1) } : table],
    );
}

async function checkReplay(
    draft: DomainDraft,
    pipeline: PipelineResult,
    sql: SqlChecker,
    problems: Problem[],
): Promise<void> {
    const { dataset, file } = pipeline.replay ?? {};
    if (dataset?.fingerprint === undefined || file === undefined) {
        return;
    }
    const message = Object.entries(file.message).map(
        ([field, expression]) => [`message.${field}`, expression] as const,
    );
    const topic = file.topic === undefined ? [] : [["topic", file.topic] as const];
    const outcome = await sql.replay(
        dataset.path,
        dataset.fingerprint,
        Object.fromEntries([...topic, ...message]),
    );
    for (const problem of "problems" in outcome ? (outcome.problems as readonly ReplayProblem[]) : []) {
        const [first = "", ...rest] = problem.expression.split(".");
        const path = rest.length === 0 ? [first] : [first, rest.join(".")];
        problems.push(draft.yaml.problem(["pipelines", pipeline.name, "replay", ...path], problem.message));
    }
}

function readDashboards(draft: DomainDraft, reports: ReportColumns, problems: Problem[]): Dashboard[] {
    const given =
        draft.file?.dashboards ??
        domainFile.shape.dashboards.safeParse(valueAt(draft.yaml.data, ["dashboards"])).data ??
        {};
    return Object.entries(given).flatMap(([name, path]) => {
        const found = fileInFolder(draft.folder, path, [".yaml", ".yml", ".json"]);
        if ("problem" in found) {
            problems.push(draft.yaml.problem(["dashboards", name], found.problem));
            return [];
        }
        const reader = found.value.endsWith(".json") ? readDrawnDashboard : readDashboard;
        const read = reader(draft.root, found.value, name, reports);
        problems.push(...read.problems);
        return read.dashboard === undefined ? [] : [read.dashboard];
    });
}

/** The name that a file gives to its domain, also where the rest of it is wrong. */
export function declaredName(yaml: YamlFile): string | undefined {
    const name = valueAt(yaml.data, ["domain"]);
    return typeof name === "string" ? name : undefined;
}

/** An environment names a domain that no folder has. */
export function unknownDomain(name: string, known: readonly string[]): string {
    return `"${name}" is not a domain of this repository${whatIsAllowed(name, known)}; a domain is a folder in domains/ with a domain.yaml`;
}
