import { z } from "zod";
import { cronProblem } from "../aws/cron";
import { whole } from "./bounds";
import { columns } from "./columns";

/** The kinds of a job's `source`, as they are spelled in a file. */
const kinds = ["csv", "database"] as const;

const csv = z
    .strictObject({
        delimiter: z
            .string()
            .regex(/^[^\s"\\]$|^\t$/, {
                error: 'is not one character between fields; "," or ";" or "|" or "\\t" is expected',
            })
            .default(",")
            .describe("The character between fields."),
        header: z
            .boolean()
            .default(true)
            .describe(
                "The first line of each file names the columns; without it, fields come in the order of `columns`.",
            ),
        nullText: z
            .string()
            .min(1, { error: "is empty, and an empty field has no value anyway; remove it" })
            .max(32, { error: "has more than 32 characters" })
            .optional()
            .describe("Text that stands for no value, such as `NA`."),
    })
    .describe("CSV files that are uploaded to `uploads/<domain>/<job>/` in the raw zone; written `csv: {}`.");

const identifier = /^[A-Za-z_][\w$]*$/;

const database = z
    .strictObject({
        connection: z.string().describe("Name of a connection of the environment (`tributary:connections`)."),
        table: z
            .string()
            .regex(/^([A-Za-z_][\w$]*\.){0,2}[A-Za-z_][\w$]*$/, {
                error: "is not a table; a name such as public.orders is expected",
            })
            .describe("The table, with its schema: `public.orders`."),
        bookmark: z
            .string()
            .regex(identifier, { error: "is not the name of a column" })
            .describe(
                "Column whose values only grow, such as a number or the time of the last change: a run reads the rows above the last run's.",
            ),
    })
    .describe("A table of a database, read through JDBC.");

const source = z
    .strictObject({ csv: csv.optional(), database: database.optional() })
    .superRefine((value, context) => {
        const given = kinds.filter((kind) => value[kind] !== undefined);
        if (given.length !== 1) {
            const found = given.length === 0 ? "names no source" : `names ${given.join(" and ")}`;
            context.addIssue({
                code: "custom",
                message: `${found}; exactly one is expected. Allowed: ${kinds.join(", ")}`,
            });
        }
    })
    .meta({
        description: "Where rows come from: exactly one of these keys.",
        minProperties: 1,
        maxProperties: 1,
    });

const units = ["year", "month", "day", "hour"] as const;

const partitionBy = z
    .strictObject({
        year: z.string().optional().describe("By the year in this column."),
        month: z.string().optional().describe("By the month in this column."),
        day: z.string().optional().describe("By the day in this column."),
        hour: z.string().optional().describe("By the hour in this column."),
    })
    .superRefine((value, context) => {
        const given = units.filter((unit) => value[unit] !== undefined);
        if (given.length !== 1) {
            const found = given.length === 0 ? "names no unit" : `names ${given.join(" and ")}`;
            const message = `${found}; exactly one is expected, e.g. { day: at }. Allowed: ${units.join(", ")}`;
            context.addIssue({ code: "custom", message });
        }
    })
    .meta({
        description:
            "Partitions by the time in a column, e.g. `{ day: at }`; queries name the column itself. Default: none.",
        oneOf: units.map((unit) => ({ required: [unit] })),
    });

const schedule = z.string().superRefine((expression, context) => {
    const message = cronProblem(expression);
    if (message !== undefined) {
        context.addIssue({ code: "custom", message });
    }
});

/** One entry of `crawlers` in a domain's file. */
export const crawlerSection = z
    .strictObject({
        description: z.string().optional().describe("What the files are."),
        schedule: schedule
            .optional()
            .describe("When it looks, in UTC: `cron(15 3 * * ? *)`. Default: when somebody starts it."),
    })
    .describe(
        "Describes files below `uploads/<domain>/<name>/` in the raw zone: tables that begin with `found_`.",
    );

/** One entry of `jobs` in a domain's file. */
export const jobSection = z
    .strictObject({
        description: z.string().optional().describe("What the table holds."),
        source,
        columns,
        partitionBy: partitionBy.optional(),
        key: z
            .array(z.string())
            .default([])
            .describe(
                "Columns that identify a row: a row that comes again replaces the earlier one. Default: rows are added.",
            ),
        schedule: schedule
            .optional()
            .describe(
                "When the job runs, in UTC: `cron(15 3 * * ? *)`. Default, for files: when they arrive.",
            ),
        window: whole(1, 900, "seconds", "SQS delays a message by at most 900 seconds")
            .optional()
            .describe("Seconds of arrivals that one run covers; without `schedule` only. Default: 60."),
        rules: z
            .array(z.string().trim().min(1, { error: "is empty; a rule is expected" }))
            .default([])
            .describe(
                'Rules in DQDL, such as `IsComplete "id"`: a run whose rows break one loads nothing and raises an alarm.',
            ),
    })
    .describe("Files or a table of a database, loaded into a table of the domain by AWS Glue.");

export type JobFile = z.output<typeof jobSection>;
export { units as jobPartitionUnits };
