"""Entry point of all load jobs on AWS Glue: reads what is new, and hands it to the functions that decide.

Arguments: --settings, the S3 URI of the job's settings in JSON (written by infra/components/etl/settings.ts).
"""

import json
import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from awsgluedq.transforms import EvaluateDataQuality
from pyspark.conf import SparkConf
from pyspark.context import SparkContext

import quality
import rows
import tables


def read_new(glue: GlueContext, source: dict) -> DynamicFrame:
    """What the bookmark has not seen; `transformation_ctx` is the name under which it is kept."""
    if source["kind"] == "csv":
        return glue.create_dynamic_frame.from_options(
            connection_type="s3",
            connection_options={"paths": [source["path"]], "recurse": True},
            format="csv",
            format_options={
                "separator": source["delimiter"],
                "withHeader": source["header"],
                "optimizePerformance": False,
            },
            transformation_ctx="source",
        )
    return glue.create_dynamic_frame.from_options(
        connection_type=source["engine"],
        connection_options={
            "useConnectionProperties": "true",
            "connectionName": source["connection"],
            "dbtable": source["table"],
            "jobBookmarkKeys": [source["bookmark"]],
            "jobBookmarkKeysSortOrder": "asc",
        },
        transformation_ctx="source",
    )


def evaluate(glue: GlueContext, settings: dict, frame) -> list[dict]:
    outcome = EvaluateDataQuality.apply(
        frame=DynamicFrame.fromDF(frame, glue, "accepted"),
        ruleset=settings["ruleset"],
        publishing_options={
            "dataQualityEvaluationContext": settings["table"],
            "enableDataQualityCloudWatchMetrics": True,
            "enableDataQualityResultsPublishing": True,
        },
    )
    return [row.asDict() for row in outcome.toDF().collect()]


def run(glue: GlueContext, settings: dict, run_id: str) -> None:
    spark = glue.spark_session
    read = read_new(glue, settings["source"])
    frame = read.toDF()
    if read.errorsCount() > 0:
        raise rows.WrongInput(f"{read.errorsCount()} lines cannot be read; look at the files")
    if not frame.columns:
        return

    columns, source = settings["columns"], settings["source"]
    header = source.get("header", True)
    checked = rows.checked(rows.named(frame, columns, header), columns, source.get("nullText")).cache()
    good, bad = rows.accepted(checked), rows.rejected(checked)
    rejected = bad.count()
    if rejected > 0:
        # First, so that people can look at them whatever becomes of the run; each run has a folder of its own.
        bad.coalesce(1).write.mode("overwrite").json(f"{settings['rejected']}run={run_id}/")
    quality.stop_when_nothing_fits(good.count(), rejected)
    if settings["ruleset"]:
        quality.stop_bad_data(evaluate(glue, settings, good))

    table = tables.qualified(settings["database"], settings["table"])
    addition = tables.new_columns_statement(table, spark.table(table).columns, columns)
    if addition:
        spark.sql(addition)
    rows.latest(good, settings["key"], settings["newestBy"]).createOrReplaceTempView("arrived")
    spark.sql(
        tables.load_statement(table, "arrived", [column["name"] for column in columns], settings["key"])
    )


def main() -> None:
    arguments = getResolvedOptions(sys.argv, ["JOB_NAME", "settings", "warehouse"])
    conf = SparkConf().setAll(tables.spark_settings(arguments["warehouse"]).items())
    glue = GlueContext(SparkContext.getOrCreate(conf=conf))
    [(_, text)] = glue.spark_session.sparkContext.wholeTextFiles(arguments["settings"]).collect()
    job = Job(glue)
    job.init(arguments["JOB_NAME"], arguments)
    run(glue, json.loads(text), arguments["JOB_RUN_ID"])
    # The bookmark moves only now: what was read by a run that failed is read again.
    job.commit()


if __name__ == "__main__":
    main()
