-- Who owns a car; with a second order at least.
SELECT {to} AS day, q.person, o.customer_id AS subject, (COALESCE(q.n, 0) >= 2)::int AS weight
FROM (
    SELECT DISTINCT w.customer_id
    FROM vehicle_owners w JOIN vehicles v ON v.id = w.vehicle_id
    WHERE v.store_id = {store} AND w.relation = 'owner' AND (w.until_on IS NULL OR w.until_on > {to})
      AND COALESCE(w.from_on, v.purchased_on, figure_day(w.created_at)) <= {to}
) o
LEFT JOIN (
    SELECT customer_id, count(*) AS n, (array_agg(owner_id ORDER BY signed_on DESC, id DESC))[1] AS person
    FROM sales_orders
    WHERE store_id = {store} AND signed_on <= {to} AND (cancelled_at IS NULL OR cancelled_at >= {until})
    GROUP BY customer_id
) q ON q.customer_id = o.customer_id
