-- Who gets which report by mail, and when.
CREATE TABLE report_subscriptions (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    staff_id UUID NOT NULL REFERENCES staff,
    report TEXT NOT NULL CHECK (report IN ('management', 'data_quality')),
    rhythm TEXT NOT NULL CHECK (rhythm IN ('weekly', 'monthly')),
    -- Of the week, Monday first; of the month.
    day SMALLINT NOT NULL CHECK (day BETWEEN 1 AND 28),
    hour SMALLINT NOT NULL CHECK (hour BETWEEN 0 AND 23),
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'stopped')),
    next_at TIMESTAMPTZ NOT NULL,
    last_sent_at TIMESTAMPTZ,
    last_mail_id UUID,
    -- Why the last one did not arrive.
    trouble TEXT CHECK (trouble IN ('no_address', 'may_not', 'failed')),
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT report_subscriptions_day CHECK (rhythm = 'monthly' OR day <= 7)
);
CREATE UNIQUE INDEX report_subscriptions_once ON report_subscriptions (staff_id, report, rhythm) WHERE state <> 'stopped';
CREATE INDEX report_subscriptions_store ON report_subscriptions (store_id, created_at DESC);
CREATE INDEX report_subscriptions_due ON report_subscriptions (next_at) WHERE state = 'active';
CREATE INDEX report_subscriptions_mail ON report_subscriptions (last_mail_id) WHERE last_mail_id IS NOT NULL;

-- Who was the star of a month, with the figure as it stood when that was decided.
CREATE TABLE awards (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    -- The first day of the month.
    month DATE NOT NULL CONSTRAINT awards_month CHECK (EXTRACT(day FROM month) = 1),
    figure TEXT NOT NULL,
    staff_id UUID NOT NULL REFERENCES staff,
    n BIGINT NOT NULL CHECK (n > 0),
    value DOUBLE PRECISION NOT NULL,
    target DOUBLE PRECISION,
    -- On the leaderboard: the place, how many share it, how many were ranked.
    place INT NOT NULL CHECK (place >= 1),
    sharing INT NOT NULL CHECK (sharing >= 1),
    ranked INT NOT NULL,
    -- What the certificate says besides.
    words TEXT NOT NULL DEFAULT '',
    given_by UUID NOT NULL REFERENCES staff,
    given_at TIMESTAMPTZ NOT NULL,
    taken_back_by UUID REFERENCES staff,
    taken_back_at TIMESTAMPTZ,
    CONSTRAINT awards_taken_back CHECK ((taken_back_by IS NULL) = (taken_back_at IS NULL))
);
CREATE UNIQUE INDEX awards_once ON awards (store_id, month, figure, staff_id) WHERE taken_back_at IS NULL;
CREATE INDEX awards_store ON awards (store_id, month DESC, given_at DESC);

-- How good the record of each customer is, as it was counted last. All of it follows from the customers.
CREATE TABLE data_states (
    customer_id UUID PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    store_id UUID NOT NULL,
    owner_id UUID,
    -- The fields that matter and are empty.
    missing TEXT[] NOT NULL CHECK (missing <@ ARRAY['phone', 'identity', 'contact_person', 'birthday', 'address', 'source', 'usage']),
    -- Not verified for too long.
    stale BOOLEAN NOT NULL,
    -- Shares a phone, an ID number, a plate or a VIN with somebody else.
    alike BOOLEAN NOT NULL
);
CREATE INDEX data_states_store ON data_states (store_id, customer_id);
CREATE INDEX data_states_owner ON data_states (store_id, owner_id, customer_id);
CREATE INDEX data_states_alike ON data_states (store_id, customer_id) WHERE alike;

CREATE TABLE data_counts (
    store_id UUID PRIMARY KEY REFERENCES stores,
    counted_at TIMESTAMPTZ NOT NULL
);

-- The customers drawn in a month to be verified once more, and what came of it.
CREATE TABLE data_checks (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    month DATE NOT NULL CONSTRAINT data_checks_month CHECK (EXTRACT(day FROM month) = 1),
    customer_id UUID NOT NULL REFERENCES customers,
    -- Whose customer it was when it was drawn.
    owner_id UUID NOT NULL REFERENCES staff,
    drawn_at TIMESTAMPTZ NOT NULL,
    outcome TEXT CHECK (outcome IN ('correct', 'corrected', 'wrong', 'unreachable')),
    note_sealed BYTEA,
    checked_by UUID REFERENCES staff,
    checked_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT data_checks_once UNIQUE (store_id, month, customer_id),
    CONSTRAINT data_checks_done CHECK ((outcome IS NULL) = (checked_at IS NULL))
);
CREATE INDEX data_checks_customer ON data_checks (customer_id);
CREATE INDEX data_checks_month ON data_checks (store_id, month, owner_id);
