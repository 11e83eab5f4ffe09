"""Readings that are far from what the station usually measures at that hour of that month.

Reads the domain's table of readings; writes Parquet.
"""

import argparse

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F


def anomalies(readings: DataFrame, deviations: float) -> DataFrame:
    """Readings that lie more than so many standard deviations from their mean."""
    usual = Window.partitionBy("station", F.month("observed_at"), F.hour("observed_at"))
    distance = (F.col("temperature") - F.avg("temperature").over(usual)) / F.stddev("temperature").over(usual)
    return (
        readings.withColumn("deviations", distance)
        .where(F.abs("deviations") > deviations)
        .select("station", "observed_at", "temperature", "deviations")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--deviations", type=float, default=3.0)
    options = parser.parse_args()

    spark = SparkSession.builder.appName("anomalies").enableHiveSupport().getOrCreate()
    result = anomalies(spark.table(f"{options.database}.stations"), options.deviations)
    result.write.mode("overwrite").parquet(options.output)


if __name__ == "__main__":
    main()
