-- Counts, and writes what changed and what moved. $4: the thresholds are others than last time.
seen AS MATERIALIZED (
    SELECT n.*, o.customer_id IS NOT NULL AS known,
        o.stage AS old_stage, o.stage_since AS old_stage_since, o.rfm_group AS old_group, o.group_since AS old_group_since,
        (o.recency, o.frequency, o.monetary, o.last_settled_on, o.settlements, o.spend_fen, o.interval_days,
            o.last_visit_on, o.visits_year, o.cars_bought, o.scenario)
        IS DISTINCT FROM (n.recency, n.frequency, n.monetary, n.last_settled_on, n.settlements, n.spend_fen, n.interval_days,
            n.last_visit_on, n.visits_year, n.cars_bought, n.scenario) AS differs
    FROM counted n LEFT JOIN customer_groups o ON o.customer_id = n.customer_id
),
wrote AS (
    INSERT INTO customer_groups AS g (customer_id, store_id, stage, stage_since, rfm_group, group_since, recency, frequency,
        monetary, last_settled_on, settlements, spend_fen, interval_days, last_visit_on, visits_year, cars_bought, scenario)
    SELECT customer_id, $1, stage,
        CASE WHEN known AND stage = old_stage THEN old_stage_since WHEN known OR stage NOT IN ('lost', 'dormant') THEN $2
            ELSE LEAST(reached_on, $2) END,
        rfm_group,
        CASE WHEN rfm_group IS NULL THEN NULL WHEN rfm_group = old_group THEN old_group_since
            WHEN known OR rfm_group NOT IN ('lost', 'dormant') THEN $2 ELSE LEAST(reached_on, $2) END,
        recency, frequency, monetary, last_settled_on, settlements, spend_fen, interval_days, last_visit_on, visits_year,
        cars_bought, scenario
    FROM seen WHERE NOT known OR differs OR stage <> old_stage OR rfm_group IS DISTINCT FROM old_group
    ON CONFLICT (customer_id) DO UPDATE SET store_id = EXCLUDED.store_id, stage = EXCLUDED.stage,
        stage_since = EXCLUDED.stage_since, rfm_group = EXCLUDED.rfm_group, group_since = EXCLUDED.group_since,
        recency = EXCLUDED.recency, frequency = EXCLUDED.frequency, monetary = EXCLUDED.monetary,
        last_settled_on = EXCLUDED.last_settled_on, settlements = EXCLUDED.settlements, spend_fen = EXCLUDED.spend_fen,
        interval_days = EXCLUDED.interval_days,
        last_visit_on = EXCLUDED.last_visit_on, visits_year = EXCLUDED.visits_year, cars_bought = EXCLUDED.cars_bought,
        scenario = EXCLUDED.scenario
    RETURNING 1
),
-- Of those who are counted for the first time only the lost and the dormant moved: time did that, on a day that is known.
moved AS (
    INSERT INTO group_moves (customer_id, store_id, kind, was, became, moved_on, by_rules)
    SELECT customer_id, $1, 'stage', COALESCE(old_stage, ''), stage, CASE WHEN known THEN $2 ELSE LEAST(reached_on, $2) END, $4
    FROM seen WHERE stage <> COALESCE(old_stage, '') AND (known OR stage IN ('lost', 'dormant'))
    UNION ALL
    SELECT customer_id, $1, 'group', COALESCE(old_group, ''), COALESCE(rfm_group, ''),
        CASE WHEN known THEN $2 ELSE LEAST(reached_on, $2) END, $4
    FROM seen WHERE rfm_group IS DISTINCT FROM old_group AND (known OR rfm_group IN ('lost', 'dormant'))
    RETURNING 1
)
SELECT (SELECT count(*) FROM seen)::int AS customers, (SELECT count(*) FROM wrote)::int AS changed,
    (SELECT count(*) FROM moved)::int AS moved
