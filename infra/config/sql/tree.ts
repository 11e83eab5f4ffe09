/**
 * DuckDB's syntax tree (`json_serialize_sql`), as far as the checks read it. Its nodes are open records: other
 * versions add fields, and the checks look for what they know.
 */
export interface TreeNode {
    readonly [field: string]: unknown;
}

/** A field that is a node. */
export function child(node: TreeNode, field: string): TreeNode | undefined {
    const value = node[field];
    return value instanceof Object && !Array.isArray(value) ? (value as TreeNode) : undefined;
}

/** A field that is a list of nodes. */
export function children(node: TreeNode, field: string): readonly TreeNode[] {
    const value = node[field];
    return Array.isArray(value) ? value.filter((item): item is TreeNode => item instanceof Object) : [];
}

/** A field that is a text; `""` where it is absent. */
export function text(node: TreeNode, field: string): string {
    const value = node[field];
    return typeof value === "string" ? value : "";
}

/** Offset of the node in bytes, or `undefined` for what the parser made up. */
export function location(node: TreeNode): number | undefined {
    const value = node.query_location;
    return typeof value === "number" && value < Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** The names of a column reference, the table first where it is given; empty for other nodes. */
export function columnNames(node: TreeNode): readonly string[] {
    return node.class === "COLUMN_REF" && Array.isArray(node.column_names)
        ? node.column_names.map(String)
        : [];
}

/** A node and everything below it, top down. */
export function* descend(node: unknown): Generator<TreeNode> {
    if (Array.isArray(node)) {
        for (const item of node) {
            yield* descend(item);
        }
    } else if (node instanceof Object) {
        yield node as TreeNode;
        yield* descend(Object.values(node));
    }
}
