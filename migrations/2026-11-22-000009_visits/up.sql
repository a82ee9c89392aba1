-- One arrival at the store, from the door to leaving.
CREATE TABLE visits (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    line TEXT NOT NULL CHECK (line IN ('service', 'sales', 'complaint')),
    -- What is said and shown: A012 is the twelfth service visit of the day.
    ticket_on DATE NOT NULL,
    ticket_no SMALLINT NOT NULL CHECK (ticket_no > 0),
    state TEXT NOT NULL CHECK (state IN ('arrived', 'waiting', 'receiving', 'in_workshop', 'quality_check', 'ready',
        'settled', 'left')),
    customer_id UUID REFERENCES customers,
    vehicle_id UUID REFERENCES vehicles,
    -- Somebody who did not give a name that belongs on record: "何女士".
    guest_sealed BYTEA,
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'repair', 'inspection', 'test_drive', 'showroom',
        'complaint_visit')),
    wish_sealed BYTEA,
    -- What the visitor read off at the door; the check-in sheet has the last word.
    mileage_km INT CHECK (mileage_km >= 0),
    party_size SMALLINT NOT NULL DEFAULT 1 CHECK (party_size BETWEEN 1 AND 99),
    first_visit BOOLEAN NOT NULL DEFAULT FALSE,
    advisor_id UUID REFERENCES staff,
    -- The place in the queue: the rank (appointments in time first, then the higher tier; 9: passed over too often), then
    -- since when.
    queue_rank SMALLINT NOT NULL DEFAULT 7,
    queued_at TIMESTAMPTZ NOT NULL,
    counter TEXT,
    called_at TIMESTAMPTZ,
    called_by UUID REFERENCES staff,
    calls SMALLINT NOT NULL DEFAULT 0,
    passed_over SMALLINT NOT NULL DEFAULT 0,
    -- Opens the page that shows the visitor their own place.
    token TEXT NOT NULL,
    arrived_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ,
    ready_at TIMESTAMPTZ,
    settled_at TIMESTAMPTZ,
    left_at TIMESTAMPTZ,
    left_because TEXT,
    left_note_sealed BYTEA,
    created_by UUID REFERENCES staff,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT visits_ticket UNIQUE (store_id, ticket_on, line, ticket_no),
    CONSTRAINT visits_token UNIQUE (token)
);
CREATE INDEX visits_day ON visits (store_id, ticket_on, arrived_at, id);
CREATE INDEX visits_queue ON visits (store_id, queue_rank, queued_at, id)
    WHERE state IN ('arrived', 'waiting');
CREATE INDEX visits_open ON visits (store_id, state) WHERE state <> 'left';
CREATE INDEX visits_customer ON visits (customer_id, arrived_at DESC, id DESC);
CREATE INDEX visits_vehicle ON visits (vehicle_id, arrived_at DESC, id DESC);
CREATE INDEX visits_advisor ON visits (advisor_id, arrived_at DESC, id DESC);
-- A car stands in the store once.
CREATE UNIQUE INDEX visits_present_vehicle ON visits (vehicle_id) WHERE state <> 'left' AND vehicle_id IS NOT NULL;
-- Somebody who came without a car waits once on each line.
CREATE UNIQUE INDEX visits_present_customer ON visits (customer_id, line)
    WHERE state <> 'left' AND vehicle_id IS NULL AND customer_id IS NOT NULL;

-- Every change of state: waiting and handling times come from here.
CREATE TABLE visit_stamps (
    id UUID PRIMARY KEY,
    visit_id UUID NOT NULL REFERENCES visits,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX visit_stamps_visit ON visit_stamps (visit_id, at, id);

-- A booked arrival.
CREATE TABLE appointments (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    line TEXT NOT NULL CHECK (line IN ('service', 'sales', 'complaint')),
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'repair', 'inspection', 'test_drive', 'showroom',
        'complaint_visit')),
    state TEXT NOT NULL CHECK (state IN ('booked', 'arrived', 'cancelled', 'no_show')),
    customer_id UUID NOT NULL REFERENCES customers,
    vehicle_id UUID REFERENCES vehicles,
    starts_at TIMESTAMPTZ NOT NULL,
    advisor_id UUID REFERENCES staff,
    -- Took a slot that is kept for higher tiers.
    reserved BOOLEAN NOT NULL DEFAULT FALSE,
    wish_sealed BYTEA,
    visit_id UUID REFERENCES visits,
    arrived_at TIMESTAMPTZ,
    no_show_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    cancelled_because TEXT CHECK (cancelled_because IN ('customer', 'elsewhere', 'store', 'mistake', 'other')),
    cancel_note_sealed BYTEA,
    -- The customer was told the day before, or somebody was asked to call.
    reminded_at TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE INDEX appointments_day ON appointments (store_id, starts_at, id);
CREATE INDEX appointments_advisor ON appointments (advisor_id, starts_at) WHERE state <> 'cancelled';
CREATE INDEX appointments_customer ON appointments (customer_id, starts_at DESC, id DESC);
CREATE INDEX appointments_vehicle ON appointments (vehicle_id, starts_at DESC) WHERE vehicle_id IS NOT NULL;
CREATE INDEX appointments_booked ON appointments (store_id, starts_at) WHERE state = 'booked';
CREATE INDEX appointments_open ON appointments (starts_at) WHERE state = 'booked';
CREATE UNIQUE INDEX appointments_visit ON appointments (visit_id) WHERE visit_id IS NOT NULL;
