-- What the report shows, summed up: rows that were counted before, and what is counted now. As recount.sql, and $6 the
-- survey, $7 its versions, $8 the group whose rows are read and $9 whose group ('' all), $10 the days and $11 the months of
-- answers that are read, $12 and $13 those of asking, $14 the advisor, $15 the technician, $16 the model, $17 the tier, $18 the
-- way ('' unknown), $19 to $20 the stretches of time whose groups are counted now.
WITH RECURSIVE {recount}, cells AS (
    {kept}
    SELECT family, '' AS dimension, '' AS value, day, question_id, choice, {sums}
    FROM counted
    UNION ALL
    {groups_now}
)
SELECT family, dimension, value, CASE WHEN family = 'answers' AND dimension = '' AND question_id = {whole}
           THEN date_trunc('month', day)::date END AS month,
       question_id, choice, sum(n)::bigint AS n,
       ARRAY[sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8), sum(c9), sum(c10)]::bigint[] AS scores,
       ARRAY[sum(pairs), sum(x), sum(xx), sum(y), sum(yy), sum(xy)]::bigint[] AS pairs,
       NULL::text[] AS groups, NULL::uuid[] AS questions, NULL::text[] AS choices, NULL::bytea AS units
FROM cells
GROUP BY 1, 2, 3, 4, 5, 6
{packs}
