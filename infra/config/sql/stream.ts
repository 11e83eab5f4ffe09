import { FLINK_CAST_TYPES } from "../../aws/flinkSql";
import { whatIsAllowed } from "../spelling";
import type { Duckdb } from "./duckdb";
import { FlinkDialect } from "./flinkDialect";
import type { SqlOutcome } from "./report";
import { Scope } from "./scope";
import { athenaType, type ResultColumn, type SqlProblem, type Table } from "./tables";
import { offsetOfByte, tokenize } from "./text";

/**
 * What the SELECT of an output returns: it is parsed, held against what Flink SQL demands of a query that never ends,
 * and bound against the pipeline's columns.
 *
 * @param windowed Whether the rows are in windows: then they are grouped by window, and else not at all.
 */
export async function bindStream(
    duckdb: Duckdb,
    sql: string,
    table: Table,
    windowed: boolean,
): Promise<SqlOutcome<readonly ResultColumn[]>> {
    const kinds = statementKinds(sql);
    if (kinds.length > 0) {
        return { problems: kinds };
    }
    const parsed = await duckdb.parse(sql);
    if ("refusal" in parsed) {
        return {
            problems: [
                { offset: offsetOfByte(sql, parsed.refusal.byte ?? 0), message: parsed.refusal.message },
            ],
        };
    }
    const [statement] = parsed.value;
    if (statement === undefined) {
        return { problems: [{ offset: 0, message: "holds no statement; one SELECT is expected" }] };
    }
    const scope = new Scope(sql, statement, [table]);
    const problems = [...new FlinkDialect(sql, table, windowed).check(statement), ...scope.unknownTables()];
    if (problems.length > 0) {
        return { problems: oneEach(problems) };
    }
    const bound = await duckdb.bind(sql);
    if ("refusal" in bound) {
        const unknown = scope.unknownColumns();
        const { message, byte = 0 } = bound.refusal;
        const first = message
            .replace(/\s*Candidate [\s\S]*/, "")
            .replaceAll(/\s*\n\s*/g, " ")
            .trim();
        return {
            problems: unknown.length > 0 ? unknown : [{ offset: offsetOfByte(sql, byte), message: first }],
        };
    }
    return resultColumns(sql, bound.value);
}

/** Tables are made from the files; an author writes one query. */
function statementKinds(sql: string): SqlProblem[] {
    const tokens = tokenize(sql);
    const starts = tokens.filter((_, index) => index === 0 || tokens[index - 1]?.text === ";");
    if (starts.length === 0) {
        return [{ offset: 0, message: "holds no statement; one SELECT is expected" }];
    }
    return starts.flatMap(({ text: word, start }, index) => {
        const verb = word.toUpperCase();
        if (verb === "INSERT" || verb === "CREATE" || verb === "DROP") {
            const message = `${verb} is not written here: the tables, the windows and the INSERT are made from domain.yaml; write the SELECT alone`;
            return [{ offset: start, message }];
        }
        if (verb !== "SELECT" && verb !== "WITH" && verb !== "(") {
            return [
                {
                    offset: start,
                    message: `${verb} is not a SELECT; an output is one SELECT over its pipeline`,
                },
            ];
        }
        return index === 0
            ? []
            : [
                  {
                      offset: start,
                      message: "is a second statement; an output is one SELECT, give it an output of its own",
                  },
              ];
    });
}

function resultColumns(
    sql: string,
    described: readonly { name: string; type: string }[],
): SqlOutcome<readonly ResultColumn[]> {
    const offset = tokenize(sql)[0]?.start ?? 0;
    const problems: SqlProblem[] = [];
    const columns: ResultColumn[] = [];
    for (const [index, { name, type }] of described.entries()) {
        const which = `result column ${index + 1}, "${name}",`;
        const mapped = athenaType(type);
        if (!/^[a-z][a-z0-9_]*$/.test(name)) {
            problems.push({
                offset,
                message: `${which} has no name of lower-case letters, digits and underscores; name it with AS`,
            });
        } else if (columns.some((other) => other.name === name)) {
            problems.push({ offset, message: `${which} has the name of another one; rename one with AS` });
        } else if (mapped === undefined) {
            problems.push({
                offset,
                message: `${which} is of type ${type}, which an output cannot hold; CAST it${whatIsAllowed("", FLINK_CAST_TYPES)}`,
            });
        } else {
            columns.push({ name, type: mapped });
        }
    }
    return problems.length > 0 ? { problems } : { value: columns };
}

/** One complaint a place. */
function oneEach(problems: readonly SqlProblem[]): SqlProblem[] {
    return problems.filter(
        ({ offset, message }, index) =>
            problems.findIndex((other) => other.offset === offset && other.message === message) === index,
    );
}
