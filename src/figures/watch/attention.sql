-- $1 store, $2 now, $3 before which an opportunity has stalled, $4 today, $5 whose, $6 which concerns, $7 how many rows of each
SELECT u.concern, u.n, u.id, u.at, u.owner_id, p.name AS owner, u.customer_id, k.name_sealed AS customer_name, u.own_sealed,
       u.facts_sealed, u.vehicle_id, w.plate_sealed AS plate, u.label, u.extra, u.fen, u.score
FROM (
    (SELECT 'complaint' AS concern, count(*) OVER () AS n, c.id, c.due_at AS at, c.owner_id, c.customer_id, c.vehicle_id,
            c.reporter_sealed AS own_sealed, c.facts_sealed, c.number AS label, '' AS extra, NULL::bigint AS fen,
            NULL::smallint AS score
     FROM complaints c
     WHERE 'complaint' = ANY ($6) AND c.store_id = $1 AND c.merged_into IS NULL AND c.ended_at IS NULL AND c.due_at < $2
       AND ($5::uuid[] IS NULL OR c.owner_id = ANY ($5))
     ORDER BY c.due_at, c.id LIMIT $7)
    UNION ALL
    (SELECT 'approval', count(*) OVER (), c.id, COALESCE(c.due_at, c.queue_at), c.owner_id, c.customer_id, c.vehicle_id,
            c.reporter_sealed, c.facts_sealed, c.number, c.state,
            (SELECT sum(g.amount_fen)::bigint FROM complaint_goodwill g WHERE g.complaint_id = c.id AND g.state = 'pending'),
            NULL
     FROM complaints c
     WHERE 'approval' = ANY ($6) AND c.store_id = $1 AND c.merged_into IS NULL AND c.ended_at IS NULL
       AND (c.state = 'proposed'
            OR EXISTS (SELECT FROM complaint_goodwill g WHERE g.complaint_id = c.id AND g.state = 'pending'))
       AND ($5::uuid[] IS NULL OR c.owner_id = ANY ($5))
     ORDER BY COALESCE(c.due_at, c.queue_at), c.id LIMIT $7)
    UNION ALL
    (SELECT 'lead', count(*) OVER (), leads.id, s.due_at, leads.owner_id, NULL, NULL, leads.name_sealed, NULL, leads.model, '',
            NULL, NULL
     FROM lead_steps s JOIN leads ON {first_call}
     WHERE 'lead' = ANY ($6) AND s.store_id = $1 AND leads.store_id = $1 AND {overdue}
       AND leads.invalid_because IS DISTINCT FROM 'taken_back' AND ($5::uuid[] IS NULL OR leads.owner_id = ANY ($5))
     ORDER BY s.due_at, leads.id LIMIT $7)
    UNION ALL
    (SELECT 'stalled', count(*) OVER (), o.id, o.next_at, o.owner_id, o.customer_id, NULL, NULL, NULL, o.model, '', NULL, NULL
     FROM opportunities o
     WHERE 'stalled' = ANY ($6) AND o.store_id = $1 AND o.closed_at IS NULL AND o.next_at < $3 AND o.pool_since IS NULL
       AND o.stage IN ('new', 'contacted', 'interested', 'comparing', 'test_driven', 'quoted')
       AND ($5::uuid[] IS NULL OR o.owner_id = ANY ($5))
     ORDER BY o.next_at, o.id LIMIT $7)
    UNION ALL
    (SELECT 'loss', count(*) OVER (), o.id, l.proposed_at, o.owner_id, o.customer_id, NULL, NULL, NULL, o.model, l.reason,
            NULL, NULL
     FROM loss_proposals l JOIN opportunities o ON o.id = l.opportunity_id
     WHERE 'loss' = ANY ($6) AND o.store_id = $1 AND l.decided_at IS NULL
       AND (o.pool_since IS NULL OR o.closed_at IS NOT NULL) AND ($5::uuid[] IS NULL OR o.owner_id = ANY ($5))
     ORDER BY l.proposed_at, o.id LIMIT $7)
    UNION ALL
    (SELECT 'discount', count(*) OVER (), q.id,
            COALESCE((SELECT max(a.asked_at) FROM quote_approvals a WHERE a.quote_id = q.id AND a.state = 'pending'), q.created_at)
                AS at,
            q.created_by, o.customer_id, NULL, NULL, NULL, q.model, '', q.given_fen, NULL
     FROM quotes q JOIN opportunities o ON o.id = q.opportunity_id
     WHERE 'discount' = ANY ($6) AND q.store_id = $1 AND q.state = 'pending'
       AND ($5::uuid[] IS NULL OR q.created_by = ANY ($5))
     ORDER BY at, q.id LIMIT $7)
    UNION ALL
    (SELECT 'detractor', count(*) OVER (), r.id, r.due_at, r.advisor_id, r.customer_id, r.vehicle_id, NULL, NULL, '',
            COALESCE(r.overall::text, ''), NULL, r.nps
     FROM survey_responses r
     WHERE 'detractor' = ANY ($6) AND r.store_id = $1 AND r.submitted_at IS NOT NULL AND r.due_at IS NOT NULL
       AND r.followed_up_at IS NULL AND ($5::uuid[] IS NULL OR r.advisor_id = ANY ($5))
     ORDER BY r.due_at, r.id LIMIT $7)
    UNION ALL
    (SELECT 'promise', count(*) OVER (), s.id, s.promised_at, s.advisor_id, s.customer_id, s.vehicle_id, NULL, NULL, s.number, '',
            NULL, NULL
     FROM service_orders s
     WHERE 'promise' = ANY ($6) AND s.store_id = $1 AND s.ended_at IS NULL AND s.promised_at < $2 AND s.paused_at IS NULL
       AND s.state <> 'ready' AND ($5::uuid[] IS NULL OR s.advisor_id = ANY ($5))
     ORDER BY s.promised_at, s.id LIMIT $7)
    UNION ALL
    (SELECT 'delivery', count(*) OVER (), q.id, (q.promised_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', q.owner_id,
            q.customer_id, NULL, NULL, NULL, q.model, '', NULL, NULL
     FROM sales_orders q
     WHERE 'delivery' = ANY ($6) AND q.store_id = $1 AND q.state = 'open' AND q.promised_on < $4
       AND ($5::uuid[] IS NULL OR q.owner_id = ANY ($5))
     ORDER BY q.promised_on, q.id LIMIT $7)
    UNION ALL
    (SELECT 'points', count(*) OVER (), a.id, a.asked_at, a.asked_by, a.customer_id, NULL, NULL, NULL, '', a.points::text, NULL,
            NULL
     FROM points_adjustments a
     WHERE 'points' = ANY ($6) AND a.store_id = $1 AND a.state = 'pending' AND ($5::uuid[] IS NULL OR a.asked_by = ANY ($5))
     ORDER BY a.asked_at, a.id LIMIT $7)
    UNION ALL
    (SELECT 'access', count(*) OVER (), a.id, a.created_at, a.staff_id, a.customer_id, NULL, NULL, NULL, '', '', NULL, NULL
     FROM access_requests a
     WHERE 'access' = ANY ($6) AND a.store_id = $1 AND a.state = 'open' AND ($5::uuid[] IS NULL OR a.staff_id = ANY ($5))
     ORDER BY a.created_at, a.id LIMIT $7)
) u
LEFT JOIN staff p ON p.id = u.owner_id
LEFT JOIN customers k ON k.id = u.customer_id
LEFT JOIN vehicles w ON w.id = u.vehicle_id
ORDER BY u.at, u.concern, u.id
