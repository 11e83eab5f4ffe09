import type { SqlProblem, Table } from "./tables";
import { offsetOfByte } from "./text";
import { child, children, columnNames, location, type TreeNode, text } from "./tree";

/**
 * Finds decimals that are computed with: Athena divides and averages them to decimals, of its own precision, DuckDB to
 * doubles, and the result's table could be right for one of them only. A CAST around the expression settles it. Also
 * finds a NULL that has no type.
 */
export function unsettledTypes(
    sql: string,
    statement: TreeNode,
    tables: readonly Table[],
): readonly SqlProblem[] {
    const columns = tables.flatMap((table) => table.columns);
    const decimals = new Set(
        columns.filter(({ type }) => type.startsWith("DECIMAL")).map(({ name }) => name),
    );
    const problems: SqlProblem[] = [];
    for (const item of selectLists(statement)) {
        const found = firstUnsettled(item, true, decimals);
        if (found !== undefined) {
            problems.push({ offset: offsetOfByte(sql, location(found.node) ?? 0), message: found.message });
        }
    }
    return problems;
}

/** The result's type follows from the first operand's. */
const COMPUTED_LIKE_FIRST: ReadonlySet<string> = new Set(["round", "approx_percentile", "max_by", "min_by"]);
/** The result's type follows from the operands'; all other functions have one type of result. */
const COMPUTED_LIKE_OPERANDS: ReadonlySet<string> = new Set([
    ..."+ - * / % abs ceil ceiling floor truncate sign mod greatest least if sum avg".split(" "),
    ...COMPUTED_LIKE_FIRST,
]);

interface Unsettled {
    readonly node: TreeNode;
    readonly message: string;
}

function* selectLists(node: TreeNode): Generator<TreeNode> {
    yield* children(node, "select_list");
    for (const value of Object.values(node)) {
        for (const below of Array.isArray(value) ? value : [value]) {
            if (below instanceof Object) {
                yield* selectLists(below as TreeNode);
            }
        }
    }
}

function firstUnsettled(node: TreeNode, top: boolean, decimals: ReadonlySet<string>): Unsettled | undefined {
    const kind = text(node, "class");
    // What these return has one type, whatever is in them.
    if (
        kind === "CAST" ||
        kind === "COMPARISON" ||
        kind === "CONJUNCTION" ||
        kind === "SUBQUERY" ||
        kind === "BETWEEN"
    ) {
        return undefined;
    }
    if (kind === "CONSTANT") {
        if (top && child(node, "value")?.is_null === true) {
            return { node, message: "NULL alone has no type in Athena; write CAST(NULL AS type)" };
        }
        const id = text(child(child(node, "value") ?? {}, "type") ?? {}, "id");
        const message =
            "this number is a decimal, whose arithmetic differs between Athena and the local engine; write it as a double (1.5e0), or CAST the column to the type it shall have";
        return id === "DECIMAL" ? { node, message } : undefined;
    }
    if (kind === "COLUMN_REF") {
        const name = columnNames(node).at(-1)?.toLowerCase() ?? "";
        const message = `"${name}" is a decimal, whose arithmetic differs between Athena and the local engine; CAST the column to the type it shall have`;
        return !top && decimals.has(name) ? { node, message } : undefined;
    }
    const name = text(node, "function_name").toLowerCase();
    const operands = children(node, "children");
    const keepsType = [
        "min",
        "max",
        "any_value",
        "arbitrary",
        "first_value",
        "last_value",
        "lag",
        "lead",
    ].includes(name);
    if ((kind === "FUNCTION" || kind === "WINDOW") && !keepsType && !COMPUTED_LIKE_OPERANDS.has(name)) {
        return undefined;
    }
    const counted = COMPUTED_LIKE_FIRST.has(name) ? operands.slice(0, 1) : operands;
    const below = [...counted, ...caseResults(node)];
    for (const operand of below) {
        const found = firstUnsettled(operand, top && keepsType, decimals);
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

function caseResults(node: TreeNode): readonly TreeNode[] {
    const results = children(node, "case_checks").map((check) => child(check, "then_expr"));
    return [...results, child(node, "else_expr")].filter((result) => result !== undefined);
}
