-- Counts answers as they stand, in the shape of survey_rollups, by day. $1 to $2: stretches of time, by when answers were sent off;
-- $3 to $4: by when somebody was asked or began; $5 the store.
given AS (
    SELECT r.id, r.survey_id, r.version_id, (r.submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           r.overall::int AS overall, r.nps::int AS nps, COALESCE(r.advisor_id::text, '') AS advisor,
           COALESCE(r.technician_id::text, '') AS technician, COALESCE(r.model_id::text, '') AS model, COALESCE(r.tier, '') AS tier, r.way
    FROM unnest($1::timestamptz[], $2::timestamptz[]) AS s (since, until)
    JOIN survey_responses r ON r.submitted_at >= s.since AND r.submitted_at < s.until
    WHERE r.store_id = $5 {of_response}
), said AS (
    SELECT g.*, a.question_id, a.score::int AS score, a.choices
    FROM given g JOIN survey_answers a ON a.response_id = g.id
), marks AS (
    SELECT 'answers' AS family, survey_id, version_id, day, advisor, technician, model, tier, way, question_id, '' AS choice,
           score, CASE WHEN score IS NOT NULL THEN overall END AS overall
    FROM said
    UNION ALL
    SELECT 'answers', survey_id, version_id, day, advisor, technician, model, tier, way, question_id, c.choice, NULL, NULL
    FROM said CROSS JOIN LATERAL unnest(choices) AS c (choice)
    WHERE choices IS NOT NULL
    UNION ALL
    SELECT 'answers', survey_id, version_id, day, advisor, technician, model, tier, way, {whole}, w.choice, w.score, NULL
    FROM given CROSS JOIN LATERAL (VALUES ('', NULL), ('overall', overall), ('nps', nps)) AS w (choice, score)
    WHERE w.choice = '' OR w.score IS NOT NULL
    UNION ALL
    SELECT 'asked', i.survey_id, i.version_id, (i.sent_at AT TIME ZONE 'Asia/Shanghai')::date,
           COALESCE(i.advisor_id::text, ''), COALESCE(i.technician_id::text, ''), COALESCE(i.model_id::text, ''), COALESCE(i.tier, ''), i.way,
           {whole}, f.far, NULL, NULL
    FROM unnest($3::timestamptz[], $4::timestamptz[]) AS s (since, until)
    JOIN survey_invitations i ON i.sent_at >= s.since AND i.sent_at < s.until
    CROSS JOIN LATERAL (VALUES ('sent', TRUE), ('opened', i.opened_at IS NOT NULL OR i.state = 'answered'),
        ('answered', i.state = 'answered'), ('refused', i.state = 'refused'), ('expired', i.state = 'expired')) AS f (far, so)
    WHERE f.so AND i.store_id = $5 {of_invitation}
    UNION ALL
    SELECT 'asked', r.survey_id, r.version_id, (r.started_at AT TIME ZONE 'Asia/Shanghai')::date,
           COALESCE(r.advisor_id::text, ''), COALESCE(r.technician_id::text, ''), COALESCE(r.model_id::text, ''), COALESCE(r.tier, ''), r.way,
           CASE f.far WHEN 'left' THEN COALESCE(r.last_question, {whole}) ELSE {whole} END, f.far, NULL, NULL
    FROM unnest($3::timestamptz[], $4::timestamptz[]) AS s (since, until)
    JOIN survey_responses r ON r.started_at >= s.since AND r.started_at < s.until
    CROSS JOIN LATERAL (VALUES ('begun', TRUE), ('left', r.submitted_at IS NULL)) AS f (far, so)
    WHERE f.so AND r.store_id = $5 {of_response}
), counted AS (
    SELECT family, survey_id, version_id, day,
           {dimension} AS dimension, {value} AS value,
           question_id, choice, count(*)::int AS n, {scores},
           count(overall)::int AS pairs,
           COALESCE(sum(score) FILTER (WHERE overall IS NOT NULL), 0)::int AS x,
           COALESCE(sum(score * score) FILTER (WHERE overall IS NOT NULL), 0)::int AS xx,
           COALESCE(sum(overall), 0)::int AS y,
           COALESCE(sum(overall * overall), 0)::int AS yy,
           COALESCE(sum(score * overall), 0)::int AS xy
    FROM marks
    GROUP BY family, survey_id, version_id, day, question_id, choice{groups}
)
