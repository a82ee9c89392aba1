UNION ALL
    SELECT 'answers', g.dimension, g.value, NULL, {whole}, w.choice, w.n,
           c0, w.c1, w.c2, w.c3, w.c4, w.c5, c6, c7, c8, c9, c10, 0, 0, 0, 0, 0, 0
    FROM (
        SELECT CASE GROUPING(advisor_id, technician_id, model_id, tier, way) WHEN 15 THEN 'advisor' WHEN 23 THEN 'technician'
                   WHEN 27 THEN 'model' WHEN 29 THEN 'tier' ELSE 'way' END AS dimension,
               COALESCE(advisor_id::text, technician_id::text, model_id::text, tier, way, '') AS value, count(*)::int AS n, {sums}
        FROM survey_responses r
        WHERE r.submitted_at >= $19 AND r.submitted_at < $20 AND r.store_id = $5 {of_response}
        GROUP BY GROUPING SETS ((advisor_id), (technician_id), (model_id), (tier), (way))) g
    CROSS JOIN LATERAL (VALUES
        ('', g.n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ('overall', o1 + o2 + o3 + o4 + o5, 0, o1, o2, o3, o4, o5, 0, 0, 0, 0, 0),
        ('nps', p0 + p1 + p2 + p3 + p4 + p5 + p6 + p7 + p8 + p9 + p10, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10)
    ) AS w (choice, n, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    WHERE w.n > 0
