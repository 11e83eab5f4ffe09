/** Amazon Athena User Guide, "Escape reserved keywords in queries": the words reserved in SELECT statements. */
export const RESERVED_IN_ATHENA: ReadonlySet<string> = new Set(
    (
        "alter and as between by case cast constraint create cross cube current_catalog current_date current_path " +
        "current_schema current_time current_timestamp current_user deallocate delete describe distinct drop else end " +
        "escape except execute exists extract false first for from full group grouping having in inner insert intersect into " +
        "is join json_array json_exists json_object json_query json_table json_value last left like listagg localtime " +
        "localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table " +
        "then trim true uescape unbounded union unnest using values when where with"
    ).split(" "),
);

/** Type names that both engines read in a CAST. */
export const SHARED_CAST_TYPES: readonly string[] =
    "varchar boolean tinyint smallint int integer bigint real double decimal date timestamp".split(" ");
