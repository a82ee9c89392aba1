-- A questionnaire put before customers: a standing survey after an event or every quarter, or once to those whom a filter finds.
CREATE TABLE surveys (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    questionnaire_id UUID NOT NULL REFERENCES questionnaires,
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'delivery', 'complaint', 'inquiry', 'quarterly_satisfaction',
        'quarterly_nps', 'own')),
    standing BOOLEAN NOT NULL,
    -- What a standing survey follows.
    trigger TEXT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'running', 'paused', 'stopped', 'finished')),
    filter JSONB NOT NULL DEFAULT '{}',
    way TEXT NOT NULL CHECK (way IN ('link', 'email', 'phone', 'on_site', 'paper')),
    -- Answers don't lead back to the customer.
    anonymous BOOLEAN NOT NULL DEFAULT FALSE,
    starts_on DATE NOT NULL,
    ends_on DATE,
    delay_days INT NOT NULL DEFAULT 0 CHECK (delay_days BETWEEN 0 AND 90),
    cool_off_days INT NOT NULL CHECK (cool_off_days BETWEEN 0 AND 365),
    -- 0: nobody is reminded.
    remind_after_days INT NOT NULL CHECK (remind_after_days >= 0),
    expire_after_days INT NOT NULL CHECK (expire_after_days BETWEEN 1 AND 90),
    -- How many of a hundred must have paid for their last service themselves, at least.
    self_paid_quota INT CHECK (self_paid_quota BETWEEN 1 AND 100),
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT surveys_number UNIQUE (store_id, number),
    CHECK (standing = (trigger IS NOT NULL)),
    CHECK (trigger = purpose),
    CHECK (standing OR ends_on IS NOT NULL),
    CHECK (ends_on >= starts_on),
    CHECK (remind_after_days < expire_after_days),
    CHECK ((state IN ('stopped', 'finished')) = (ended_at IS NOT NULL))
);
-- One event leads to one survey.
CREATE UNIQUE INDEX surveys_standing ON surveys (store_id, trigger) WHERE standing AND state IN ('running', 'paused');
CREATE INDEX surveys_store ON surveys (store_id, created_at DESC, id DESC);
CREATE INDEX surveys_questionnaire ON surveys (questionnaire_id);

-- One drawing of those who are asked: a quarter, a month, or the one time of a survey that isn't standing; and why the
-- others are not.
CREATE TABLE survey_rounds (
    survey_id UUID NOT NULL REFERENCES surveys,
    round TEXT NOT NULL,
    matched INT NOT NULL DEFAULT 0,
    invited INT NOT NULL DEFAULT 0,
    no_contact INT NOT NULL DEFAULT 0,
    no_consent INT NOT NULL DEFAULT 0,
    asked_recently INT NOT NULL DEFAULT 0,
    over_quota INT NOT NULL DEFAULT 0,
    first_at TIMESTAMPTZ NOT NULL,
    -- When everybody had been looked at last.
    drawn_at TIMESTAMPTZ,
    -- When everybody is looked at again; never, once the round is over.
    next_at TIMESTAMPTZ,
    PRIMARY KEY (survey_id, round)
);

-- A customer who is asked, or is not and why.
CREATE TABLE survey_invitations (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    survey_id UUID NOT NULL REFERENCES surveys,
    version_id UUID NOT NULL REFERENCES questionnaire_versions,
    customer_id UUID REFERENCES customers,
    vehicle_id UUID REFERENCES vehicles,
    -- What it follows: a service order, a sales order, a complaint.
    subject_kind TEXT,
    subject_id UUID,
    -- What figures are told apart by, as it was when the customer was asked.
    advisor_id UUID REFERENCES staff,
    technician_id UUID REFERENCES staff,
    model_id UUID REFERENCES vehicle_models,
    model TEXT NOT NULL DEFAULT '',
    tier TEXT CHECK (tier IN ('regular', 'silver', 'gold', 'platinum')),
    self_paid BOOLEAN,
    way TEXT NOT NULL CHECK (way IN ('link', 'email', 'phone', 'on_site', 'paper')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'opened', 'answered', 'refused', 'expired', 'cancelled')),
    -- Of a drawing: which one.
    round TEXT,
    token_hash BYTEA UNIQUE,
    token_sealed BYTEA,
    due_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    remind_at TIMESTAMPTZ,
    reminded_at TIMESTAMPTZ,
    opened_at TIMESTAMPTZ,
    answered_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ,
    stopped_because TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK ((subject_kind IS NULL) = (subject_id IS NULL)),
    CHECK ((token_hash IS NULL) = (token_sealed IS NULL)),
    -- A slip without a name has asked somebody once it is looked at.
    CHECK (state IN ('planned', 'cancelled') OR (expires_at IS NOT NULL
        AND (sent_at IS NOT NULL OR (state = 'sent' AND customer_id IS NULL)))),
    CHECK ((state = 'answered') = (answered_at IS NOT NULL)),
    CHECK ((state IN ('refused', 'cancelled')) = (stopped_because IS NOT NULL))
);
CREATE UNIQUE INDEX survey_invitations_subject ON survey_invitations (survey_id, subject_kind, subject_id)
    WHERE subject_id IS NOT NULL;
CREATE UNIQUE INDEX survey_invitations_round ON survey_invitations (survey_id, round, customer_id) WHERE round IS NOT NULL;
CREATE INDEX survey_invitations_due ON survey_invitations (due_at, id) WHERE state = 'planned';
CREATE INDEX survey_invitations_remind ON survey_invitations (remind_at, id)
    WHERE remind_at IS NOT NULL AND reminded_at IS NULL AND state IN ('sent', 'opened');
CREATE INDEX survey_invitations_open ON survey_invitations (expires_at, id) WHERE state IN ('sent', 'opened');
CREATE INDEX survey_invitations_list ON survey_invitations (survey_id, created_at DESC, id DESC);
CREATE INDEX survey_invitations_state ON survey_invitations (survey_id, state, created_at DESC, id DESC);
-- The figures of a survey, without a look at the rows.
CREATE INDEX survey_invitations_figures ON survey_invitations (survey_id, state, way, self_paid, stopped_because)
    INCLUDE (sent_at, customer_id, subject_id);
-- Who was asked lately: of all customers, of one.
CREATE INDEX survey_invitations_asked ON survey_invitations (store_id, sent_at, customer_id) WHERE sent_at IS NOT NULL;
CREATE INDEX survey_invitations_waiting ON survey_invitations (store_id, customer_id) WHERE state = 'planned';
CREATE INDEX survey_invitations_vehicle ON survey_invitations (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX survey_invitations_customer ON survey_invitations (customer_id, created_at DESC);

-- The last word of every customer about surveys, without a look at the rows.
CREATE INDEX consents_survey ON consents (customer_id, channel, at DESC, id DESC) INCLUDE (given) WHERE purpose = 'survey';
