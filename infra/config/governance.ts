import { z } from "zod";
import type { DomainGovernance, Environment, Pipeline } from "./model";
import { tableName } from "./names";
import type { Problem } from "./problem";
import { whatIsAllowed } from "./spelling";
import type { SqlChecker } from "./sql/checker";
import type { Table } from "./sql/tables";
import type { YamlFile } from "./yamlFile";

/** Lake Formation API, LFTag: keys up to 128 characters, values up to 256; both are kept in lower case. */
const tagWord = z.string().regex(/^[a-z0-9][a-z0-9_.:/=+@-]{0,127}$/, {
    error: "is not allowed; lower-case letters, digits and _.:/=+@- are, up to 128 characters",
});

const principal = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, {
    error: "is not the ARN of an IAM role or user; arn:aws:iam::123456789012:role/name is expected",
});

/** `tributary:lakeTags` */
export const lakeTagsSection = z
    .record(
        tagWord,
        z.array(tagWord).min(1, { error: "has no value; at least one is expected" }).max(1000, {
            error: "are too many values: Lake Formation takes 1,000",
        }),
    )
    .describe("LF-tags of the environment: key → the values that domains may give.");

const tags = z.record(tagWord, tagWord);
const names = z.array(z.string()).min(1, { error: "is empty; at least one name is expected" });

export const accessSection = z
    .record(
        tableName("a group of readers"),
        z
            .strictObject({
                roles: z
                    .array(principal)
                    .min(1, { error: "names no role; at least one is expected" })
                    .describe("IAM roles and users, as ARNs."),
                tables: names.optional().describe("Pipelines whose tables they read, whole."),
                filter: z.string().optional().describe("One of `filters`: they read what it leaves."),
                tags: z
                    .record(
                        tagWord,
                        z.array(tagWord).min(1, { error: "has no value; at least one is expected" }),
                    )
                    .optional()
                    .describe("They read tables of any domain that carry one of the values of each key."),
            })
            .refine(
                (value) =>
                    [value.tables, value.filter, value.tags].filter((one) => one !== undefined).length === 1,
                {
                    error: "says in no way, or in several, what is read; give exactly one of tables, filter and tags",
                },
            ),
    )
    .default({})
    .describe("Who reads the domain's tables: name → roles, and what they read.");

export const filtersSection = z
    .record(
        tableName("a filter"),
        z
            .strictObject({
                table: z.string().describe("Pipeline whose table is filtered."),
                rows: z
                    .string()
                    .min(1, { error: "is empty; a condition is expected" })
                    .optional()
                    .describe(
                        "Condition that rows meet, e.g. `station = 'Oslo'`; comparisons, without functions. Default: all rows.",
                    ),
                columns: names.optional().describe("Columns that are left. Default: all."),
                without: names.optional().describe("Columns that are left out, instead of `columns`."),
            })
            .refine((value) => value.columns === undefined || value.without === undefined, {
                error: "has both columns and without; give one of them",
            })
            .refine((value) => value.rows ?? value.columns ?? value.without, {
                error: "leaves everything; give rows, columns or without",
            }),
    )
    .default({})
    .describe("Parts of tables that `access` may grant: name → rows and columns.");

export const tagsSection = z
    .strictObject({
        domain: tags.default({}).describe("Of the domain's database, and so of all of its tables."),
        tables: z
            .record(z.string(), tags)
            .default({})
            .describe("Of single tables: pipeline → tags, over the domain's."),
    })
    .prefault({})
    .describe("LF-tags, from the keys and values that environments declare in `tributary:lakeTags`.");

/** What a file says of access. */
export interface GovernanceFile {
    readonly access: z.output<typeof accessSection>;
    readonly filters: z.output<typeof filtersSection>;
    readonly tags: z.output<typeof tagsSection>;
}

/** Nothing where the file says nothing. */
export function governanceOf({ access, filters, tags: given }: GovernanceFile): DomainGovernance | undefined {
    const empty = [access, filters, given.domain, given.tables].every(
        (part) => Object.keys(part).length === 0,
    );
    return empty
        ? undefined
        : {
              readers: Object.entries(access).map(([name, reader]) => ({ name, ...reader })),
              filters: Object.entries(filters).map(([name, filter]) => ({ name, ...filter })),
              tags: given,
          };
}

/** Names that mean nothing, and conditions that the tables cannot meet. */
export async function governanceProblems(
    yaml: YamlFile,
    file: GovernanceFile,
    pipelines: readonly Pipeline[],
    tables: readonly Table[],
    sql: SqlChecker,
): Promise<Problem[]> {
    const known = pipelines.map(({ name }) => name);
    const table = (path: readonly (string | number)[], name: string) =>
        known.includes(name)
            ? []
            : [
                  yaml.problem(
                      [...path],
                      `"${name}" is not a pipeline of this domain${whatIsAllowed(name, known)}`,
                  ),
              ];
    const problems = [
        ...Object.entries(file.access).flatMap(([name, { tables: read = [], filter }]) => [
            ...read.flatMap((one, index) => table(["access", name, "tables", index], one)),
            ...(filter === undefined || Object.hasOwn(file.filters, filter)
                ? []
                : [
                      yaml.problem(
                          ["access", name, "filter"],
                          `"${filter}" is not a filter of this domain${whatIsAllowed(filter, Object.keys(file.filters))}`,
                      ),
                  ]),
        ]),
        ...Object.keys(file.tags.tables).flatMap((name) => table(["tags", "tables", name], name)),
    ];
    for (const [name, filter] of Object.entries(file.filters)) {
        problems.push(...table(["filters", name, "table"], filter.table));
        const columns = tables.find((one) => one.name === filter.table)?.columns.map((column) => column.name);
        if (columns === undefined) {
            continue;
        }
        for (const key of ["columns", "without"] as const) {
            for (const [index, column] of (filter[key] ?? []).entries()) {
                if (!columns.includes(column)) {
                    const message = `"${column}" is not a column of ${filter.table}${whatIsAllowed(column, columns)}`;
                    problems.push(yaml.problem(["filters", name, key, index], message));
                }
            }
        }
        problems.push(...(await rowProblems(yaml, name, filter, tables, sql)));
    }
    return problems;
}

/** Lake Formation Developer Guide, "PartiQL support in row filter expressions": operators, and no functions. */
const CALL = /\b(?!(?:in|and|or|not|like|between|is)\b)([a-z_]\w*)\s*\(/i;

async function rowProblems(
    yaml: YamlFile,
    name: string,
    { table, rows }: GovernanceFile["filters"][string],
    tables: readonly Table[],
    sql: SqlChecker,
): Promise<Problem[]> {
    if (rows === undefined) {
        return [];
    }
    const path = ["filters", name, "rows"];
    const call = CALL.exec(rows.replaceAll(/'(?:[^']|'')*'/g, "''"));
    if (call) {
        const message = `calls ${call[1]}, and Lake Formation's row filters know no functions; compare columns with values`;
        return [yaml.problem(path, message)];
    }
    const outcome = await sql.report(`SELECT count(*) AS n FROM ${table} WHERE (${rows})`, tables, new Set());
    return "problems" in outcome ? outcome.problems.map(({ message }) => yaml.problem(path, message)) : [];
}

/** Tags that an environment does not declare. */
export function undeclaredTags(
    yaml: YamlFile,
    environment: Environment,
    { tags: given, readers }: DomainGovernance,
): Problem[] {
    const declared = environment.lakeTags ?? {};
    const check = (path: readonly string[], key: string, values: readonly string[]): Problem[] => {
        const allowed = Object.hasOwn(declared, key) ? declared[key] : undefined;
        if (allowed === undefined) {
            const message = `"${key}" is not an LF-tag of the environment ${environment.name}${whatIsAllowed(key, Object.keys(declared))}; declare it in tributary:lakeTags`;
            return [yaml.problem([...path], message)];
        }
        return values
            .filter((value) => !allowed.includes(value))
            .map((value) =>
                yaml.problem(
                    [...path],
                    `"${value}" is not a value of the LF-tag ${key} in ${environment.name}${whatIsAllowed(value, allowed)}`,
                ),
            );
    };
    return [
        ...Object.entries(given.domain).flatMap(([key, value]) =>
            check(["tags", "domain", key], key, [value]),
        ),
        ...Object.entries(given.tables).flatMap(([table, own]) =>
            Object.entries(own).flatMap(([key, value]) =>
                check(["tags", "tables", table, key], key, [value]),
            ),
        ),
        ...readers.flatMap(({ name, tags: expression = {} }) =>
            Object.entries(expression).flatMap(([key, values]) =>
                check(["access", name, "tags", key], key, values),
            ),
        ),
    ];
}
