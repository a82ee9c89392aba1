-- $1 customers, $2 store, $3 today, $4 this year, $5 and $6 what holds while nobody changed the rules, $7 the zone of the store.
WITH RECURSIVE rules AS MATERIALIZED (
    SELECT COALESCE(jsonb_object_agg(key, value), '{}') AS rules FROM settings
    WHERE store_id = $2 AND key IN ('membership.tiers', 'membership.points', 'membership.benefits')
), figures AS MATERIALIZED (
    SELECT ($3 - make_interval(months => COALESCE((rules -> 'membership.tiers' ->> 'window_months')::int, $5)))::date::timestamp
        AT TIME ZONE $7 AS since,
        $3 + COALESCE((rules -> 'membership.points' ->> 'expiring_days')::int, $6) AS soon FROM rules
), family(root, id) AS (
    SELECT id, id FROM unnest($1) AS asked(id)
    UNION SELECT f.root, c.id FROM customers AS c JOIN family AS f ON c.merged_into = f.id
), members AS (
    SELECT root, array_agg(id) AS ids FROM family GROUP BY root
), lots AS (
    SELECT f.root, sum(l.points_left)::bigint AS points, min(l.expires_on) AS next_expiry,
        COALESCE(sum(l.points_left) FILTER (WHERE l.expires_on <= figures.soon), 0)::bigint AS expiring
    FROM figures, family AS f JOIN points_lots AS l ON l.customer_id = f.id
    WHERE l.points_left > 0 AND l.expires_on >= $3 GROUP BY f.root
), debts AS (
    SELECT f.root, sum(a.debt)::bigint AS debt FROM family AS f
    JOIN member_accounts AS a ON a.customer_id = f.id GROUP BY f.root
), spent AS (
    SELECT f.root, sum(s.counts_fen)::bigint AS fen FROM figures, family AS f
    JOIN spend_entries AS s ON s.customer_id = f.id WHERE s.at >= figures.since GROUP BY f.root
), used AS (
    SELECT f.root, jsonb_agg(jsonb_build_object('id', u.id, 'benefit', u.benefit, 'at', u.at, 'staff', p.name,
        'back', u.taken_back_at IS NOT NULL, 'visit', u.visit_id) ORDER BY u.at DESC, u.id DESC) AS uses
    FROM family AS f JOIN benefit_uses AS u ON u.customer_id = f.id AND u.year = $4
    LEFT JOIN staff AS p ON p.id = u.staff_id GROUP BY f.root
), waiting AS (
    SELECT f.root, array_agg(w.points ORDER BY w.asked_at) AS points FROM family AS f
    JOIN points_adjustments AS w ON w.customer_id = f.id AND w.state = 'pending' GROUP BY f.root
)
SELECT c.id, c.tier, c.born_on, COALESCE(lots.points, 0) AS points, COALESCE(lots.expiring, 0) AS expiring,
    lots.next_expiry, COALESCE(debts.debt, 0) AS debt, COALESCE(spent.fen, 0) AS spend, COALESCE(used.uses, '[]') AS uses,
    COALESCE(waiting.points, '{}') AS pending, members.ids AS family, a.held_tier, a.held_until, a.falls_to, a.falls_on,
    rules.rules
FROM rules CROSS JOIN customers AS c JOIN members ON members.root = c.id
LEFT JOIN member_accounts AS a ON a.customer_id = c.id LEFT JOIN lots ON lots.root = c.id
LEFT JOIN debts ON debts.root = c.id LEFT JOIN spent ON spent.root = c.id LEFT JOIN used ON used.root = c.id
LEFT JOIN waiting ON waiting.root = c.id WHERE c.id = ANY($1)
