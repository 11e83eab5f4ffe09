-- Each flight that leaves more than two hours late, at once.
SELECT departed_at, origin, destination, delay, region
FROM departures
WHERE delay > 120
