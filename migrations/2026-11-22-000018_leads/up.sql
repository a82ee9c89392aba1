-- Where leads come from. A name tells sources of one kind apart; without one it is called as its kind is.
CREATE TABLE lead_sources (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    kind TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    -- What files call it, besides its name.
    aliases TEXT[] NOT NULL DEFAULT '{}',
    -- With what posts of this source are signed; posts need no signature while there is none.
    signing_sealed BYTEA,
    retired_at TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT lead_sources_name UNIQUE (store_id, kind, name)
);

-- What a program shows to post leads; kept as a fingerprint, shown once.
CREATE TABLE lead_tokens (
    id UUID PRIMARY KEY,
    source_id UUID NOT NULL REFERENCES lead_sources,
    token_hash BYTEA NOT NULL,
    -- Its last characters, to tell tokens apart.
    tail TEXT NOT NULL,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    revoked_by UUID REFERENCES staff,
    CONSTRAINT lead_tokens_hash UNIQUE (token_hash)
);
CREATE INDEX lead_tokens_source ON lead_tokens (source_id, created_at DESC);

-- Somebody who may buy a car.
CREATE TABLE leads (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    source_id UUID NOT NULL REFERENCES lead_sources,
    -- The source's own id: a lead that is sent twice is one lead.
    external_id TEXT,
    name_sealed BYTEA NOT NULL,
    phone_sealed BYTEA NOT NULL,
    phone_bidx BYTEA NOT NULL,
    model TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    words_sealed BYTEA,
    -- When we had it; the clock runs from here. Beside it the source's own time.
    received_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'qualified', 'duplicate', 'invalid')),
    invalid_because TEXT
        CHECK (invalid_because IN ('wrong_number', 'no_interest', 'spam', 'too_far', 'test', 'taken_back', 'other')),
    customer_id UUID REFERENCES customers,
    -- Of `opportunities`, which come later.
    opportunity_id UUID,
    -- The earlier lead of the same person.
    joined_id UUID REFERENCES leads,
    owner_id UUID REFERENCES staff,
    assigned_at TIMESTAMPTZ,
    import_id UUID,
    created_by UUID REFERENCES staff,
    lock_version INT NOT NULL DEFAULT 0,
    -- Of the last four digits.
    phone_tail_bidx BYTEA NOT NULL,
    -- In which transaction it came; its name never changes. The name index follows.
    changed_tx BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    CONSTRAINT leads_external UNIQUE (source_id, external_id),
    CHECK ((state = 'invalid') = (invalid_because IS NOT NULL))
);
CREATE INDEX leads_store ON leads (store_id, received_at DESC, id DESC);
CREATE INDEX leads_state ON leads (store_id, state, received_at DESC, id DESC);
CREATE INDEX leads_owner ON leads (owner_id, state, received_at DESC, id DESC);
CREATE INDEX leads_unassigned ON leads (store_id, received_at DESC, id DESC) WHERE owner_id IS NULL AND state = 'open';
CREATE INDEX leads_source ON leads (source_id, received_at DESC, id DESC);
CREATE INDEX leads_phone ON leads (store_id, phone_bidx, received_at DESC);
CREATE INDEX leads_phone_tail ON leads (store_id, phone_tail_bidx, received_at DESC);
CREATE INDEX leads_changed ON leads (changed_tx);
-- What the name index reads when it is filled.
CREATE INDEX leads_strangers ON leads (id) WHERE customer_id IS NULL;
CREATE INDEX leads_customer ON leads (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX leads_joined ON leads (joined_id, received_at DESC) WHERE joined_id IS NOT NULL;
CREATE INDEX leads_opportunity ON leads (opportunity_id) WHERE opportunity_id IS NOT NULL;
CREATE INDEX leads_import ON leads (import_id) WHERE import_id IS NOT NULL;
