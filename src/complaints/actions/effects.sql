WITH span AS (
    SELECT COALESCE((SELECT (value ->> 'repeat_days')::int FROM settings WHERE store_id = $1 AND key = 'complaints.limits'), $3) AS days
), chosen AS (
    SELECT a.*, (a.done_at AT TIME ZONE $5)::date AS done_on,
           count(*) FILTER (WHERE a.state = 'open') OVER () AS open,
           count(*) FILTER (WHERE a.state = 'open' AND a.due_on < $2) OVER () AS overdue
    FROM corrective_actions a
    WHERE a.store_id = $1
    ORDER BY a.state <> 'open', CASE WHEN a.state = 'open' THEN a.due_on END, a.done_at DESC
    LIMIT $4
)
SELECT c.id, c.title_sealed, c.opened_because = 'repeat_cause' AS is_alarm, t.zh, t.en, c.cause, s.name AS owner,
       c.due_on, c.state, c.effect, c.done_at, span.days, c.open, c.overdue,
       (SELECT count(*) FROM complaints k WHERE k.store_id = $1 AND k.merged_into IS NULL AND k.cause = c.cause
           AND k.received_at >= ((c.done_on - span.days)::timestamp AT TIME ZONE $5)
           AND k.received_at < (c.done_on::timestamp AT TIME ZONE $5)) AS before,
       (SELECT count(*) FROM complaints k WHERE k.store_id = $1 AND k.merged_into IS NULL AND k.cause = c.cause
           AND k.received_at >= (c.done_on::timestamp AT TIME ZONE $5)
           AND k.received_at < ((c.done_on + span.days)::timestamp AT TIME ZONE $5)) AS after
FROM chosen c
CROSS JOIN span
LEFT JOIN complaint_terms t ON t.code = c.cause
LEFT JOIN staff s ON s.id = c.owner_id
ORDER BY c.state <> 'open', CASE WHEN c.state = 'open' THEN c.due_on END, c.done_at DESC
