-- Service orders by the day they were settled; with something sold besides the work itself.
SELECT figure_day(o.settled_at) AS day, o.advisor_id AS person, o.id AS subject,
       EXISTS (SELECT FROM service_items i WHERE i.order_id = o.id AND i.extra IS NOT NULL AND i.removed_at IS NULL)::int AS weight
FROM service_orders o
WHERE o.store_id = {store} AND o.settled_at >= {since} AND o.settled_at < {until}
