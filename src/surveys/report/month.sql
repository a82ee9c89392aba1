-- Sums the days of a month up, and counts how its groups fall into others. $1 store, $2 family, $3 first day of the month,
-- $4 first day of the next, $5 since, $6 until
INSERT INTO survey_rollups (store_id, survey_id, version_id, span, day, family, dimension, value, by_what, by_value, question_id,
    choice, {names})
SELECT store_id, survey_id, version_id, 'month', $3, family, dimension, value, '', '', question_id, choice, {sums}
FROM survey_rollups
WHERE store_id = $1 AND family = $2 AND span = 'day' AND day >= $3 AND day < $4
GROUP BY store_id, survey_id, version_id, family, dimension, value, question_id, choice
UNION ALL
SELECT $1, g.survey_id, g.version_id, 'month', $3, $2, p.dimension, {value_of_dimension}, p.by_what, {value_of_by},
       {whole}, w.choice, w.n, w.c0, w.c1, w.c2, w.c3, w.c4, w.c5, w.c6, w.c7, w.c8, w.c9, w.c10, 0, 0, 0, 0, 0, 0
FROM (
    SELECT r.survey_id, r.version_id, GROUPING(r.advisor_id, r.technician_id, r.model_id, r.tier, r.way) AS bits,
           r.advisor_id::text AS advisor, r.technician_id::text AS technician, r.model_id::text AS model, r.tier, r.way,
           count(*)::int AS n, {parts}
    FROM survey_responses r
    WHERE $2 = 'answers' AND r.store_id = $1 AND r.submitted_at >= $5 AND r.submitted_at < $6
    GROUP BY r.survey_id, r.version_id, GROUPING SETS ((r.advisor_id, r.technician_id), (r.advisor_id, r.model_id),
        (r.advisor_id, r.tier), (r.advisor_id, r.way), (r.technician_id, r.model_id), (r.technician_id, r.tier),
        (r.technician_id, r.way), (r.model_id, r.tier), (r.model_id, r.way), (r.tier, r.way))) g
JOIN (VALUES {places}) AS p (bits, dimension, by_what) ON p.bits = g.bits
CROSS JOIN LATERAL {as_a_whole}
WHERE w.n > 0
