SELECT
    count(*) AS readings,
    count(DISTINCT station) AS stations,
    min(temperature) AS coldest,
    max(temperature) AS warmest,
    round(avg(wind), 2) AS wind
FROM stations
