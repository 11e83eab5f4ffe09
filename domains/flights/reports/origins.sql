-- Airports of the contiguous states, so that their positions draw a map. A directory entry that is sent again
-- replaces nothing in the lake: max() takes one of the equal ones.
WITH places AS (
    SELECT iata, max(name) AS name, max(latitude) AS latitude, max(longitude) AS longitude
    FROM airports
    GROUP BY 1
)
SELECT
    departures.origin AS origin,
    places.name AS name,
    places.latitude AS latitude,
    places.longitude AS longitude,
    count(*) AS flights,
    round(avg(departures.delay), 1) AS delay
FROM departures
JOIN places ON places.iata = departures.origin
WHERE places.longitude BETWEEN -130 AND -60 AND places.latitude BETWEEN 24 AND 50
GROUP BY 1, 2, 3, 4
ORDER BY 5 DESC
