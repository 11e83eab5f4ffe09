import { FLINK_BOUNDS, FLINK_RUNTIME_NAMES } from "../../aws/flinkRuntimes";
import { LATEST_SECONDS, windowProblem } from "../../aws/flinkSql";
import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import type { OutputArgs, ReferenceArgs, StreamAnalyticsArgs, StreamSourceArgs } from "./args";
import { addedColumns } from "./sql";

/** Names that become parts of SQL names, files and runtime properties. */
const NAME = /^[a-z][a-z0-9_]*$/;
/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateStreamAnalytics(name: string, args: StreamAnalyticsArgs): void {
    refuseProperties(`StreamAnalytics "${name}"`, [
        ...sizeProblems(args),
        ...sourceProblems(args.source),
        ...args.references.flatMap((reference, index) =>
            referenceProblems(reference, `references[${index}]`, args.source),
        ),
        ...outputsProblems(args),
        ...nameProblems(args),
    ]);
}

function sizeProblems(args: StreamAnalyticsArgs): PropertyProblem[] {
    const { runtime, parallelism = 1, parallelismPerKpu = 1, checkpointSeconds = 60, network } = args;
    const problems: PropertyProblem[] = [];
    if (runtime !== undefined && !FLINK_RUNTIME_NAMES.includes(runtime)) {
        problems.push({
            propertyPath: "runtime",
            reason: `"${runtime}" is not supported; choose one of ${FLINK_RUNTIME_NAMES.join(", ")}`,
        });
    }
    const bounded = { parallelism, parallelismPerKpu, checkpointSeconds };
    for (const key of ["parallelism", "parallelismPerKpu", "checkpointSeconds"] as const) {
        const { least, most } = FLINK_BOUNDS[key];
        problems.push(...outside(key, bounded[key], least, most));
    }
    if (args.lagAlarmMinutes !== undefined) {
        problems.push(...outside("lagAlarmMinutes", args.lagAlarmMinutes, 1, 10_080));
    }
    if (network && network.privateSubnetIds.length < 2) {
        problems.push({
            propertyPath: "network.privateSubnetIds",
            reason: `${network.privateSubnetIds.length} was given; name subnets in 2 availability zones or more, so that the loss of one does not stop the application`,
        });
    }
    return problems;
}

function sourceProblems(source: StreamSourceArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    const time = source.columns.find(({ name }) => name === source.timeColumn);
    if (time?.type !== "timestamp") {
        const found = time === undefined ? "is not a column" : `is of type ${time.type}`;
        problems.push({
            propertyPath: "source.timeColumn",
            reason: `"${source.timeColumn}" ${found}; name a column of type timestamp, by which windows are formed`,
        });
    }
    problems.push(...outside("source.lateSeconds", source.lateSeconds, 0, LATEST_SECONDS));
    for (const [index, { name, field }] of source.columns.entries()) {
        const path = `source.columns[${index}].field`;
        const given = [field.path, field.topicLevel].filter((value) => value !== undefined);
        if (given.length !== 1) {
            problems.push({
                propertyPath: path,
                reason: `${given.length === 0 ? "neither" : "both"} of path and topicLevel was given for "${name}"; give exactly one`,
            });
        }
        if (field.path?.length === 0 || field.path?.some((part) => !/^[^"'\\\p{Cc}]+$/u.test(part))) {
            problems.push({
                propertyPath: `${path}.path`,
                reason: `${JSON.stringify(field.path)} does not name a JSON field; give its name, or the names on the way to it, without quotes and backslashes`,
            });
        }
        if (field.topicLevel !== undefined) {
            problems.push(...outside(`${path}.topicLevel`, field.topicLevel, 1, 8));
            if (!source.enveloped) {
                problems.push({
                    propertyPath: `${path}.topicLevel`,
                    reason: "was given, but only records of a topic rule have a topic; give path, or set enveloped",
                });
            }
        }
    }
    return problems;
}

function referenceProblems(
    reference: ReferenceArgs,
    path: string,
    source: StreamSourceArgs,
): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    const key = reference.columns.find(({ name }) => name === reference.key);
    const on = source.columns.find(({ name }) => name === reference.on);
    if (key === undefined) {
        problems.push({
            propertyPath: `${path}.key`,
            reason: `"${reference.key}" is not among the reference's columns; name the one that tells its rows apart`,
        });
    }
    if (on === undefined) {
        problems.push({
            propertyPath: `${path}.on`,
            reason: `"${reference.on}" is not a column of ${source.tableName}; name the one that holds values of "${reference.key}"`,
        });
    } else if (key !== undefined && key.type !== on.type) {
        problems.push({
            propertyPath: `${path}.on`,
            reason: `"${reference.on}" is of type ${on.type} and the key "${reference.key}" of type ${key.type}; give both one type`,
        });
    }
    if ((reference.file === undefined) === (reference.s3 === undefined)) {
        problems.push({
            propertyPath: path,
            reason: `${reference.file === undefined ? "neither" : "both"} of file and s3 was given; give exactly one`,
        });
    }
    const taken = addedColumns(reference).filter(({ name }) =>
        source.columns.some((column) => column.name === name),
    );
    for (const { name } of taken) {
        problems.push({
            propertyPath: `${path}.columns`,
            reason: `"${name}" is a column of ${source.tableName}, too; rename the reference's column`,
        });
    }
    return problems;
}

function outputsProblems({ outputs }: StreamAnalyticsArgs): PropertyProblem[] {
    if (outputs.length === 0) {
        return [
            {
                propertyPath: "outputs",
                reason: "none was given; an application without an output has no job to run, give one at least",
            },
        ];
    }
    return outputs.flatMap((output, index) => outputProblems(output, `outputs[${index}]`));
}

function outputProblems({ window, destination, columns }: OutputArgs, path: string): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    const given = Object.entries(destination).filter(([, value]) => value !== undefined);
    if (given.length !== 1) {
        const found = given.length === 0 ? "none" : given.map(([kind]) => kind).join(" and ");
        problems.push({
            propertyPath: `${path}.destination`,
            reason: `${found} was given; give exactly one of stream, existingStream, deliveryStream`,
        });
    }
    if (columns.length === 0) {
        problems.push({
            propertyPath: `${path}.columns`,
            reason: "none was given; name what the SELECT returns",
        });
    }
    if (destination.stream) {
        const { shards, retentionHours } = destination.stream;
        problems.push(...outside(`${path}.destination.stream.retentionHours`, retentionHours, 24, 8760));
        if (shards !== undefined) {
            problems.push(
                ...outside(`${path}.destination.stream.shards`, shards, 1, Number.MAX_SAFE_INTEGER),
            );
        }
    }
    const problem = window && windowProblem(window.sizeSeconds, window.slideSeconds);
    return problem === undefined
        ? problems
        : [...problems, { propertyPath: `${path}.window`, reason: problem }];
}

function nameProblems(args: StreamAnalyticsArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    const named = [
        ["references", args.references.map((reference) => reference.name)],
        ["outputs", args.outputs.map((output) => output.name)],
    ] as const;
    for (const [property, names] of named) {
        for (const [index, given] of names.entries()) {
            if (!NAME.test(given) || names.indexOf(given) < index) {
                const found = NAME.test(given) ? "stands there twice" : "is not a name";
                problems.push({
                    propertyPath: `${property}[${index}].name`,
                    reason: `"${given}" ${found}; give each a name of its own, of lower-case letters, digits and underscores`,
                });
            }
        }
    }
    return problems;
}

function outside(propertyPath: string, value: number, least: number, most: number): PropertyProblem[] {
    if (inRange(value, least, most)) {
        return [];
    }
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
    return [{ propertyPath, reason: `${value} is not allowed; give a whole number, ${range}` }];
}

function inRange(value: number, least: number, most: number): boolean {
    return Number.isInteger(value) && value >= least && value <= most;
}
