-- $1 store, $2 now, $3 since when it is today, $4 until when, $5 today
SELECT jsonb_build_object(
    'booked', (
        SELECT count(*) FROM appointments a
        WHERE a.store_id = $1 AND a.starts_at >= $3 AND a.starts_at < $4 AND a.state <> 'cancelled'),
    'come', (
        SELECT count(*) FROM appointments a
        WHERE a.store_id = $1 AND a.starts_at >= $3 AND a.starts_at < $4 AND a.state = 'arrived'),
    'walk_ins', (
        SELECT count(*) FROM visits v
        WHERE v.store_id = $1 AND v.ticket_on = $5 AND NOT EXISTS (SELECT FROM appointments a WHERE a.visit_id = v.id)),
    'waiting', (
        SELECT count(*) FROM visits v WHERE v.store_id = $1 AND v.ticket_on = $5 AND v.state IN ('arrived', 'waiting')),
    'waits_since', (
        SELECT min(v.arrived_at) FROM visits v
        WHERE v.store_id = $1 AND v.ticket_on = $5 AND v.state IN ('arrived', 'waiting')),
    'received', (
        SELECT count(*) FROM visits v WHERE v.store_id = $1 AND v.ticket_on = $5 AND v.received_at IS NOT NULL),
    'leads', (
        SELECT count(*) FROM leads
        WHERE leads.store_id = $1 AND leads.received_at >= $3 AND leads.received_at < $4
          AND leads.invalid_because IS DISTINCT FROM 'taken_back'),
    'uncalled', (
        SELECT count(*) FROM lead_steps s JOIN leads ON {first_call}
        WHERE s.store_id = $1 AND leads.store_id = $1 AND {overdue} AND leads.invalid_because IS DISTINCT FROM 'taken_back'),
    'complaints', (
        SELECT count(*) FROM complaints c
        WHERE c.store_id = $1 AND c.merged_into IS NULL AND c.received_at >= $3 AND c.received_at < $4),
    'late_complaints', (
        SELECT count(*) FROM complaints c
        WHERE c.store_id = $1 AND c.merged_into IS NULL AND c.ended_at IS NULL AND c.due_at < $2),
    'in_repair', (
        SELECT count(*) FROM service_orders s WHERE s.store_id = $1 AND s.ended_at IS NULL),
    'late_repairs', (
        SELECT count(*) FROM service_orders s
        WHERE s.store_id = $1 AND s.ended_at IS NULL AND s.promised_at < $2 AND s.paused_at IS NULL AND s.state <> 'ready'),
    'to_deliver', (
        SELECT count(*) FROM deliveries d
        WHERE d.store_id = $1 AND d.cancelled_at IS NULL AND d.handed_over_at IS NULL AND d.planned_at >= $3 AND d.planned_at < $4),
    'delivered', (
        SELECT count(*) FROM deliveries d
        WHERE d.store_id = $1 AND d.cancelled_at IS NULL AND d.handed_over_at >= $3 AND d.handed_over_at < $4)
) AS found
