-- $1 store, $2 since, $3 until, $4 whose, $5 now, $6 before which it has stalled,
-- $7 when the store opens, $8 for how many seconds, $9 how many it was open before, $10 first day, $11 last day
WITH base AS MATERIALIZED (
    SELECT leads.source_id, leads.owner_id, leads.state,
           {lead_valid} AS valid,
           {lead_valid} AND ({opportunity}) AS opportunity,
           {lead_valid} AND ({contacted}) AS contacted,
           {lead_valid} AND ({interested}) AS interested,
           {lead_valid} AND ({arrived}) AS arrived,
           {lead_valid} AND ({test_driven}) AS test_driven,
           {lead_valid} AND ({quoted}) AS quoted,
           {lead_valid} AND ({ordered}) AS ordered,
           {lead_valid} AND ({delivered}) AS delivered,
           {in_time} AS in_time,
           {late} AS late,
           {in_hours} AS in_hours,
           {in_hours_in_time} AS in_hours_in_time,
           {out_of_hours} AS out_of_hours,
           {out_of_hours_in_time} AS out_of_hours_in_time,
           s.starts_at, COALESCE(s.first_attempt_at, s.done_at) AS tried_at
    FROM leads
    LEFT JOIN opportunities o ON o.id = leads.opportunity_id
    LEFT JOIN lead_steps s ON {first_call}
    WHERE leads.store_id = $1 AND leads.received_at >= $2 AND leads.received_at < $3
      AND leads.invalid_because IS DISTINCT FROM 'taken_back' AND ($4::uuid IS NULL OR leads.owner_id = $4)
), calls AS MATERIALIZED (
    -- Whoever called, or should have, whoever has the lead now.
    SELECT {caller} AS caller, {in_time} AS in_time, {late} AS late
    FROM leads JOIN lead_steps s ON {first_call}
    WHERE leads.store_id = $1 AND leads.received_at >= $2 AND leads.received_at < $3
      AND leads.invalid_because IS DISTINCT FROM 'taken_back' AND ($4::uuid IS NULL OR {caller} = $4)
), places AS (
    SELECT in_hours, out_of_hours, starts_at, tried_at,
           width_bucket(starts_at, $7::timestamptz[]) AS a, width_bucket(tried_at, $7::timestamptz[]) AS b
    FROM base WHERE in_hours OR out_of_hours
), took AS (
    SELECT in_hours, out_of_hours, EXTRACT(epoch FROM tried_at - starts_at)::float8 AS passed,
           CASE b WHEN 0 THEN 0 ELSE ($9::float8[])[b]
               + LEAST(EXTRACT(epoch FROM tried_at - ($7::timestamptz[])[b])::float8, ($8::float8[])[b]) END
           - CASE a WHEN 0 THEN 0 ELSE ($9::float8[])[a]
               + LEAST(EXTRACT(epoch FROM starts_at - ($7::timestamptz[])[a])::float8, ($8::float8[])[a]) END AS worked
    FROM places
), uncalled AS MATERIALIZED (
    SELECT s.lead_id, s.due_at
    FROM lead_steps s JOIN leads ON {first_call}
    WHERE s.store_id = $1 AND leads.store_id = $1 AND {overdue} AND ($4::uuid IS NULL OR leads.owner_id = $4)
), unsent AS MATERIALIZED (
    SELECT m.lead_id, m.due_at
    FROM lead_steps m JOIN leads ON leads.id = m.lead_id
    WHERE m.store_id = $1 AND leads.store_id = $1 AND m.kind = 'message' AND m.done_at IS NULL AND m.ended_at IS NULL
      AND m.due_at < $5 AND ($4::uuid IS NULL OR leads.owner_id = $4)
), waiting AS MATERIALIZED (
    -- Late is whatever is due first; stalled who was not followed up for long.
    SELECT o.id, o.customer_id, o.owner_id, o.model, o.urgent_at, o.next_at, o.next_at < $6 AS stalled
    FROM opportunities o
    WHERE o.store_id = $1 AND o.closed_at IS NULL AND o.urgent_at < $5 AND o.pool_since IS NULL
      AND o.stage IN ('new', 'contacted', 'interested', 'comparing', 'test_driven', 'quoted')
      AND ($4::uuid IS NULL OR o.owner_id = $4)
), lost AS MATERIALIZED (
    SELECT o.owner_id, o.lost_because, o.lost_to
    FROM opportunities o
    WHERE o.store_id = $1 AND o.stage = 'lost' AND o.closed_at >= $2 AND o.closed_at < $3
      AND ($4::uuid IS NULL OR o.owner_id = $4)
)
SELECT jsonb_build_object(
    'totals', (
        SELECT jsonb_build_object(
            'leads', count(*),
            'valid', count(*) FILTER (WHERE valid),
            'duplicate', count(*) FILTER (WHERE state = 'duplicate'),
            'invalid', count(*) FILTER (WHERE state = 'invalid'),
            'opportunity', count(*) FILTER (WHERE opportunity),
            'contacted', count(*) FILTER (WHERE contacted),
            'interested', count(*) FILTER (WHERE interested),
            'arrived', count(*) FILTER (WHERE arrived),
            'test_driven', count(*) FILTER (WHERE test_driven),
            'quoted', count(*) FILTER (WHERE quoted),
            'ordered', count(*) FILTER (WHERE ordered),
            'delivered', count(*) FILTER (WHERE delivered),
            'in_time', count(*) FILTER (WHERE in_time),
            'late', count(*) FILTER (WHERE late))
        FROM base),
    'sources', (
        SELECT COALESCE(jsonb_agg(to_jsonb(g) || jsonb_build_object('kind', k.kind, 'name', k.name)
            ORDER BY g.leads DESC, k.kind, k.name), '[]')
        FROM (
            SELECT source_id AS id, count(*) AS leads,
                   count(*) FILTER (WHERE valid) AS valid,
                   count(*) FILTER (WHERE state = 'duplicate') AS duplicate,
                   count(*) FILTER (WHERE state = 'invalid') AS invalid,
                   count(*) FILTER (WHERE arrived) AS arrived,
                   count(*) FILTER (WHERE ordered) AS ordered
            FROM base GROUP BY source_id) g
        JOIN lead_sources k ON k.id = g.id),
    'in_hours', (
        SELECT jsonb_build_object('calls', count(*), 'in_time', count(*) FILTER (WHERE in_hours_in_time),
            'median', (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY worked) FROM took WHERE in_hours))
        FROM base WHERE in_hours),
    'out_of_hours', (
        SELECT jsonb_build_object('calls', count(*), 'in_time', count(*) FILTER (WHERE out_of_hours_in_time),
            'median', (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY passed) FROM took WHERE out_of_hours))
        FROM base WHERE out_of_hours),
    'uncalled', (
        SELECT jsonb_build_object('n', (SELECT count(*) FROM uncalled), 'rows', COALESCE(jsonb_agg(g ORDER BY g.at, g.id), '[]'))
        FROM (
            SELECT leads.id, leads.id AS named, leads.name_sealed AS name, leads.model, p.name AS owner, u.due_at AS at
            FROM (SELECT * FROM uncalled ORDER BY due_at, lead_id LIMIT 8) u
            JOIN leads ON leads.id = u.lead_id LEFT JOIN staff p ON p.id = leads.owner_id) g),
    'unsent', (
        SELECT jsonb_build_object('n', (SELECT count(*) FROM unsent), 'rows', COALESCE(jsonb_agg(g ORDER BY g.at, g.id), '[]'))
        FROM (
            SELECT leads.id, leads.id AS named, leads.name_sealed AS name, leads.model, p.name AS owner, u.due_at AS at
            FROM (SELECT * FROM unsent ORDER BY due_at, lead_id LIMIT 8) u
            JOIN leads ON leads.id = u.lead_id LEFT JOIN staff p ON p.id = leads.owner_id) g),
    'overdue', (
        SELECT jsonb_build_object('n', (SELECT count(*) FROM waiting),
            'rows', COALESCE(jsonb_agg(g ORDER BY g.at, g.id), '[]'))
        FROM (
            SELECT u.id, k.id AS named, k.name_sealed AS name, u.model, p.name AS owner, u.urgent_at AS at
            FROM (SELECT * FROM waiting ORDER BY urgent_at, id LIMIT 8) u
            JOIN customers k ON k.id = u.customer_id LEFT JOIN staff p ON p.id = u.owner_id) g),
    'stalled', (
        SELECT jsonb_build_object('n', (SELECT count(*) FROM waiting WHERE stalled),
            'rows', COALESCE(jsonb_agg(g ORDER BY g.at, g.id), '[]'))
        FROM (
            SELECT u.id, k.id AS named, k.name_sealed AS name, u.model, p.name AS owner, u.next_at AS at
            FROM (SELECT * FROM waiting WHERE stalled ORDER BY next_at, id LIMIT 8) u
            JOIN customers k ON k.id = u.customer_id LEFT JOIN staff p ON p.id = u.owner_id) g),
    'reasons', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.code), '[]') FROM (
            SELECT lost_because AS code, count(*) AS n FROM lost GROUP BY lost_because) g),
    'rivals', (
        SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.name), '[]') FROM (
            SELECT lost_to AS name, count(*) AS n FROM lost WHERE lost_to <> ''
            GROUP BY lost_to ORDER BY count(*) DESC, lost_to LIMIT 12) g),
    'waiting', jsonb_build_array(
        (SELECT count(*) FROM loss_proposals l JOIN opportunities o ON o.id = l.opportunity_id
         WHERE o.store_id = $1 AND l.decided_at IS NULL AND ($4::uuid IS NULL OR o.owner_id = $4)
           AND (o.pool_since IS NULL OR o.closed_at IS NOT NULL)),
        (SELECT count(*) FROM quotes q
         WHERE q.store_id = $1 AND q.state = 'pending' AND ($4::uuid IS NULL OR q.created_by = $4))),
    'consultants', jsonb_build_object(
        'people', (
            SELECT COALESCE(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'roles', p.roles,
                'here', p.disabled_at IS NULL) ORDER BY p.name, p.username), '[]')
            FROM staff p WHERE p.store_id = $1),
        'called', (
            SELECT COALESCE(jsonb_object_agg(COALESCE(g.owner_id::text, ''), to_jsonb(g) - 'owner_id'), '{}') FROM (
                SELECT owner_id, count(*) AS leads FROM base GROUP BY owner_id) g),
        'calls', (
            SELECT COALESCE(jsonb_object_agg(COALESCE(g.caller::text, ''), to_jsonb(g) - 'caller'), '{}') FROM (
                SELECT caller, count(*) FILTER (WHERE in_time) AS in_time, count(*) FILTER (WHERE late) AS late
                FROM calls GROUP BY caller HAVING bool_or(in_time) OR bool_or(late)) g),
        'open', (
            SELECT COALESCE(jsonb_object_agg(COALESCE(g.owner_id::text, ''), to_jsonb(g) - 'owner_id'), '{}') FROM (
                SELECT o.owner_id, count(*) AS open, count(*) FILTER (WHERE o.urgent_at < $5) AS late
                FROM opportunities o
                WHERE o.store_id = $1 AND o.closed_at IS NULL AND o.pool_since IS NULL
                  AND o.stage IN ('new', 'contacted', 'interested', 'comparing', 'test_driven', 'quoted')
                  AND ($4::uuid IS NULL OR o.owner_id = $4)
                GROUP BY o.owner_id) g),
        'drives', (
            SELECT COALESCE(jsonb_object_agg(g.owner_id::text, g.n), '{}') FROM (
                SELECT d.consultant_id AS owner_id, count(*) AS n
                FROM test_drives d
                WHERE d.store_id = $1 AND d.starts_at >= $2 AND d.starts_at < $3
                  AND d.state IN ('out', 'returned', 'done') AND ($4::uuid IS NULL OR d.consultant_id = $4)
                GROUP BY d.consultant_id) g),
        'quotes', (
            SELECT COALESCE(jsonb_object_agg(g.created_by::text, g.n), '{}') FROM (
                SELECT q.created_by, count(*) AS n
                FROM quotes q
                WHERE q.store_id = $1 AND q.sent_at >= $2 AND q.sent_at < $3 AND ($4::uuid IS NULL OR q.created_by = $4)
                GROUP BY q.created_by) g),
        'orders', (
            SELECT COALESCE(jsonb_object_agg(COALESCE(g.owner_id::text, ''), g.n), '{}') FROM (
                SELECT q.owner_id, count(*) AS n
                FROM sales_orders q
                WHERE q.store_id = $1 AND q.signed_on >= $10 AND q.signed_on <= $11 AND q.state <> 'cancelled'
                  AND ($4::uuid IS NULL OR q.owner_id = $4)
                GROUP BY q.owner_id) g),
        'lost', (
            SELECT COALESCE(jsonb_object_agg(COALESCE(g.owner_id::text, ''), g.n), '{}') FROM (
                SELECT owner_id, count(*) AS n FROM lost GROUP BY owner_id) g))
) AS figures
