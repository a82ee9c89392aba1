CREATE EXTENSION IF NOT EXISTS btree_gist;

-- What a store charges for: labour by the hour or at a fixed price, parts, other services.
CREATE TABLE price_items (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    kind TEXT NOT NULL CHECK (kind IN ('labour', 'part', 'other')),
    -- Which hourly rate applies.
    labour_kind TEXT CHECK (labour_kind IN ('maintenance', 'mechanical', 'electrical', 'body', 'paint', 'diagnosis')),
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    part_number TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    -- Hundredths of an hour.
    hours INT CHECK (hours > 0),
    -- Of a unit; of a fixed job; nothing where the hourly rate decides.
    price_fen BIGINT CHECK (price_fen >= 0),
    retired_at TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK ((kind = 'labour') = (labour_kind IS NOT NULL)),
    CHECK (price_fen IS NOT NULL OR (kind = 'labour' AND hours IS NOT NULL))
);
CREATE INDEX price_items_store ON price_items (store_id, kind, zh, id);
CREATE UNIQUE INDEX price_items_name ON price_items (store_id, kind, zh, part_number) WHERE retired_at IS NULL;
-- A part is on the list once.
CREATE UNIQUE INDEX price_items_part ON price_items (store_id, upper(part_number))
    WHERE retired_at IS NULL AND kind = 'part' AND part_number <> '';

-- The work on one car during one visit.
CREATE TABLE service_orders (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    number TEXT NOT NULL,
    visit_id UUID NOT NULL REFERENCES visits,
    customer_id UUID NOT NULL REFERENCES customers,
    vehicle_id UUID NOT NULL REFERENCES vehicles,
    advisor_id UUID REFERENCES staff,
    technician_id UUID REFERENCES staff,
    state TEXT NOT NULL CHECK (state IN ('draft', 'offered', 'agreed', 'in_work', 'waiting_parts', 'quality_check',
        'ready', 'settled', 'cancelled')),
    -- What the customer asked for, in their words.
    wish_sealed BYTEA,
    estimate_fen BIGINT CHECK (estimate_fen >= 0),
    mileage_km INT CHECK (mileage_km >= 0),
    -- The member's discount on labour, in basis points.
    labour_discount INT NOT NULL DEFAULT 0 CHECK (labour_discount BETWEEN 0 AND 10000),
    -- The customer's part: as agreed, and as the items make it now.
    agreed_fen BIGINT,
    current_fen BIGINT NOT NULL DEFAULT 0 CHECK (current_fen >= 0),
    -- Items that the customer has not agreed to yet, and findings that nobody has asked about.
    open_items SMALLINT NOT NULL DEFAULT 0,
    open_findings SMALLINT NOT NULL DEFAULT 0,
    -- When the car is to be ready, and since when the promise runs; a pause moves it on when it ends.
    promised_at TIMESTAMPTZ,
    promise_from TIMESTAMPTZ,
    paused_at TIMESTAMPTZ,
    paused_secs BIGINT NOT NULL DEFAULT 0,
    warn_at TIMESTAMPTZ,
    warned SMALLINT NOT NULL DEFAULT 0,
    queue_at TIMESTAMPTZ NOT NULL,
    checks_failed SMALLINT NOT NULL DEFAULT 0,
    settled_at TIMESTAMPTZ,
    refunded_at TIMESTAMPTZ,
    -- Why the car may leave unpaid.
    on_account_sealed BYTEA,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT service_orders_number UNIQUE (store_id, number)
);
CREATE UNIQUE INDEX service_orders_visit ON service_orders (visit_id) WHERE state <> 'cancelled';
CREATE INDEX service_orders_queue ON service_orders (store_id, queue_at, id) WHERE ended_at IS NULL;
CREATE INDEX service_orders_past ON service_orders (store_id, ended_at DESC, id DESC) WHERE ended_at IS NOT NULL;
CREATE INDEX service_orders_advisor ON service_orders (advisor_id, ended_at DESC, id DESC);
CREATE INDEX service_orders_technician ON service_orders (technician_id, ended_at DESC, id DESC);
CREATE INDEX service_orders_customer ON service_orders (customer_id, created_at DESC, id DESC);
CREATE INDEX service_orders_vehicle ON service_orders (vehicle_id, created_at DESC, id DESC);
CREATE INDEX service_orders_warn ON service_orders (warn_at) WHERE warn_at IS NOT NULL;

-- What a technician found besides, and what the customer said to it.
CREATE TABLE service_findings (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    what_sealed BYTEA NOT NULL,
    urgency TEXT NOT NULL CHECK (urgency IN ('now', 'soon', 'watch')),
    estimate_fen BIGINT CHECK (estimate_fen >= 0),
    state TEXT NOT NULL CHECK (state IN ('reported', 'accepted', 'declined', 'later')),
    reported_by UUID REFERENCES staff,
    reported_at TIMESTAMPTZ NOT NULL,
    answered_by UUID REFERENCES staff,
    answered_at TIMESTAMPTZ,
    answered_how TEXT,
    words_sealed BYTEA
);
CREATE INDEX service_findings_order ON service_findings (order_id, reported_at, id);

-- What the customer agreed to.
CREATE TABLE service_consents (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    how TEXT NOT NULL CHECK (how IN ('paper', 'drawn', 'phone', 'wechat')),
    who_sealed BYTEA NOT NULL,
    note_sealed BYTEA,
    -- The strokes, where it was signed on the screen.
    signature_sealed BYTEA,
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX service_consents_order ON service_consents (order_id, at, id);

-- What is done and charged; a snapshot of the price list.
CREATE TABLE service_items (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    position SMALLINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('labour', 'part', 'other')),
    price_item_id UUID REFERENCES price_items,
    finding_id UUID REFERENCES service_findings,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    part_number TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    -- Hundredths: of an hour, of a unit.
    quantity INT NOT NULL CHECK (quantity > 0),
    price_fen BIGINT NOT NULL CHECK (price_fen >= 0),
    discount INT NOT NULL DEFAULT 0 CHECK (discount BETWEEN 0 AND 10000),
    payer TEXT NOT NULL CHECK (payer IN ('customer', 'warranty', 'insurer')),
    consent_id UUID REFERENCES service_consents,
    added_by UUID REFERENCES staff,
    added_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE INDEX service_items_order ON service_items (order_id, position, id);

-- When somebody worked on it.
CREATE TABLE work_spells (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    technician_id UUID NOT NULL REFERENCES staff,
    from_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ,
    CHECK (until_at >= from_at)
);
CREATE INDEX work_spells_order ON work_spells (order_id, from_at, id);
-- Nobody works on two cars at once.
CREATE UNIQUE INDEX work_spells_running ON work_spells (technician_id) WHERE until_at IS NULL;

-- When the promise stood still, and why.
CREATE TABLE promise_pauses (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    reason TEXT NOT NULL CHECK (reason IN ('not_in_stock', 'ordered', 'wrong_part', 'manufacturer')),
    note_sealed BYTEA,
    expected_on DATE,
    from_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ,
    CHECK (until_at >= from_at)
);
CREATE UNIQUE INDEX promise_pauses_open ON promise_pauses (order_id) WHERE until_at IS NULL;
CREATE INDEX promise_pauses_order ON promise_pauses (order_id, from_at);

CREATE TABLE service_checks (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    checker_id UUID NOT NULL REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    passed BOOLEAN NOT NULL,
    -- Codes of the points that were in order.
    points TEXT[] NOT NULL,
    reason_sealed BYTEA
);
CREATE INDEX service_checks_order ON service_checks (order_id, at, id);

-- A bill as it was settled: the sum of the items less discounts and points, never typed.
CREATE TABLE service_settlements (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    at TIMESTAMPTZ NOT NULL,
    staff_id UUID REFERENCES staff,
    gross_fen BIGINT NOT NULL,
    discount_fen BIGINT NOT NULL,
    tier_discount_fen BIGINT NOT NULL,
    customer_fen BIGINT NOT NULL,
    warranty_fen BIGINT NOT NULL,
    insurer_fen BIGINT NOT NULL,
    points INT NOT NULL CHECK (points >= 0),
    points_fen BIGINT NOT NULL,
    due_fen BIGINT NOT NULL CHECK (due_fen >= 0),
    next_service_on DATE,
    next_service_km INT,
    -- When the car was due before: it is so again if the bill is taken back.
    due_before_on DATE,
    due_before_km INT,
    undone_at TIMESTAMPTZ,
    undone_by UUID REFERENCES staff,
    undone_because_sealed BYTEA,
    CHECK (gross_fen - discount_fen - tier_discount_fen = customer_fen + warranty_fen + insurer_fen),
    CHECK (customer_fen - points_fen = due_fen)
);
CREATE UNIQUE INDEX service_settlements_order ON service_settlements (order_id) WHERE undone_at IS NULL;
CREATE INDEX service_settlements_day ON service_settlements (at);

-- Money in; what was given back is negative.
CREATE TABLE service_payments (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    order_id UUID NOT NULL REFERENCES service_orders,
    method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'wechat', 'alipay', 'transfer', 'insurer')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
    receipt TEXT NOT NULL DEFAULT '',
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    -- A receipt of the store is for one bill.
    CONSTRAINT service_payments_receipt_bill EXCLUDE USING gist (store_id WITH =, receipt WITH =, order_id WITH <>)
        WHERE (receipt <> '' AND amount_fen > 0)
);
CREATE INDEX service_payments_order ON service_payments (order_id, at, id);
CREATE INDEX service_payments_receipt ON service_payments (store_id, receipt);
-- On one bill a receipt names each way of paying once.
CREATE UNIQUE INDEX service_payments_receipt_way ON service_payments (order_id, receipt, method)
    WHERE receipt <> '' AND amount_fen > 0;

-- Every step of an order.
CREATE TABLE service_stamps (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES service_orders,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    staff_id UUID REFERENCES staff,
    note_sealed BYTEA,
    data JSONB NOT NULL DEFAULT '{}',
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX service_stamps_order ON service_stamps (order_id, at, id);
