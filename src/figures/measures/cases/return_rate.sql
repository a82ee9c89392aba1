-- Who has owned a car for twelve months or longer; with a service that was settled in the last twelve.
SELECT {to} AS day, s.person, o.customer_id AS subject,
       COALESCE(s.day > ({to} - interval '12 months')::date, FALSE)::int AS weight
FROM (
    SELECT DISTINCT w.customer_id
    FROM vehicle_owners w JOIN vehicles v ON v.id = w.vehicle_id
    WHERE v.store_id = {store} AND w.relation = 'owner' AND (w.until_on IS NULL OR w.until_on > {to})
      AND COALESCE(w.from_on, v.purchased_on, figure_day(w.created_at)) <= ({to} - interval '12 months')::date
) o
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
) s ON s.customer_id = o.customer_id
