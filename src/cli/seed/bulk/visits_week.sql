CREATE TEMP TABLE seed_visits ON COMMIT DROP AS
WITH rolled AS MATERIALIZED (
    SELECT d.day, random() AS r_line, random() AS r_purpose, 1 + floor(power(random(), 1.2) * (SELECT count(*) FROM seed_cars))::bigint AS car,
        floor((random() + random()) / 2 * 570)::int AS minute, power(random(), 2) AS r_wait, random() AS r_work, random() AS r_booked,
        random() AS r_staff, random() AS r_tech, random() AS r_pay, random() AS r_extra
    FROM seed_days AS d, generate_series(1, d.visits)
    WHERE d.day >= seed_from() AND d.day < seed_from() + 7
), placed AS (
    SELECT gen_random_uuid() AS visit, gen_random_uuid() AS ord, r.*, c.vehicle_id, c.customer_id, c.tier_rank, c.km,
        CASE WHEN r_line < 0.84 THEN 'service' WHEN r_line < 0.97 THEN 'sales' ELSE 'complaint' END AS line,
        ((r.day + time '08:00' + make_interval(mins => minute)) AT TIME ZONE 'Asia/Shanghai') AS arrived
    FROM rolled AS r JOIN seed_cars AS c ON c.n = r.car
), timed AS (
    SELECT p.*, arrived + make_interval(mins => (2 + r_wait * 26)::int) AS received,
        CASE line WHEN 'service' THEN CASE WHEN r_purpose < 0.62 THEN 'service' WHEN r_purpose < 0.88 THEN 'repair' ELSE 'inspection' END
            WHEN 'sales' THEN CASE WHEN r_purpose < 0.4 THEN 'test_drive' ELSE 'showroom' END
            ELSE 'complaint_visit' END AS purpose
    FROM placed AS p
)
SELECT t.*, row_number() OVER (PARTITION BY day, line ORDER BY arrived, visit)
        + coalesce((SELECT max(v.ticket_no) FROM visits AS v
            WHERE v.store_id = seed_store() AND v.ticket_on = t.day AND v.line = t.line), 0) AS ticket,
    received + make_interval(mins => 10 + (r_work * 8)::int) AS started,
    received + make_interval(mins => (35 + r_work * 200)::int) AS checked,
    received + make_interval(mins => (45 + r_work * 205)::int) AS ready,
    received + make_interval(mins => (60 + r_work * 230)::int) AS settled,
    received + make_interval(mins => CASE line WHEN 'service' THEN (70 + r_work * 240)::int ELSE (15 + r_work * 80)::int END) AS gone,
    (SELECT id FROM seed_staff AS s WHERE s.role = CASE t.line WHEN 'service' THEN 'service_advisor' WHEN 'sales' THEN 'sales_consultant'
        ELSE 'customer_care' END ORDER BY abs(s.n - 1 - floor(t.r_staff * (SELECT count(*) FROM seed_staff AS x WHERE x.role = s.role))) LIMIT 1) AS advisor,
    (SELECT id FROM seed_staff AS s WHERE s.role = 'technician'
        ORDER BY abs(s.n - 1 - floor(t.r_tech * (SELECT count(*) FROM seed_staff AS x WHERE x.role = s.role))) LIMIT 1) AS technician,
    greatest(500, (km * (1 - (seed_today() - day) / 1500.0))::int) AS mileage
FROM timed AS t;

INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, customer_id, vehicle_id, purpose, party_size, first_visit,
    advisor_id, queue_rank, queued_at, token, arrived_at, received_at, ready_at, settled_at, left_at, created_by)
SELECT visit, seed_store(), line, day, ticket, 'left', customer_id, CASE line WHEN 'sales' THEN NULL ELSE vehicle_id END, purpose,
    1 + (r_extra * 2.4)::int, line = 'sales' AND r_extra < 0.6, advisor,
    CASE WHEN line = 'service' AND r_booked < 0.55 THEN 3 ELSE 7 END - tier_rank, arrived, visit::text,
    arrived, received, CASE line WHEN 'service' THEN ready END, CASE line WHEN 'service' THEN settled END, gone, advisor
FROM seed_visits;

INSERT INTO visit_stamps (id, visit_id, action, state, staff_id, at)
SELECT gen_random_uuid(), visit, step.action, step.state, advisor, step.at
FROM seed_visits, LATERAL (VALUES
    ('queue', 'waiting', arrived, TRUE), ('receive', 'receiving', received, TRUE), ('start_work', 'in_workshop', started, FALSE),
    ('check', 'quality_check', checked, FALSE), ('pass', 'ready', ready, FALSE), ('settle', 'settled', settled, FALSE),
    ('leave', 'left', gone, TRUE)) AS step (action, state, at, everybody)
WHERE line = 'service' OR step.everybody;

INSERT INTO appointments (id, store_id, line, purpose, state, customer_id, vehicle_id, starts_at, advisor_id, visit_id, arrived_at,
    no_show_at, cancelled_at, cancelled_because, created_by, created_at)
SELECT gen_random_uuid(), seed_store(), line, purpose, state, customer_id, vehicle_id, slot, advisor,
    CASE state WHEN 'arrived' THEN visit END, CASE state WHEN 'arrived' THEN arrived END,
    CASE state WHEN 'no_show' THEN slot + interval '30 minutes' END, CASE state WHEN 'cancelled' THEN slot - interval '1 day' END,
    CASE state WHEN 'cancelled' THEN 'customer' END, advisor, slot - make_interval(days => 1 + (r_extra * 9)::int)
FROM (
    SELECT *, date_bin('30 minutes', arrived + interval '10 minutes', '2020-01-01Z') AS slot,
        CASE WHEN r_booked < 0.55 THEN 'arrived' WHEN r_booked < 0.6 THEN 'no_show' ELSE 'cancelled' END AS state
    FROM seed_visits WHERE r_booked < 0.64
) AS booked;

CREATE TEMP TABLE seed_items ON COMMIT DROP AS
SELECT v.ord, v.visit, v.advisor, v.received, w.*, row_number() OVER (PARTITION BY v.ord ORDER BY w.n)::smallint AS place
FROM seed_visits AS v
JOIN seed_work AS w ON w.purpose = v.purpose AND (
    w.n = (SELECT min(n) + floor(v.r_pay * count(*))::int FROM seed_work AS x WHERE x.purpose = v.purpose)
    OR w.n = (SELECT min(n) + floor(v.r_extra * count(*) * 1.8)::int FROM seed_work AS x WHERE x.purpose = v.purpose))
WHERE v.line = 'service';

CREATE TEMP TABLE seed_orders ON COMMIT DROP AS
SELECT v.*, i.total, i.labour_total,
    'GD' || to_char(day, 'YYYYMMDD') || '-' || lpad((row_number() OVER (PARTITION BY day ORDER BY received, visit)
        + coalesce((SELECT s.last FROM number_series AS s WHERE s.store_id = seed_store() AND s.prefix = 'GD' AND s.day = v.day), 0))::text,
        4, '0') AS number
FROM seed_visits AS v
JOIN (SELECT ord, sum(labour + part)::bigint AS total, sum(labour)::bigint AS labour_total FROM seed_items GROUP BY ord) AS i ON i.ord = v.ord;

INSERT INTO service_orders (id, store_id, number, visit_id, customer_id, vehicle_id, advisor_id, technician_id, state, estimate_fen,
    mileage_km, agreed_fen, current_fen, promised_at, promise_from, queue_at, settled_at, created_by, created_at, ended_at)
SELECT ord, seed_store(), number, visit, customer_id, vehicle_id, advisor, technician, 'settled', total, mileage, total, total,
    ready + make_interval(mins => CASE WHEN r_wait > 0.7 THEN -20 ELSE 25 END), started, settled, settled, advisor, received, settled
FROM seed_orders;

INSERT INTO number_series (store_id, prefix, day, last)
SELECT seed_store(), 'GD', day, max(right(number, 4)::int) FROM seed_orders GROUP BY day
ON CONFLICT (store_id, prefix, day) DO UPDATE SET last = greatest(number_series.last, excluded.last);

INSERT INTO service_items (id, order_id, position, kind, zh, en, part_number, unit, quantity, price_fen, payer, added_by, added_at, extra)
SELECT gen_random_uuid(), ord, 2 * place - 1, 'labour', zh, en, '', '', 100, labour, 'customer', advisor, received, NULL FROM seed_items
UNION ALL
SELECT gen_random_uuid(), ord, 2 * place, 'part', part_zh, part_en, part_number, '件', 100, part, 'customer', advisor, received,
    CASE WHEN abs(hashtext(ord::text)) % 10 < 4 THEN 'care' END
FROM seed_items WHERE part > 0;

INSERT INTO work_spells (id, order_id, technician_id, from_at, until_at)
SELECT gen_random_uuid(), ord, technician, started, checked FROM seed_orders WHERE technician IS NOT NULL;

INSERT INTO service_checks (id, order_id, checker_id, at, passed, points)
SELECT gen_random_uuid(), ord, advisor, ready, TRUE, ARRAY['items_done', 'torque', 'leaks', 'lights', 'road_test', 'clean', 'old_parts']
FROM seed_orders WHERE advisor IS NOT NULL;

INSERT INTO service_settlements (id, order_id, at, staff_id, gross_fen, discount_fen, tier_discount_fen, customer_fen, warranty_fen,
    insurer_fen, points, points_fen, due_fen, next_service_on, next_service_km)
SELECT gen_random_uuid(), ord, settled, advisor, total, 0, 0, total, 0, 0, 0, 0, total,
    CASE purpose WHEN 'service' THEN day + 182 END, CASE purpose WHEN 'service' THEN mileage + 10000 END
FROM seed_orders;

INSERT INTO service_payments (id, store_id, order_id, method, amount_fen, receipt, staff_id, at)
SELECT gen_random_uuid(), seed_store(), ord, (ARRAY['wechat', 'wechat', 'alipay', 'card', 'cash', 'transfer'])[1 + floor(r_tech * 5.99)::int], total,
    'R' || right(number, 13), advisor, settled + interval '4 minutes'
FROM seed_orders WHERE total > 0;
