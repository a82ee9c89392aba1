-- Answers by the day they were sent off, with a recommendation: 9 or 10 for, 0 to 6 against.
SELECT figure_day(r.submitted_at) AS day, r.advisor_id AS person, r.id AS subject,
       CASE WHEN r.nps >= 9 THEN 1 WHEN r.nps <= 6 THEN -1 ELSE 0 END AS weight
FROM survey_responses r
WHERE r.store_id = {store} AND r.submitted_at >= {since} AND r.submitted_at < {until} AND r.nps IS NOT NULL
