-- Members; with a settlement or a redemption in the last ninety days.
SELECT {to} AS day, s.person, m.customer_id AS subject,
       (COALESCE(s.day > {to} - 90, FALSE) OR a.customer_id IS NOT NULL)::int AS weight
FROM figure_members m
LEFT JOIN (
    SELECT DISTINCT ON (customer_id) customer_id, day, person
    FROM (
        SELECT o.customer_id, figure_day(o.settled_at) AS day, o.advisor_id AS person, o.id
        FROM service_orders o WHERE o.store_id = {store} AND o.settled_at < {until}
        UNION ALL
        SELECT p.customer_id, figure_day(p.at), NULL, p.id
        FROM past_services p WHERE p.store_id = {store} AND p.at < {until} AND p.customer_id IS NOT NULL
    ) x
    ORDER BY customer_id, day DESC, id DESC
) s ON s.customer_id = m.customer_id
LEFT JOIN (
    SELECT e.customer_id FROM spend_entries e
    WHERE e.store_id = {store} AND e.at >= ({to} - 89)::timestamp AT TIME ZONE 'Asia/Shanghai' AND e.at < {until}
      AND e.amount_fen > 0 AND NOT EXISTS (SELECT FROM spend_entries x WHERE x.reverses_id = e.id)
    UNION
    SELECT e.customer_id FROM points_entries e
    WHERE e.store_id = {store} AND e.at >= ({to} - 89)::timestamp AT TIME ZONE 'Asia/Shanghai' AND e.at < {until}
      AND e.kind = 'redeem' AND NOT EXISTS (SELECT FROM points_entries x WHERE x.reverses_id = e.id)
) a ON a.customer_id = m.customer_id
WHERE m.store_id = {store} AND m.since <= {to}
