SELECT state, count(DISTINCT iata) AS airports
FROM airports
GROUP BY 1
ORDER BY 2 DESC, 1
