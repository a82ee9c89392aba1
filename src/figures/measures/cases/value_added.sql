-- Service orders by the day they were settled; with something sold besides the work itself.
SELECT figure_day(o.settled_at) AS day, o.advisor_id AS person, o.id AS subject, (x.id IS NOT NULL)::int AS weight
FROM service_orders o
LEFT JOIN LATERAL (
    SELECT i.id FROM service_items i WHERE i.order_id = o.id AND i.extra IS NOT NULL AND i.removed_at IS NULL LIMIT 1
) x ON TRUE
WHERE o.store_id = {store} AND o.settled_at >= {since} AND o.settled_at < {until}
