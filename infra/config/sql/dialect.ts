import {
    ATHENA_FUNCTIONS,
    ATHENA_TABLE_FUNCTIONS,
    CALLABLE_FUNCTIONS,
    substituteFor,
} from "../../aws/athenaFunctions";
import { SHARED_CAST_TYPES } from "../../aws/athenaSql";
import { didYouMean, whatIsAllowed } from "../spelling";
import type { SqlProblem } from "./tables";
import { offsetOfByte, type Token, tokenize } from "./text";
import { child, children, columnNames, descend, location, type TreeNode, text } from "./tree";

const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "||", "~~", "!~~"]);
const EXTRACT_FIELDS: ReadonlySet<string> = new Set(
    "year quarter month week day doy hour minute second".split(" "),
);
const EXPRESSIONS: ReadonlySet<string> = new Set(
    "COLUMN_REF CONSTANT FUNCTION COMPARISON CONJUNCTION OPERATOR CASE CAST BETWEEN SUBQUERY WINDOW STAR".split(
        " ",
    ),
);
const OPERATOR_TYPES: ReadonlySet<string> = new Set(
    "OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_COALESCE OPERATOR_NULLIF OPERATOR_TRY COMPARE_IN COMPARE_NOT_IN".split(
        " ",
    ),
);
const CLAUSES: ReadonlySet<string> = new Set(
    "from where group having order limit union except intersect".split(" "),
);
const BEFORE_VALUES: ReadonlySet<string> = new Set(
    "select distinct where having on by and or not in like between case when then else is as".split(" "),
);
const ONLY_DUCKDB = "is understood by the local engine only, not by Athena";

function spellingAdvice(written: string, next: string, first: boolean): string | undefined {
    if (written === "::") {
        return `:: ${ONLY_DUCKDB}; write CAST(… AS type)`;
    }
    if (written === ":") {
        return `: ${ONLY_DUCKDB}; give names with AS`;
    }
    if (written === "=" && next === "=") {
        return `== ${ONLY_DUCKDB}; write =`;
    }
    if (written === "isnull" || written === "notnull") {
        return `${written.toUpperCase()} ${ONLY_DUCKDB}; write IS NULL or IS NOT NULL`;
    }
    if (written === "," && (next === "" || next === ")" || CLAUSES.has(next))) {
        return `a comma at the end of a list ${ONLY_DUCKDB}; remove it`;
    }
    const begins = first ? written : written === "(" ? next : "select";
    return begins === "from" ? `FROM without SELECT ${ONLY_DUCKDB}; write SELECT … FROM` : undefined;
}

/** Finds what DuckDB reads and Athena does not, or reads otherwise. */
export class Dialect {
    private readonly tokens: readonly Token[];
    private readonly problems: SqlProblem[] = [];

    constructor(private readonly sql: string) {
        this.tokens = tokenize(sql);
    }

    public check(statement: TreeNode): readonly SqlProblem[] {
        this.checkTokens();
        for (const node of descend(statement)) {
            this.checkQuery(node);
            this.checkTableReference(node);
            this.checkExpression(node);
        }
        // One complaint a place: what is wrong inside a wrong thing goes away with it.
        return this.problems.filter(
            ({ offset }, index) => this.problems.findIndex((other) => other.offset === offset) === index,
        );
    }

    /** Spellings that the syntax tree no longer shows. */
    private checkTokens(): void {
        for (const [index, token] of this.tokens.entries()) {
            const next = this.tokens[index + 1]?.text.toLowerCase() ?? "";
            const advice =
                spellingAdvice(token.text.toLowerCase(), next, index === 0) ?? this.listAdvice(index);
            if (advice !== undefined && (token.kind === "symbol" || token.kind === "word")) {
                this.problems.push({ offset: token.start, message: advice });
            }
        }
    }

    /** `[1, 2]` is a list for DuckDB; Athena writes `ARRAY[1, 2]`, and `list[1]` for an element. */
    private listAdvice(index: number): string | undefined {
        const before = this.tokens[index - 1];
        const isName =
            before?.kind === "quoted" ||
            (before?.kind === "word" && !BEFORE_VALUES.has(before.text.toLowerCase()));
        const follows = isName || before?.text === ")" || before?.text === "]";
        return this.tokens[index]?.text === "[" && !follows
            ? `this list ${ONLY_DUCKDB}; write ARRAY[…]`
            : undefined;
    }

    private report(node: TreeNode, message: string): void {
        this.problems.push({ offset: offsetOfByte(this.sql, location(node) ?? 0), message });
    }

    private checkQuery(node: TreeNode): void {
        const type = text(node, "type");
        if (type.endsWith("_NODE") && type !== "SELECT_NODE" && type !== "SET_OPERATION_NODE") {
            this.report(
                node,
                `a ${type.replaceAll("_", " ").toLowerCase().replace(" node", "")} ${ONLY_DUCKDB}; write plain SELECTs`,
            );
        }
        if (type === "SELECT_NODE") {
            const extras = {
                "GROUP BY ALL": node.aggregate_handling === "FORCE_AGGREGATES",
                QUALIFY: Boolean(node.qualify),
                "USING SAMPLE": Boolean(node.sample),
            };
            for (const [clause, present] of Object.entries(extras)) {
                if (present) {
                    this.report(
                        this.firstLocated(node),
                        `${clause} ${ONLY_DUCKDB}; write it out in plain SQL`,
                    );
                }
            }
        }
        if (
            type === "SET_OPERATION_NODE" &&
            !["UNION", "EXCEPT", "INTERSECT"].includes(text(node, "setop_type"))
        ) {
            const operation = text(node, "setop_type").replaceAll("_", " ");
            this.report(
                this.firstLocated(node),
                `${operation} ${ONLY_DUCKDB}; name the columns in the same order`,
            );
        }
        for (const modifier of type.endsWith("_NODE") ? children(node, "modifiers") : []) {
            if (children(modifier, "distinct_on_targets").length > 0) {
                this.report(this.firstLocated(node), `DISTINCT ON ${ONLY_DUCKDB}; use row_number()`);
            }
            if (modifier.offset) {
                this.report(
                    modifier.offset as TreeNode,
                    "OFFSET stands after LIMIT here and before it in Athena; leave it out",
                );
            }
            if (text(modifier, "type") === "LIMIT_PERCENT_MODIFIER") {
                this.report(
                    this.firstLocated(node),
                    `LIMIT with a percentage ${ONLY_DUCKDB}; give a number of rows`,
                );
            }
        }
    }

    private firstLocated(node: TreeNode): TreeNode {
        for (const below of descend(node)) {
            if (location(below) !== undefined) {
                return below;
            }
        }
        return node;
    }

    private checkTableReference(node: TreeNode): void {
        const type = text(node, "type");
        const called = text(child(node, "function") ?? {}, "function_name").toLowerCase();
        if (type === "TABLE_FUNCTION" && !ATHENA_TABLE_FUNCTIONS.has(called)) {
            this.report(
                node,
                `"${called}" is a function; a report reads its domain's pipelines and nothing else`,
            );
        } else if (type === "SHOW_REF" || type === "PIVOT" || type === "COLUMN_DATA") {
            this.report(
                node,
                "is not a SELECT from tables; a report reads its domain's pipelines with one SELECT",
            );
        } else if (type === "BASE_TABLE" && (text(node, "schema_name") || text(node, "catalog_name"))) {
            this.report(
                node,
                `"${text(node, "table_name")}" is named with its schema or catalog; a report names pipelines alone`,
            );
        } else if (type === "JOIN" && !["REGULAR", "CROSS", "NATURAL"].includes(text(node, "ref_type"))) {
            this.report(node, `${text(node, "ref_type")} JOIN ${ONLY_DUCKDB}; write an ordinary join`);
        } else if (type === "JOIN" && ["SEMI", "ANTI"].includes(text(node, "join_type"))) {
            this.report(node, `${text(node, "join_type")} JOIN ${ONLY_DUCKDB}; write WHERE … IN (SELECT …)`);
        }
    }

    private checkExpression(node: TreeNode): void {
        const kind = text(node, "class");
        if (kind === "") {
            return;
        }
        if (!EXPRESSIONS.has(kind) || (kind === "OPERATOR" && !OPERATOR_TYPES.has(text(node, "type")))) {
            const what = (kind === "OPERATOR" ? text(node, "type") : kind).replaceAll("_", " ").toLowerCase();
            this.report(node, `this ${what} expression ${ONLY_DUCKDB}; write it in plain SQL`);
        } else if (kind === "FUNCTION" || kind === "WINDOW") {
            this.checkFunction(node);
        } else if (kind === "CAST") {
            this.checkCast(node);
        } else if (kind === "STAR") {
            this.checkStar(node);
        } else if (kind === "COLUMN_REF" && columnNames(node).length > 2) {
            this.report(node, "a column is named with more than its table; write table.column");
        }
    }

    private checkFunction(node: TreeNode): void {
        const name = text(node, "function_name").toLowerCase();
        const written = this.tokenAt(node)?.text.toLowerCase();
        if (name === "date_part" && written === "extract") {
            const field = text(
                child(children(node, "children")[0] ?? {}, "value") ?? {},
                "value",
            ).toLowerCase();
            if (!EXTRACT_FIELDS.has(field)) {
                const allowed = [...EXTRACT_FIELDS].join(", ");
                this.report(
                    node,
                    `EXTRACT(${field} …) differs between Athena and the local engine. Allowed: ${allowed}`,
                );
            }
            return;
        }
        const isOperator = node.is_operator === true;
        const isKnown = isOperator ? OPERATORS.has(name) : CALLABLE_FUNCTIONS.has(name);
        // What the parser makes of INTERVAL '1' DAY or LIKE … ESCAPE is allowed, unless it was called by that name.
        if (isKnown || (!isOperator && ATHENA_FUNCTIONS.has(name) && written !== name)) {
            return;
        }
        const substitute = substituteFor(name);
        const advice =
            substitute === undefined
                ? didYouMean(name, [...CALLABLE_FUNCTIONS])
                : `; Athena has ${substitute}`;
        const what = isOperator ? "an operator" : "a function";
        const page =
            isOperator || substitute !== undefined ? "" : " (docs/reference/report-sql.md lists them)";
        this.report(node, `"${name}" is not ${what} that Athena and the local engine share${advice}${page}`);
    }

    /** The tree has DuckDB's own name of the type, so what was written is read from the text. */
    private checkCast(node: TreeNode): void {
        const target = child(node, "cast_type");
        if (text(target ?? {}, "id") === "INTERVAL") {
            this.report(
                child(node, "child") ?? node,
                "this interval is written as only the local engine reads it; write INTERVAL '1' DAY",
            );
            return;
        }
        const type = this.castTypeAfter(node);
        if (type !== undefined && !SHARED_CAST_TYPES.includes(type.text.toLowerCase())) {
            const message = `"${type.text}" is not a type that Athena and the local engine share${whatIsAllowed(type.text, SHARED_CAST_TYPES)}`;
            this.problems.push({ offset: type.start, message });
        }
    }

    private castTypeAfter(node: TreeNode): Token | undefined {
        const first = this.indexAt(node);
        if (first === -1 || !/^(try_)?cast$/i.test(this.tokens[first]?.text ?? "")) {
            return undefined;
        }
        let depth = 0;
        for (let index = first + 1; index < this.tokens.length; index += 1) {
            const written = this.tokens[index]?.text.toLowerCase();
            depth += written === "(" ? 1 : written === ")" ? -1 : 0;
            if (depth === 1 && written === "as") {
                return this.tokens[index + 1];
            }
        }
        return undefined;
    }

    private checkStar(node: TreeNode): void {
        const changed = ["exclude_list", "replace_list", "qualified_exclude_list", "rename_list"].some(
            (list) => children(node, list).length > 0 || (Array.isArray(node[list]) && node[list].length > 0),
        );
        if (changed || node.columns === true || node.expr) {
            this.report(node, `* with EXCLUDE, REPLACE, RENAME or COLUMNS ${ONLY_DUCKDB}; name the columns`);
        }
    }

    private indexAt(node: TreeNode): number {
        const byte = location(node);
        const offset = byte === undefined ? -1 : offsetOfByte(this.sql, byte);
        return this.tokens.findIndex(({ start }) => start === offset);
    }

    private tokenAt(node: TreeNode): Token | undefined {
        return this.tokens[this.indexAt(node)];
    }
}
