import { type Coercer, coercerOf } from "./coercion";
import type { ColumnSettings } from "./settings";
import { Rejection, type Row } from "./transform";

/** A row in JSON, and how many of its fields are no columns. */
export interface CheckedRow {
    readonly json: string;
    readonly unknownFields: number;
    /** The partition column's value as it is written, `yyyy-MM-dd[ HH:mm:ss.SSS]`; empty without such a column. */
    readonly partitionValue: string;
}

interface Column {
    readonly name: string;
    readonly coerce: Coercer;
    /** What is refused when there is no value; absent: the column may be empty. */
    readonly absent?: Rejection;
    /** The JSON text between the value before and this column's value, e.g. `,"at":`. */
    readonly key: string;
    /** The same for the first value of a row. */
    readonly firstKey: string;
    readonly decidesPartition: boolean;
}

/** The columns of one pipeline, compiled once, for a million rows. */
export class Columns {
    readonly #columns: readonly Column[];
    readonly #names: ReadonlySet<string>;

    /** @param partitionColumn A timestamp or date column whose value decides on the partition. */
    constructor(columns: readonly ColumnSettings[], partitionColumn?: string) {
        this.#columns = columns.map((column) => compile(column, column.name === partitionColumn));
        this.#names = new Set(columns.map((column) => column.name));
    }

    /** The row's JSON, columns in declared order and empty ones left out; or what is wrong with the first bad one. */
    check(row: Row): CheckedRow | Rejection {
        let json = "";
        let partitionValue = "";
        for (const column of this.#columns) {
            const value = own(row, column.name);
            if (value === undefined || value === null) {
                if (column.absent) return column.absent;
                continue;
            }
            const text = column.coerce(value);
            if (typeof text !== "string") return text;
            json += json === "" ? column.firstKey : column.key;
            json += text;
            if (column.decidesPartition) partitionValue = text.slice(1, -1);
        }
        let unknownFields = 0;
        for (const name in row) if (!this.#names.has(name)) unknownFields++;
        return { json: `{${json}}`, unknownFields, partitionValue };
    }
}

/** `constructor` and the like are valid column names, and every object inherits a value for them. */
function own(row: Row, name: string): unknown {
    const value = row[name];
    const inheritable = typeof value === "function" || typeof value === "object";
    return inheritable && value !== null && !Object.hasOwn(row, name) ? undefined : value;
}

/** A column that decides on the partition is required by its nature. */
function compile(column: ColumnSettings, decidesPartition: boolean): Column {
    const { name, required } = column;
    const key = `${JSON.stringify(name)}:`;
    const absent = new Rejection(`column "${name}": required, but the record has no value`, name);
    return {
        name,
        coerce: coercerOf(column),
        absent: required || decidesPartition ? absent : undefined,
        key: `,${key}`,
        firstKey: key,
        decidesPartition,
    };
}
