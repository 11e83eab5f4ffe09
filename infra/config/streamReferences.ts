import type { DomainDraft } from "./domain";
import type { Column, StreamReference } from "./model";
import type { Problem } from "./problem";
import { whatIsAllowed } from "./spelling";
import type { StreamApplicationFile } from "./streamsFile";
import { fileInFolder, readText } from "./textFile";

/** Every task keeps all rows in memory. */
const MAX_REFERENCE_BYTES = 16 * 1024 * 1024;

type ReferenceFile = StreamApplicationFile["references"][string];
type Added = StreamReference["columns"];

export interface ReferencesResult {
    readonly references: readonly StreamReference[];
    /** What the references add to every record. */
    readonly added: Added;
}

/** Reads an application's `references`; `columns` are those of the records. */
export function addReferences(
    draft: DomainDraft,
    path: readonly string[],
    given: StreamApplicationFile["references"],
    columns: readonly Column[],
    problems: Problem[],
): ReferencesResult {
    const taken = new Map(columns.map(({ name }) => [name, "a column of the pipeline"]));
    const references: StreamReference[] = [];
    const added: Added[number][] = [];
    for (const [name, file] of Object.entries(given)) {
        const at = (keys: readonly string[], message: string) =>
            problems.push(draft.yaml.problem([...path, "references", name, ...keys], message));
        checkKeys(file, columns, at);
        const declared = Object.entries(file.columns).map(([column, type]) => ({ name: column, type }));
        for (const column of declared.filter((other) => other.name !== file.key)) {
            const owner = taken.get(column.name);
            if (owner !== undefined) {
                at(
                    ["columns", column.name],
                    `"${column.name}" is also ${owner}; name it otherwise here, the file's heading does not matter`,
                );
            }
            taken.set(column.name, `a column of ${name}`);
            added.push(column);
        }
        const data = dataOf(draft, file, at);
        if (data !== undefined) {
            references.push({ name, columns: declared, key: file.key, on: file.on, data });
        }
    }
    return { references, added };
}

type At = (keys: readonly string[], message: string) => void;

function checkKeys(file: ReferenceFile, columns: readonly Column[], at: At): void {
    const names = Object.keys(file.columns);
    const keyType = file.columns[file.key];
    if (keyType === undefined) {
        at(["key"], `"${file.key}" is not among the reference's columns${whatIsAllowed(file.key, names)}`);
    }
    const on = columns.find(({ name }) => name === file.on);
    if (on === undefined) {
        const known = columns.map(({ name }) => name);
        at(
            ["on"],
            `"${file.on}" is not a column that is read from the stream${whatIsAllowed(file.on, known)}`,
        );
    } else if (keyType !== undefined && keyType !== on.type) {
        at(
            ["on"],
            `"${file.on}" is of type ${on.type} and the key "${file.key}" of type ${keyType}; give both one type`,
        );
    }
}

function dataOf(draft: DomainDraft, file: ReferenceFile, at: At): StreamReference["data"] | undefined {
    if ((file.file === undefined) === (file.s3 === undefined)) {
        const found = file.file === undefined ? "neither file nor s3" : "both file and s3";
        at([], `names ${found}; exactly one is expected: a CSV file of this folder, or the URI of one in S3`);
        return undefined;
    }
    if (file.s3 !== undefined) {
        const [, bucketName = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(file.s3) ?? [];
        return { bucketName, key, ...(file.kmsKey === undefined ? {} : { keyArn: file.kmsKey }) };
    }
    if (file.kmsKey !== undefined) {
        at(["kmsKey"], "has no meaning with file, which is uploaded under the domain's own key; remove it");
    }
    const given = file.file ?? "";
    const found = fileInFolder(draft.folder, given, [".csv"]);
    const text = "value" in found ? readText(found.value, MAX_REFERENCE_BYTES) : found;
    if ("problem" in found || "problem" in text) {
        at(
            ["file"],
            "problem" in found ? found.problem : `"${given}" ${"problem" in text ? text.problem : ""}`,
        );
        return undefined;
    }
    const problem = headingProblem(text.value, Object.keys(file.columns).length);
    if (problem !== undefined) {
        at(["file"], `"${given}" ${problem}`);
    }
    return { file: found.value };
}

/** Flink assigns fields to columns by their order, so their number has to be right. */
function headingProblem(text: string, columns: number): string | undefined {
    const [heading = ""] = text.split(/\r?\n/, 1);
    const fields = heading.replaceAll(/"(?:[^"]|"")*"/g, "").split(",").length;
    return fields === columns
        ? undefined
        : `has ${fields} fields in its first line, and columns names ${columns}; name all of the file's columns, in its order`;
}
