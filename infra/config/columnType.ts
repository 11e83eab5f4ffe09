import { z } from "zod";
import type { ColumnType } from "./model";
import { show, whatIsAllowed } from "./spelling";

/** The types without parameters, as Athena and Glue spell them. */
export const SIMPLE_TYPES = ["string", "boolean", "int", "bigint", "double", "date", "timestamp"] as const;

const DECIMAL = /^decimal\((\d{1,2}),(\d{1,2})\)$/;
/** Athena User Guide, "Data types in Amazon Athena": decimal(precision, scale). */
const MAX_PRECISION = 38;

/** Other systems' names of the same types. */
const SYNONYMS: Readonly<Record<string, string>> = {
    text: "string",
    varchar: "string",
    char: "string",
    str: "string",
    bool: "boolean",
    integer: "int",
    smallint: "int",
    tinyint: "int",
    long: "bigint",
    int64: "bigint",
    float: "double",
    real: "double",
    number: "double",
    datetime: "timestamp",
    time: "timestamp",
    decimal: "decimal(10,2)",
    numeric: "decimal(10,2)",
};

/** Why this is not a column type, or `undefined` where it is one. */
export function columnTypeProblem(type: string): string | undefined {
    if ((SIMPLE_TYPES as readonly string[]).includes(type)) {
        return undefined;
    }
    const decimal = DECIMAL.exec(type.replace(/\s/g, ""));
    if (decimal !== null) {
        const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
        if (precision < 1 || precision > MAX_PRECISION || scale > precision) {
            return `${show(type)} is not a decimal that Athena knows; the precision is 1 to ${MAX_PRECISION}, the scale 0 to the precision`;
        }
        return type === decimal[0] ? undefined : `${show(type)} is written without spaces: ${decimal[0]}`;
    }
    const allowed = [...SIMPLE_TYPES, "decimal(p,s)"];
    const synonym = SYNONYMS[type.toLowerCase()];
    return synonym === undefined
        ? `${show(type)} is not a column type${whatIsAllowed(type, allowed)}`
        : `${show(type)} is not a column type; did you mean "${synonym}"? Allowed: ${allowed.join(", ")}`;
}

/** A column type in a file; the JSON Schema lists the simple ones, for editors to offer. */
export const columnType = z
    .string()
    .superRefine((type, context) => {
        const message = columnTypeProblem(type);
        if (message !== undefined) {
            context.addIssue({ code: "custom", message });
        }
    })
    .transform((type) => type as ColumnType)
    .meta({
        description: `Type of the column, as Athena spells it: ${SIMPLE_TYPES.join(", ")} or decimal(p,s), e.g. decimal(10,2).`,
        anyOf: [{ enum: [...SIMPLE_TYPES] }, { pattern: DECIMAL.source }],
    });
