-- Who is at the door just now: walk-ins that wait, and those being received.
WITH people AS (
    SELECT c.id AS customer_id, v.id AS vehicle_id, c.owner_id, p.line,
        CASE c.tier WHEN 'platinum' THEN 3 WHEN 'gold' THEN 2 WHEN 'silver' THEN 1 ELSE 0 END AS tier,
        row_number() OVER (PARTITION BY p.line ORDER BY c.id) AS n
    FROM customers AS c
    JOIN staff AS s ON s.id = c.owner_id
    JOIN (VALUES ('service', 'service_advisor'), ('sales', 'sales_consultant')) AS p (line, role) ON p.role = ANY (s.roles)
    JOIN vehicle_owners AS o ON o.customer_id = c.id AND o.until_on IS NULL AND o.relation = 'owner'
    JOIN vehicles AS v ON v.id = o.vehicle_id
    WHERE c.store_id = $1 AND c.merged_into IS NULL
        AND NOT EXISTS (SELECT FROM visits AS w WHERE w.state <> 'left' AND (w.vehicle_id = v.id OR w.customer_id = c.id))
        AND NOT EXISTS (SELECT FROM appointments AS a WHERE a.customer_id = c.id AND a.state = 'booked')
), cast_of AS (
    SELECT gen_random_uuid() AS id, people.*, p.state, p.purpose, $2 - make_interval(mins => p.minutes) AS arrived, p.party
    FROM (VALUES ('service', 1, 'waiting', 4, 'service', 1), ('service', 2, 'waiting', 11, 'repair', 2),
        ('service', 3, 'receiving', 19, 'service', 1), ('sales', 1, 'waiting', 3, 'showroom', 3),
        ('sales', 2, 'receiving', 26, 'test_drive', 2)) AS p (line, n, state, minutes, purpose, party)
    JOIN people ON people.line = p.line AND people.n = p.n
), written AS (
    INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, customer_id, vehicle_id, purpose, party_size, first_visit,
        advisor_id, queue_rank, queued_at, token, arrived_at, received_at, created_by)
    SELECT id, $1, line, $3, coalesce((SELECT max(w.ticket_no) FROM visits AS w
            WHERE w.store_id = $1 AND w.ticket_on = $3 AND w.line = cast_of.line), 0)
            + row_number() OVER (PARTITION BY line ORDER BY arrived), state, customer_id,
        CASE line WHEN 'service' THEN vehicle_id END, purpose, party, FALSE, owner_id, 7 - tier, arrived,
        replace(id::text, '-', ''), arrived, CASE state WHEN 'receiving' THEN arrived + interval '5 minutes' END, owner_id
    FROM cast_of RETURNING id
)
INSERT INTO visit_stamps (id, visit_id, action, state, staff_id, at)
SELECT gen_random_uuid(), cast_of.id, step.action, step.state, owner_id, step.at
FROM cast_of, LATERAL (VALUES ('queue', 'waiting', arrived), ('receive', 'receiving', arrived + interval '5 minutes')) AS step (action, state, at)
WHERE step.action = 'queue' OR cast_of.state = 'receiving'
