-- A car that the store lends.
CREATE TABLE courtesy_cars (
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
    -- Why it can't be lent at present.
    out_because TEXT,
    out_since TIMESTAMPTZ,
    retired_at TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT courtesy_cars_plate UNIQUE (store_id, plate_bidx)
);

-- Booked, lent and brought back.
CREATE TABLE courtesy_loans (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    car_id UUID NOT NULL REFERENCES courtesy_cars,
    visit_id UUID NOT NULL REFERENCES visits,
    customer_id UUID NOT NULL REFERENCES customers,
    state TEXT NOT NULL CHECK (state IN ('booked', 'out', 'returned', 'cancelled')),
    starts_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    -- What the plan keeps free for this loan: until it is due, or until the car came back before that.
    ends_at TIMESTAMPTZ NOT NULL,
    -- The plate as it was when the car was handed over.
    plate_sealed BYTEA,
    plate_bidx BYTEA,
    -- Of whoever drives: a licence number is an ID number.
    driver_sealed BYTEA,
    licence_sealed BYTEA,
    licence_until DATE,
    out_at TIMESTAMPTZ,
    out_by UUID REFERENCES staff,
    out_km INT CHECK (out_km BETWEEN 0 AND 2000000),
    out_fuel SMALLINT CHECK (out_fuel BETWEEN 0 AND 8),
    out_charge SMALLINT CHECK (out_charge BETWEEN 0 AND 100),
    out_marks_sealed BYTEA,
    signed_how TEXT CHECK (signed_how IN ('drawn', 'paper')),
    signature_sealed BYTEA,
    back_at TIMESTAMPTZ,
    back_by UUID REFERENCES staff,
    back_km INT CHECK (back_km BETWEEN 0 AND 2000000),
    back_fuel SMALLINT CHECK (back_fuel BETWEEN 0 AND 8),
    back_charge SMALLINT CHECK (back_charge BETWEEN 0 AND 100),
    back_marks_sealed BYTEA,
    cancelled_because_sealed BYTEA,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK (starts_at < due_at),
    CHECK (starts_at <= ends_at),
    CHECK (out_at <= back_at),
    -- No car is planned twice, and none is in two hands.
    CONSTRAINT courtesy_loans_plan EXCLUDE USING gist (car_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (state <> 'cancelled'),
    CONSTRAINT courtesy_loans_hands EXCLUDE USING gist (car_id WITH =, tstzrange(out_at, back_at) WITH &&)
        WHERE (out_at IS NOT NULL)
);
CREATE INDEX courtesy_loans_store ON courtesy_loans (store_id, starts_at DESC, id DESC);
CREATE INDEX courtesy_loans_state ON courtesy_loans (store_id, state, due_at) WHERE state IN ('booked', 'out');
CREATE INDEX courtesy_loans_customer ON courtesy_loans (customer_id, starts_at DESC);
CREATE INDEX courtesy_loans_visit ON courtesy_loans (visit_id);
CREATE INDEX courtesy_loans_plate ON courtesy_loans (store_id, plate_bidx, out_at) WHERE plate_bidx IS NOT NULL;

-- A customer to whom no car is lent, until the mark ends.
CREATE TABLE courtesy_refusals (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID NOT NULL REFERENCES customers,
    reason_sealed BYTEA NOT NULL,
    until_on DATE NOT NULL,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lifted_at TIMESTAMPTZ,
    lifted_by UUID REFERENCES staff
);
CREATE INDEX courtesy_refusals_customer ON courtesy_refusals (customer_id);
CREATE INDEX courtesy_refusals_store ON courtesy_refusals (store_id, until_on) WHERE lifted_at IS NULL;

-- What was answered to a visitor who is due a car, or travel money in its place.
CREATE TABLE courtesy_offers (
    visit_id UUID PRIMARY KEY REFERENCES visits,
    answer TEXT NOT NULL CHECK (answer IN ('offered', 'lent', 'declined', 'travel_money')),
    amount_fen BIGINT CHECK (amount_fen > 0),
    note_sealed BYTEA,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    CHECK ((answer = 'travel_money') = (amount_fen IS NOT NULL))
);
