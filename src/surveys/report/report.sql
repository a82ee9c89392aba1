-- What the report shows, summed up: rows that were counted before, and what is counted now. As recount.sql, and $6 the
-- survey, $7 its versions, $8 the first and $9 the last day, $10 the group whose rows are read ('' all; NULL: none, all is
-- counted now), $11 whose group, $12 the days of answers and $13 of asking that are counted now, $14 the advisor, $15 the
-- technician, $16 the model, $17 the tier, $18 the way ('' unknown), $19 to $20 the whole stretch of time.
WITH {recount}, cells AS (
    SELECT family, dimension, value, day, question_id, choice, n, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
           pairs, x, xx, y, yy, xy
    FROM survey_rollups
    WHERE survey_id = $6 AND version_id = ANY ($7) AND day >= $8 AND day <= $9 AND dimension = $10 AND value = $11
      AND NOT day = ANY (CASE family WHEN 'answers' THEN $12::date[] ELSE $13::date[] END)
    UNION ALL
    SELECT family, dimension, value, day, question_id, choice, n, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
           pairs, x, xx, y, yy, xy
    FROM survey_rollups
    WHERE $10 = '' AND survey_id = $6 AND version_id = ANY ($7) AND day >= $8 AND day <= $9
      AND question_id = '00000000-0000-0000-0000-000000000000' AND dimension <> ''
      AND NOT day = ANY (CASE family WHEN 'answers' THEN $12::date[] ELSE $13::date[] END)
    UNION ALL
    SELECT family, dimension, value, day, question_id, choice, n, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
           pairs, x, xx, y, yy, xy
    FROM counted
    WHERE dimension = '' OR question_id = {whole}
    {groups_now}
)
SELECT family, dimension, value, CASE WHEN family = 'answers' AND dimension = '' AND question_id = {whole}
           THEN date_trunc('month', day)::date END AS month,
       question_id, choice, sum(n)::bigint AS n,
       ARRAY[sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8), sum(c9), sum(c10)]::bigint[] AS scores,
       ARRAY[sum(pairs), sum(x), sum(xx), sum(y), sum(yy), sum(xy)]::bigint[] AS pairs
FROM cells
GROUP BY 1, 2, 3, 4, 5, 6
