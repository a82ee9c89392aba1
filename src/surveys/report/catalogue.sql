-- $1 store, $2 survey, $3 first day, $4 last day that may have answers, $5 since, $6 until, $7 the key of the settings
WITH chosen AS (
    SELECT s.id, s.questionnaire_id
    FROM surveys s
    WHERE s.store_id = $1 AND s.state <> 'draft'
    -- The same one each time where none is named: the one that follows services, then the standing ones.
    ORDER BY (s.id = $2) DESC NULLS LAST,
             (s.standing AND s.purpose = 'service' AND s.state IN ('running', 'paused')) DESC, s.standing DESC, s.number, s.id
    LIMIT 1
), versions AS (
    SELECT v.id, v.number, EXISTS (
            SELECT FROM survey_responses r
            WHERE r.survey_id = c.id AND r.version_id = v.id AND r.submitted_at >= $5 AND r.submitted_at < $6) AS answered
    FROM chosen c JOIN questionnaire_versions v ON v.questionnaire_id = c.questionnaire_id
    WHERE v.published_at IS NOT NULL
)
SELECT jsonb_build_object(
    'surveys', (
        SELECT COALESCE(jsonb_agg(to_jsonb(g) - 'created_at' ORDER BY g.created_at DESC, g.id), '[]') FROM (
            SELECT id, name, purpose, anonymous, created_at FROM surveys
            WHERE store_id = $1 AND state <> 'draft' ORDER BY created_at DESC, id LIMIT 60) g),
    'survey', (
        SELECT jsonb_build_object('id', s.id, 'name', s.name, 'purpose', s.purpose, 'anonymous', s.anonymous)
        FROM surveys s JOIN chosen c ON c.id = s.id),
    'versions', (SELECT COALESCE(jsonb_agg(v ORDER BY v.number DESC), '[]') FROM versions v),
    'questions', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object('id', q.id, 'version', q.version_id, 'key', q.key, 'kind', q.kind,
            'meaning', q.meaning, 'zh', q.words_zh, 'en', q.words_en, 'choices', q.choices, 'conditional', q.show_if_question IS NOT NULL, 'section', k.id, 'part', k.part,
            'section_zh', k.title_zh, 'section_en', k.title_en)
            ORDER BY v.number DESC, k.position, k.id, q.position, q.id), '[]')
        FROM versions v
        JOIN survey_sections k ON k.version_id = v.id
        JOIN survey_questions q ON q.version_id = v.id AND q.section_id = k.id),
    'people', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'roles', p.roles) ORDER BY p.name, p.username), '[]')
        FROM staff p WHERE p.store_id = $1),
    'models', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object('id', m.id, 'name', btrim(concat_ws(' ', m.model, m.trim)))
            ORDER BY m.brand, m.series, m.model, m.trim), '[]')
        FROM vehicle_models m),
    'settings', (SELECT value FROM settings WHERE store_id = $1 AND key = $7),
    'open', (
        SELECT jsonb_build_object(
            'answers', COALESCE(jsonb_agg(g.day ORDER BY g.day) FILTER (WHERE g.family = 'answers'), '[]'),
            'asked', COALESCE(jsonb_agg(g.day ORDER BY g.day) FILTER (WHERE g.family = 'asked'), '[]'))
        FROM (
            SELECT f.family, d::date AS day
            FROM (VALUES ('answers'), ('asked')) AS f (family), generate_series($3::date, $4::date, interval '1 day') AS d
            EXCEPT
            SELECT family, day FROM survey_rollup_days WHERE store_id = $1 AND span = 'day' AND day >= $3 AND day <= $4) g),
    'months', (
        SELECT jsonb_build_object(
            'answers', COALESCE(jsonb_agg(k.day) FILTER (WHERE k.family = 'answers'), '[]'),
            'asked', COALESCE(jsonb_agg(k.day) FILTER (WHERE k.family = 'asked'), '[]'))
        FROM survey_rollup_days k WHERE k.store_id = $1 AND k.span = 'month' AND k.day >= $3 AND k.day <= $4)
) AS catalogue
