-- Answers counted day by day, so that a report need not read half a million of them. Whatever is here follows from
-- survey_responses, survey_answers and survey_invitations, and is counted anew when they change.
--
-- A row tells how the answers of a day, or of a month, to one version in one survey fall: all of them, or those of one group
-- (of an advisor, a technician, a model, a tier, a way), and of a month also how such a group falls into others.
CREATE TABLE survey_rollups (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    store_id UUID NOT NULL,
    survey_id UUID NOT NULL,
    version_id UUID NOT NULL,
    span TEXT NOT NULL CHECK (span IN ('day', 'month')),
    -- Of a month its first.
    day DATE NOT NULL,
    -- 'answers': by the day they were sent off. 'asked': how far those got who were asked or began that day.
    family TEXT NOT NULL CHECK (family IN ('answers', 'asked')),
    -- By what the group is told apart; empty: all answers.
    dimension TEXT NOT NULL,
    -- Whose group it is; empty where that isn't known.
    value TEXT NOT NULL,
    -- A group within the group.
    by_what TEXT NOT NULL DEFAULT '',
    by_value TEXT NOT NULL DEFAULT '',
    -- All zeros: the answer as a whole.
    question_id UUID NOT NULL,
    -- What was chosen; of an answer as a whole, 'overall' and 'nps'; of 'asked', how far they got.
    choice TEXT NOT NULL,
    n INT NOT NULL,
    -- How often each score was given; sums, squares, means, shares and the NPS follow.
    c0 INT NOT NULL,
    c1 INT NOT NULL,
    c2 INT NOT NULL,
    c3 INT NOT NULL,
    c4 INT NOT NULL,
    c5 INT NOT NULL,
    c6 INT NOT NULL,
    c7 INT NOT NULL,
    c8 INT NOT NULL,
    c9 INT NOT NULL,
    c10 INT NOT NULL,
    -- Of the answers that gave an overall score too: how many, and the sums that a correlation follows from.
    pairs INT NOT NULL,
    x INT NOT NULL,
    xx INT NOT NULL,
    y INT NOT NULL,
    yy INT NOT NULL,
    xy INT NOT NULL
);
CREATE INDEX survey_rollups_report ON survey_rollups (survey_id, version_id, family, span, dimension, value, day);
CREATE INDEX survey_rollups_groups ON survey_rollups (survey_id, version_id, family, span, day)
    WHERE question_id = '00000000-0000-0000-0000-000000000000' AND by_what = '' AND dimension <> '';
CREATE INDEX survey_rollups_day ON survey_rollups (store_id, family, span, day);

-- The same days once more, answer by answer and packed: what several groups have in common is counted from here. A pack holds the
-- answers (or the invitations and beginnings) of a day to one version in one survey, without whose they are.
CREATE TABLE survey_packs (
    survey_id UUID NOT NULL,
    version_id UUID NOT NULL,
    family TEXT NOT NULL CHECK (family IN ('answers', 'asked')),
    day DATE NOT NULL,
    store_id UUID NOT NULL,
    -- The groups that occur, in order: ids, tiers and ways; empty where one isn't known.
    groups TEXT[] NOT NULL,
    -- What is counted, in order: question_id and choice as in survey_rollups.
    questions UUID[] NOT NULL,
    choices TEXT[] NOT NULL,
    -- One after another: the places of the advisor, the technician, the model, the tier and the way among the groups and how
    -- many marks follow, two bytes each; of each mark its place among what is counted, two bytes, and a byte: 0 without a score, or
    -- the score and one.
    units BYTEA NOT NULL,
    PRIMARY KEY (survey_id, version_id, family, day, store_id)
);
-- Read whole and by the hundred: unpacking would take longer than reading.
ALTER TABLE survey_packs ALTER COLUMN units SET STORAGE EXTERNAL;
CREATE INDEX survey_packs_day ON survey_packs (store_id, family, day);

-- Days and months whose rows above are right. A day that is missing is counted from the answers themselves.
CREATE TABLE survey_rollup_days (
    store_id UUID NOT NULL REFERENCES stores,
    family TEXT NOT NULL CHECK (family IN ('answers', 'asked')),
    span TEXT NOT NULL CHECK (span IN ('day', 'month')),
    day DATE NOT NULL,
    counted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (store_id, family, span, day)
);

-- What a day consists of has changed: its rows don't count any more. Whoever counts a day holds its lock alone, whoever
-- changes it holds it along with others, so that neither misses the other.
CREATE FUNCTION survey_day_changed(store UUID, of_family TEXT, on_day DATE) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(concat_ws(' ', 'survey_rollups', store, of_family, on_day), 0));
    DELETE FROM survey_rollup_days WHERE store_id = store AND family = of_family AND span = 'day' AND day = on_day;
    DELETE FROM survey_packs WHERE store_id = store AND family = of_family AND day = on_day;
    DELETE FROM survey_rollup_days
    WHERE store_id = store AND family = of_family AND span = 'month' AND day = date_trunc('month', on_day)::date;
END $$;

CREATE FUNCTION survey_responses_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM survey_day_changed(d.store_id, d.family, d.day) FROM (
            SELECT store_id, 'answers' AS family, (submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM come
            WHERE submitted_at IS NOT NULL
            UNION SELECT store_id, 'asked', (started_at AT TIME ZONE 'Asia/Shanghai')::date FROM come) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM survey_day_changed(d.store_id, d.family, d.day) FROM (
            SELECT store_id, 'answers' AS family, (submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM gone
            WHERE submitted_at IS NOT NULL
            UNION SELECT store_id, 'asked', (started_at AT TIME ZONE 'Asia/Shanghai')::date FROM gone) d;
    ELSE
        PERFORM survey_day_changed(d.store_id, d.family, d.day) FROM (
            SELECT x.store_id, f.family, (f.at AT TIME ZONE 'Asia/Shanghai')::date AS day
            FROM gone g JOIN come c ON c.id = g.id
            CROSS JOIN LATERAL (VALUES (g.store_id, g.submitted_at, g.started_at), (c.store_id, c.submitted_at, c.started_at))
                AS x (store_id, submitted_at, started_at)
            CROSS JOIN LATERAL (VALUES ('answers', x.submitted_at), ('asked', x.started_at)) AS f (family, at)
            WHERE f.at IS NOT NULL AND (g.store_id, g.survey_id, g.version_id, g.submitted_at, g.started_at, g.advisor_id,
                    g.technician_id, g.model_id, g.tier, g.way, g.overall, g.nps, g.last_question, g.erased_at,
                    -- Of what isn't sent off yet any answer may change what is shown.
                    CASE WHEN c.submitted_at IS NULL THEN g.lock_version END)
                IS DISTINCT FROM (c.store_id, c.survey_id, c.version_id, c.submitted_at, c.started_at, c.advisor_id,
                    c.technician_id, c.model_id, c.tier, c.way, c.overall, c.nps, c.last_question, c.erased_at,
                    CASE WHEN c.submitted_at IS NULL THEN c.lock_version END)
            GROUP BY 1, 2, 3) d;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER survey_responses_come AFTER INSERT ON survey_responses REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION survey_responses_changed();
CREATE TRIGGER survey_responses_gone AFTER DELETE ON survey_responses REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION survey_responses_changed();
CREATE TRIGGER survey_responses_other AFTER UPDATE ON survey_responses REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION survey_responses_changed();

CREATE FUNCTION survey_invitations_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM survey_day_changed(d.store_id, 'asked', d.day) FROM (
            SELECT DISTINCT store_id, (sent_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM come WHERE sent_at IS NOT NULL) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM survey_day_changed(d.store_id, 'asked', d.day) FROM (
            SELECT DISTINCT store_id, (sent_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM gone WHERE sent_at IS NOT NULL) d;
    ELSE
        PERFORM survey_day_changed(d.store_id, 'asked', d.day) FROM (
            SELECT x.store_id, (x.sent_at AT TIME ZONE 'Asia/Shanghai')::date AS day
            FROM gone g JOIN come c ON c.id = g.id
            CROSS JOIN LATERAL (VALUES (g.store_id, g.sent_at), (c.store_id, c.sent_at)) AS x (store_id, sent_at)
            WHERE x.sent_at IS NOT NULL AND (g.store_id, g.survey_id, g.version_id, g.sent_at, g.opened_at, g.answered_at, g.state,
                    g.advisor_id, g.technician_id, g.model_id, g.tier, g.way)
                IS DISTINCT FROM (c.store_id, c.survey_id, c.version_id, c.sent_at, c.opened_at, c.answered_at, c.state,
                    c.advisor_id, c.technician_id, c.model_id, c.tier, c.way)
            GROUP BY 1, 2) d;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER survey_invitations_come AFTER INSERT ON survey_invitations REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION survey_invitations_changed();
CREATE TRIGGER survey_invitations_gone AFTER DELETE ON survey_invitations REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION survey_invitations_changed();
CREATE TRIGGER survey_invitations_other AFTER UPDATE ON survey_invitations REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION survey_invitations_changed();

-- What was begun on a day; the figures of answers, without a look at the rows.
CREATE INDEX survey_responses_figures ON survey_responses (survey_id, version_id, submitted_at)
    INCLUDE (id, store_id, advisor_id, technician_id, model_id, tier, way, overall, nps) WHERE submitted_at IS NOT NULL;
-- What became of the unhappy, likewise.
CREATE INDEX survey_responses_unhappy ON survey_responses (survey_id, version_id, submitted_at)
    INCLUDE (id, store_id, consequence, due_at, followed_up_at, recovered, advisor_id, technician_id, model_id, tier, way)
    WHERE consequence IN ('call_back', 'complaint');
-- Those of them whom nobody knows: nothing followed.
CREATE INDEX survey_responses_nameless ON survey_responses (survey_id, version_id, submitted_at)
    WHERE consequence NOT IN ('call_back', 'complaint') AND customer_id IS NULL AND erased_at IS NULL AND (lowest <= 2 OR nps <= 6);
CREATE INDEX survey_follow_ups_reasons ON survey_follow_ups (response_id) INCLUDE (reason) WHERE reason IS NOT NULL;
CREATE INDEX survey_responses_started ON survey_responses (store_id, started_at);
