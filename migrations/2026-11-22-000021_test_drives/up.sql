-- A car that customers try out.
CREATE TABLE demo_cars (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    plate_sealed BYTEA NOT NULL,
    plate_bidx BYTEA NOT NULL,
    model TEXT NOT NULL,
    colour TEXT NOT NULL DEFAULT '',
    energy TEXT NOT NULL CHECK (energy IN ('fuel', 'hybrid', 'plug_in', 'electric')),
    mileage_km INT NOT NULL CHECK (mileage_km BETWEEN 0 AND 2000000),
    insurance_until DATE NOT NULL,
    inspection_until DATE NOT NULL,
    -- Why nobody can drive it at present.
    out_because TEXT,
    out_since TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT demo_cars_plate UNIQUE (store_id, plate_bidx)
);

-- Booked, driven, and what the customer says of it.
CREATE TABLE test_drives (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    car_id UUID NOT NULL REFERENCES demo_cars,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    customer_id UUID NOT NULL REFERENCES customers,
    -- Who rides along.
    consultant_id UUID NOT NULL REFERENCES staff,
    state TEXT NOT NULL CHECK (state IN ('booked', 'out', 'returned', 'done', 'missed', 'cancelled')),
    starts_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ NOT NULL,
    -- What the plan keeps free for this drive: until it was to end, or until the car came back before that.
    ends_at TIMESTAMPTZ NOT NULL,
    route TEXT NOT NULL DEFAULT '',
    -- The plate as it was when the car left.
    plate_bidx BYTEA,
    -- Of whoever drives: a licence number is an ID number.
    driver_sealed BYTEA,
    licence_sealed BYTEA,
    licence_until DATE,
    out_at TIMESTAMPTZ,
    out_km INT CHECK (out_km BETWEEN 0 AND 2000000),
    signed_how TEXT CHECK (signed_how IN ('drawn', 'paper')),
    signature_sealed BYTEA,
    back_at TIMESTAMPTZ,
    back_km INT CHECK (back_km BETWEEN 0 AND 2000000),
    back_marks_sealed BYTEA,
    result_at TIMESTAMPTZ,
    rating SMALLINT CHECK (rating BETWEEN 1 AND 5),
    intent TEXT CHECK (intent IN ('ready', 'considering', 'unconvinced')),
    liked_sealed BYTEA,
    worried_sealed BYTEA,
    -- Why it was given up, or what is known of somebody who did not come.
    ended_because_sealed BYTEA,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK (starts_at < until_at),
    CHECK (starts_at <= ends_at),
    CHECK (out_at <= back_at),
    CHECK ((state = 'done') = (result_at IS NOT NULL)),
    -- No car is planned twice, none is in two hands, and nobody drives two at once.
    CONSTRAINT test_drives_plan EXCLUDE USING gist (car_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (state NOT IN ('missed', 'cancelled')),
    CONSTRAINT test_drives_hands EXCLUDE USING gist (car_id WITH =, tstzrange(out_at, back_at) WITH &&)
        WHERE (out_at IS NOT NULL),
    CONSTRAINT test_drives_driver EXCLUDE USING gist (customer_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (state NOT IN ('missed', 'cancelled'))
);
CREATE INDEX test_drives_store ON test_drives (store_id, starts_at DESC, id DESC);
CREATE INDEX test_drives_state ON test_drives (store_id, state, starts_at) WHERE state IN ('booked', 'out', 'returned');
CREATE INDEX test_drives_customer ON test_drives (customer_id, starts_at DESC);
CREATE INDEX test_drives_opportunity ON test_drives (opportunity_id, starts_at DESC);
CREATE INDEX test_drives_consultant ON test_drives (consultant_id, starts_at DESC);
CREATE INDEX test_drives_plate ON test_drives (store_id, plate_bidx, out_at) WHERE plate_bidx IS NOT NULL;

-- A car that the customer would give in part payment, looked over and priced.
CREATE TABLE trade_ins (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    customer_id UUID NOT NULL REFERENCES customers,
    state TEXT NOT NULL CHECK (state IN ('open', 'offered', 'accepted', 'declined')),
    model TEXT NOT NULL,
    colour TEXT NOT NULL DEFAULT '',
    plate_sealed BYTEA,
    vin_sealed BYTEA,
    registered_on DATE,
    mileage_km INT NOT NULL CHECK (mileage_km BETWEEN 0 AND 2000000),
    -- Point of the car → how it is.
    condition JSONB NOT NULL DEFAULT '{}',
    accident TEXT NOT NULL CHECK (accident IN ('none', 'minor', 'major', 'water', 'fire')),
    note_sealed BYTEA,
    offer_fen BIGINT CHECK (offer_fen > 0),
    valid_until DATE,
    offered_by UUID REFERENCES staff,
    offered_at TIMESTAMPTZ,
    answered_at TIMESTAMPTZ,
    declined_because_sealed BYTEA,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK ((state = 'open') = (offer_fen IS NULL)),
    CHECK ((offer_fen IS NULL) = (valid_until IS NULL))
);
CREATE INDEX trade_ins_opportunity ON trade_ins (opportunity_id, created_at DESC);
CREATE INDEX trade_ins_customer ON trade_ins (customer_id);
