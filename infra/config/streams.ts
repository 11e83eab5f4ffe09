import { WINDOW_COLUMNS, windowProblem } from "../aws/flinkSql";
import type { DomainDraft } from "./domain";
import { domainFile } from "./domainFile";
import type { Column, MessageField, StreamApplication, StreamOutput } from "./model";
import type { PipelineDraft } from "./pipeline";
import type { Problem } from "./problem";
import { valueAt } from "./schemaProblems";
import { whatIsAllowed } from "./spelling";
import type { SqlChecker } from "./sql/checker";
import { duckdbType, type ResultColumn, type SqlProblem, type Table } from "./sql/tables";
import { lineAndColumn, withoutEnd } from "./sql/text";
import { readDestination } from "./streamDestination";
import { addReferences, type ReferencesResult } from "./streamReferences";
import type { StreamApplicationFile } from "./streamsFile";
import { displayPath, fileInFolder, readText } from "./textFile";

/** Larger than any SELECT that people read. */
const MAX_SQL_BYTES = 64 * 1024;

type ReadColumn = Column & { readonly field: MessageField };

/** Reads `streams` of a domain: its applications, with their SQL checked, or what is wrong in them. */
export async function readStreams(
    draft: DomainDraft,
    sql: SqlChecker,
    problems: Problem[],
): Promise<StreamApplication[]> {
    const given =
        draft.file?.streams ??
        domainFile.shape.streams.safeParse(valueAt(draft.yaml.data, ["streams"])).data ??
        {};
    const applications: StreamApplication[] = [];
    for (const [name, file] of Object.entries(given)) {
        const reader = new ApplicationReader(draft, sql, name, file, problems);
        const application = await reader.read();
        applications.push(...(application === undefined ? [] : [application]));
    }
    return applications;
}

/** Reads one application; whatever is wrong is noted, and the rest is still looked at. */
class ApplicationReader {
    private readonly path: readonly string[];

    constructor(
        private readonly draft: DomainDraft,
        private readonly sql: SqlChecker,
        private readonly name: string,
        private readonly file: StreamApplicationFile,
        private readonly problems: Problem[],
    ) {
        this.path = ["streams", name];
    }

    public async read(): Promise<StreamApplication | undefined> {
        const before = this.problems.length;
        this.checkName();
        const pipeline = this.pipeline();
        if (pipeline === undefined) {
            return undefined;
        }
        const columns = this.columns(pipeline);
        const timeColumn = this.timeColumn(pipeline, columns);
        const references = addReferences(this.draft, this.path, this.file.references, columns, this.problems);
        const outputs = await this.outputs(pipeline, columns, references);
        if (timeColumn === undefined || this.problems.length > before) {
            return undefined;
        }
        const { description, late } = this.file;
        return {
            name: this.name,
            ...(description === undefined ? {} : { description }),
            pipeline: pipeline.name,
            columns,
            timeColumn,
            lateSeconds: late,
            references: references.references,
            outputs,
        };
    }

    private at(keys: readonly string[], message: string): void {
        this.problems.push(this.draft.yaml.problem([...this.path, ...keys], message));
    }

    /** The application and the pipeline are named `<domain>-<name>` both. */
    private checkName(): void {
        if (this.draft.pipelines.some(({ name }) => name === this.name)) {
            const message = `"${this.name}" is also the name of a pipeline, and names of AWS resources are made from both; rename one`;
            this.problems.push(this.draft.yaml.keyProblem(this.path, message));
        }
    }

    /** The pipeline, where it has a stream; undefined also where its own problems are told elsewhere. */
    private pipeline(): PipelineDraft | undefined {
        const { pipeline } = this.file;
        const found = this.draft.pipelines.find(({ name }) => name === pipeline);
        if (found === undefined) {
            const known = this.draft.pipelines.map(({ name }) => name);
            this.at(
                ["pipeline"],
                `"${pipeline}" is not a pipeline of this domain${whatIsAllowed(pipeline, known)}`,
            );
            return undefined;
        }
        const { draft } = found;
        const remedy = draft && WITHOUT_STREAM[draft.source.kind];
        if (remedy !== undefined) {
            this.at(["pipeline"], `"${pipeline}" has no stream to read: ${remedy}`);
            return undefined;
        }
        return draft;
    }

    /** The columns that can be read from the stream: all of them, unless a transform makes them behind it. */
    private columns(pipeline: PipelineDraft): ReadColumn[] {
        const { fields } = this.file;
        const names = pipeline.columns.map(({ name }) => name);
        for (const [name, field] of Object.entries(fields)) {
            if (!names.includes(name)) {
                this.problems.push(
                    this.draft.yaml.keyProblem(
                        [...this.path, "fields", name],
                        `"${name}" is not a column of ${pipeline.name}${whatIsAllowed(name, names)}`,
                    ),
                );
            }
            if (typeof field !== "string" && pipeline.source.kind !== "iot") {
                this.at(
                    ["fields", name, "topicLevel"],
                    `has no meaning here: only messages of an iot source have a topic; name a field of the record`,
                );
            }
        }
        const mapped = pipeline.columns.filter(({ name }) => fields[name] !== undefined);
        if (pipeline.transform !== undefined && mapped.length === 0) {
            const message = `names no field, and ${pipeline.name} has a transform, which runs behind the stream: its columns do not exist there; say in fields where they lie in a message, e.g. fields: { ${names[0]}: <field> }`;
            this.problems.push(this.draft.yaml.keyProblem(this.path, message));
        }
        const read = pipeline.transform === undefined ? pipeline.columns : mapped;
        return read.map((column) => ({ ...column, field: fieldOf(fields[column.name] ?? column.name) }));
    }

    private timeColumn(pipeline: PipelineDraft, columns: readonly ReadColumn[]): string | undefined {
        const timestamps = columns.filter(({ type }) => type === "timestamp").map(({ name }) => name);
        const name = this.file.time ?? pipeline.partition?.column;
        if (name === undefined) {
            const message = `has no time; name the column by which windows are formed${whatIsAllowed("", timestamps)}`;
            this.problems.push(this.draft.yaml.keyProblem(this.path, message));
            return undefined;
        }
        const column = columns.find((candidate) => candidate.name === name);
        if (column?.type === "timestamp") {
            return name;
        }
        const declared = pipeline.columns.find((candidate) => candidate.name === name);
        const found =
            declared === undefined
                ? `is not a column of ${pipeline.name}`
                : declared.type === "timestamp"
                  ? "is not among fields, so it cannot be read from the stream"
                  : `is of type ${declared.type}`;
        const message = `"${name}" ${found}; windows are formed by a timestamp${whatIsAllowed(name, timestamps)}`;
        if (this.file.time === undefined) {
            this.problems.push(this.draft.yaml.keyProblem(this.path, `time, by default: ${message}`));
        } else {
            this.at(["time"], message);
        }
        return undefined;
    }

    private async outputs(
        pipeline: PipelineDraft,
        columns: readonly ReadColumn[],
        references: ReferencesResult,
    ): Promise<StreamOutput[]> {
        const outputs: StreamOutput[] = [];
        for (const [name, { sql: given, window, to }] of Object.entries(this.file.outputs)) {
            const key = ["outputs", name];
            const problem = window && windowProblem(window.size, window.slide);
            if (problem !== undefined) {
                this.at([...key, "window"], problem);
            }
            const taken = [...columns, ...references.added].find((column) =>
                WINDOW_COLUMNS.some((reserved) => reserved === column.name),
            );
            if (window !== undefined && taken !== undefined) {
                const message = `adds window_start and window_end, and "${taken.name}" is a column already; rename that column`;
                this.at([...key, "window"], message);
            }
            const rows = tableOf(pipeline.name, columns, references.added, window !== undefined);
            const query = await this.query([...key, "sql"], given, rows, window !== undefined);
            const destination = readDestination(
                this.draft,
                [...this.path, ...key, "to"],
                to,
                query?.columns,
                this.problems,
            );
            if (query !== undefined && destination !== undefined) {
                const windowed =
                    window === undefined
                        ? {}
                        : {
                              window: {
                                  sizeSeconds: window.size,
                                  ...(window.slide === undefined ? {} : { slideSeconds: window.slide }),
                              },
                          };
                outputs.push({ name, ...query, ...windowed, to: destination });
            }
        }
        return outputs;
    }

    private async query(
        key: readonly string[],
        given: string,
        rows: Table,
        windowed: boolean,
    ): Promise<{ sql: string; columns: readonly ResultColumn[] } | undefined> {
        const found = fileInFolder(this.draft.folder, given, [".sql"]);
        const text = "value" in found ? readText(found.value, MAX_SQL_BYTES) : found;
        if ("problem" in found || "problem" in text) {
            this.at(
                key,
                "problem" in found ? found.problem : `"${given}" ${"problem" in text ? text.problem : ""}`,
            );
            return undefined;
        }
        const statement = withoutEnd(text.value);
        const outcome = await this.sql.stream(statement, rows, windowed);
        if ("value" in outcome) {
            return { sql: statement, columns: outcome.value };
        }
        const place = ({ offset, message }: SqlProblem): Problem => ({
            file: displayPath(this.draft.root, found.value),
            ...lineAndColumn(text.value, offset),
            path: [...this.path, ...key].join("."),
            message,
        });
        this.problems.push(...outcome.problems.map(place));
        return undefined;
    }
}

/** Sources whose records never lie in a stream, and what to do. */
const WITHOUT_STREAM: Readonly<Partial<Record<PipelineDraft["source"]["kind"], string>>> = {
    directPut:
        "with the source directPut, programs put records into a delivery stream; let them write to a Kinesis stream instead, and name it as the source, { kinesis: { stream: <ARN> } }",
    cloudwatchLogs:
        "with the source cloudwatchLogs, log lines go into a delivery stream; subscribe a Kinesis stream to the log group, and name it as the source, { kinesis: { stream: <ARN> } }",
};

function fieldOf(given: StreamApplicationFile["fields"][string]): MessageField {
    return typeof given === "string" ? { path: given.split(".") } : { topicLevel: given.topicLevel };
}

/** What an output's SQL reads, as the engine that checks it knows it. Whole numbers are wide, as in Flink's tables. */
function tableOf(
    name: string,
    columns: readonly ReadColumn[],
    added: ReferencesResult["added"],
    windowed: boolean,
): Table {
    const wide = (type: ReadColumn["type"]) => (type === "int" ? "BIGINT" : duckdbType(type));
    const own = [...columns, ...added].map((column) => ({ name: column.name, type: wide(column.type) }));
    const window = windowed ? WINDOW_COLUMNS.map((column) => ({ name: column, type: "TIMESTAMP" })) : [];
    const all = [...own, ...window];
    // A name that is taken twice is told elsewhere; what else is wrong is still looked for.
    const unique = all.filter(
        (column, index) => all.findIndex((other) => other.name === column.name) === index,
    );
    return { name, columns: unique };
}
