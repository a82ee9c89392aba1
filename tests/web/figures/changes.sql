UPDATE leads SET state = 'duplicate' WHERE id = {id:4000 + n % 60 + 1}
UPDATE leads SET state = 'invalid', invalid_because = 'taken_back' WHERE id = {id:4000 + n % 60 + 1}
UPDATE leads SET owner_id = '{b}', source_id = '{u:902}' WHERE id = {id:4000 + n % 60 + 1}
UPDATE leads SET received_at = received_at - interval '3 days' WHERE id = {id:4000 + n % 60 + 1}
INSERT INTO leads (id, store_id, source_id, name_sealed, phone_sealed, phone_bidx, phone_tail_bidx, received_at, state) VALUES ({id:n + 100000}, '{store}', '{u:901}', 'x', 'x', 'x', 'x', {at}, 'open')
UPDATE lead_steps SET done_at = due_at - interval '1 minute', done_by = '{a}', evidence = 'call', ended_at = NULL WHERE id = {id:6000 + n % 60 + 1}
UPDATE lead_steps SET ended_at = due_at - interval '1 minute', done_at = NULL, evidence = NULL, first_attempt_at = NULL WHERE id = {id:6000 + n % 60 + 1}
UPDATE lead_steps SET due_at = due_at + interval '2 days' WHERE id = {id:6000 + n % 60 + 1}
DELETE FROM lead_steps WHERE id = {id:6000 + n % 60 + 1}
UPDATE sales_orders SET state = 'cancelled', delivered_at = NULL, cancelled_at = {at} WHERE id = {id:7000 + n % 40 + 1}
UPDATE sales_orders SET owner_id = '{b}' WHERE id = {id:7000 + n % 40 + 1}
INSERT INTO sales_orders (id, store_id, number, opportunity_id, customer_id, owner_id, model, state, method, car_price_fen, total_fen, signed_on, first_promised_on, promised_on, created_at) VALUES ({id:n + 110000}, '{store}', 'x' || {n}, {id:5041 + n % 20}, {id:n % 20 + 1000}, '{b}', 'm', 'open', 'full', 1, 1, ({at})::date, DATE '2026-11-21', DATE '2026-11-21', now()) ON CONFLICT DO NOTHING
UPDATE deliveries SET handed_over_at = handed_over_at - interval '2 days' WHERE id = {id:8000 + n % 40 + 1}
UPDATE deliveries SET handed_over_at = NULL, vehicle_id = NULL, signed_how = NULL WHERE id = {id:8000 + n % 40 + 1}
UPDATE tasks SET done_at = {at}, outcome = 'answered' WHERE id = {id:9000 + n % 40 + 1}
UPDATE tasks SET outcome = 'wrong_number' WHERE id = {id:9000 + n % 40 + 1}
DELETE FROM tasks WHERE id = {id:9000 + n % 40 + 1}
UPDATE survey_responses SET overall = 5, nps = 10 WHERE id = {id:10000 + n % 60 + 1}
UPDATE survey_responses SET advisor_id = '{b}' WHERE id = {id:10000 + n % 60 + 1}
INSERT INTO survey_responses (id, survey_id, version_id, store_id, way, started_at, submitted_at, overall, nps) VALUES ({id:n + 120000}, '{u:1}', '{u:1}', '{store}', 'link', now(), {at}, 2, 3)
DELETE FROM survey_responses WHERE id = {id:10000 + n % 60 + 1}
UPDATE service_orders SET settled_at = NULL, state = 'ready' WHERE id = {id:11000 + n % 41}
UPDATE service_orders SET settled_at = {at}, state = 'settled' WHERE id = {id:11000 + n % 41}
UPDATE service_orders SET advisor_id = '{a}', customer_id = {id:n % 30 + 1000} WHERE id = {id:11000 + n % 41}
DELETE FROM service_orders WHERE id = {id:11000 + n % 41}
UPDATE service_items SET removed_at = now() WHERE id = {id:13000 + n % 41}
INSERT INTO service_items (id, order_id, position, kind, zh, en, quantity, price_fen, payer, added_at, extra) VALUES ({id:n + 130000}, {id:11000 + n % 41}, 2, 'part', 'x', 'x', 100, 100, 'customer', now(), 'package')
DELETE FROM service_items WHERE id = {id:13000 + n % 41}
INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, total_fen, created_at) VALUES ({id:n + 140000}, '{store}', 'y' || {n}, {id:2001}, {id:n % 15 + 1015}, {at} - interval '300 days', 1, now())
UPDATE past_services SET customer_id = {id:n % 30 + 1000} WHERE id = {id:14000 + n % 25 + 1}
DELETE FROM past_services WHERE id = {id:14000 + n % 25 + 1}
UPDATE complaint_rounds SET resolved_at = {at} WHERE complaint_id = {id:15000 + n % 30 + 1}
UPDATE complaint_rounds SET contacted_at = NULL WHERE complaint_id = {id:15000 + n % 30 + 1}
UPDATE complaint_rounds SET paused_at = {at}, pause_reason = 'parts', resolved_at = NULL WHERE complaint_id = {id:15000 + n % 30 + 1}
UPDATE complaint_rounds SET ended_at = {at} WHERE complaint_id = {id:15000 + n % 30 + 1}
UPDATE complaint_rounds SET resolution_due_at = resolution_due_at + interval '2 days' WHERE complaint_id = {id:15000 + n % 30 + 1}
UPDATE complaints SET owner_id = '{b}' WHERE id = {id:15000 + n % 30 + 1}
UPDATE complaints SET merged_into = {id:15001}, ended_at = now() WHERE id = {id:15000 + n % 30 + 1}
UPDATE complaints SET state = 'withdrawn', ended_at = now() WHERE id = {id:15000 + n % 30 + 1}
UPDATE complaints SET customer_id = {id:n % 30 + 1000} WHERE id = {id:15000 + n % 30 + 1}
INSERT INTO complaints (id, store_id, number, customer_id, channel, category, severity, state, facts_sealed, received_at, created_at, queue_at) VALUES ({id:n + 150000}, '{store}', 'z' || {n}, {id:n % 30 + 1000}, 'phone', 'other', 'normal', 'received', 'x', {at}, now(), now())
UPDATE vehicle_owners SET until_on = ({at})::date WHERE id = {id:3000 + n % 40 + 1} AND from_on IS NULL
UPDATE vehicle_owners SET until_on = NULL WHERE id = {id:3000 + n % 40 + 1}
UPDATE vehicle_owners SET from_on = ({at})::date - 500, until_on = NULL WHERE id = {id:3000 + n % 40 + 1}
DELETE FROM vehicle_owners WHERE id = {id:3000 + n % 40 + 1}
UPDATE vehicles SET purchased_on = ({at})::date - 200 WHERE id = {id:2000 + n % 40 + 1}
INSERT INTO points_entries (id, store_id, customer_id, kind, points, balance, source_kind, source_id, at) VALUES ({id:n + 160000}, '{store}', {id:n % 20 + 1001}, 'redeem', -1, 0, 's', {id:1}, {at})
INSERT INTO spend_entries (id, store_id, customer_id, kind, amount_fen, counts_fen, source_kind, source_id, reverses_id, at) VALUES ({id:n + 170000}, '{store}', {id:n % 20 + 1001}, 'service', -100, -100, 's', {id:1}, {id:n % 20 + 16001}, {at}) ON CONFLICT DO NOTHING
INSERT INTO member_places (customer_id, store_id, tier_rank, points, expires_on, changed_at) VALUES ({id:n % 30 + 1000}, '{store}', 1, 0, DATE '9999-12-31', {at}) ON CONFLICT DO NOTHING
DELETE FROM member_places WHERE customer_id = {id:n % 30 + 1000}
