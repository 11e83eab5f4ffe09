"""Iceberg's SQL: how rows get into a table, and how a table gets new columns."""

from rows import quoted

CATALOG = "lake"


def qualified(database: str, table: str) -> str:
    return f"{CATALOG}.{quoted(database)}.{quoted(table)}"


def spark_settings(warehouse: str) -> dict[str, str]:
    """What a session needs to know to find the Glue catalog's Iceberg tables, and to read times as we write them."""
    catalog = f"spark.sql.catalog.{CATALOG}"
    return {
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
        f"{catalog}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        f"{catalog}.warehouse": warehouse,
        "spark.sql.session.timeZone": "UTC",
    }


def load_statement(table: str, rows: str, columns: list[str], key: list[str]) -> str:
    """Puts all rows of a view into a table, in one commit: readers see all of them or none.

    With a key, a row replaces the one that has its key, so that loading the same rows again changes nothing.
    """
    names = ", ".join(quoted(name) for name in columns)
    if not key:
        return f"INSERT INTO {table} ({names}) SELECT {names} FROM {rows}"
    same = " AND ".join(f"known.{quoted(name)} = new.{quoted(name)}" for name in key)
    values = ", ".join(f"new.{quoted(name)}" for name in columns)
    updates = ", ".join(f"known.{quoted(name)} = new.{quoted(name)}" for name in columns if name not in key)
    matched = f"WHEN MATCHED THEN UPDATE SET {updates} " if updates else ""
    return (
        f"MERGE INTO {table} AS known USING {rows} AS new ON {same} "
        f"{matched}WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})"
    )


def new_columns_statement(table: str, existing: list[str], columns: list[dict]) -> str | None:
    """Adds columns that were declared after the table was made; others are left as they are."""
    new = [column for column in columns if column["name"] not in existing]
    if not new:
        return None
    added = ", ".join(f"{quoted(column['name'])} {sql_type(column['type'])}" for column in new)
    return f"ALTER TABLE {table} ADD COLUMNS ({added})"


def sql_type(type_name: str) -> str:
    """Timestamps have no zone: they are UTC, as everywhere in the lake."""
    return "timestamp_ntz" if type_name == "timestamp" else type_name
