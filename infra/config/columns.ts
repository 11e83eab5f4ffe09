import { z } from "zod";
import { RESERVED_IN_ATHENA } from "../aws/athenaSql";
import { columnType } from "./columnType";

const columnMap = z.strictObject({
    type: columnType,
    description: z.string().optional().describe("What the column means, with the unit."),
    required: z.boolean().default(false).describe("Reject records that have no value here."),
});

const column = z
    .union([columnType, columnMap], { error: "is a column type, or a map with `type`" })
    .meta({ description: "A column type, or a map that says more." });

/** Longest column name: what QuickSight, Glue and Parquet readers all take, and people can read. */
const MAX_COLUMN_NAME = 64;

const columnName = z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, {
        error: "is not a name for a column; allowed: lower-case letters, digits and underscores, beginning with a letter",
        abort: true,
    })
    .max(MAX_COLUMN_NAME, { error: `has more than ${MAX_COLUMN_NAME} characters` })
    .refine((name) => !RESERVED_IN_ATHENA.has(name), {
        error: "is a reserved word of Athena's SQL, and every query would have to quote it; choose another name, such as one with a suffix",
    });

/** The columns of a pipeline or a job; on its own, so that reports are still checked where another key is wrong. */
export const columns = z
    .record(columnName, column)
    .refine((value) => Object.keys(value).length > 0, {
        error: "names no column; at least one is expected",
        abort: true,
    })
    .meta({ description: "The table's columns, in order: name → type, or name → map.", minProperties: 1 });

export type ColumnsFile = z.output<typeof columns>;
