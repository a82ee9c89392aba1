-- Deliveries by the seventh day after them, once it is over; the customer was reached by then.
SELECT figure_day(d.handed_over_at) + 7 AS day, o.owner_id AS person, o.id AS subject, (c.id IS NOT NULL)::int AS weight
FROM deliveries d JOIN sales_orders o ON o.id = d.order_id
LEFT JOIN LATERAL (
    SELECT t.id FROM tasks t
    WHERE t.subject_id = d.id AND t.kind = 'sales.week_call' AND t.done_at IS NOT NULL AND t.outcome = 'answered'
      AND figure_day(t.done_at) <= figure_day(d.handed_over_at) + 7
    LIMIT 1
) c ON TRUE
WHERE d.store_id = {store} AND d.handed_over_at >= {since} - interval '7 days' AND d.handed_over_at < {until} - interval '7 days'
  AND figure_day(d.handed_over_at) + 7 < figure_day({now})
