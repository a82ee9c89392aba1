-- What a lead asks for in time, each with what did it. A step stays for ever: on time, late or missed.
CREATE TABLE lead_steps (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    lead_id UUID NOT NULL REFERENCES leads,
    kind TEXT NOT NULL CHECK (kind IN ('first_call', 'message', 'second_call', 'status')),
    -- Status updates come round; the others are asked for once.
    number INT NOT NULL DEFAULT 1 CHECK (number > 0),
    -- Whose it was when it was done or missed.
    owner_id UUID REFERENCES staff,
    starts_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    -- Calls that nobody answered, on how many days.
    attempts INT NOT NULL DEFAULT 0,
    attempt_days INT NOT NULL DEFAULT 0,
    first_attempt_at TIMESTAMPTZ,
    last_attempt_at TIMESTAMPTZ,
    missed_at TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    done_by UUID REFERENCES staff,
    evidence TEXT CHECK (evidence IN ('call', 'attempts', 'message', 'visit')),
    note_id UUID REFERENCES contact_notes,
    -- Done, or tried first, while the store was closed: counted apart.
    outside_hours BOOLEAN NOT NULL DEFAULT FALSE,
    -- The lead was closed before the step was done.
    ended_at TIMESTAMPTZ,
    CONSTRAINT lead_steps_once UNIQUE (lead_id, kind, number),
    CONSTRAINT lead_steps_evidence CHECK ((done_at IS NULL) = (evidence IS NULL)),
    CONSTRAINT lead_steps_end CHECK (done_at IS NULL OR ended_at IS NULL)
);
CREATE INDEX lead_steps_waiting ON lead_steps (due_at, id)
    WHERE done_at IS NULL AND ended_at IS NULL AND missed_at IS NULL;
CREATE INDEX lead_steps_missed ON lead_steps (store_id, missed_at DESC, id DESC) WHERE missed_at IS NOT NULL;
-- First calls that are still to be made.
CREATE INDEX lead_steps_uncalled ON lead_steps (store_id, due_at)
    WHERE kind = 'first_call' AND done_at IS NULL AND ended_at IS NULL;
-- Messages that are still to be sent.
CREATE INDEX lead_steps_unsent ON lead_steps (store_id, due_at)
    WHERE kind = 'message' AND done_at IS NULL AND ended_at IS NULL;
CREATE INDEX lead_steps_open ON lead_steps (store_id, owner_id) WHERE done_at IS NULL AND ended_at IS NULL;

-- An opportunity is as urgent as what its leads ask for first.
CREATE FUNCTION urge_opportunities(those UUID[]) RETURNS VOID LANGUAGE sql AS $$
    UPDATE opportunities AS o SET step_due_at = n.due_at
    FROM (
        SELECT d.id, (
            SELECT min(s.due_at) FROM leads AS l JOIN lead_steps AS s ON s.lead_id = l.id
            WHERE l.opportunity_id = d.id AND s.done_at IS NULL AND s.ended_at IS NULL) AS due_at
        FROM (SELECT DISTINCT id FROM unnest(those) AS all_of (id) WHERE id IS NOT NULL) AS d) AS n
    WHERE o.id = n.id AND o.step_due_at IS DISTINCT FROM n.due_at;
$$;
CREATE FUNCTION steps_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM urge_opportunities(
        ARRAY(SELECT l.opportunity_id FROM changed AS c JOIN leads AS l ON l.id = c.lead_id WHERE l.opportunity_id IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER lead_steps_come AFTER INSERT ON lead_steps REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION steps_changed();
CREATE TRIGGER lead_steps_changed AFTER UPDATE ON lead_steps REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION steps_changed();
-- A lead became an opportunity.
CREATE FUNCTION lead_became() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM urge_opportunities(ARRAY[OLD.opportunity_id, NEW.opportunity_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER leads_became AFTER UPDATE OF opportunity_id ON leads FOR EACH ROW
    WHEN (OLD.opportunity_id IS DISTINCT FROM NEW.opportunity_id) EXECUTE FUNCTION lead_became();

-- How a lead changed hands, and what it became.
CREATE TABLE lead_stamps (
    id UUID PRIMARY KEY,
    lead_id UUID NOT NULL REFERENCES leads,
    action TEXT NOT NULL,
    -- Who did it; nobody where it came about by itself.
    staff_id UUID REFERENCES staff,
    -- Whose the lead is since.
    owner_id UUID REFERENCES staff,
    note_sealed BYTEA,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX lead_stamps_lead ON lead_stamps (lead_id, at, id);

-- Who takes leads and which; without a row somebody takes any. When they work is in their working plan.
CREATE TABLE sales_duty (
    staff_id UUID PRIMARY KEY REFERENCES staff,
    store_id UUID NOT NULL REFERENCES stores,
    takes_leads BOOLEAN NOT NULL DEFAULT TRUE,
    -- Kinds of sources and models that are theirs; empty means any.
    sources TEXT[] NOT NULL DEFAULT '{}',
    models TEXT[] NOT NULL DEFAULT '{}',
    last_dealt_at TIMESTAMPTZ,
    updated_by UUID REFERENCES staff,
    updated_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE INDEX sales_duty_store ON sales_duty (store_id);

-- How opportunities went into the open pool and who took them out.
CREATE TABLE pool_claims (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    what TEXT NOT NULL CHECK (what IN ('dropped', 'released', 'claimed')),
    -- Who lost it, gave it away or took it.
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX pool_claims_opportunity ON pool_claims (opportunity_id, at DESC);
CREATE INDEX pool_claims_staff ON pool_claims (staff_id, at DESC);
CREATE INDEX opportunities_pool ON opportunities (store_id, pool_since DESC, id DESC) WHERE pool_since IS NOT NULL;
