import type { DomainDraft } from "./domain";
import type { StreamDestination } from "./model";
import type { PipelineDraft } from "./pipeline";
import type { Problem } from "./problem";
import { whatIsAllowed } from "./spelling";
import type { ResultColumn } from "./sql/tables";
import type { StreamApplicationFile } from "./streamsFile";

type DestinationFile = StreamApplicationFile["outputs"][string]["to"];

/**
 * Where an output's rows go.
 *
 * @param path Of `to` in the file.
 * @param columns What the output's SELECT returns; absent where that is not known.
 */
export function readDestination(
    draft: DomainDraft,
    path: readonly string[],
    to: DestinationFile,
    columns: readonly ResultColumn[] | undefined,
    problems: Problem[],
): StreamDestination | undefined {
    if (to.existingStream !== undefined) {
        const { arn, key: keyArn } = to.existingStream;
        return { kind: "existingStream", arn, ...(keyArn === undefined ? {} : { keyArn }) };
    }
    if (to.deliveryStream !== undefined) {
        return { kind: "deliveryStream", arn: to.deliveryStream };
    }
    if (to.pipeline !== undefined) {
        const at = (message: string) => problems.push(draft.yaml.problem([...path, "pipeline"], message));
        return readLake(draft, to.pipeline, columns, at);
    }
    return to.stream === undefined ? undefined : { kind: "stream" };
}

/** Rows that the pipeline would reject are told here, not in its folder of rejected records. */
function readLake(
    draft: DomainDraft,
    name: string,
    columns: readonly ResultColumn[] | undefined,
    at: (message: string) => void,
): StreamDestination | undefined {
    const found = draft.pipelines.find((pipeline) => pipeline.name === name);
    if (found === undefined) {
        const known = draft.pipelines.flatMap((pipeline) =>
            pipeline.draft?.source.kind === "directPut" ? [pipeline.name] : [],
        );
        at(`"${name}" is not a pipeline of this domain${whatIsAllowed(name, known)}`);
        return undefined;
    }
    const pipeline = found.draft;
    if (pipeline === undefined) {
        return undefined;
    }
    if (pipeline.source.kind !== "directPut") {
        at(
            `"${name}" has the source ${pipeline.source.kind}, and takes no records from programs; add a pipeline with source: { directPut: {} } and the output's columns`,
        );
        return undefined;
    }
    for (const message of columns === undefined || pipeline.transform ? [] : misfits(pipeline, columns)) {
        at(message);
    }
    return { kind: "pipeline", pipeline: name };
}

/** Types that a column of the pipeline takes from rows that are written as JSON, besides its own. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
    int: ["bigint"],
    bigint: ["int"],
    double: ["int", "bigint"],
};

function misfits(pipeline: PipelineDraft, columns: readonly ResultColumn[]): string[] {
    const problems: string[] = [];
    for (const { name, type } of columns) {
        const target = pipeline.columns.find((column) => column.name === name);
        if (target === undefined) {
            const known = pipeline.columns.map((column) => column.name);
            problems.push(
                `"${pipeline.name}" has no column "${name}", which the SELECT returns${whatIsAllowed(name, known)}`,
            );
        } else if (target.type !== type && !TAKES[target.type]?.includes(type)) {
            problems.push(
                `"${name}" is of type ${type} in the SELECT and ${target.type} in the pipeline "${pipeline.name}"; CAST it, or change the column`,
            );
        }
    }
    const missing = pipeline.columns.filter(
        ({ name, required }) => required && !columns.some((column) => column.name === name),
    );
    return [
        ...problems,
        ...missing.map(
            ({ name }) =>
                `"${name}" is required in the pipeline "${pipeline.name}", and the SELECT does not return it; add it`,
        ),
    ];
}
