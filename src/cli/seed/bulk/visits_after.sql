-- What follows for the cars from their last regular service.
UPDATE vehicles AS v SET next_service_on = last.next_service_on, next_service_km = last.next_service_km,
    mileage_km = greatest(v.mileage_km, last.mileage_km), mileage_at = greatest(v.mileage_at, last.at)
FROM (
    SELECT DISTINCT ON (o.vehicle_id) o.vehicle_id, o.mileage_km, s.at, s.next_service_on, s.next_service_km
    FROM service_orders AS o JOIN service_settlements AS s ON s.order_id = o.id AND s.undone_at IS NULL
    WHERE o.store_id = seed_store() AND s.next_service_on IS NOT NULL ORDER BY o.vehicle_id, s.at DESC
) AS last
WHERE v.id = last.vehicle_id;

-- What members spent in the last two years, and the points they have for it; who has a ledger already keeps it as it is.
CREATE TEMP TABLE seed_earned AS
SELECT gen_random_uuid() AS entry, o.id AS ord, o.customer_id, o.advisor_id, s.at, s.due_fen,
    floor(s.due_fen / 1000 * CASE c.tier WHEN 'platinum' THEN 2 WHEN 'gold' THEN 1.5 WHEN 'silver' THEN 1.2 ELSE 1 END)::bigint AS points,
    ((s.at AT TIME ZONE 'Asia/Shanghai')::date + interval '24 months')::date AS expires_on
FROM service_orders AS o
JOIN service_settlements AS s ON s.order_id = o.id AND s.undone_at IS NULL
JOIN customers AS c ON c.id = o.customer_id AND c.merged_into IS NULL
WHERE o.store_id = seed_store() AND o.ended_at < seed_today() AND s.due_fen > 0
    AND s.at > (seed_today() - interval '24 months' + interval '1 day')
    AND NOT EXISTS (SELECT FROM points_entries AS p WHERE p.customer_id = o.customer_id)
    AND NOT EXISTS (SELECT FROM spend_entries AS p WHERE p.customer_id = o.customer_id);

INSERT INTO spend_entries (id, store_id, customer_id, kind, amount_fen, counts_fen, source_kind, source_id, staff_id, at)
SELECT gen_random_uuid(), seed_store(), customer_id, 'service', due_fen, due_fen, 'service_order', ord, advisor_id, at FROM seed_earned;

INSERT INTO points_entries (id, store_id, customer_id, kind, points, balance, source_kind, source_id, expires_on, staff_id, at)
SELECT entry, seed_store(), customer_id, 'earn', points, sum(points) OVER (PARTITION BY customer_id ORDER BY at, entry),
    'service_order', ord, expires_on, advisor_id, at
FROM seed_earned WHERE points > 0;

INSERT INTO points_lots (id, entry_id, customer_id, points, points_left, expires_on)
SELECT gen_random_uuid(), entry, customer_id, points, points, expires_on FROM seed_earned WHERE points > 0;

INSERT INTO member_accounts (customer_id, store_id, points, next_expiry, rated_on, changed_at)
SELECT customer_id, seed_store(), sum(points), min(expires_on) FILTER (WHERE points > 0), seed_today(), max(at)
FROM seed_earned GROUP BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET points = excluded.points, next_expiry = excluded.next_expiry,
    changed_at = excluded.changed_at;

UPDATE customers SET member = TRUE WHERE NOT member AND id IN (SELECT customer_id FROM seed_earned);
