SELECT
    CASE
        WHEN month(observed_at) IN (12, 1, 2) THEN 'winter'
        WHEN month(observed_at) IN (3, 4, 5) THEN 'spring'
        WHEN month(observed_at) IN (6, 7, 8) THEN 'summer'
        ELSE 'autumn'
    END AS season,
    hour(observed_at) AS hour,
    round(avg(wind), 2) AS wind,
    round(avg(pressure), 2) AS pressure
FROM stations
GROUP BY 1, 2
ORDER BY 1, 2
