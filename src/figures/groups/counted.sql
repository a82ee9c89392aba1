-- Where each customer of a store stands on a day. $1 the store, $2 the day, $3 the thresholds as JSON.
-- {known} narrows whose facts are read, {among} whom is told of.
rule AS MATERIALIZED (
    SELECT ($2::date - make_interval(months => (r ->> 'window_months')::int))::date AS since,
        ($2::date - interval '12 months')::date AS year_since,
        (r ->> 'recency_5')::int AS r5, (r ->> 'recency_4')::int AS r4, (r ->> 'recency_3')::int AS r3,
        (r ->> 'recency_2')::int AS r2,
        (r ->> 'frequency_5')::int AS f5, (r ->> 'frequency_4')::int AS f4, (r ->> 'frequency_3')::int AS f3,
        (r ->> 'frequency_2')::int AS f2,
        (r ->> 'money_5')::bigint AS m5, (r ->> 'money_4')::bigint AS m4, (r ->> 'money_3')::bigint AS m3,
        (r ->> 'money_2')::bigint AS m2,
        (r ->> 'lost_days')::int AS lost_days, (r ->> 'dormant_days')::int AS dormant_days,
        (r ->> 'loyal_cars')::int AS loyal_cars, (r ->> 'loyal_visits')::int AS loyal_visits
    FROM (SELECT $3::jsonb AS r) given
),
-- Whatever was joined to another record counts for the record that stayed.
joined AS (
    SELECT id, merged_into AS root FROM customers WHERE store_id = $1 AND merged_into IS NOT NULL
    UNION
    SELECT j.id, c.merged_into FROM joined j JOIN customers c ON c.id = j.root WHERE c.merged_into IS NOT NULL
),
roots AS MATERIALIZED (
    SELECT j.id, j.root FROM joined j JOIN customers c ON c.id = j.root AND c.merged_into IS NULL
),
-- What happened on which day: s a service settled, p one from before the portal, c a car handed over, v a visit.
facts AS (
    SELECT o.customer_id, (s.at AT TIME ZONE 'Asia/Shanghai')::date AS day, s.due_fen AS fen, 's' AS kind
    FROM service_settlements s JOIN service_orders o ON o.id = s.order_id
    WHERE o.store_id = $1 AND s.undone_at IS NULL AND {known:o.customer_id}
    UNION ALL
    SELECT p.customer_id, (p.at AT TIME ZONE 'Asia/Shanghai')::date, p.total_fen, 'p'
    FROM past_services p WHERE p.store_id = $1 AND p.customer_id IS NOT NULL AND {known:p.customer_id}
    UNION ALL
    SELECT b.customer_id, (b.delivered_at AT TIME ZONE 'Asia/Shanghai')::date, b.car_price_fen, 'c'
    FROM sales_orders b WHERE b.store_id = $1 AND b.state = 'delivered' AND {known:b.customer_id}
    UNION ALL
    SELECT v.customer_id, (v.arrived_at AT TIME ZONE 'Asia/Shanghai')::date, NULL, 'v'
    FROM visits v WHERE v.store_id = $1 AND v.customer_id IS NOT NULL AND {known:v.customer_id}
),
summed AS (
    SELECT COALESCE(r.root, f.customer_id) AS customer_id,
        max(f.day) AS last_visit_on,
        max(f.day) FILTER (WHERE f.kind <> 'v') AS last_settled_on,
        count(*) FILTER (WHERE f.kind <> 'v' AND f.day > rule.since) AS settlements,
        COALESCE(sum(f.fen) FILTER (WHERE f.kind <> 'v' AND f.day > rule.since), 0) AS spend_fen,
        (max(f.day) FILTER (WHERE f.kind <> 'v' AND f.day > rule.since)
            - min(f.day) FILTER (WHERE f.kind <> 'v' AND f.day > rule.since))
            / NULLIF(count(*) FILTER (WHERE f.kind <> 'v' AND f.day > rule.since) - 1, 0) AS interval_days,
        count(*) FILTER (WHERE f.kind IN ('v', 'p') AND f.day > rule.year_since) AS visits_year,
        count(*) FILTER (WHERE f.kind = 'c') AS cars_bought
    FROM facts f CROSS JOIN rule LEFT JOIN roots r ON r.id = f.customer_id
    WHERE f.day <= $2 GROUP BY 1
),
owning AS (
    SELECT DISTINCT COALESCE(r.root, o.customer_id) AS customer_id
    FROM vehicle_owners o LEFT JOIN roots r ON r.id = o.customer_id
    WHERE o.until_on IS NULL AND o.relation = 'owner' AND {known:o.customer_id}
),
asking AS (
    SELECT COALESCE(r.root, a.customer_id) AS customer_id FROM (
        SELECT customer_id FROM opportunities WHERE store_id = $1 AND closed_at IS NULL AND {known:customer_id}
        UNION
        SELECT customer_id FROM leads WHERE store_id = $1 AND state = 'open' AND customer_id IS NOT NULL AND {known:customer_id}) a
    LEFT JOIN roots r ON r.id = a.customer_id GROUP BY 1
),
marked AS (
    SELECT COALESCE(r.root, m.customer_id) AS customer_id, max(m.gone_on) AS gone_on, max(m.refused_on) AS refused_on
    FROM customer_marks m LEFT JOIN roots r ON r.id = m.customer_id
    WHERE m.store_id = $1 AND (m.gone_on IS NOT NULL OR m.refused_on IS NOT NULL) AND {known:m.customer_id} GROUP BY 1
),
scored AS (
    SELECT c.id AS customer_id, COALESCE(c.usage_scenario, '') AS scenario,
        s.last_settled_on, COALESCE(s.settlements, 0)::int AS settlements, COALESCE(s.spend_fen, 0)::bigint AS spend_fen,
        s.interval_days::int AS interval_days,
        s.last_visit_on, COALESCE(s.visits_year, 0)::int AS visits_year, COALESCE(s.cars_bought, 0)::int AS cars_bought,
        s.last_settled_on IS NOT NULL AS bought, o.customer_id IS NOT NULL AS owns, a.customer_id IS NOT NULL AS asks,
        m.refused_on IS NOT NULL AS refused,
        CASE WHEN $2 - s.last_settled_on <= rule.r5 THEN 5 WHEN $2 - s.last_settled_on <= rule.r4 THEN 4
            WHEN $2 - s.last_settled_on <= rule.r3 THEN 3 WHEN $2 - s.last_settled_on <= rule.r2 THEN 2 ELSE 1 END AS r,
        CASE WHEN s.settlements >= rule.f5 THEN 5 WHEN s.settlements >= rule.f4 THEN 4 WHEN s.settlements >= rule.f3 THEN 3
            WHEN s.settlements >= rule.f2 THEN 2 ELSE 1 END AS f,
        CASE WHEN s.spend_fen >= rule.m5 THEN 5 WHEN s.spend_fen >= rule.m4 THEN 4 WHEN s.spend_fen >= rule.m3 THEN 3
            WHEN s.spend_fen >= rule.m2 THEN 2 ELSE 1 END AS m,
        -- Gone until they come again.
        COALESCE($2 - s.last_visit_on >= rule.lost_days OR m.gone_on >= s.last_visit_on, FALSE) AS lost,
        COALESCE($2 - s.last_visit_on >= rule.dormant_days, FALSE) AS dormant,
        COALESCE(s.cars_bought >= rule.loyal_cars OR s.visits_year >= rule.loyal_visits, FALSE) AS loyal,
        -- The day that time alone brought them there.
        CASE WHEN m.gone_on >= s.last_visit_on THEN m.gone_on
            WHEN $2 - s.last_visit_on >= rule.lost_days THEN s.last_visit_on + rule.lost_days
            WHEN $2 - s.last_visit_on >= rule.dormant_days THEN s.last_visit_on + rule.dormant_days END AS reached_on
    FROM customers c CROSS JOIN rule
    LEFT JOIN summed s ON s.customer_id = c.id LEFT JOIN owning o ON o.customer_id = c.id
    LEFT JOIN asking a ON a.customer_id = c.id LEFT JOIN marked m ON m.customer_id = c.id
    WHERE c.store_id = $1 AND c.merged_into IS NULL AND {among:c.id}
),
counted AS (
    SELECT customer_id, scenario, last_settled_on, settlements, spend_fen, interval_days, last_visit_on, visits_year,
        cars_bought, reached_on,
        CASE WHEN bought AND lost THEN 'lost' WHEN bought AND dormant THEN 'dormant' WHEN bought AND loyal THEN 'loyal'
            WHEN bought OR owns THEN 'owner' WHEN asks THEN 'interested' ELSE 'prospect' END AS stage,
        CASE WHEN NOT bought OR refused THEN NULL WHEN lost THEN 'lost' WHEN dormant THEN 'dormant'
            WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'high_value' WHEN r >= 4 AND f <= 2 AND m IN (3, 4) THEN 'promising'
            ELSE 'regular' END AS rfm_group,
        CASE WHEN bought AND NOT refused THEN r::smallint END AS recency,
        CASE WHEN bought AND NOT refused THEN f::smallint END AS frequency,
        CASE WHEN bought AND NOT refused THEN m::smallint END AS monetary
    FROM scored
)
