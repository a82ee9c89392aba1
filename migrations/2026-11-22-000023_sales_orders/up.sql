-- A signed sale. Sold and delivered are two facts: signed_on and delivered_at.
CREATE TABLE sales_orders (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    -- What people call the contract.
    number TEXT NOT NULL,
    opportunity_id UUID NOT NULL REFERENCES opportunities,
    customer_id UUID NOT NULL REFERENCES customers,
    owner_id UUID REFERENCES staff,
    quote_id UUID REFERENCES quotes,
    model_id UUID REFERENCES vehicle_models,
    model TEXT NOT NULL,
    colour TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('open', 'delivered', 'cancelled')),
    method TEXT NOT NULL CHECK (method IN ('full', 'loan')),
    car_price_fen BIGINT NOT NULL CHECK (car_price_fen > 0),
    total_fen BIGINT NOT NULL CHECK (total_fen > 0),
    signed_on DATE NOT NULL,
    -- Against which lateness is measured.
    first_promised_on DATE NOT NULL,
    promised_on DATE NOT NULL,
    note_sealed BYTEA,
    delivered_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    cancelled_by UUID REFERENCES staff,
    cancelled_because_sealed BYTEA,
    refund_note_sealed BYTEA,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT sales_orders_number UNIQUE (store_id, number),
    CHECK ((state = 'delivered') = (delivered_at IS NOT NULL)),
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL))
);
-- Nobody buys the same car twice.
CREATE UNIQUE INDEX sales_orders_once ON sales_orders (opportunity_id) WHERE state <> 'cancelled';
CREATE INDEX sales_orders_cancelled ON sales_orders (opportunity_id, cancelled_at) WHERE state = 'cancelled';
CREATE INDEX sales_orders_store ON sales_orders (store_id, state, created_at DESC, id DESC);
CREATE INDEX sales_orders_owner ON sales_orders (owner_id, state, created_at DESC, id DESC);
CREATE INDEX sales_orders_promised ON sales_orders (store_id, promised_on) WHERE state = 'open';
CREATE INDEX sales_orders_signed ON sales_orders (store_id, signed_on);
CREATE INDEX sales_orders_customer ON sales_orders (customer_id, created_at DESC);

-- What is to be paid and what was, and what went back.
CREATE TABLE order_payments (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES sales_orders,
    kind TEXT NOT NULL CHECK (kind IN ('deposit', 'instalment', 'loan', 'trade_in', 'balance', 'refund')),
    due_on DATE NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    paid_on DATE,
    paid_how TEXT CHECK (paid_how IN ('cash', 'card', 'transfer', 'wechat', 'alipay', 'lender', 'trade_in')),
    paid_by UUID REFERENCES staff,
    receipt TEXT NOT NULL DEFAULT '',
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    CHECK ((paid_on IS NULL) = (paid_how IS NULL)),
    CHECK (kind <> 'refund' OR paid_on IS NOT NULL)
);
CREATE INDEX order_payments_order ON order_payments (order_id, due_on, id);

-- Every day that was promised after the first, and why it moved.
CREATE TABLE order_promises (
    id UUID PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES sales_orders,
    was_on DATE NOT NULL,
    promised_on DATE NOT NULL,
    reason_sealed BYTEA NOT NULL,
    -- Whether the customer knows.
    told BOOLEAN NOT NULL,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX order_promises_order ON order_promises (order_id, at);

-- The hand-over of a new car.
CREATE TABLE deliveries (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    order_id UUID NOT NULL REFERENCES sales_orders,
    planned_at TIMESTAMPTZ NOT NULL,
    -- The end of the time agreed with a customer who waits at their door.
    planned_until TIMESTAMPTZ,
    -- When the time was last agreed: a promise moved later asks for another.
    set_at TIMESTAMPTZ NOT NULL,
    -- The customer knows that it is later than promised.
    late_told BOOLEAN NOT NULL DEFAULT FALSE,
    place TEXT NOT NULL CHECK (place IN ('store', 'door')),
    address_sealed BYTEA,
    -- Who brings the car to the customer's door.
    driver TEXT NOT NULL DEFAULT '',
    gift TEXT NOT NULL DEFAULT '',
    signed_how TEXT CHECK (signed_how IN ('drawn', 'paper')),
    signature_sealed BYTEA,
    handed_over_at TIMESTAMPTZ,
    handed_over_by UUID REFERENCES staff,
    cancelled_at TIMESTAMPTZ,
    vehicle_id UUID REFERENCES vehicles,
    -- The car as it left, for the sheet: its record goes on.
    mileage_km INT CHECK (mileage_km >= 0),
    warranty_until DATE,
    first_service_on DATE,
    first_service_km INT,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT deliveries_order UNIQUE (order_id),
    CHECK (place = 'store' OR address_sealed IS NOT NULL),
    CHECK (planned_until > planned_at),
    CHECK ((handed_over_at IS NULL) = (vehicle_id IS NULL)),
    CHECK ((handed_over_at IS NULL) = (signed_how IS NULL))
);
CREATE INDEX deliveries_planned ON deliveries (store_id, planned_at, id) WHERE handed_over_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX deliveries_done ON deliveries (store_id, handed_over_at DESC, id DESC) WHERE handed_over_at IS NOT NULL;
CREATE INDEX deliveries_vehicle ON deliveries (vehicle_id) WHERE vehicle_id IS NOT NULL;

-- What was seen to before the car left.
CREATE TABLE delivery_checks (
    delivery_id UUID NOT NULL REFERENCES deliveries,
    item TEXT NOT NULL CHECK (item IN ('wash', 'fluids', 'air_con', 'audio', 'lights', 'tyres', 'documents', 'functions',
        'emergency', 'warranty', 'first_service', 'invoice', 'conformity', 'consistency', 'three_guarantees')),
    done_by UUID REFERENCES staff,
    done_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (delivery_id, item)
);
