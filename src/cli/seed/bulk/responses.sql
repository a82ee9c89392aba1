-- Whom the answers are from, who served them, what they were asked. The caller has made seed_surveys (survey, version, purpose,
-- low, high): of the answers, this share to this survey.
CREATE TEMP TABLE seed_people AS
SELECT row_number() OVER (ORDER BY c.id) AS n, c.id AS customer, c.tier, c.created_at, car.vehicle, car.model_id, car.model
FROM customers AS c
LEFT JOIN LATERAL (
    SELECT v.id AS vehicle, v.model_id, v.model FROM vehicle_owners AS o JOIN vehicles AS v ON v.id = o.vehicle_id
    WHERE o.customer_id = c.id AND o.until_on IS NULL ORDER BY o.relation DESC, o.id LIMIT 1
) AS car ON TRUE
WHERE c.store_id = seed_store() AND c.merged_into IS NULL;
CREATE UNIQUE INDEX ON seed_people (n);
ANALYZE seed_people;

-- Some are better liked than others.
CREATE TEMP TABLE seed_servers AS
SELECT role, row_number() OVER (PARTITION BY role ORDER BY id) AS n, count(*) OVER (PARTITION BY role) AS of, id,
    (random() - 0.5) * 0.14 AS liked
FROM staff, unnest(ARRAY['service_advisor', 'technician', 'sales_consultant', 'customer_care']) AS role
WHERE store_id = seed_store() AND disabled_at IS NULL AND role = ANY (roles);

-- What everybody is asked; of a choice that something else depends on, the last is taken.
CREATE TEMP TABLE seed_questions AS
SELECT q.version_id AS version, q.id AS question, q.kind, q.meaning, q.choices, jsonb_array_length(q.choices) AS choosable,
    EXISTS (SELECT FROM survey_questions AS d WHERE d.show_if_question = q.id AND d.required) AS decides,
    row_number() OVER (PARTITION BY q.version_id ORDER BY s.position, s.id, q.position, q.id) AS place
FROM survey_questions AS q
JOIN survey_sections AS s ON s.id = q.section_id
JOIN seed_surveys AS v ON v.version = q.version_id
WHERE q.show_if_question IS NULL;
ANALYZE seed_questions;

-- So many answers a day: two years, a few more from month to month.
CREATE TEMP TABLE seed_days AS
WITH weighed AS (
    SELECT day::date AS day, (ARRAY[1.1, 1.0, 0.95, 0.95, 1.0, 1.05, 1.2])[extract(dow FROM day)::int + 1]
        * (0.8 + 0.4 * row_number() OVER (ORDER BY day) / count(*) OVER ()) * (0.85 + 0.3 * random()) AS weight
    FROM generate_series(seed_today() - 735, seed_today() - 5, interval '1 day') AS day
), summed AS (
    SELECT day, round(seed_wanted() * sum(weight) OVER (ORDER BY day) / sum(weight) OVER ()) AS until FROM weighed
)
SELECT day, (until - lag(until, 1, 0::numeric) OVER (ORDER BY day))::int AS answers FROM summed ORDER BY day;

-- What somebody wrote is sealed by the portal itself, afterwards.
CREATE TEMP TABLE seed_remarks (n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, response UUID NOT NULL, question UUID NOT NULL, overall INT NOT NULL);
