import {
    FLINK_AGGREGATES,
    FLINK_CAST_TYPES,
    FLINK_FUNCTIONS,
    RESERVED_IN_FLINK,
    WINDOW_COLUMNS,
} from "../../aws/flinkSql";
import { didYouMean, whatIsAllowed } from "../spelling";
import type { SqlProblem, Table } from "./tables";
import { offsetOfByte, tokenize } from "./text";
import { child, children, columnNames, descend, location, type TreeNode, text } from "./tree";

const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "||", "~~", "!~~"]);
const EXTRACT_FIELDS: ReadonlySet<string> = new Set(
    "year quarter month week day hour minute second".split(" "),
);
const CASTABLE: ReadonlySet<string> = new Set(
    "VARCHAR BOOLEAN INTEGER BIGINT DOUBLE DECIMAL DATE TIMESTAMP".split(" "),
);
const WHOLE: ReadonlySet<string> = new Set(["BIGINT", "INTEGER"]);

/** Finds what Flink does not take, or takes otherwise than the author means. */
export class FlinkDialect {
    private readonly problems: SqlProblem[] = [];

    constructor(
        private readonly sql: string,
        private readonly table: Table,
        private readonly windowed: boolean,
    ) {}

    public check(statement: TreeNode): readonly SqlProblem[] {
        this.checkTokens();
        for (const node of descend(statement)) {
            this.checkQuery(node);
            this.checkFrom(node);
            this.checkExpression(node);
        }
        return this.problems;
    }

    private report(node: TreeNode, message: string): void {
        this.problems.push({ offset: offsetOfByte(this.sql, location(node) ?? 0), message });
    }

    private checkTokens(): void {
        const tokens = tokenize(this.sql);
        for (const [index, token] of tokens.entries()) {
            const word = token.text.toLowerCase();
            const next = tokens[index + 1]?.text;
            const found = this.tokenProblem(token.kind, word, next, tokens[index - 1]?.text.toLowerCase());
            if (found !== undefined) {
                this.problems.push({ offset: token.start, message: found });
            }
        }
    }

    private tokenProblem(
        kind: string,
        word: string,
        next: string | undefined,
        before: string | undefined,
    ): string | undefined {
        if (kind === "quoted") {
            return `${word} is a name in double quotes, which Flink does not know; write the name without quotes`;
        }
        if (word === "::") {
            return ":: is not known to Flink; write CAST(… AS type)";
        }
        if (kind !== "word") {
            return undefined;
        }
        if ((word === "varchar" || word === "char") && next !== "(") {
            return `${word.toUpperCase()} without a length is one character in Flink; write STRING`;
        }
        if (
            before === "as" &&
            RESERVED_IN_FLINK.has(word) &&
            !FLINK_CAST_TYPES.some((type) => type.toLowerCase().startsWith(word)) &&
            next !== "("
        ) {
            return `"${word}" is a word of Flink SQL; give the column another name, such as ${word}_of`;
        }
        const isColumn = this.table.columns.some(({ name }) => name === word);
        if (isColumn && RESERVED_IN_FLINK.has(word) && next !== "(") {
            return `"${word}" is a column whose name is a word of Flink SQL; give it another one in the pipeline`;
        }
        return undefined;
    }

    private checkQuery(node: TreeNode): void {
        const type = text(node, "type");
        if (
            type === "SET_OPERATION_NODE" &&
            !(text(node, "setop_type") === "UNION" && node.setop_all === true)
        ) {
            this.report(
                node,
                "combines queries so that rows would have to be taken back; only UNION ALL is allowed",
            );
        }
        for (const { type: modifier } of children(node, "modifiers")) {
            const clause = {
                ORDER_MODIFIER: "ORDER BY",
                LIMIT_MODIFIER: "LIMIT",
                DISTINCT_MODIFIER: "DISTINCT",
            }[String(modifier)];
            if (clause !== undefined) {
                this.problems.push({
                    offset: this.offsetOf(clause.split(" ")[0] ?? clause),
                    message: `${clause} needs an end, and a stream has none; remove it${clause === "DISTINCT" ? ", or group by window_start, window_end and the columns" : ""}`,
                });
            }
        }
        if (type === "SELECT_NODE") {
            this.checkGrouping(node);
        }
    }

    /** A group that is no window would be given out again with every record, and outputs cannot take rows back. */
    private checkGrouping(select: TreeNode): void {
        const groups = children(select, "group_expressions");
        const numbered = groups.find((node) => node.class === "CONSTANT");
        const offset = this.offsetOf("GROUP") || this.offsetOf("SELECT");
        if (numbered !== undefined) {
            this.problems.push({
                offset,
                message: "GROUP BY with a number is not known to Flink; write the names of the columns",
            });
            return;
        }
        if (select.aggregate_handling === "FORCE_AGGREGATES") {
            this.problems.push({
                offset,
                message: "GROUP BY ALL is not known to Flink; write the names of the columns",
            });
            return;
        }
        const aggregates = [...descend(select.select_list), ...descend(select.having)].some(
            (node) => node.class === "FUNCTION" && isAggregate(text(node, "function_name")),
        );
        const from = child(select, "from_table");
        const reads = text(from ?? {}, "table_name").toLowerCase() === this.table.name;
        const grouped = groups.length > 0 || aggregates;
        if (!this.windowed) {
            if (grouped) {
                this.problems.push({
                    offset,
                    message:
                        "groups rows, and a stream has no end at which a group is complete; give the output a window, e.g. window: { size: 60 }",
                });
            }
            return;
        }
        const names = groups.map((node) => columnNames(node).at(-1)?.toLowerCase());
        const missing = WINDOW_COLUMNS.filter((name) => !names.includes(name));
        if ((grouped || reads) && missing.length > 0) {
            const found = grouped
                ? `GROUP BY leaves out ${missing.join(" and ")}`
                : "does not group the rows of its windows";
            this.problems.push({
                offset,
                message: `${found}; a window gives its result when it closes, so write GROUP BY window_start, window_end, …`,
            });
        }
    }

    private checkFrom(node: TreeNode): void {
        const type = text(node, "type");
        if (type === "JOIN") {
            this.report(
                node,
                "joins tables, whose records Flink would have to keep for ever; columns of other data are added by `references` in domain.yaml",
            );
        }
        if (type === "TABLE_FUNCTION" || type === "EXPRESSION_LIST" || type === "PIVOT") {
            this.report(node, "is not a table of this output; read the pipeline, or a query of WITH");
        }
    }

    private checkExpression(node: TreeNode): void {
        if (node.class === "FUNCTION") {
            this.checkFunction(node);
        }
        if (node.class === "WINDOW") {
            this.report(node, "OVER is not allowed here; group by window_start and window_end instead");
        }
        if (node.class === "CAST") {
            const cast = child(node, "cast_type");
            const id = text(cast ?? {}, "id");
            if (id !== "" && !CASTABLE.has(id)) {
                this.report(
                    node,
                    `CAST to ${id} is not known to Flink by that name${whatIsAllowed("", FLINK_CAST_TYPES)}`,
                );
            }
        }
    }

    private checkFunction(node: TreeNode): void {
        const name = text(node, "function_name").toLowerCase();
        if (OPERATORS.has(name) || name === "count_star") {
            return;
        }
        if (EXTRACT_FIELDS.has(name) || name === "date_part") {
            return;
        }
        if (!FLINK_FUNCTIONS.has(name) && !isAggregate(name)) {
            const known = [...FLINK_FUNCTIONS, ...FLINK_AGGREGATES];
            this.report(
                node,
                `${name} is not a function that an output may use${didYouMean(name, known)}; allowed: ${known.sort().join(", ")}`,
            );
        }
        if (node.distinct === true && name !== "count") {
            this.report(node, `${name}(DISTINCT …) is allowed with count only`);
        }
        if (name === "avg" && this.isWhole(node)) {
            this.report(
                node,
                "avg of whole numbers is cut to a whole number by Flink; write avg(CAST(… AS DOUBLE))",
            );
        }
    }

    /** Whether an expression is made of whole numbers alone. */
    private isWhole(node: TreeNode): boolean {
        const types = [...descend(node)].flatMap((inner) => {
            if (inner.class === "CAST") {
                return [text(child(inner, "cast_type") ?? {}, "id")];
            }
            const column = columnNames(inner).at(-1)?.toLowerCase();
            return column === undefined
                ? []
                : [this.table.columns.find(({ name }) => name === column)?.type ?? "DOUBLE"];
        });
        return types.length > 0 && types.every((type) => WHOLE.has(type));
    }

    private offsetOf(word: string): number {
        return tokenize(this.sql).find((token) => token.text.toUpperCase() === word)?.start ?? 0;
    }
}

function isAggregate(name: string): boolean {
    return name === "count_star" || FLINK_AGGREGATES.has(name.toLowerCase());
}
