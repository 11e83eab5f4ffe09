SELECT
    CAST(departed_at AS DATE) AS date_departed,
    count(*) AS flights,
    round(avg(delay), 1) AS delay,
    CAST(count_if(delay > 15) AS DOUBLE) / count(*) AS late
FROM departures
GROUP BY 1
ORDER BY 1
