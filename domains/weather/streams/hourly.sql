-- What has been measured in the last hour, told anew every five minutes.
SELECT
    window_end AS told_at,
    station,
    count(*) AS readings,
    min(temperature) AS coldest,
    max(temperature) AS warmest,
    max(wind) AS gust
FROM stations
WHERE temperature > -90 AND temperature < 60
GROUP BY window_start, window_end, station
