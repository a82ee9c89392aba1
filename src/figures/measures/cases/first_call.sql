-- First calls by the day they were due; tried in time. A lead that was closed before needs none.
SELECT figure_day(s.due_at) AS day, COALESCE(s.done_by, s.owner_id) AS person, s.lead_id AS subject,
       (COALESCE(s.first_attempt_at, s.done_at, 'infinity') <= s.due_at)::int AS weight
FROM lead_steps s JOIN leads l ON l.id = s.lead_id
WHERE s.store_id = {store} AND s.kind = 'first_call' AND s.number = 1
  AND s.due_at >= {since} AND s.due_at < {until} AND s.due_at <= {now}
  AND (COALESCE(s.first_attempt_at, s.done_at) <= s.due_at
       OR COALESCE(s.first_attempt_at, s.done_at, s.ended_at, 'infinity') > s.due_at)
  AND l.invalid_because IS DISTINCT FROM 'taken_back'
