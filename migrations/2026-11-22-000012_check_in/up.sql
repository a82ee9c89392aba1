-- The sheet of a service visit: how the car came in, what is wanted, what was promised.
CREATE TABLE check_ins (
    visit_id UUID PRIMARY KEY REFERENCES visits,
    mileage_km INT CHECK (mileage_km BETWEEN 0 AND 2000000),
    -- Why the reading is below the last one, or far above it.
    mileage_reason_sealed BYTEA,
    warning_lights TEXT[] NOT NULL DEFAULT '{}',
    lights_note_sealed BYTEA,
    -- Somebody walked around the car and found nothing.
    no_marks BOOLEAN NOT NULL DEFAULT FALSE,
    fuel_eighths SMALLINT CHECK (fuel_eighths BETWEEN 0 AND 8),
    charge_percent SMALLINT CHECK (charge_percent BETWEEN 0 AND 100),
    belongings_sealed BYTEA,
    no_belongings BOOLEAN NOT NULL DEFAULT FALSE,
    wishes_sealed BYTEA,
    -- A repair at the manufacturer's cost, of a car that serves a household: the three-guarantees rule counts its days.
    warranty BOOLEAN NOT NULL DEFAULT FALSE,
    household BOOLEAN NOT NULL DEFAULT FALSE,
    estimate_from_fen BIGINT CHECK (estimate_from_fen >= 0),
    estimate_to_fen BIGINT,
    promised_at TIMESTAMPTZ,
    signed_how TEXT CHECK (signed_how IN ('drawn', 'paper')),
    signed_by_sealed BYTEA,
    -- The strokes of a drawn signature.
    signature_sealed BYTEA,
    signed_at TIMESTAMPTZ,
    -- By step: when it was saved last, by whom, how often.
    saved JSONB NOT NULL DEFAULT '{}',
    finished_at TIMESTAMPTZ,
    finished_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT check_ins_estimate CHECK (estimate_to_fen >= estimate_from_fen)
);

-- Something about the outside of the car, seen before it goes into the workshop.
CREATE TABLE check_in_marks (
    id UUID PRIMARY KEY,
    visit_id UUID NOT NULL REFERENCES visits,
    zone TEXT NOT NULL,
    damage TEXT NOT NULL CHECK (damage IN ('scratch', 'dent', 'chip', 'crack', 'missing')),
    note_sealed BYTEA,
    photo_id UUID REFERENCES attachments,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX check_in_marks_visit ON check_in_marks (visit_id, created_at, id);

-- What was changed on a finished sheet, and why.
CREATE TABLE check_in_amendments (
    id UUID PRIMARY KEY,
    visit_id UUID NOT NULL REFERENCES visits,
    step TEXT NOT NULL,
    reason_sealed BYTEA NOT NULL,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX check_in_amendments_visit ON check_in_amendments (visit_id, at, id);
