import { child, children, type TreeNode, text } from "./tree";

/** Functions whose result has their operand's type in Athena; DuckDB makes a DOUBLE or a TINYINT of it. */
const TYPE_OF_OPERAND: ReadonlySet<string> = new Set(["floor", "ceil", "ceiling", "truncate", "sign"]);
/** DuckDB has this function with the operand's type, too. */
const KEEPS_TYPE = "abs";
/** Functions that move a time, and which operand the time is: Athena keeps its type, DuckDB makes a TIMESTAMP. */
const MOVED_OPERAND: Readonly<Record<string, number>> = { date_trunc: 1, date_add: 2 };

/**
 * The statement with what DuckDB types otherwise than Athena replaced by what has Athena's type; so DuckDB, asked for
 * the types of its result, answers as Athena would. Its values mean nothing.
 */
export function withAthenaTypes(statement: TreeNode): TreeNode {
    return rewritten(statement) as TreeNode;
}

function rewritten(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(rewritten);
    }
    if (!(value instanceof Object)) {
        return value;
    }
    const node = value as TreeNode;
    const moved = movedTime(node);
    if (moved !== undefined) {
        return { ...(rewritten(moved) as TreeNode), alias: text(node, "alias") };
    }
    const copy = Object.fromEntries(
        // What has no place is written as the largest 64-bit number, which JSON does not bring back.
        Object.entries(node).map(([field, inner]) => [
            field,
            field === "query_location" ? 0 : rewritten(inner),
        ]),
    );
    const called = node.class === "FUNCTION" ? text(node, "function_name").toLowerCase() : "";
    return TYPE_OF_OPERAND.has(called) ? { ...copy, function_name: KEEPS_TYPE } : copy;
}

/** The time in `date_trunc('day', time)`, `date_add('day', 1, time)`, `time + INTERVAL '1' DAY`. */
function movedTime(node: TreeNode): TreeNode | undefined {
    if (node.class !== "FUNCTION") {
        return undefined;
    }
    const name = text(node, "function_name").toLowerCase();
    const operands = children(node, "children");
    if (MOVED_OPERAND[name] !== undefined) {
        return operands[MOVED_OPERAND[name]];
    }
    const others = operands.filter((operand) => !isInterval(operand));
    return (name === "+" || name === "-") && operands.length === 2 && others.length === 1
        ? others[0]
        : undefined;
}

function isInterval(node: TreeNode): boolean {
    return (
        /^to_\w+s$/.test(text(node, "function_name")) ||
        text(child(node, "cast_type") ?? {}, "id") === "INTERVAL"
    );
}
