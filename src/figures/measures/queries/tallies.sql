-- $1 store, $2 figures, $3 whether each is a state, $4 and $5 the first and last days asked for, $6 people
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest($2::text[], $3::bool[], $4::date[], $5::date[])
        WITH ORDINALITY AS a (figure, state, first_day, last_day, place)
), changed AS MATERIALIZED (
    SELECT figure, day FROM figure_changes WHERE store_id = $1 GROUP BY figure, day
), since AS MATERIALIZED (
    SELECT figure, min(day) AS day FROM changed GROUP BY figure
), days AS MATERIALIZED (
    SELECT DISTINCT a.figure, a.state, d::date AS day
    FROM asked a CROSS JOIN LATERAL generate_series(a.first_day::timestamp, a.last_day::timestamp, interval '1 day') AS d
), sizes AS MATERIALIZED (
    SELECT a.figure, (SELECT k.n FROM figure_days k WHERE k.store_id = $1 AND k.figure = a.figure
        AND k.person = '00000000-0000-0000-0000-000000000000' ORDER BY k.day DESC LIMIT 1) AS n
    FROM asked a WHERE a.state GROUP BY a.figure
), open AS MATERIALIZED (
    -- Never counted, or not since something changed. A state of very many is told as it was counted last.
    SELECT d.figure, d.day, COALESCE(z.n, 0) AS size
    FROM days d
    LEFT JOIN figure_days k ON k.store_id = $1 AND k.figure = d.figure AND k.day = d.day
        AND k.person = '00000000-0000-0000-0000-000000000000'
    LEFT JOIN sizes z ON z.figure = d.figure
    LEFT JOIN changed x ON x.figure = d.figure AND x.day = d.day AND NOT d.state
    LEFT JOIN since s ON s.figure = d.figure AND s.day <= d.day AND d.state
    WHERE k.day IS NULL OR x.day IS NOT NULL OR ((s.day IS NOT NULL OR k.stale) AND k.n < {many})
)
SELECT a.place::int AS place, {person} AS person, NULL AS figure, NULL::date AS day, sum(k.n)::bigint AS n, sum(k.sum)::bigint AS sum
FROM asked a
JOIN figure_days k ON k.store_id = $1 AND k.figure = a.figure AND k.day >= a.first_day AND k.day <= a.last_day AND {whose}
WHERE NOT EXISTS (SELECT FROM open o WHERE o.figure = k.figure AND o.day = k.day)
GROUP BY 1, 2
UNION ALL
SELECT NULL, NULL, o.figure, o.day, o.size, 0 FROM open o
