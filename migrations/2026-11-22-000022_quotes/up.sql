-- An itemised offer of a car. Each version of an opportunity's offer is a row; once it was given out nothing in it changes.
CREATE TABLE quotes (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    number TEXT NOT NULL,
    version INT NOT NULL CHECK (version > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'sent', 'accepted', 'superseded', 'withdrawn', 'discarded')),
    model_id UUID REFERENCES vehicle_models,
    model TEXT NOT NULL,
    colour TEXT NOT NULL DEFAULT '',
    energy TEXT NOT NULL CHECK (energy IN ('fuel', 'hybrid', 'plug_in', 'electric')),
    -- The price of the catalogue when the quote was written: what is below it counts as given away.
    list_price_fen BIGINT CHECK (list_price_fen >= 0),
    -- The day the purchase tax is reckoned for.
    invoice_on DATE NOT NULL,
    valid_until DATE NOT NULL,
    -- How the purchase tax came about.
    invoice_fen BIGINT NOT NULL CHECK (invoice_fen >= 0),
    relief_fen BIGINT NOT NULL CHECK (relief_fen >= 0),
    -- The value-added tax in the invoice price and the rate of the purchase tax, in hundredths of a percent.
    vat_points INT NOT NULL DEFAULT 1300 CHECK (vat_points BETWEEN 0 AND 10000),
    tax_points INT NOT NULL DEFAULT 1000 CHECK (tax_points BETWEEN 0 AND 10000),
    discount_because TEXT NOT NULL DEFAULT '',
    -- What the discount comes to against the catalogue, and from which sum on a second person decides.
    given_fen BIGINT NOT NULL CHECK (given_fen >= 0),
    limit_fen BIGINT NOT NULL CHECK (limit_fen >= 0),
    total_fen BIGINT NOT NULL CHECK (total_fen >= 0),
    remark TEXT NOT NULL DEFAULT '',
    -- Where a figure of fuel or range comes from.
    source TEXT NOT NULL DEFAULT '',
    -- Opens the customer's page.
    token TEXT,
    sent_at TIMESTAMPTZ,
    sent_by UUID REFERENCES staff,
    accepted_at TIMESTAMPTZ,
    accepted_how TEXT CHECK (accepted_how IN ('online', 'store')),
    withdrawn_because TEXT,
    created_by UUID NOT NULL REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK ((accepted_at IS NULL) = (accepted_how IS NULL)),
    CHECK ((state IN ('draft', 'pending', 'discarded')) = (sent_at IS NULL)),
    CONSTRAINT quotes_number UNIQUE (store_id, number),
    CONSTRAINT quotes_version UNIQUE (opportunity_id, version),
    CONSTRAINT quotes_token UNIQUE (token)
);
-- One version is written at a time, and one stands.
CREATE UNIQUE INDEX quotes_one_draft ON quotes (opportunity_id) WHERE state IN ('draft', 'pending');
CREATE UNIQUE INDEX quotes_one_standing ON quotes (opportunity_id) WHERE state IN ('sent', 'accepted');
CREATE INDEX quotes_store ON quotes (store_id, created_at DESC, id DESC);
CREATE INDEX quotes_sent ON quotes (store_id, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX quotes_state ON quotes (store_id, state, created_at DESC, id DESC);

-- What a quote consists of: its total is the sum of these.
CREATE TABLE quote_lines (
    id UUID PRIMARY KEY,
    quote_id UUID NOT NULL REFERENCES quotes,
    position SMALLINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'car', 'discount', 'purchase_tax', 'compulsory', 'commercial', 'vehicle_tax', 'plate_fee', 'accessory', 'warranty',
        'finance', 'trade_in'
    )),
    -- Which accessory; of the other kinds the kind says enough.
    label TEXT NOT NULL DEFAULT '',
    -- What it covers, in the consultant's words.
    covers TEXT NOT NULL DEFAULT '',
    amount_fen BIGINT NOT NULL,
    CHECK (kind IN ('discount', 'trade_in') OR amount_fen >= 0),
    CHECK (kind NOT IN ('discount', 'trade_in') OR amount_fen <= 0),
    CONSTRAINT quote_lines_position UNIQUE (quote_id, position)
);

-- What of a quote is borrowed, and how it is paid back.
CREATE TABLE quote_loans (
    quote_id UUID PRIMARY KEY REFERENCES quotes,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    months INT NOT NULL CHECK (months BETWEEN 1 AND 120),
    -- Of a year, in hundredths of a percent.
    rate INT NOT NULL CHECK (rate BETWEEN 0 AND 3600),
    fee_fen BIGINT NOT NULL CHECK (fee_fen >= 0),
    monthly_fen BIGINT NOT NULL CHECK (monthly_fen >= 0),
    last_fen BIGINT NOT NULL CHECK (last_fen >= 0),
    interest_fen BIGINT NOT NULL CHECK (interest_fen >= 0)
);

-- Who wrote on a draft last.
CREATE TABLE quote_changes (
    quote_id UUID PRIMARY KEY REFERENCES quotes,
    changed_by UUID NOT NULL REFERENCES staff,
    changed_at TIMESTAMPTZ NOT NULL
);

-- A discount above the limit, and what was decided about it.
CREATE TABLE quote_approvals (
    id UUID PRIMARY KEY,
    quote_id UUID NOT NULL REFERENCES quotes,
    given_fen BIGINT NOT NULL CHECK (given_fen >= 0),
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn')),
    asked_by UUID NOT NULL REFERENCES staff,
    asked_at TIMESTAMPTZ NOT NULL,
    decided_by UUID REFERENCES staff,
    decided_at TIMESTAMPTZ,
    answer TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'pending') = (decided_at IS NULL)),
    CHECK (decided_by <> asked_by)
);
CREATE UNIQUE INDEX quote_approvals_pending ON quote_approvals (quote_id) WHERE state = 'pending';
CREATE INDEX quote_approvals_quote ON quote_approvals (quote_id, asked_at);
