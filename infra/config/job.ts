import { MAX_RULESET, ruleProblem, ruleset } from "../aws/dataQuality";
import type { DomainFile } from "./domainFile";
import { type JobFile, jobPartitionUnits } from "./jobFile";
import type { Column, Crawler, Environment, Job, JobSource, JobStart } from "./model";
import type { Problem } from "./problem";
import { whatIsAllowed } from "./spelling";
import type { YamlFile } from "./yamlFile";

/** Seconds of arrivals that a run covers, unless the file says so. */
const DEFAULT_WINDOW = 60;

/** Reads `jobs.<name>`: everything that the schema cannot see. */
export function readJob(
    yaml: YamlFile,
    name: string,
    file: JobFile,
): { readonly job?: Job; readonly problems: readonly Problem[] } {
    const path = ["jobs", name];
    const columns = columnsOf(file);
    const names = columns.map((column) => column.name);
    const problems: Problem[] = [
        ...keyProblems(yaml, path, file, names),
        ...bookmarkProblems(yaml, path, file, names),
        ...partitionProblems(yaml, path, file, columns),
        ...startProblems(yaml, path, file),
        ...ruleProblems(yaml, path, file, names),
    ];
    const unit = jobPartitionUnits.find((candidate) => file.partitionBy?.[candidate] !== undefined);
    const column = unit && file.partitionBy?.[unit];
    const job: Job = {
        name,
        ...(file.description === undefined ? {} : { description: file.description }),
        source: sourceOf(file),
        columns,
        ...(unit === undefined || column === undefined ? {} : { partition: { unit, column } }),
        key: file.key,
        start: startOf(file),
        rules: file.rules,
    };
    return { ...(problems.length === 0 ? { job } : {}), problems };
}

/** The domain's crawlers; none where its file is not right. */
export function crawlersOf(file: DomainFile | undefined): Crawler[] {
    return Object.entries(file?.crawlers ?? {}).map(([name, { description, schedule }]) => ({
        name,
        ...(description === undefined ? {} : { description }),
        ...(schedule === undefined ? {} : { schedule }),
    }));
}

/** A folder is a job's, whose columns are declared, or a crawler's, which finds them. */
export function folderClashes(yaml: YamlFile, file: DomainFile | undefined): Problem[] {
    return Object.keys(file?.crawlers ?? {}).flatMap((name) => {
        if (file?.jobs[name]?.source.csv === undefined) {
            return [];
        }
        const message = `"${name}" is also a job, whose columns are declared and whose files lie in the same folder; remove the crawler, or rename one`;
        return [yaml.keyProblem(["crawlers", name], message)];
    });
}

/** Jobs of a domain whose database the environment does not have. */
export function missingConnections(
    yaml: YamlFile,
    environment: Environment,
    jobs: readonly Job[],
): Problem[] {
    if (environment.settings.etl?.enabled !== true) {
        return [];
    }
    const known = (environment.connections ?? []).map((connection) => connection.name);
    return jobs.flatMap(({ name, source }) => {
        if (source.kind !== "database" || known.includes(source.connection)) {
            return [];
        }
        const path = ["jobs", name, "source", "database", "connection"];
        const message = `"${source.connection}" is not a connection of the environment ${environment.name}${whatIsAllowed(source.connection, known)}; add it to tributary:connections there, or correct the name`;
        return [yaml.problem(path, message)];
    });
}

function columnsOf(file: JobFile): Column[] {
    return Object.entries(file.columns).map(([name, column]) => {
        const map = typeof column === "string" ? { type: column, required: false } : column;
        // A row without it could not be told from others, or would belong to no partition.
        const needed = file.key.includes(name) || Object.values(file.partitionBy ?? {}).includes(name);
        return {
            name,
            type: map.type,
            ...("description" in map && map.description !== undefined
                ? { description: map.description }
                : {}),
            required: map.required || needed,
        };
    });
}

function keyProblems(yaml: YamlFile, path: string[], file: JobFile, names: readonly string[]): Problem[] {
    return file.key.flatMap((column, index) => {
        const at = [...path, "key", index];
        if (!names.includes(column)) {
            return [
                yaml.problem(at, `"${column}" is not a column of ${path[1]}${whatIsAllowed(column, names)}`),
            ];
        }
        return file.key.indexOf(column) < index
            ? [yaml.problem(at, `"${column}" stands twice in the key; remove one`)]
            : [];
    });
}

function bookmarkProblems(
    yaml: YamlFile,
    path: string[],
    file: JobFile,
    names: readonly string[],
): Problem[] {
    const bookmark = file.source.database?.bookmark;
    if (bookmark === undefined || names.includes(bookmark)) {
        return [];
    }
    const message = `"${bookmark}" is not a column of ${path[1]}${whatIsAllowed(bookmark, names)}; Glue reads the declared columns only, and the bookmark is one of them`;
    return [yaml.problem([...path, "source", "database", "bookmark"], message)];
}

function partitionProblems(
    yaml: YamlFile,
    path: string[],
    file: JobFile,
    columns: readonly Column[],
): Problem[] {
    return jobPartitionUnits.flatMap((unit) => {
        const given = file.partitionBy?.[unit];
        if (given === undefined) {
            return [];
        }
        const at = [...path, "partitionBy", unit];
        const type = columns.find(({ name }) => name === given)?.type;
        if (type === undefined) {
            const names = columns.map(({ name }) => name);
            return [
                yaml.problem(at, `"${given}" is not a column of ${path[1]}${whatIsAllowed(given, names)}`),
            ];
        }
        if (type !== "timestamp" && (type !== "date" || unit === "hour")) {
            const wanted = unit === "hour" ? "a timestamp" : "a timestamp or a date";
            return [yaml.problem(at, `"${given}" is of type ${type}; ${unit}s are taken from ${wanted}`)];
        }
        return [];
    });
}

/** S3 tells of files; nobody tells of rows. */
function startProblems(yaml: YamlFile, path: string[], file: JobFile): Problem[] {
    if (file.source.database !== undefined && file.schedule === undefined) {
        const message =
            "has no schedule; a database does not tell of new rows, add e.g. schedule: cron(15 3 * * ? *)";
        return [yaml.problem(path, message)];
    }
    if (file.schedule !== undefined && file.window !== undefined) {
        const message =
            "is given together with schedule, which decides when the job runs; remove one of them";
        return [yaml.keyProblem([...path, "window"], message)];
    }
    return [];
}

function ruleProblems(yaml: YamlFile, path: string[], file: JobFile, names: readonly string[]): Problem[] {
    const problems = file.rules.flatMap((rule, index) => {
        const message = ruleProblem(rule, names);
        return message === undefined ? [] : [yaml.problem([...path, "rules", index], message)];
    });
    const { length } = ruleset(file.rules);
    if (length > MAX_RULESET) {
        const message = `make a ruleset of ${length} characters; Glue takes ${MAX_RULESET}`;
        problems.push(yaml.problem([...path, "rules"], message));
    }
    return problems;
}

function sourceOf({ source }: JobFile): JobSource {
    if (source.database !== undefined) {
        return { kind: "database", ...source.database };
    }
    const { delimiter = ",", header = true, nullText } = source.csv ?? {};
    return { kind: "csv", delimiter, header, ...(nullText === undefined ? {} : { nullText }) };
}

function startOf({ schedule, window }: JobFile): JobStart {
    return schedule === undefined
        ? { kind: "arrival", windowSeconds: window ?? DEFAULT_WINDOW }
        : { kind: "schedule", cron: schedule };
}
