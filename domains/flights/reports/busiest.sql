SELECT
    origin,
    count(*) AS flights,
    round(avg(delay), 1) AS delay
FROM departures
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 20
