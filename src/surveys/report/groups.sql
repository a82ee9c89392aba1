SELECT 'answers', g.dimension, g.value, NULL, {whole}, w.choice, w.n, w.c0, w.c1, w.c2, w.c3, w.c4, w.c5, w.c6, w.c7, w.c8, w.c9,
           w.c10, 0, 0, 0, 0, 0, 0
    FROM (
        SELECT CASE GROUPING(r.advisor_id, r.technician_id, r.model_id, r.tier, r.way) WHEN 15 THEN 'advisor'
                   WHEN 23 THEN 'technician' WHEN 27 THEN 'model' WHEN 29 THEN 'tier' ELSE 'way' END AS dimension,
               COALESCE(r.advisor_id::text, r.technician_id::text, r.model_id::text, r.tier, r.way, '') AS value,
               count(*)::int AS n, {parts}
        FROM unnest($19::timestamptz[], $20::timestamptz[]) AS s (since, until)
        JOIN survey_responses r ON r.submitted_at >= s.since AND r.submitted_at < s.until
        WHERE r.store_id = $5 {of_response}
        GROUP BY GROUPING SETS ((r.advisor_id), (r.technician_id), (r.model_id), (r.tier), (r.way))) g
    CROSS JOIN LATERAL {as_a_whole}
    WHERE w.n > 0
    UNION ALL
    SELECT 'asked', g.dimension, g.value, NULL, {whole}, w.choice, w.n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM (
        SELECT CASE GROUPING(i.advisor_id, i.technician_id, i.model_id, i.tier, i.way) WHEN 15 THEN 'advisor'
                   WHEN 23 THEN 'technician' WHEN 27 THEN 'model' WHEN 29 THEN 'tier' ELSE 'way' END AS dimension,
               COALESCE(i.advisor_id::text, i.technician_id::text, i.model_id::text, i.tier, i.way, '') AS value,
               count(*)::int AS sent, (count(*) FILTER (WHERE i.state = 'answered'))::int AS answered
        FROM unnest($3::timestamptz[], $4::timestamptz[]) AS s (since, until)
        JOIN survey_invitations i ON i.sent_at >= s.since AND i.sent_at < s.until
        WHERE i.store_id = $5 AND {rated} {of_invitation}
        GROUP BY GROUPING SETS ((i.advisor_id), (i.technician_id), (i.model_id), (i.tier), (i.way))) g
    CROSS JOIN LATERAL (VALUES ('sent', g.sent), ('answered', g.answered)) AS w (choice, n)
    WHERE w.n > 0
