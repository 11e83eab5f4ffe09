"""Rows as they come, as texts or as a database's types, and the typed rows that a table takes.

Pure functions over DataFrames: they know neither Glue nor where rows come from. The session's time zone is UTC.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

REASON = "_reason"
RECORD = "_record"


class WrongInput(Exception):
    """What arrived is not what the job was told to expect. Nothing of it is loaded."""


def named(frame: DataFrame, columns: list[dict], header: bool) -> DataFrame:
    """The declared columns of what was read: by the names in the header, or by their place where there is none.

    A column that does not come at all has no value, unless it is required: then nothing is right.
    """
    if not header:
        if len(frame.columns) != len(columns):
            raise WrongInput(f"a line has {len(frame.columns)} fields; {len(columns)} columns are declared")
        return frame.toDF(*[column["name"] for column in columns])
    found = {name.strip().lower(): name for name in frame.columns}
    missing = [column["name"] for column in columns if column["required"] and column["name"] not in found]
    if missing:
        raise WrongInput(
            f"there is no column {', '.join(missing)}, which is required; found: {', '.join(frame.columns)}"
        )
    return frame.select(
        *[
            F.col(quoted(found[name])).alias(name) if name in found else F.lit(None).cast("string").alias(name)
            for name in (column["name"] for column in columns)
        ]
    )


def checked(frame: DataFrame, columns: list[dict], null_text: str | None = None) -> DataFrame:
    """Every row with its columns in their types, the reason for which it is refused, and the row as it came.

    Nothing is guessed: a text that is not a value of its column's type is a reason, and so is a missing value of a
    required column. The reason is the first of them, in the order of the columns; None where there is none.
    """
    texts = {field.name for field in frame.schema.fields if field.dataType.typeName() == "string"}
    raw = {
        column["name"]: value(column["name"], null_text) if column["name"] in texts else quoted(column["name"])
        for column in columns
    }
    reasons = [problem(column, raw[column["name"]]) for column in columns]
    record = ", ".join(quoted(column["name"]) for column in columns)
    return frame.select(
        *[
            F.expr(cast(raw[column["name"]], column["type"])).alias(column["name"])
            for column in columns
        ],
        F.expr(f"coalesce({', '.join(reasons)}, CAST(NULL AS STRING))").alias(REASON),
        F.expr(f"to_json(struct({record}))").alias(RECORD),
    )


def accepted(rows: DataFrame) -> DataFrame:
    """The rows of `checked` that have no reason against them."""
    return rows.where(F.col(REASON).isNull()).drop(REASON, RECORD)


def rejected(rows: DataFrame) -> DataFrame:
    """The others, as they came, each with its reason."""
    return rows.where(F.col(REASON).isNotNull()).select(
        F.col(REASON).alias("reason"), F.col(RECORD).alias("record")
    )


def latest(rows: DataFrame, key: list[str], newest_by: list[str]) -> DataFrame:
    """One row for each key: the one with the greatest `newest_by`, and of equal ones always the same."""
    if not key:
        return rows
    if set(key) == set(rows.columns):
        return rows.distinct()
    order = [*newest_by, *[name for name in rows.columns if name not in newest_by and name not in key]]
    window = Window.partitionBy(*[quoted(name) for name in key]).orderBy(
        *[F.col(quoted(name)).desc_nulls_last() for name in order]
    )
    return rows.withColumn("_place", F.row_number().over(window)).where("_place = 1").drop("_place")


def value(name: str, null_text: str | None) -> str:
    """A text as it came, in SQL; a text of nothing, and the text that stands for nothing, is no value."""
    nothing = [""] if null_text is None else ["", null_text]
    expression = quoted(name)
    for text in nothing:
        expression = f"nullif({expression}, {literal(text)})"
    return expression


def cast(expression: str, type_name: str) -> str:
    """A value in its column's type, in SQL, or NULL where it is not one. Times with a zone become those of UTC."""
    if type_name == "timestamp":
        return f"CAST(try_cast({expression} AS TIMESTAMP) AS TIMESTAMP_NTZ)"
    return f"try_cast({expression} AS {type_name})"


def problem(column: dict, expression: str) -> str:
    """What is wrong with a value, in SQL, or NULL."""
    name, type_name = column["name"], column["type"]
    wrong = (
        f"CASE WHEN {expression} IS NOT NULL AND {cast(expression, type_name)} IS NULL "
        f"THEN concat({literal(f'{name}: not of type {type_name}: ')}, CAST({expression} AS STRING)) END"
    )
    if not column["required"]:
        return wrong
    return f"CASE WHEN {expression} IS NULL THEN {literal(f'{name}: no value')} ELSE {wrong} END"


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
