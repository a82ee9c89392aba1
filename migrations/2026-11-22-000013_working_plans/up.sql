-- When an advisor works in an ordinary week; without a row they work whenever the store is open.
CREATE TABLE working_plans (
    staff_id UUID PRIMARY KEY REFERENCES staff,
    store_id UUID NOT NULL REFERENCES stores,
    -- Seven days from Monday on; null is a free day.
    week JSONB NOT NULL,
    updated_by UUID REFERENCES staff,
    updated_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);

-- Days on which an advisor doesn't work though the plan says so.
CREATE TABLE days_off (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL REFERENCES staff,
    from_on DATE NOT NULL,
    until_on DATE NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('holiday', 'training', 'sick', 'other')),
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT days_off_in_order CHECK (until_on >= from_on)
);
CREATE INDEX days_off_staff ON days_off (staff_id, until_on);

-- Somebody who wants a day that is full, and the place that is held for them once one is free.
CREATE TABLE appointment_waits (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    line TEXT NOT NULL CHECK (line IN ('service', 'sales', 'complaint')),
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'repair', 'inspection', 'test_drive', 'showroom',
        'complaint_visit')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'booked', 'lapsed', 'withdrawn')),
    customer_id UUID NOT NULL REFERENCES customers,
    vehicle_id UUID REFERENCES vehicles,
    advisor_id UUID REFERENCES staff,
    day DATE NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('day', 'morning', 'afternoon')),
    slot TIME,
    wish_sealed BYTEA,
    offered_at TIMESTAMPTZ,
    offered_slot TIMESTAMPTZ,
    offered_advisor UUID REFERENCES staff,
    offered_reserved BOOLEAN NOT NULL DEFAULT FALSE,
    held_until TIMESTAMPTZ,
    appointment_id UUID REFERENCES appointments,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    closed_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE INDEX appointment_waits_day ON appointment_waits (store_id, day, created_at, id)
    WHERE state IN ('waiting', 'offered');
CREATE INDEX appointment_waits_held ON appointment_waits (held_until) WHERE state = 'offered';
CREATE INDEX appointment_waits_customer ON appointment_waits (customer_id);
CREATE INDEX appointment_waits_vehicle ON appointment_waits (vehicle_id) WHERE vehicle_id IS NOT NULL;
