-- One row a day and measure, so that a chart draws each measure as a line of its own.
WITH days AS (
    SELECT
        CAST(observed_at AS DATE) AS date_observed,
        min(temperature) AS lowest,
        avg(temperature) AS mean,
        max(temperature) AS highest
    FROM stations
    GROUP BY 1
)
SELECT date_observed, 'lowest' AS measure, lowest AS temperature FROM days
UNION ALL
SELECT date_observed, 'mean' AS measure, round(mean, 2) AS temperature FROM days
UNION ALL
SELECT date_observed, 'highest' AS measure, highest AS temperature FROM days
ORDER BY 1, 2
