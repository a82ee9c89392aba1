-- What follows from the seeded leads and opportunities that have nothing of it yet.
ANALYZE leads;
ANALYZE opportunities;

INSERT INTO lead_steps (id, store_id, lead_id, kind, owner_id, starts_at, due_at, missed_at, done_at, done_by, evidence, ended_at)
WITH begun AS MATERIALIZED (
    SELECT l.id, l.owner_id, l.received_at, l.state, random() AS r, l.received_at AT TIME ZONE 'Asia/Shanghai' AS local,
        CASE l.state WHEN 'invalid' THEN l.received_at + interval '2 days' ELSE o.closed_at END AS ended
    FROM leads AS l LEFT JOIN opportunities AS o ON o.id = l.opportunity_id
    WHERE l.store_id = seed_store() AND l.state IN ('qualified', 'invalid') AND l.external_id LIKE 'seed-%'
        AND NOT EXISTS (SELECT FROM lead_steps AS s WHERE s.lead_id = l.id)
), called AS (
    -- Within an hour of opening time.
    SELECT b.*, (CASE WHEN local::time < time '08:30' THEN local::date + time '09:30'
        WHEN local::time >= time '18:00' THEN local::date + 1 + time '09:30'
        WHEN local::time > time '17:00' THEN local::date + 1 + time '08:30' + (local::time - time '17:00')
        ELSE local + interval '1 hour' END) AT TIME ZONE 'Asia/Shanghai' AS due
    FROM begun AS b
)
SELECT gen_random_uuid(), seed_store(), c.id, step.kind, c.owner_id, c.received_at, step.due,
    CASE WHEN coalesce(d.done, c.ended, now()) > step.due THEN step.due + interval '1 minute' END,
    d.done, CASE WHEN d.done IS NOT NULL THEN c.owner_id END, CASE WHEN d.done IS NOT NULL THEN step.evidence END,
    CASE WHEN d.done IS NULL THEN c.ended END
FROM called AS c
CROSS JOIN LATERAL (VALUES
    ('first_call', c.due, CASE WHEN c.r < 0.86 THEN c.due - interval '50 minutes' * (0.1 + 0.9 * c.r)
        WHEN c.r < 0.97 OR c.state = 'qualified' THEN c.due + interval '5 hours' * c.r END, 'call'),
    ('message', c.received_at + interval '24 hours',
        CASE WHEN c.r < 0.9 AND c.state = 'qualified' THEN c.received_at + interval '20 hours' * (0.2 + 0.6 * c.r) END, 'message'),
    ('second_call', c.received_at + interval '3 days',
        CASE WHEN c.r < 0.8 AND c.state = 'qualified' THEN c.received_at + interval '3 days' * (0.4 + 0.5 * c.r) END, 'call'),
    ('status', c.received_at + interval '7 days',
        CASE WHEN c.r < 0.75 AND c.state = 'qualified' THEN c.received_at + interval '7 days' * (0.5 + 0.4 * c.r) END, 'call')
) AS step (kind, due, at, evidence)
CROSS JOIN LATERAL (SELECT CASE WHEN step.at <= coalesce(c.ended, now()) THEN step.at END AS done) AS d;

CREATE TEMP TABLE seed_deals ON COMMIT DROP AS
SELECT o.*, coalesce(o.owner_id, o.created_by) AS staff
FROM opportunities AS o
WHERE o.store_id = seed_store() AND EXISTS (SELECT FROM leads AS l WHERE l.id = o.lead_id AND l.external_id LIKE 'seed-%')
    AND NOT EXISTS (SELECT FROM opportunity_stamps AS s WHERE s.opportunity_id = o.id);
ANALYZE seed_deals;

INSERT INTO opportunity_stamps (id, opportunity_id, action, stage, staff_id, at)
SELECT gen_random_uuid(), d.id, step.action, step.stage, d.staff, step.at
FROM seed_deals AS d
CROSS JOIN LATERAL (VALUES
    ('open', 'new', d.created_at, TRUE),
    ('contacted', 'contacted', d.created_at + interval '10 minutes', d.stage <> 'new'),
    ('quoted', 'quoted', d.created_at + interval '15 minutes', d.stage IN ('ordered', 'delivered')),
    ('ordered', 'ordered', d.created_at + interval '18 minutes', d.stage = 'delivered'),
    (d.stage, d.stage, greatest(d.created_at + interval '20 minutes', coalesce(d.closed_at, d.last_contact_at)),
        d.stage NOT IN ('new', 'contacted'))
) AS step (action, stage, at, applies)
WHERE step.applies;

-- Whoever sells sees to whom.
INSERT INTO customer_access (customer_id, staff_id, reason, source_id, granted_at)
SELECT customer_id, owner_id, 'opportunity', id, created_at FROM seed_deals WHERE closed_at IS NULL AND owner_id IS NOT NULL
ON CONFLICT DO NOTHING;

INSERT INTO loss_proposals (id, opportunity_id, reason, competitor, proposed_by, proposed_at, decided_by, decided_at, approved)
SELECT gen_random_uuid(), d.id, d.lost_because, d.lost_to, d.staff, greatest(d.created_at, d.closed_at - interval '20 hours'),
    (SELECT s.id FROM staff AS s WHERE s.store_id = seed_store() AND 'sales_manager' = ANY (s.roles) ORDER BY s.id LIMIT 1),
    d.closed_at, TRUE
FROM seed_deals AS d WHERE d.stage = 'lost';

CREATE TEMP TABLE seed_quotes ON COMMIT DROP AS
WITH priced AS (
    SELECT gen_random_uuid() AS quote, gen_random_uuid() AS ord, d.*, m.energy, m.list_price_fen AS price,
        greatest(d.created_at + interval '1 hour', coalesce(d.closed_at, d.last_contact_at, d.created_at) - interval '5 days') AS at
    FROM seed_deals AS d JOIN vehicle_models AS m ON m.id = d.model_id AND m.list_price_fen > 1000000
    WHERE d.stage IN ('quoted', 'ordered', 'delivered')
), taxed AS (
    SELECT p.*, (p.at AT TIME ZONE 'Asia/Shanghai')::date AS day, p.price - 200000 AS invoice,
        round((p.price - 200000) * 10 / 113.0)::bigint AS gross,
        extract(year FROM (p.at AT TIME ZONE 'Asia/Shanghai')::date + 10) BETWEEN 2026 AND 2027
            AND p.energy IN ('plug_in', 'electric') AS relieved
    FROM priced AS p
)
SELECT t.*, CASE WHEN relieved THEN least(round(gross / 2.0)::bigint, 1500000) ELSE 0 END AS relief,
    CASE WHEN energy = 'electric' THEN 0 ELSE 42000 END AS vehicle_tax,
    row_number() OVER (PARTITION BY day ORDER BY at, quote) AS place,
    least(at + interval '1 day', coalesce(closed_at, at + interval '1 day'), now()) AS signed
FROM taxed AS t;
ALTER TABLE seed_quotes ADD COLUMN total BIGINT;
UPDATE seed_quotes SET total = invoice + gross - relief + 95000 + 468000 + vehicle_tax + 50000;

INSERT INTO quotes (id, store_id, opportunity_id, number, version, state, model_id, model, energy, list_price_fen, invoice_on,
    valid_until, invoice_fen, relief_fen, given_fen, limit_fen, total_fen, token, sent_at, sent_by, accepted_at, accepted_how,
    created_by, created_at)
SELECT quote, seed_store(), id, 'BJ' || to_char(day, 'YYYYMMDD') || '-' || lpad((place + coalesce((SELECT s.last FROM number_series AS s
        WHERE s.store_id = seed_store() AND s.prefix = 'BJ' AND s.day = q.day), 0))::text, 4, '0'),
    1, CASE stage WHEN 'quoted' THEN 'sent' ELSE 'accepted' END, model_id, model, energy, price, day + 10, day + 7, invoice, relief,
    200000, round(price * 0.03)::bigint, total, replace(gen_random_uuid()::text, '-', ''), at, staff,
    CASE WHEN stage <> 'quoted' THEN signed END, CASE WHEN stage <> 'quoted' THEN 'store' END, staff, at
FROM seed_quotes AS q;

INSERT INTO number_series (store_id, prefix, day, last)
SELECT seed_store(), 'BJ', day, max(place) + coalesce((SELECT s.last FROM number_series AS s
    WHERE s.store_id = seed_store() AND s.prefix = 'BJ' AND s.day = q.day), 0)
FROM seed_quotes AS q GROUP BY day
ON CONFLICT (store_id, prefix, day) DO UPDATE SET last = excluded.last;

INSERT INTO quote_lines (id, quote_id, position, kind, covers, amount_fen)
SELECT gen_random_uuid(), q.quote, line.position, line.kind, line.covers, line.amount
FROM seed_quotes AS q
CROSS JOIN LATERAL (VALUES (0, 'car', '', q.price), (1, 'discount', '', -200000), (2, 'purchase_tax', '', q.gross - q.relief),
    (3, 'compulsory', '', 95000), (4, 'commercial', '车损险、第三者责任险 200 万', 468000), (5, 'vehicle_tax', '', q.vehicle_tax),
    (6, 'plate_fee', '', 50000)) AS line (position, kind, covers, amount);

CREATE TEMP TABLE seed_sales ON COMMIT DROP AS
SELECT q.*, (q.signed AT TIME ZONE 'Asia/Shanghai')::date AS signed_on,
    CASE q.stage WHEN 'delivered' THEN (q.closed_at AT TIME ZONE 'Asia/Shanghai')::date
        ELSE (now() AT TIME ZONE 'Asia/Shanghai')::date + 10 END AS promised_on,
    row_number() OVER (PARTITION BY (q.signed AT TIME ZONE 'Asia/Shanghai')::date ORDER BY q.signed, q.ord) AS nth
FROM seed_quotes AS q WHERE q.stage IN ('ordered', 'delivered');

INSERT INTO sales_orders (id, store_id, number, opportunity_id, customer_id, owner_id, quote_id, model_id, model, state, method,
    car_price_fen, total_fen, signed_on, first_promised_on, promised_on, delivered_at, created_by, created_at)
SELECT ord, seed_store(), 'HT' || to_char(signed_on, 'YYYYMMDD') || '-' || lpad((nth + coalesce((SELECT s.last FROM number_series AS s
        WHERE s.store_id = seed_store() AND s.prefix = 'HT' AND s.day = q.signed_on), 0))::text, 4, '0'),
    id, customer_id, owner_id, quote, model_id, model, CASE stage WHEN 'delivered' THEN 'delivered' ELSE 'open' END, 'full', price,
    total, signed_on, promised_on, promised_on, CASE stage WHEN 'delivered' THEN closed_at END, staff, signed
FROM seed_sales AS q;

INSERT INTO number_series (store_id, prefix, day, last)
SELECT seed_store(), 'HT', signed_on, max(nth) + coalesce((SELECT s.last FROM number_series AS s
    WHERE s.store_id = seed_store() AND s.prefix = 'HT' AND s.day = q.signed_on), 0)
FROM seed_sales AS q GROUP BY signed_on
ON CONFLICT (store_id, prefix, day) DO UPDATE SET last = excluded.last;

INSERT INTO order_payments (id, order_id, kind, due_on, amount_fen, paid_on, paid_how, paid_by, created_by, created_at)
SELECT gen_random_uuid(), ord, 'deposit', signed_on, 500000, signed_on, 'wechat', staff, staff, signed FROM seed_sales
UNION ALL
SELECT gen_random_uuid(), ord, 'balance', promised_on, total - 500000, CASE stage WHEN 'delivered' THEN promised_on END,
    CASE stage WHEN 'delivered' THEN 'transfer' END, CASE stage WHEN 'delivered' THEN staff END, staff, signed FROM seed_sales;
