-- Where each customer stands: the stage of the life cycle and, of those who bought, the scores of recency, frequency and
-- money with the group that follows. Counted anew each night and on demand; only what changed is written.
CREATE TABLE customer_groups (
    customer_id UUID PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    store_id UUID NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('prospect', 'interested', 'owner', 'loyal', 'dormant', 'lost')),
    stage_since DATE NOT NULL,
    -- None: never bought, or does not want to be profiled.
    rfm_group TEXT CHECK (rfm_group IN ('lost', 'dormant', 'high_value', 'promising', 'regular')),
    group_since DATE,
    recency SMALLINT CHECK (recency BETWEEN 1 AND 5),
    frequency SMALLINT CHECK (frequency BETWEEN 1 AND 5),
    monetary SMALLINT CHECK (monetary BETWEEN 1 AND 5),
    -- What it follows from: bills of any time, and how many within the months that count, over how much.
    last_settled_on DATE,
    settlements INT NOT NULL CHECK (settlements >= 0),
    spend_fen BIGINT NOT NULL,
    -- Days from one of these bills to the next, on average; none with fewer than two.
    interval_days INT CHECK (interval_days >= 0),
    last_visit_on DATE,
    visits_year INT NOT NULL CHECK (visits_year >= 0),
    cars_bought INT NOT NULL CHECK (cars_bought >= 0),
    -- As on the customer's record: the grid counts by it.
    scenario TEXT NOT NULL DEFAULT '',
    CHECK ((rfm_group IS NULL) = (group_since IS NULL)),
    CHECK (num_nonnulls(rfm_group, recency, frequency, monetary) IN (0, 4))
);
-- Lists, whoever is worth most first: all, of a group or of none, of a stage.
CREATE INDEX customer_groups_store ON customer_groups (store_id, spend_fen DESC, customer_id DESC);
CREATE INDEX customer_groups_group ON customer_groups (store_id, rfm_group, spend_fen DESC, customer_id DESC);
CREATE INDEX customer_groups_stage ON customer_groups (store_id, stage, spend_fen DESC, customer_id DESC);

-- Every change of stage or group, with its day. A group that time alone brings begins on the day it was reached.
CREATE TABLE group_moves (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers ON DELETE CASCADE,
    store_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('stage', 'group')),
    -- Empty: none.
    was TEXT NOT NULL,
    became TEXT NOT NULL,
    moved_on DATE NOT NULL,
    -- Moved because the thresholds did.
    by_rules BOOLEAN NOT NULL DEFAULT FALSE,
    CHECK (was <> became)
);
CREATE INDEX group_moves_customer ON group_moves (customer_id, moved_on, id);
-- Who was lost in a stretch of time; what came of it.
CREATE INDEX group_moves_became ON group_moves (store_id, kind, became, moved_on, customer_id);

-- What people know that no bill tells: gone to another brand, doesn't want to be profiled.
CREATE TABLE customer_marks (
    customer_id UUID PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    store_id UUID NOT NULL,
    -- The brand, where it was said.
    gone_to TEXT NOT NULL DEFAULT '',
    gone_on DATE,
    refused_on DATE,
    changed_by UUID REFERENCES staff,
    changed_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE INDEX customer_marks_store ON customer_marks (store_id) WHERE gone_on IS NOT NULL OR refused_on IS NOT NULL;

-- When a store was counted last, by which thresholds, and what it took.
CREATE TABLE group_runs (
    store_id UUID PRIMARY KEY REFERENCES stores,
    counted_on DATE NOT NULL,
    counted_at TIMESTAMPTZ NOT NULL,
    rules JSONB NOT NULL,
    customers INT NOT NULL,
    changed INT NOT NULL,
    moved INT NOT NULL,
    -- Of each group: how many, what they spend on average, how often they come.
    averages JSONB NOT NULL DEFAULT '[]',
    took_ms INT NOT NULL
);

-- How many customers stand where: the sums of customer_groups, kept by its triggers and nobody else.
CREATE TABLE group_counts (
    store_id UUID NOT NULL,
    -- Empty: none.
    rfm_group TEXT NOT NULL,
    stage TEXT NOT NULL,
    scenario TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (store_id, rfm_group, stage, scenario)
);

CREATE FUNCTION count_groups() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO group_counts AS known (store_id, rfm_group, stage, scenario, n)
        SELECT store_id, COALESCE(rfm_group, ''), stage, scenario, count(*) FROM come GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (store_id, rfm_group, stage, scenario) DO UPDATE SET n = known.n + EXCLUDED.n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO group_counts AS known (store_id, rfm_group, stage, scenario, n)
        SELECT store_id, COALESCE(rfm_group, ''), stage, scenario, -count(*) FROM gone GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (store_id, rfm_group, stage, scenario) DO UPDATE SET n = known.n + EXCLUDED.n;
    ELSE
        INSERT INTO group_counts AS known (store_id, rfm_group, stage, scenario, n)
        SELECT d.store_id, d.rfm_group, d.stage, d.scenario, sum(d.n) FROM (
            SELECT store_id, COALESCE(rfm_group, '') AS rfm_group, stage, scenario, 1 AS n FROM come
            UNION ALL SELECT store_id, COALESCE(rfm_group, ''), stage, scenario, -1 FROM gone) d
        GROUP BY 1, 2, 3, 4 HAVING sum(d.n) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (store_id, rfm_group, stage, scenario) DO UPDATE SET n = known.n + EXCLUDED.n;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER customer_groups_come AFTER INSERT ON customer_groups REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION count_groups();
CREATE TRIGGER customer_groups_gone AFTER DELETE ON customer_groups REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION count_groups();
CREATE TRIGGER customer_groups_other AFTER UPDATE ON customer_groups REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION count_groups();

-- Between two counts a record is merged into another, or its scenario is filled in: numbers and lists follow at once.
CREATE FUNCTION regroup_customer() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.merged_into IS NOT NULL OR NEW.store_id <> OLD.store_id THEN
        DELETE FROM customer_groups WHERE customer_id = NEW.id;
    ELSE
        UPDATE customer_groups SET scenario = COALESCE(NEW.usage_scenario, '') WHERE customer_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_regrouped AFTER UPDATE OF merged_into, usage_scenario, store_id ON customers FOR EACH ROW
    WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into OR OLD.usage_scenario IS DISTINCT FROM NEW.usage_scenario
        OR OLD.store_id IS DISTINCT FROM NEW.store_id)
    EXECUTE FUNCTION regroup_customer();
