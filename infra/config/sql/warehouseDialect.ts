import {
    REDSHIFT_CALLABLE,
    REDSHIFT_CAST_TYPES,
    REDSHIFT_FUNCTIONS,
    redshiftSubstitute,
} from "../../aws/redshiftFunctions";
import { didYouMean, whatIsAllowed } from "../spelling";
import type { SqlProblem, Table } from "./tables";
import { offsetOfByte, type Token, tokenize } from "./text";
import { child, children, columnNames, descend, location, type TreeNode, text } from "./tree";

const EXPRESSIONS: ReadonlySet<string> = new Set(
    "COLUMN_REF CONSTANT FUNCTION COMPARISON CONJUNCTION OPERATOR CASE CAST BETWEEN SUBQUERY WINDOW STAR".split(
        " ",
    ),
);
const TABLES: ReadonlySet<string> = new Set(["BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY", "EMPTY_FROM"]);
const JOINS: ReadonlySet<string> = new Set(["REGULAR", "CROSS", "NATURAL"]);
/** Types whose average is not cut to a whole number. */
const FRACTIONAL = /^(DOUBLE|FLOAT|DECIMAL)/;
const ONLY_LOCAL = "is understood by the local engine only, not by Redshift";

/** Finds what DuckDB reads and Redshift does not, or reads otherwise. */
export class WarehouseDialect {
    private readonly tokens: readonly Token[];
    private readonly problems: SqlProblem[] = [];
    private readonly fractional: ReadonlySet<string>;

    constructor(
        private readonly sql: string,
        tables: readonly Table[],
    ) {
        this.tokens = tokenize(sql);
        const columns = tables.flatMap((table) => table.columns);
        this.fractional = new Set(
            columns.filter(({ type }) => FRACTIONAL.test(type)).map(({ name }) => name.toLowerCase()),
        );
    }

    public check(statement: TreeNode): readonly SqlProblem[] {
        this.checkTokens();
        for (const node of descend(statement)) {
            this.checkQuery(node);
            this.checkTable(node);
            this.checkExpression(node);
        }
        return this.problems.filter(
            ({ offset }, index) => this.problems.findIndex((other) => other.offset === offset) === index,
        );
    }

    /** Spellings that the syntax tree no longer shows. */
    private checkTokens(): void {
        for (const [index, token] of this.tokens.entries()) {
            const written = token.text.toLowerCase();
            const next = this.tokens[index + 1]?.text ?? "";
            if (index === 0 && written === "from") {
                this.problems.push({
                    offset: token.start,
                    message: `FROM without SELECT ${ONLY_LOCAL}; write SELECT … FROM`,
                });
            } else if (token.kind === "symbol" && (written === "[" || (written === "=" && next === "="))) {
                const advice = written === "[" ? "Redshift has no lists in reports" : "write =";
                this.problems.push({
                    offset: token.start,
                    message: `${written}${written === "=" ? "=" : ""} ${ONLY_LOCAL}; ${advice}`,
                });
            }
        }
    }

    private checkQuery(node: TreeNode): void {
        const type = text(node, "type");
        const extras = {
            "GROUP BY ALL": node.aggregate_handling === "FORCE_AGGREGATES",
            "USING SAMPLE": Boolean(node.sample),
        };
        for (const [clause, present] of Object.entries(type === "SELECT_NODE" ? extras : {})) {
            if (present) {
                this.report(node, `${clause} ${ONLY_LOCAL}; write it out in plain SQL`);
            }
        }
        for (const modifier of type.endsWith("_NODE") ? children(node, "modifiers") : []) {
            if (children(modifier, "distinct_on_targets").length > 0) {
                this.report(node, `DISTINCT ON ${ONLY_LOCAL}; use row_number()`);
            }
        }
    }

    private checkTable(node: TreeNode): void {
        const type = text(node, "type");
        const isTable =
            type === "TABLE_FUNCTION" || type === "SHOW_REF" || type === "PIVOT" || TABLES.has(type);
        if (!isTable) {
            return;
        }
        if (!TABLES.has(type)) {
            this.report(node, "is not a table; a report reads its domain's pipelines and nothing else");
        } else if (type === "BASE_TABLE" && (text(node, "schema_name") || text(node, "catalog_name"))) {
            const message = `"${text(node, "table_name")}" is named with its schema; a report names pipelines alone`;
            this.report(node, message);
        } else if (type === "JOIN" && !JOINS.has(text(node, "ref_type"))) {
            this.report(node, `${text(node, "ref_type")} JOIN ${ONLY_LOCAL}; write an ordinary join`);
        }
    }

    private checkExpression(node: TreeNode): void {
        const kind = text(node, "class");
        if (kind === "") {
            return;
        }
        if (!EXPRESSIONS.has(kind)) {
            this.report(node, `this ${kind.toLowerCase()} expression ${ONLY_LOCAL}; write it in plain SQL`);
        } else if (kind === "FUNCTION" || kind === "WINDOW") {
            this.checkFunction(node);
        } else if (kind === "CAST") {
            this.checkCast(node);
        } else if (
            kind === "STAR" &&
            ["exclude_list", "replace_list"].some((list) => children(node, list).length > 0)
        ) {
            this.report(node, `* with EXCLUDE or REPLACE ${ONLY_LOCAL}; name the columns`);
        }
    }

    private checkFunction(node: TreeNode): void {
        const name = text(node, "function_name").toLowerCase();
        if (!REDSHIFT_FUNCTIONS.has(name)) {
            const substitute = redshiftSubstitute(name);
            const advice =
                substitute === undefined ? didYouMean(name, [...REDSHIFT_CALLABLE]) : `; write ${substitute}`;
            this.report(
                node,
                `"${name}" is not a function that Redshift and the local engine share${advice}`,
            );
        } else if (name === "avg" && !this.isFractional(children(node, "children")[0])) {
            this.report(
                node,
                "the average of whole numbers is cut to a whole number in Redshift; write avg(CAST(… AS double precision))",
            );
        }
    }

    /** Whether an expression is a number with a fraction: it has one in it, or a CAST to such a type. */
    private isFractional(node: TreeNode | undefined): boolean {
        return [...descend(node ?? {})].some((part) => {
            const kind = text(part, "class");
            const type = text(
                child(part, "cast_type") ?? child(child(part, "value") ?? {}, "type") ?? {},
                "id",
            );
            const column = columnNames(part).at(-1)?.toLowerCase() ?? "";
            return (
                ((kind === "CAST" || kind === "CONSTANT") && FRACTIONAL.test(type)) ||
                (kind === "COLUMN_REF" && this.fractional.has(column))
            );
        });
    }

    private checkCast(node: TreeNode): void {
        const target = child(node, "cast_type");
        const type = text(target ?? {}, "id").toLowerCase();
        const known = [...REDSHIFT_CAST_TYPES, "double", "interval"].some((allowed) => type === allowed);
        if (!known) {
            this.report(
                child(node, "child") ?? node,
                `"${type}" is not a type that Redshift and the local engine share${whatIsAllowed(type, REDSHIFT_CAST_TYPES)}`,
            );
        }
    }

    private report(node: TreeNode, message: string): void {
        const at =
            location(node) ??
            [...descend(node)].map((below) => location(below)).find((one) => one !== undefined);
        this.problems.push({ offset: offsetOfByte(this.sql, at ?? 0), message });
    }
}
