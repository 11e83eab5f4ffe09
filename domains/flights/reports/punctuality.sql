-- How punctual each connection is: for the warehouse, in PostgreSQL's SQL.
SELECT
    origin,
    destination,
    count(*) AS flights,
    avg(delay::double precision) AS mean_delay,
    sum(CASE WHEN delay > 15 THEN 1 ELSE 0 END) * 100.0::double precision / count(*) AS late_percent
FROM departures
GROUP BY origin, destination
HAVING count(*) >= 20
