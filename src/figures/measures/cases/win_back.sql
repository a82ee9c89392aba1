-- Who was lost in the last twelve months, 1,095 days after they were last here; with a settlement since.
SELECT {to} AS day, COALESCE(x.next_person, x.person) AS person, x.customer_id AS subject, (x.next_day IS NOT NULL)::int AS weight
FROM (
    SELECT customer_id, day, person,
           lead(day) OVER (PARTITION BY customer_id ORDER BY day, id) AS next_day,
           lead(person) OVER (PARTITION BY customer_id ORDER BY day, id) AS next_person
    FROM (
        SELECT o.customer_id, figure_day(o.settled_at) AS day, o.advisor_id AS person, o.id
        FROM service_orders o WHERE o.store_id = {store} AND o.settled_at < {until}
        UNION ALL
        SELECT p.customer_id, figure_day(p.at), NULL, p.id
        FROM past_services p WHERE p.store_id = {store} AND p.at < {until} AND p.customer_id IS NOT NULL
        UNION ALL
        SELECT q.customer_id, figure_day(d.handed_over_at), q.owner_id, q.id
        FROM deliveries d JOIN sales_orders q ON q.id = d.order_id
        WHERE d.store_id = {store} AND d.handed_over_at < {until}
    ) s
) x
WHERE x.day + 1095 <= {to} AND x.day + 1095 > ({to} - interval '12 months')::date
  AND (x.next_day IS NULL OR x.next_day > x.day + 1095)
