/** Redshift's longest text: a value that does not fit would fail the whole load (Database Developer Guide, "VARCHAR"). */
const LONGEST_TEXT = 65_535;

/** A column of a table as the warehouse has it now. */
export interface PresentColumn {
    readonly table: string;
    readonly name: string;
    /** As {@link redshiftType} spells it. */
    readonly type: string;
}

const TYPES: Readonly<Record<string, string>> = {
    string: `varchar(${LONGEST_TEXT})`,
    boolean: "boolean",
    int: "integer",
    bigint: "bigint",
    double: "double precision",
    date: "date",
    timestamp: "timestamp",
};

/**
 * Redshift's type for one of Athena's.
 *
 * @throws Error for a type that the two do not share.
 */
export function redshiftType(athena: string): string {
    const decimal = /^decimal\((\d+), ?(\d+)\)$/.exec(athena);
    const type = decimal ? `decimal(${decimal[1]},${decimal[2]})` : TYPES[athena];
    if (type === undefined) {
        throw new Error(
            `type "${athena}": Redshift has none; allowed: ${Object.keys(TYPES).join(", ")}, decimal(p,s)`,
        );
    }
    return type;
}

/** The catalog's words for a type (view SVV_COLUMNS), as {@link redshiftType} spells it. */
export function presentType(words: string, length?: string, precision?: string, scale?: string): string {
    switch (words) {
        case "character varying":
            return `varchar(${length})`;
        case "numeric":
            return `decimal(${precision},${scale})`;
        case "timestamp without time zone":
            return "timestamp";
        default:
            return words;
    }
}
