/** Column types of the Glue Data Catalog. Source: Athena User Guide, "Data types in Amazon Athena". */
export type ColumnType =
    | { readonly kind: "string" /** Only of `varchar` and `char`. */; readonly length?: number }
    | { readonly kind: "boolean" | "double" | "float" | "date" | "timestamp" }
    | { readonly kind: "integer"; readonly bits: 8 | 16 | 32 | 64 }
    | { readonly kind: "decimal"; readonly precision: number; readonly scale: number };

const INTEGERS = { tinyint: 8, smallint: 16, int: 32, integer: 32, bigint: 64 } as const;

/** Undefined for a type that the local run does not read or write: structures, lists, maps and misspellings. */
export function parseColumnType(text: string): ColumnType | undefined {
    const match = /^([a-z]+)(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(text.trim().toLowerCase());
    const [, name = "", first, second] = match ?? [];
    if (first === undefined) {
        switch (name) {
            case "string":
                return { kind: "string" };
            case "boolean":
            case "double":
            case "float":
            case "date":
            case "timestamp":
                return { kind: name };
            case "decimal":
                return { kind: "decimal", precision: 10, scale: 0 };
        }
        return name in INTEGERS
            ? { kind: "integer", bits: INTEGERS[name as keyof typeof INTEGERS] }
            : undefined;
    }
    if ((name === "varchar" || name === "char") && second === undefined) {
        return { kind: "string", length: Number(first) };
    }
    if (name === "decimal") {
        const precision = Number(first);
        const scale = Number(second ?? 0);
        return precision >= 1 && precision <= 38 && scale <= precision
            ? { kind: "decimal", precision, scale }
            : undefined;
    }
    return undefined;
}

/** As DuckDB spells the type. */
export function duckDbType(type: ColumnType): string {
    switch (type.kind) {
        case "string":
            return "VARCHAR";
        case "float":
            return "FLOAT";
        case "integer":
            return { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" }[type.bits];
        case "decimal":
            return `DECIMAL(${type.precision},${type.scale})`;
        default:
            return type.kind.toUpperCase();
    }
}

/** As Athena's engine names the type in its messages. */
export function trinoType(type: ColumnType): string {
    switch (type.kind) {
        case "string":
            return type.length === undefined ? "varchar" : `varchar(${type.length})`;
        case "float":
            return "real";
        case "timestamp":
            return "timestamp(3)";
        case "integer":
            return { 8: "tinyint", 16: "smallint", 32: "integer", 64: "bigint" }[type.bits];
        case "decimal":
            return `decimal(${type.precision},${type.scale})`;
        default:
            return type.kind;
    }
}
