-- $1 store, $2 since, $3 until, $4 category, $5 severity, $6 side, $7 now, $8 the beginnings of the months, and the end
WITH base AS MATERIALIZED (
    SELECT c.id, c.category, c.cause, c.severity, c.responsible_id, c.customer_id, c.round,
           NULLIF(v.model, '') AS model, r.started_at, r.contacted_at, r.proposed_at, r.resolved_at,
           r.contacted_at <= r.contact_due_at AS contact_ok,
           r.proposed_at <= r.proposal_due_at AS proposal_ok,
           r.resolved_at <= r.resolution_due_at AS resolution_ok,
           {contact} AS contact_late,
           {proposal} AS proposal_late,
           {resolution} AS resolution_late
    FROM complaints c
    JOIN complaint_rounds r ON r.complaint_id = c.id AND r.round = 1
    LEFT JOIN vehicles v ON v.id = c.vehicle_id
    WHERE c.store_id = $1 AND c.merged_into IS NULL AND c.received_at >= $2 AND c.received_at < $3
      AND ($4::text IS NULL OR c.category = $4)
      AND ($5::text IS NULL OR c.severity = $5)
      AND ($6::text IS NULL OR c.category IN (SELECT code FROM complaint_terms WHERE side = $6))
), again AS (
    SELECT customer_id, count(*) AS n FROM base WHERE customer_id IS NOT NULL GROUP BY customer_id HAVING count(*) > 1
)
SELECT jsonb_build_object(
    'totals', (
        SELECT jsonb_build_object(
            'total', count(*),
            'crisis', count(*) FILTER (WHERE severity = 'crisis'),
            'reopened', count(*) FILTER (WHERE round > 1),
            'without_cause', count(*) FILTER (WHERE cause IS NULL),
            'without_model', count(*) FILTER (WHERE model IS NULL),
            'without_person', count(*) FILTER (WHERE responsible_id IS NULL),
            'late', count(*) FILTER (WHERE contact_late OR proposal_late OR resolution_late),
            'punctual', count(*) FILTER (WHERE contact_ok AND proposal_ok AND resolution_ok))
        FROM base),
    'clocks', (
        SELECT jsonb_build_array(
            jsonb_build_object('in_time', count(*) FILTER (WHERE contact_ok), 'late', count(*) FILTER (WHERE contact_late),
                'done', count(contacted_at),
                'quantiles', percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM contacted_at - started_at)::float8)),
            jsonb_build_object('in_time', count(*) FILTER (WHERE proposal_ok), 'late', count(*) FILTER (WHERE proposal_late),
                'done', count(proposed_at),
                'quantiles', percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM proposed_at - started_at)::float8)),
            jsonb_build_object('in_time', count(*) FILTER (WHERE resolution_ok), 'late', count(*) FILTER (WHERE resolution_late),
                'done', count(resolved_at),
                'quantiles', percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM resolved_at - started_at)::float8)))
        FROM base),
    'categories', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.code), '[]') FROM (
            SELECT t.code, t.zh, t.en, count(*) AS n FROM base JOIN complaint_terms t ON t.code = category GROUP BY t.code) g),
    'causes', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.code), '[]') FROM (
            SELECT t.code, t.zh, t.en, count(*) AS n FROM base JOIN complaint_terms t ON t.code = cause GROUP BY t.code) g),
    'models', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.code), '[]') FROM (
            SELECT model AS code, model AS zh, model AS en, count(*) AS n FROM base WHERE model IS NOT NULL GROUP BY model) g),
    'people', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.code), '[]') FROM (
            SELECT s.id AS code, s.name AS zh, s.name AS en, count(*) AS n FROM base JOIN staff s ON s.id = responsible_id GROUP BY s.id) g),
    'again', (
        SELECT jsonb_build_object('customers', count(*), 'complaints', COALESCE(sum(n), 0)) FROM again),
    'repeaters', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.id), '[]') FROM (
            SELECT k.id, encode(k.name_sealed, 'hex') AS name, a.n FROM again a JOIN customers k ON k.id = a.customer_id
            ORDER BY a.n DESC, k.id LIMIT 10) g),
    'months', (
        SELECT COALESCE(jsonb_agg(g), '[]') FROM (
            SELECT width_bucket(c.received_at, $8::timestamptz[]) AS month, c.severity, count(*) AS n
            FROM complaints c
            WHERE c.store_id = $1 AND c.merged_into IS NULL
              AND c.received_at >= ($8::timestamptz[])[1]
              AND c.received_at < ($8::timestamptz[])[array_upper($8::timestamptz[], 1)]
              AND ($4::text IS NULL OR c.category = $4)
              AND ($5::text IS NULL OR c.severity = $5)
              AND ($6::text IS NULL OR c.category IN (SELECT code FROM complaint_terms WHERE side = $6))
            GROUP BY 1, 2) g),
    'terms', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.position), '[]') FROM (
            SELECT code, zh, en, 0 AS n, position FROM complaint_terms WHERE kind = 'category' AND retired_at IS NULL) g)
) AS figures
