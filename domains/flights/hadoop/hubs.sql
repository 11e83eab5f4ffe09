-- The airports that most others are reached from, written as Parquet.
INSERT OVERWRITE DIRECTORY '${hiveconf:output}'
STORED AS PARQUET
SELECT origin AS airport, count(DISTINCT destination) AS destinations, count(*) AS flights
FROM departures
GROUP BY origin
ORDER BY destinations DESC, flights DESC
LIMIT ${hiveconf:top};
