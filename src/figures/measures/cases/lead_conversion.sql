-- Valid leads by the day they came; with an order that stands.
SELECT figure_day(l.received_at) AS day, l.owner_id AS person, l.id AS subject, (q.id IS NOT NULL)::int AS weight
FROM leads l
LEFT JOIN LATERAL (
    SELECT o.id FROM sales_orders o WHERE o.opportunity_id = l.opportunity_id AND o.state <> 'cancelled' LIMIT 1
) q ON TRUE
WHERE l.store_id = {store} AND l.received_at >= {since} AND l.received_at < {until}
  AND l.state IN ('open', 'qualified')
