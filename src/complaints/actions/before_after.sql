WITH span AS (
    SELECT COALESCE((SELECT (value ->> 'repeat_days')::int FROM settings WHERE store_id = $1 AND key = 'complaints.limits'), $4) AS days
)
SELECT span.days,
       count(k.id) FILTER (WHERE k.received_at < ($3::timestamp AT TIME ZONE $5)) AS before,
       count(k.id) FILTER (WHERE k.received_at >= ($3::timestamp AT TIME ZONE $5)) AS after
FROM span
LEFT JOIN complaints k ON k.store_id = $1 AND k.merged_into IS NULL AND k.cause = $2
    AND k.received_at >= (($3 - span.days)::timestamp AT TIME ZONE $5)
    AND k.received_at < (($3 + span.days)::timestamp AT TIME ZONE $5)
GROUP BY span.days
