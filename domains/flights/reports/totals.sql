SELECT
    count(*) AS flights,
    count(DISTINCT origin) AS airports,
    round(avg(delay), 1) AS delay,
    CAST(count_if(delay > 15) AS DOUBLE) / count(*) AS late
FROM departures
