-- Airports whose flights of the last fifteen minutes left late on average.
SELECT
    window_start AS period_start,
    origin,
    region,
    count(*) AS departures,
    avg(CAST(delay AS DOUBLE)) AS mean_delay,
    max(delay) AS longest_delay
FROM departures
GROUP BY window_start, window_end, origin, region
HAVING avg(CAST(delay AS DOUBLE)) > 15
