CREATE TABLE customers (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    owner_id UUID REFERENCES staff,
    kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'company')),
    name_sealed BYTEA NOT NULL,
    gender TEXT CHECK (gender IN ('male', 'female')),
    born_on DATE,
    contact_person_sealed BYTEA,
    credit_code_sealed BYTEA,
    email_sealed BYTEA,
    wechat_sealed BYTEA,
    id_kind TEXT CHECK (id_kind IN ('mainland_id', 'hk_macao_permit', 'taiwan_permit', 'passport')),
    id_number_sealed BYTEA,
    address_sealed BYTEA,
    notes_sealed BYTEA,
    occupation TEXT,
    source TEXT,
    usage_scenario TEXT CHECK (usage_scenario IN ('family', 'business', 'off_road', 'ride_hailing', 'other')),
    tags TEXT[] NOT NULL DEFAULT '{}',
    tier TEXT NOT NULL DEFAULT 'regular' CHECK (tier IN ('regular', 'silver', 'gold', 'platinum')),
    -- Has an account of points and spend, whatever the tier.
    member BOOLEAN NOT NULL DEFAULT FALSE,
    legal_basis TEXT NOT NULL DEFAULT 'contract' CHECK (legal_basis IN ('contract', 'consent', 'legal_duty')),
    notice_version TEXT NOT NULL,
    verified_at TIMESTAMPTZ,
    completeness SMALLINT NOT NULL DEFAULT 0 CHECK (completeness BETWEEN 0 AND 100),
    import_id UUID,
    merged_into UUID REFERENCES customers,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    changed_tx BIGINT NOT NULL DEFAULT 0
);
-- The customer list, newest first, by store and by owner.
-- created_at: who is new is told without a look at the row.
CREATE INDEX customers_store ON customers (store_id, updated_at DESC, id DESC, created_at) WHERE merged_into IS NULL;
CREATE INDEX customers_owner ON customers (owner_id, updated_at DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX customers_tier ON customers (store_id, tier, updated_at DESC, id DESC) WHERE merged_into IS NULL AND tier <> 'regular';
CREATE INDEX customers_source ON customers (store_id, source, updated_at DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX customers_tags ON customers USING gin (tags) WHERE merged_into IS NULL;
-- The list to be verified, longest unverified first.
CREATE INDEX customers_verified ON customers (store_id, COALESCE(verified_at, 'epoch'::timestamptz), id)
    WHERE merged_into IS NULL;
CREATE INDEX customers_import ON customers (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customers_changed ON customers (changed_tx);

-- The name index follows changes by transaction id: a sequence would commit out of order.
CREATE FUNCTION stamp_changed_tx() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_tx := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER customers_changed BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION stamp_changed_tx();

CREATE TABLE customer_preferences (
    customer_id UUID PRIMARY KEY REFERENCES customers,
    preferred_colours TEXT,
    preferred_functions TEXT,
    budget_band TEXT CHECK (budget_band IN ('under_100k', '100k_150k', '150k_200k', '200k_300k', 'over_300k')),
    contact_channel TEXT CHECK (contact_channel IN ('phone', 'sms', 'wechat', 'email')),
    contact_time TEXT CHECK (contact_time IN ('any', 'morning', 'noon', 'afternoon', 'evening', 'weekend')),
    service_mode TEXT CHECK (service_mode IN ('wait', 'pick_up', 'drop_off'))
);

CREATE TABLE customer_phones (
    id UUID PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers,
    label TEXT NOT NULL DEFAULT 'mobile' CHECK (label IN ('mobile', 'home', 'work', 'family', 'other')),
    is_primary BOOLEAN NOT NULL DEFAULT FALSE,
    phone_sealed BYTEA NOT NULL,
    position SMALLINT NOT NULL DEFAULT 0
);
CREATE INDEX customer_phones_customer ON customer_phones (customer_id, position);
CREATE UNIQUE INDEX customer_phones_primary ON customer_phones (customer_id) WHERE is_primary;

-- What an exact search finds a customer by. Rooms to the right add keys of their own (a plate, a VIN).
CREATE TABLE customer_keys (
    customer_id UUID NOT NULL REFERENCES customers,
    store_id UUID NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('phone', 'phone_tail', 'id_number', 'credit_code', 'plate', 'vin',
        'vin_tail', 'email', 'wechat')),
    bidx BYTEA NOT NULL,
    source_id UUID NOT NULL,
    PRIMARY KEY (purpose, bidx, customer_id, source_id)
);
CREATE INDEX customer_keys_source ON customer_keys (source_id);
CREATE INDEX customer_keys_customer ON customer_keys (customer_id);

CREATE TABLE customer_access (
    customer_id UUID NOT NULL REFERENCES customers,
    staff_id UUID NOT NULL REFERENCES staff,
    reason TEXT NOT NULL,
    source_id UUID NOT NULL,
    until TIMESTAMPTZ,
    granted_by UUID REFERENCES staff,
    granted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (customer_id, staff_id, reason, source_id)
);
CREATE INDEX customer_access_staff ON customer_access (staff_id, customer_id);

CREATE TABLE access_requests (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID NOT NULL REFERENCES customers,
    staff_id UUID NOT NULL REFERENCES staff,
    reason_sealed BYTEA NOT NULL,
    hours INT NOT NULL CHECK (hours BETWEEN 1 AND 720),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected')),
    decided_by UUID REFERENCES staff,
    decided_at TIMESTAMPTZ,
    -- Why it was declined.
    answer_sealed BYTEA,
    created_at TIMESTAMPTZ NOT NULL,
    CHECK (decided_by IS DISTINCT FROM staff_id)
);
CREATE INDEX access_requests_store ON access_requests (store_id, decided_at DESC NULLS FIRST, created_at);
CREATE INDEX access_requests_open ON access_requests (store_id, created_at) WHERE state = 'open';

CREATE INDEX access_requests_customer ON access_requests (customer_id);

CREATE TABLE consents (
    id UUID PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers,
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'marketing', 'survey', 'sharing')),
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'sms', 'wechat', 'email')),
    given BOOLEAN NOT NULL,
    wording_version TEXT NOT NULL,
    evidence_sealed BYTEA,
    recorded_by UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX consents_customer ON consents (customer_id, purpose, channel, at DESC, id DESC);

CREATE TABLE customer_notes (
    id UUID PRIMARY KEY,
    customer_id UUID NOT NULL REFERENCES customers,
    body_sealed BYTEA NOT NULL,
    pinned BOOLEAN NOT NULL DEFAULT FALSE,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ
);
CREATE INDEX customer_notes_customer ON customer_notes (customer_id, created_at DESC, id DESC);

CREATE TABLE reveal_counts (
    staff_id UUID NOT NULL REFERENCES staff,
    day DATE NOT NULL,
    reveals INT NOT NULL,
    PRIMARY KEY (staff_id, day)
);

CREATE TABLE searches (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL REFERENCES staff,
    term_sealed BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX searches_age ON searches (created_at);
