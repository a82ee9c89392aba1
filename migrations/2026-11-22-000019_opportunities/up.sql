-- Somebody who may buy a car.
CREATE TABLE opportunities (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    number TEXT NOT NULL,
    customer_id UUID NOT NULL REFERENCES customers,
    -- The lead it came from, if any; no foreign key: leads point here, and are older.
    lead_id UUID,
    owner_id UUID REFERENCES staff,
    stage TEXT NOT NULL CHECK (stage IN ('new', 'contacted', 'interested', 'comparing', 'test_driven', 'quoted',
        'ordered', 'delivered', 'lost')),
    level TEXT CHECK (level IN ('h', 'a', 'b', 'c')),
    model_id UUID REFERENCES vehicle_models,
    model TEXT NOT NULL DEFAULT '',
    colour TEXT NOT NULL DEFAULT '',
    -- When they mean to buy.
    expected_on DATE,
    source_id UUID,
    -- Who drives, what for, when, where, why, how, the budget, who decides: JSON.
    needs_sealed BYTEA,
    competitor TEXT NOT NULL DEFAULT '',
    -- When they are to be followed up next; nothing once it has ended.
    next_at TIMESTAMPTZ,
    -- When they were last reached.
    last_contact_at TIMESTAMPTZ,
    nurture_from TIMESTAMPTZ NOT NULL,
    -- Second and later visits to the showroom.
    be_backs SMALLINT NOT NULL DEFAULT 0 CHECK (be_backs >= 0),
    pool_since TIMESTAMPTZ,
    lost_because TEXT CHECK (lost_because IN ('price', 'competitor', 'finance_refused', 'postponed', 'bought_used',
        'unreachable', 'other')),
    lost_to TEXT NOT NULL DEFAULT '',
    -- Where it was before it was lost.
    lost_at_stage TEXT,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    closed_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0,
    -- When the first of what its leads still ask for is due; `lead_steps` keep it.
    step_due_at TIMESTAMPTZ,
    -- What is due first: that, or the next follow-up.
    urgent_at TIMESTAMPTZ GENERATED ALWAYS AS (CASE WHEN closed_at IS NULL THEN LEAST(next_at, step_due_at) END) STORED,
    CHECK ((closed_at IS NOT NULL) = (stage IN ('delivered', 'lost'))),
    CHECK ((lost_because IS NOT NULL) = (stage = 'lost')),
    CHECK (closed_at IS NULL OR next_at IS NULL)
);
CREATE UNIQUE INDEX opportunities_number ON opportunities (store_id, number);
CREATE INDEX opportunities_customer ON opportunities (customer_id, created_at);
CREATE INDEX opportunities_lead ON opportunities (lead_id) WHERE lead_id IS NOT NULL;
-- A column of the board, by what is due first; of one person, and of the store.
CREATE INDEX opportunities_board_owner ON opportunities (owner_id, stage, urgent_at, id) WHERE closed_at IS NULL;
CREATE INDEX opportunities_board ON opportunities (store_id, stage, urgent_at, id) WHERE closed_at IS NULL;
CREATE INDEX opportunities_due ON opportunities (store_id, urgent_at, id) WHERE closed_at IS NULL;
CREATE INDEX opportunities_closed ON opportunities (store_id, stage, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX opportunities_source ON opportunities (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX opportunities_model ON opportunities (model_id) WHERE model_id IS NOT NULL;

-- Every step of an opportunity.
CREATE TABLE opportunity_stamps (
    id UUID PRIMARY KEY,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    action TEXT NOT NULL,
    stage TEXT NOT NULL,
    staff_id UUID REFERENCES staff,
    note_sealed BYTEA,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX opportunity_stamps_opportunity ON opportunity_stamps (opportunity_id, at, id);

-- What was done to win them.
CREATE TABLE follow_ups (
    id UUID PRIMARY KEY,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'wechat', 'sms', 'visit', 'email')),
    outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'unanswered', 'wrong_number', 'booked', 'sent', 'replied', 'met')),
    note_sealed BYTEA NOT NULL,
    -- When it was due, and when the next one is.
    due_at TIMESTAMPTZ,
    next_at TIMESTAMPTZ,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX follow_ups_opportunity ON follow_ups (opportunity_id, at, id);
CREATE INDEX follow_ups_staff ON follow_ups (staff_id, at);

-- A consultant gives somebody up, if the manager agrees.
CREATE TABLE loss_proposals (
    id UUID PRIMARY KEY,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    reason TEXT NOT NULL CHECK (reason IN ('price', 'competitor', 'finance_refused', 'postponed', 'bought_used',
        'unreachable', 'other')),
    competitor TEXT NOT NULL DEFAULT '',
    note_sealed BYTEA,
    proposed_by UUID REFERENCES staff,
    proposed_at TIMESTAMPTZ NOT NULL,
    decided_by UUID REFERENCES staff,
    decided_at TIMESTAMPTZ,
    approved BOOLEAN,
    answer_sealed BYTEA,
    CHECK ((decided_at IS NULL) = (approved IS NULL)),
    CHECK (reason <> 'competitor' OR competitor <> '')
);
CREATE UNIQUE INDEX loss_proposals_open ON loss_proposals (opportunity_id) WHERE decided_at IS NULL;
