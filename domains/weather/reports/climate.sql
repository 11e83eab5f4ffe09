-- The shape of the year and of the day at once: for heat maps.
SELECT
    month(observed_at) AS month,
    hour(observed_at) AS hour,
    round(avg(temperature), 2) AS temperature,
    round(avg(pressure), 2) AS pressure,
    count(*) AS readings
FROM stations
GROUP BY 1, 2
ORDER BY 1, 2
