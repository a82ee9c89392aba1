-- Valid leads by the day they came; with an order that stands.
SELECT figure_day(l.received_at) AS day, l.owner_id AS person, l.id AS subject,
       EXISTS (SELECT FROM sales_orders q WHERE q.opportunity_id = l.opportunity_id AND q.state <> 'cancelled')::int AS weight
FROM leads l
WHERE l.store_id = {store} AND l.received_at >= {since} AND l.received_at < {until}
  AND l.state IN ('open', 'qualified')
