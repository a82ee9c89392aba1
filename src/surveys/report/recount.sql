-- Counts answers as they stand, in the shape of survey_rollups, by day. $1 to $2: stretches of time, by when answers were sent off;
-- $3 to $4: by when somebody was asked or began; $5 the store.
chains AS (
    -- On which answers it depends whether a question is shown: on one, and on those that this one depends on.
    SELECT q.id AS question_id, q.version_id, q.show_if_question AS cause, q.show_if_op AS op, q.show_if_value AS value
    FROM survey_questions q WHERE q.show_if_question IS NOT NULL
    UNION ALL
    SELECT c.question_id, q.version_id, q.show_if_question, q.show_if_op, q.show_if_value
    FROM chains c JOIN survey_questions q ON q.id = c.cause AND q.show_if_question IS NOT NULL
), links AS MATERIALIZED (
    SELECT c.question_id, c.version_id, c.cause, c.op, c.value, q.kind,
           CASE WHEN c.value ~ '^[0-9][0-9]?$' THEN c.value::int END AS number,
           count(*) OVER (PARTITION BY c.question_id) AS of
    FROM chains c JOIN survey_questions q ON q.id = c.cause
), places AS MATERIALIZED (
    SELECT q.id, row_number() OVER (PARTITION BY q.version_id ORDER BY k.position, k.id, q.position, q.id) AS place
    FROM survey_questions q JOIN survey_sections k ON k.id = q.section_id
), given AS (
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
    SELECT id AS unit, 'answers' AS family, survey_id, version_id, day, advisor, technician, model, tier, way, question_id, '' AS choice,
           score, CASE WHEN score IS NOT NULL THEN overall END AS overall
    FROM said
    UNION ALL
    SELECT id, 'answers', survey_id, version_id, day, advisor, technician, model, tier, way, question_id, c.choice, NULL, NULL
    FROM said CROSS JOIN LATERAL unnest(choices) AS c (choice)
    WHERE choices IS NOT NULL
    UNION ALL
    SELECT id, 'answers', survey_id, version_id, day, advisor, technician, model, tier, way, {whole}, w.choice, w.score, NULL
    FROM given CROSS JOIN LATERAL (VALUES ('', NULL), ('overall', overall), ('nps', nps)) AS w (choice, score)
    WHERE w.choice = '' OR w.score IS NOT NULL
    UNION ALL
    SELECT i.id, 'asked', i.survey_id, i.version_id, (i.sent_at AT TIME ZONE 'Asia/Shanghai')::date,
           COALESCE(i.advisor_id::text, ''), COALESCE(i.technician_id::text, ''), COALESCE(i.model_id::text, ''), COALESCE(i.tier, ''), i.way,
           {whole}, f.far, NULL, NULL
    FROM unnest($3::timestamptz[], $4::timestamptz[]) AS s (since, until)
    JOIN survey_invitations i ON i.sent_at >= s.since AND i.sent_at < s.until
    CROSS JOIN LATERAL (VALUES ('sent', TRUE), ('opened', i.opened_at IS NOT NULL OR i.state = 'answered'),
        ('answered', i.state = 'answered'), ('refused', i.state = 'refused'), ('expired', i.state = 'expired')) AS f (far, so)
    WHERE f.so AND i.store_id = $5 AND {rated} {of_invitation}
    UNION ALL
    SELECT r.id, 'asked', r.survey_id, r.version_id, (r.started_at AT TIME ZONE 'Asia/Shanghai')::date,
           COALESCE(r.advisor_id::text, ''), COALESCE(r.technician_id::text, ''), COALESCE(r.model_id::text, ''), COALESCE(r.tier, ''), r.way,
           CASE f.far WHEN 'left' THEN COALESCE(r.last_question, {whole}) ELSE {whole} END, f.far, NULL, NULL
    FROM unnest($3::timestamptz[], $4::timestamptz[]) AS s (since, until)
    JOIN survey_responses r ON r.started_at >= s.since AND r.started_at < s.until
    CROSS JOIN LATERAL (VALUES ('begun', TRUE), ('left', r.submitted_at IS NULL)) AS f (far, so)
    WHERE f.so AND r.store_id = $5 {of_response}
    UNION ALL
    -- What only some are asked: to how many of those who began it was shown.
    SELECT r.id, 'asked', r.survey_id, r.version_id, (r.started_at AT TIME ZONE 'Asia/Shanghai')::date,
           COALESCE(r.advisor_id::text, ''), COALESCE(r.technician_id::text, ''), COALESCE(r.model_id::text, ''), COALESCE(r.tier, ''), r.way,
           k.question_id, 'shown', NULL, NULL
    FROM unnest($3::timestamptz[], $4::timestamptz[]) AS s (since, until)
    JOIN survey_responses r ON r.started_at >= s.since AND r.started_at < s.until
    JOIN links k ON k.version_id = r.version_id
    JOIN places p ON p.id = k.question_id
    JOIN survey_answers a ON a.response_id = r.id AND a.question_id = k.cause
    LEFT JOIN places l ON l.id = r.last_question
    WHERE r.store_id = $5 AND (r.submitted_at IS NOT NULL OR l.place >= p.place) {of_response}
      AND CASE WHEN k.kind IN ('single', 'multiple') THEN (k.value = ANY (a.choices)) = (k.op = 'is')
          WHEN k.kind = 'yes_no' THEN (a.score = (k.value = 'yes')::int) = (k.op = 'is')
          WHEN k.op = 'is' THEN a.score = k.number
          WHEN k.op = 'is_not' THEN a.score <> k.number
          WHEN k.op = 'at_most' THEN a.score <= k.number
          ELSE a.score >= k.number END
    GROUP BY r.id, k.question_id
    HAVING count(*) = max(k.of)
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
