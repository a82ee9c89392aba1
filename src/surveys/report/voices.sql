-- $1 store, $2 survey, $3 its versions, $4 since, $5 until, $6 advisor, $7 technician, $8 model, $9 tier, $10 way ('' unknown),
-- $11 now, $12 how many of the unhappy, $13 how many remarks
WITH unhappy AS MATERIALIZED (
    -- Only what the index holds: a year has tens of thousands of them.
    SELECT r.id, r.submitted_at, r.consequence, r.due_at, r.followed_up_at, r.recovered
    FROM survey_responses r
    WHERE r.store_id = $1 AND r.consequence IN ('call_back', 'complaint') AND r.submitted_at >= $4 AND r.submitted_at < $5
      {of_response}
)
SELECT jsonb_build_object(
    'circle', (
        SELECT jsonb_build_object(
            'unhappy', count(*),
            'nameless', (
                SELECT count(*) FROM survey_responses r
                WHERE r.store_id = $1 AND r.submitted_at >= $4 AND r.submitted_at < $5 {of_response}
                  AND r.consequence NOT IN ('call_back', 'complaint') AND {out_of_reach}),
            'complaints', count(*) FILTER (WHERE consequence = 'complaint'),
            'due', count(*) FILTER (WHERE due_at IS NOT NULL AND (followed_up_at IS NOT NULL OR due_at < $11)),
            'in_time', count(*) FILTER (WHERE followed_up_at <= due_at),
            'late', count(*) FILTER (WHERE due_at < COALESCE(followed_up_at, $11)),
            'waiting', count(*) FILTER (WHERE due_at IS NOT NULL AND followed_up_at IS NULL),
            'recovered', count(*) FILTER (WHERE recovered),
            'not_recovered', count(*) FILTER (WHERE NOT recovered))
        FROM unhappy),
    'reasons', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.reason), '[]') FROM (
            SELECT f.reason, count(*) AS n FROM unhappy u JOIN survey_follow_ups f ON f.response_id = u.id
            WHERE f.reason IS NOT NULL GROUP BY f.reason) g),
    'unhappy', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object('id', g.id, 'at', g.submitted_at, 'customer', k.id, 'name', k.name_sealed,
            'advisor', p.name, 'overall', r.overall, 'nps', r.nps, 'consequence', g.consequence, 'due_at', g.due_at,
            'followed_up_at', g.followed_up_at, 'recovered', g.recovered, 'has_complaint', f.complaint_id IS NOT NULL)
            ORDER BY g.waits DESC, g.submitted_at DESC, g.id DESC), '[]')
        FROM (
            SELECT *, due_at IS NOT NULL AND followed_up_at IS NULL AS waits FROM unhappy
            ORDER BY waits DESC, submitted_at DESC, id DESC LIMIT $12) g
        JOIN survey_responses r ON r.id = g.id
        LEFT JOIN survey_follow_ups f ON f.response_id = g.id
        LEFT JOIN customers k ON k.id = r.customer_id
        LEFT JOIN staff p ON p.id = r.advisor_id),
    'remarks', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object('response', g.id, 'at', g.submitted_at, 'answer', a.id,
            'question', a.question_id, 'text', a.text_sealed, 'advisor', p.name, 'overall', g.overall, 'nps', g.nps,
            'replied', g.replied) ORDER BY g.submitted_at DESC, g.id DESC, a.id), '[]')
        FROM (
            SELECT r.id, r.submitted_at, r.advisor_id, r.overall, r.nps, f.replied_at IS NOT NULL AS replied
            FROM survey_responses r LEFT JOIN survey_follow_ups f ON f.response_id = r.id
            WHERE r.store_id = $1 AND r.has_remark AND r.submitted_at >= $4 AND r.submitted_at < $5
              {of_response} {which}
            ORDER BY r.submitted_at DESC, r.id DESC LIMIT $13) g
        JOIN survey_answers a ON a.response_id = g.id AND a.text_sealed IS NOT NULL
        LEFT JOIN staff p ON p.id = g.advisor_id)
) AS voices
