import { cronProblem } from "../../aws/cron";
import { MAX_RULESET, ruleProblem, ruleset } from "../../aws/dataQuality";
import { JOB_VERSIONS, TIMEOUT_MINUTES, workersProblem } from "../../aws/glue";
import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import { type EtlJobArgs, JOB_DEFAULTS } from "./args";

const UNITS = ["year", "month", "day", "hour"];

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateEtlJob(name: string, args: EtlJobArgs): void {
    refuseProperties(`EtlJob "${name}"`, [
        ...sourceProblems(args),
        ...startProblems(args),
        ...keyProblems(args),
        ...partitionProblems(args),
        ...ruleProblems(args),
        ...sizeProblems(args),
    ]);
}

function sourceProblems({ source, columns }: EtlJobArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if ((source.csv === undefined) === (source.database === undefined)) {
        const found = source.csv === undefined ? "none" : "csv and database";
        problems.push({
            propertyPath: "source",
            reason: `${found} was given; give exactly one of csv, database`,
        });
    }
    const delimiter = source.csv?.delimiter;
    if (delimiter !== undefined && delimiter.length !== 1) {
        problems.push({
            propertyPath: "source.csv.delimiter",
            reason: `${JSON.stringify(delimiter)} has ${delimiter.length} characters; give one, e.g. ";"`,
        });
    }
    const bookmark = source.database?.bookmark;
    if (bookmark !== undefined && !columns.some(({ name }) => name === bookmark)) {
        problems.push({
            propertyPath: "source.database.bookmark",
            reason: `"${bookmark}" is not a column; name one whose values only grow`,
        });
    }
    return problems;
}

function startProblems({ start, source }: EtlJobArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    if ((start.onArrival === undefined) === (start.schedule === undefined)) {
        const found = start.onArrival === undefined ? "nothing" : "onArrival and schedule";
        problems.push({
            propertyPath: "start",
            reason: `${found} was given; give exactly one of onArrival, schedule`,
        });
    }
    if (start.onArrival && source.database) {
        problems.push({
            propertyPath: "start.onArrival",
            reason: "was given with a database, which does not tell of new rows; give schedule instead",
        });
    }
    const seconds = start.onArrival?.windowSeconds;
    if (seconds !== undefined && !inRange(seconds, 1, 900)) {
        problems.push({
            propertyPath: "start.onArrival.windowSeconds",
            reason: `${seconds} is not allowed; give 1 to 900 seconds (SQS delays no longer)`,
        });
    }
    const schedule = start.schedule === undefined ? undefined : cronProblem(start.schedule);
    if (schedule !== undefined) {
        problems.push({ propertyPath: "start.schedule", reason: `"${start.schedule}" ${schedule}` });
    }
    return problems;
}

function keyProblems({ key = [], columns }: EtlJobArgs): PropertyProblem[] {
    return key.flatMap((name, index) => {
        const column = columns.find((candidate) => candidate.name === name);
        if (column?.required) {
            return [];
        }
        const found = column === undefined ? "is not a column" : "is not required";
        return [
            {
                propertyPath: `key[${index}]`,
                reason: `"${name}" ${found}; a key is made of required columns, because rows without it could not be told apart`,
            },
        ];
    });
}

function partitionProblems({ partitionBy, columns }: EtlJobArgs): PropertyProblem[] {
    if (!partitionBy) {
        return [];
    }
    const problems: PropertyProblem[] = [];
    if (!UNITS.includes(partitionBy.unit)) {
        problems.push({
            propertyPath: "partitionBy.unit",
            reason: `"${partitionBy.unit}" is not allowed; give ${UNITS.join(", ")}`,
        });
    }
    const type = columns.find(({ name }) => name === partitionBy.column)?.type;
    if (type !== "timestamp" && (type !== "date" || partitionBy.unit === "hour")) {
        const found = type === undefined ? "is not a column" : `is of type ${type}`;
        problems.push({
            propertyPath: "partitionBy.column",
            reason: `"${partitionBy.column}" ${found}; name a timestamp, or a date where the unit is no hour`,
        });
    }
    return problems;
}

function ruleProblems({ rules = [], columns }: EtlJobArgs): PropertyProblem[] {
    const names = columns.map(({ name }) => name);
    const problems = rules.flatMap((rule, index) => {
        const reason = ruleProblem(rule, names);
        return reason === undefined ? [] : [{ propertyPath: `rules[${index}]`, reason }];
    });
    const { length } = ruleset(rules);
    if (length > MAX_RULESET) {
        problems.push({
            propertyPath: "rules",
            reason: `make a ruleset of ${length} characters; give ${MAX_RULESET} at most`,
        });
    }
    return problems;
}

function sizeProblems(args: EtlJobArgs): PropertyProblem[] {
    const problems: PropertyProblem[] = [];
    const { glueVersion, workerType, workers, timeoutMinutes } = { ...JOB_DEFAULTS, ...args };
    if (!JOB_VERSIONS.includes(glueVersion)) {
        problems.push({
            propertyPath: "glueVersion",
            reason: `"${glueVersion}" is not one that jobs run on; give ${JOB_VERSIONS.join(" or ")}`,
        });
    }
    const reason = workersProblem(workerType, workers);
    if (reason !== undefined) {
        problems.push({ propertyPath: "workers", reason });
    }
    if (!inRange(timeoutMinutes, TIMEOUT_MINUTES.least, TIMEOUT_MINUTES.most)) {
        problems.push({
            propertyPath: "timeoutMinutes",
            reason: `${timeoutMinutes} is not allowed; give ${TIMEOUT_MINUTES.least} to ${TIMEOUT_MINUTES.most} minutes`,
        });
    }
    return problems;
}

function inRange(value: number, least: number, most: number): boolean {
    return Number.isInteger(value) && value >= least && value <= most;
}
