-- What each customer of a store was known by before a day. $1 the store, $2 the day.
joined AS (
    SELECT id, merged_into AS root FROM customers WHERE store_id = $1 AND merged_into IS NOT NULL
    UNION
    SELECT j.id, c.merged_into FROM joined j JOIN customers c ON c.id = j.root WHERE c.merged_into IS NOT NULL
),
roots AS MATERIALIZED (
    SELECT j.id, j.root FROM joined j JOIN customers c ON c.id = j.root AND c.merged_into IS NULL
),
start AS MATERIALIZED (
    SELECT $2::timestamp AT TIME ZONE 'Asia/Shanghai' AS at,
        ($2::timestamp - interval '24 months') AT TIME ZONE 'Asia/Shanghai' AS complaints_since,
        ($2::date - interval '36 months')::date AS bills_since
),
bills AS (
    SELECT o.customer_id, (s.at AT TIME ZONE 'Asia/Shanghai')::date AS day, s.due_fen AS fen
    FROM service_settlements s JOIN service_orders o ON o.id = s.order_id WHERE o.store_id = $1 AND s.undone_at IS NULL
    UNION ALL
    SELECT p.customer_id, (p.at AT TIME ZONE 'Asia/Shanghai')::date, p.total_fen
    FROM past_services p WHERE p.store_id = $1 AND p.customer_id IS NOT NULL
    UNION ALL
    SELECT b.customer_id, (b.delivered_at AT TIME ZONE 'Asia/Shanghai')::date, b.car_price_fen
    FROM sales_orders b WHERE b.store_id = $1 AND b.state = 'delivered'
),
summed AS (
    SELECT COALESCE(r.root, b.customer_id) AS customer_id, LEAST($2 - max(b.day), 1825) AS recency,
        count(*) FILTER (WHERE b.day >= start.bills_since) AS frequency,
        COALESCE(sum(b.fen) FILTER (WHERE b.day >= start.bills_since), 0) AS fen
    FROM bills b CROSS JOIN start LEFT JOIN roots r ON r.id = b.customer_id WHERE b.day < $2 GROUP BY 1
),
cars AS (
    SELECT COALESCE(r.root, o.customer_id) AS customer_id, ($2 - max(v.purchased_on)) / 365.25 AS years
    FROM vehicle_owners o JOIN vehicles v ON v.id = o.vehicle_id LEFT JOIN roots r ON r.id = o.customer_id
    WHERE v.store_id = $1 AND o.relation = 'owner' AND v.purchased_on < $2 AND (o.from_on IS NULL OR o.from_on < $2)
        AND (o.until_on IS NULL OR o.until_on >= $2)
    GROUP BY 1
),
said AS (
    SELECT DISTINCT ON (1) COALESCE(r.root, a.customer_id) AS customer_id, a.overall
    FROM survey_responses a CROSS JOIN start LEFT JOIN roots r ON r.id = a.customer_id
    WHERE a.store_id = $1 AND a.customer_id IS NOT NULL AND a.overall IS NOT NULL AND a.submitted_at < start.at
    ORDER BY 1, a.submitted_at DESC, a.id DESC
),
complained AS (
    SELECT COALESCE(r.root, k.customer_id) AS customer_id, count(*) AS n
    FROM complaints k CROSS JOIN start LEFT JOIN roots r ON r.id = k.customer_id
    WHERE k.store_id = $1 AND k.customer_id IS NOT NULL AND k.merged_into IS NULL AND k.received_at < start.at
        AND k.received_at >= start.complaints_since
    GROUP BY 1
),
refusing AS (
    SELECT COALESCE(r.root, m.customer_id) AS customer_id
    FROM customer_marks m LEFT JOIN roots r ON r.id = m.customer_id WHERE m.store_id = $1 AND m.refused_on IS NOT NULL
),
bought AS (
    SELECT DISTINCT COALESCE(r.root, b.customer_id) AS customer_id
    FROM sales_orders b LEFT JOIN roots r ON r.id = b.customer_id
    WHERE b.store_id = $1 AND b.state <> 'cancelled' AND b.signed_on >= $2
        AND b.signed_on < ($2::date + interval '12 months')::date
),
-- Whoever bought before and may be profiled.
featured AS (
    SELECT c.id AS customer_id,
        ARRAY[s.recency, s.frequency, ln(1 + GREATEST(s.fen, 0) / 100.0), y.years, a.overall, COALESCE(k.n, 0)]::float8[] AS x,
        b.customer_id IS NOT NULL AS bought
    FROM summed s JOIN customers c ON c.id = s.customer_id AND c.store_id = $1 AND c.merged_into IS NULL
    LEFT JOIN cars y ON y.customer_id = c.id LEFT JOIN said a ON a.customer_id = c.id
    LEFT JOIN complained k ON k.customer_id = c.id LEFT JOIN bought b ON b.customer_id = c.id
    WHERE NOT EXISTS (SELECT FROM refusing f WHERE f.customer_id = c.id)
)
