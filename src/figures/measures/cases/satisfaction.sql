-- Answers by the day they were sent off, with a score for everything together; 4 or 5.
SELECT figure_day(r.submitted_at) AS day, r.advisor_id AS person, r.id AS subject, (r.overall >= 4)::int AS weight
FROM survey_responses r
WHERE r.store_id = {store} AND r.submitted_at >= {since} AND r.submitted_at < {until} AND r.overall IS NOT NULL
