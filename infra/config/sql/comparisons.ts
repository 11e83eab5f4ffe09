import { show } from "../spelling";
import type { SqlProblem, Table } from "./tables";
import { offsetOfByte } from "./text";
import { child, children, columnNames, descend, location, type TreeNode, text } from "./tree";

/**
 * Finds times and numbers that are compared with quoted texts: DuckDB reads the text as what it is compared with,
 * Athena refuses the query (`TYPE_MISMATCH`).
 */
export function textComparisons(
    sql: string,
    statement: TreeNode,
    tables: readonly Table[],
): readonly SqlProblem[] {
    const problems: SqlProblem[] = [];
    for (const node of descend(statement)) {
        const operands = comparedOperands(node);
        const type = operands
            .map((operand) => typeOfColumn(operand, tables))
            .find((found) => found !== undefined);
        const quoted = operands.find(isText);
        if (type !== undefined && type !== "VARCHAR" && quoted !== undefined) {
            const value = text(child(quoted, "value") ?? {}, "value");
            const remedy =
                type === "TIMESTAMP" || type === "DATE"
                    ? `write ${type} '${value}'`
                    : `write ${value} without quotes`;
            const message = `${show(value)} is a text and is compared with a ${type.toLowerCase()}, which Athena refuses; ${remedy}`;
            problems.push({ offset: offsetOfByte(sql, location(quoted) ?? 0), message });
        }
    }
    return problems;
}

function comparedOperands(node: TreeNode): readonly TreeNode[] {
    if (node.class === "COMPARISON") {
        return [child(node, "left"), child(node, "right")].filter((operand) => operand !== undefined);
    }
    if (node.class === "BETWEEN") {
        return ["input", "lower", "upper"]
            .map((field) => child(node, field))
            .filter((operand) => operand !== undefined);
    }
    return node.type === "COMPARE_IN" || node.type === "COMPARE_NOT_IN" ? children(node, "children") : [];
}

function isText(node: TreeNode): boolean {
    return (
        node.class === "CONSTANT" && text(child(child(node, "value") ?? {}, "type") ?? {}, "id") === "VARCHAR"
    );
}

/** The type of a column whose name means the same in all tables. */
function typeOfColumn(node: TreeNode, tables: readonly Table[]): string | undefined {
    const name = columnNames(node).at(-1)?.toLowerCase();
    const types = new Set(
        tables.flatMap(({ columns }) =>
            columns.filter((column) => column.name === name).map(({ type }) => type),
        ),
    );
    return types.size === 1 ? [...types][0] : undefined;
}
