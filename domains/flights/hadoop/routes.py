"""Delays of each route: how many flights it has, and how late the middle and the worst of them leave.

Reads the domain's table of departures; writes Parquet, a folder a year.
"""

import argparse

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F


def routes(departures: DataFrame, least_flights: int) -> DataFrame:
    """One row for each year, origin and destination with at least so many flights."""
    return (
        departures.groupBy(F.year("departed_at").alias("year"), "origin", "destination")
        .agg(
            F.count("*").alias("flights"),
            F.expr("percentile_approx(delay, 0.5)").alias("median_delay"),
            F.expr("percentile_approx(delay, 0.95)").alias("worst_delay"),
            F.first("distance", ignorenulls=True).alias("distance"),
        )
        .where(F.col("flights") >= least_flights)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--least-flights", type=int, default=1)
    options = parser.parse_args()

    spark = SparkSession.builder.appName("routes").enableHiveSupport().getOrCreate()
    result = routes(spark.table(f"{options.database}.departures"), options.least_flights)
    result.write.mode("overwrite").partitionBy("year").parquet(options.output)


if __name__ == "__main__":
    main()
