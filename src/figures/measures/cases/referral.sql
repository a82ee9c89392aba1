-- Valid leads by the day they came; those that somebody sent.
SELECT figure_day(l.received_at) AS day, l.owner_id AS person, l.id AS subject, (k.kind = 'referral')::int AS weight
FROM leads l JOIN lead_sources k ON k.id = l.source_id
WHERE l.store_id = {store} AND l.received_at >= {since} AND l.received_at < {until}
  AND l.state IN ('open', 'qualified')
