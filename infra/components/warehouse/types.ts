/** Redshift's longest text (Database Developer Guide, "Character types"). */
const LONGEST_TEXT = 65_535;

const TYPES: Readonly<Record<string, string>> = {
    string: `varchar(${LONGEST_TEXT})`,
    int: "integer",
    double: "double precision",
};

/** Redshift's type for one of Athena's: the others are spelled alike. */
export function warehouseType(athena: string): string {
    return TYPES[athena] ?? athena;
}
