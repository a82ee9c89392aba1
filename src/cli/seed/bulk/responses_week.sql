CREATE TEMP TABLE seed_asked ON COMMIT DROP AS
WITH rolled AS MATERIALIZED (
    SELECT d.day, g <= d.answers AS answers, random() AS r_survey, random() AS r_way, random() AS r_mood, random() AS r_late,
        random() AS r_paid, random() AS r_staff, random() AS r_tech, random() AS r_follow, random() AS r_words,
        1 + floor(random() * (SELECT count(*) FROM seed_people))::bigint AS person, floor((random() + random()) / 2 * 600)::int AS minute
    -- Seven of ten whom nobody hears from, for ten who answer.
    FROM seed_days AS d, generate_series(1, d.answers + (d.answers * 0.7)::int) AS g
    WHERE d.day >= seed_from() AND d.day < seed_from() + 7
), placed AS (
    SELECT gen_random_uuid() AS invitation, gen_random_uuid() AS response, r.*, p.customer, p.vehicle, p.model_id,
        coalesce(p.model, '') AS model, p.tier, v.survey, v.version, v.purpose,
        (r.day + time '09:00' + make_interval(mins => minute)) AT TIME ZONE 'Asia/Shanghai' AS asked_at,
        CASE WHEN r.answers THEN
            CASE WHEN r_way < 0.24 THEN 'email' WHEN r_way < 0.47 THEN 'link' WHEN r_way < 0.78 THEN 'phone'
                WHEN r_way < 0.92 THEN 'on_site' ELSE 'paper' END
        ELSE CASE WHEN r_way < 0.55 THEN 'email' WHEN r_way < 0.88 THEN 'link' ELSE 'phone' END END AS way
    FROM rolled AS r
    JOIN seed_people AS p ON p.n = r.person
    JOIN seed_surveys AS v ON r.r_survey >= v.low AND r.r_survey < v.high
), served AS (
    SELECT p.*, a.id AS advisor, coalesce(a.liked, 0) AS liked, t.id AS technician, k.id AS caller,
        least(asked_at + CASE WHEN way IN ('email', 'link') THEN power(r_late, 2) * interval '9 days' ELSE interval '25 minutes' END,
            now() - (1 + r_late * 30) * interval '1 hour') AS answered_at
    FROM placed AS p
    LEFT JOIN seed_servers AS a ON a.role = CASE purpose WHEN 'delivery' THEN 'sales_consultant' WHEN 'service' THEN 'service_advisor' END
        AND a.n = 1 + floor(p.r_staff * a.of)
    LEFT JOIN seed_servers AS t ON t.role = 'technician' AND purpose = 'service' AND t.n = 1 + floor(p.r_tech * t.of)
    LEFT JOIN seed_servers AS k ON k.role = 'customer_care' AND way IN ('phone', 'on_site', 'paper') AND k.n = 1 + floor(p.r_staff * k.of)
), judged AS (
    -- Things get better, a little.
    SELECT s.*, r_mood + liked + 0.06 * (day - seed_today()) / 735.0 + 0.05 AS mood FROM served AS s
)
SELECT j.*, CASE WHEN mood < 0.03 THEN 1 WHEN mood < 0.09 THEN 2 WHEN mood < 0.22 THEN 3 WHEN mood < 0.6 THEN 4 ELSE 5 END AS overall
FROM judged AS j;

INSERT INTO survey_invitations (id, store_id, survey_id, version_id, customer_id, vehicle_id, advisor_id, technician_id, model_id,
    model, tier, self_paid, way, state, due_at, sent_at, opened_at, answered_at, expires_at, stopped_because, created_at)
SELECT invitation, seed_store(), survey, version, customer, vehicle, advisor, technician, model_id, model, tier,
    CASE purpose WHEN 'service' THEN r_paid < 0.6 END, way, state, asked_at, asked_at,
    CASE WHEN state = 'answered' THEN answered_at - interval '4 minutes' END, CASE WHEN state = 'answered' THEN answered_at END,
    asked_at + interval '15 days', CASE state WHEN 'refused' THEN 'declined' END, asked_at
FROM (SELECT *, CASE WHEN answers THEN 'answered' WHEN r_follow < 0.07 THEN 'refused'
    WHEN asked_at < now() - interval '15 days' THEN 'expired' ELSE 'sent' END AS state FROM seed_asked) AS a;

CREATE TEMP TABLE seed_given ON COMMIT DROP AS
SELECT a.response, q.question, q.kind, q.place, CASE
        WHEN q.kind = 'score' AND q.meaning = 'overall' THEN a.overall
        WHEN q.kind = 'score' THEN least(5, greatest(1, a.overall + CASE WHEN random() < 0.16 THEN -1 WHEN random() < 0.25 THEN 1 ELSE 0 END))
        -- Never so low that it is a complaint: those have a seed of their own.
        WHEN q.kind = 'nps' THEN least(10, greatest(3, a.overall * 2 - 1 + floor(random() * 3)::int))
        WHEN q.kind = 'yes_no' THEN (a.overall >= 3)::int
    END AS score,
    CASE WHEN q.kind IN ('single', 'multiple') THEN
        ARRAY[q.choices -> CASE WHEN q.decides THEN q.choosable - 1 ELSE floor(random() * q.choosable)::int END ->> 'code'] END AS choices
FROM seed_asked AS a JOIN seed_questions AS q ON q.version = a.version
WHERE a.answers AND q.kind NOT IN ('short_text', 'long_text');

CREATE TEMP TABLE seed_summed ON COMMIT DROP AS
SELECT a.*, s.nps, s.lowest, s.last, w.question AS remark,
    coalesce(s.lowest <= 2, FALSE) OR coalesce(s.nps <= 6, FALSE) AS unhappy
FROM seed_asked AS a
JOIN (
    SELECT response, max(score) FILTER (WHERE kind = 'nps') AS nps, min(score) FILTER (WHERE kind = 'score') AS lowest,
        (array_agg(question ORDER BY place DESC))[1] AS last
    FROM seed_given GROUP BY response
) AS s USING (response)
LEFT JOIN seed_questions AS w ON w.version = a.version AND w.kind = 'long_text' AND a.r_words < 0.2;

INSERT INTO survey_responses (id, invitation_id, survey_id, version_id, store_id, customer_id, vehicle_id, advisor_id, technician_id,
    model_id, model, tier, way, self_paid, taken_by, started_at, submitted_at, last_question, overall, nps, lowest, has_remark,
    consequence, due_at, followed_up_at)
SELECT response, invitation, survey, version, seed_store(), customer, vehicle, advisor, technician, model_id, model, tier, way,
    CASE purpose WHEN 'service' THEN r_paid < 0.6 END, caller, answered_at - interval '4 minutes', answered_at, coalesce(remark, last),
    CASE WHEN EXISTS (SELECT FROM seed_questions AS q WHERE q.version = s.version AND q.meaning = 'overall') THEN overall END,
    nps, lowest, remark IS NOT NULL, CASE WHEN unhappy THEN 'call_back' ELSE 'thanks' END,
    CASE WHEN unhappy THEN answered_at + interval '24 hours' END,
    CASE WHEN unhappy THEN least(answered_at + interval '1 hour' + r_follow * interval '28 hours', now()) END
FROM seed_summed AS s;

INSERT INTO survey_answers (response_id, question_id, id, score, choices)
SELECT response, question, gen_random_uuid(), score, choices FROM seed_given;

INSERT INTO survey_follow_ups (response_id, store_id, attempts, followed_up_by, reached, reason, reply_due_at, replied_at, replied_by, replied_how)
SELECT response, seed_store(), unhappy::int, CASE WHEN unhappy THEN care.id END, CASE WHEN unhappy THEN TRUE END,
    CASE WHEN unhappy THEN (ARRAY['quality', 'attitude', 'waiting', 'waiting', 'price', 'parts', 'information', 'other'])[1 + floor(r_tech * 8)::int] END,
    CASE WHEN remark IS NOT NULL THEN answered_at + interval '24 hours' END,
    CASE WHEN remark IS NOT NULL THEN least(answered_at + interval '1 hour' + r_follow * interval '28 hours', now()) END,
    CASE WHEN remark IS NOT NULL THEN care.id END, CASE WHEN remark IS NOT NULL THEN 'phone' END
FROM seed_summed AS s LEFT JOIN seed_servers AS care ON care.role = 'customer_care' AND care.n = 1
WHERE unhappy OR remark IS NOT NULL;

INSERT INTO seed_remarks (response, question, overall) SELECT response, remark, overall FROM seed_summed WHERE remark IS NOT NULL;
