-- $1 store, $2 since, $3 until, $4 age in months, $5 whether only those that came back by then, $6 after which instant, $7 and
-- after which row of it, $8 how many
SELECT d.id, d.vehicle_id, q.customer_id, k.name_sealed AS name, q.model, d.handed_over_at, f.at AS served_at
FROM deliveries d
JOIN sales_orders q ON q.id = d.order_id
JOIN customers k ON k.id = q.customer_id
{first_service}
WHERE d.store_id = $1 AND d.cancelled_at IS NULL AND d.vehicle_id IS NOT NULL
  AND d.handed_over_at >= $2 AND d.handed_over_at < $3
  AND (NOT $5 OR f.at < d.handed_over_at + make_interval(months => $4))
  AND ($6::timestamptz IS NULL OR (d.handed_over_at, d.id) > ($6, $7))
ORDER BY d.handed_over_at, d.id
LIMIT $8
