-- Who owns a car; without a complaint in the last twelve months.
SELECT {to} AS day, NULL::uuid AS person, o.customer_id AS subject, (c.customer_id IS NULL)::int AS weight
FROM (
    SELECT DISTINCT w.customer_id
    FROM vehicle_owners w JOIN vehicles v ON v.id = w.vehicle_id
    WHERE v.store_id = {store} AND w.relation = 'owner' AND (w.until_on IS NULL OR w.until_on > {to})
      AND COALESCE(w.from_on, v.purchased_on, figure_day(w.created_at)) <= {to}
) o
LEFT JOIN (
    SELECT DISTINCT customer_id FROM complaints
    WHERE store_id = {store} AND customer_id IS NOT NULL AND merged_into IS NULL AND state <> 'withdrawn'
      AND received_at >= (({to} - interval '12 months')::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AND received_at < {until}
) c ON c.customer_id = o.customer_id
