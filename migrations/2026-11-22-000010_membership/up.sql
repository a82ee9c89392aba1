-- What a member has: the sum of the ledgers, kept beside them, so that no balance falls below zero.
CREATE TABLE member_accounts (
    customer_id UUID PRIMARY KEY REFERENCES customers,
    store_id UUID NOT NULL REFERENCES stores,
    points BIGINT NOT NULL DEFAULT 0,
    -- Points that were taken back after they had been spent: the next ones that come in pay for them.
    debt BIGINT NOT NULL DEFAULT 0,
    next_expiry DATE,
    -- A tier that was given by hand or bought: not below it until that day.
    held_tier TEXT CHECK (held_tier IN ('regular', 'silver', 'gold', 'platinum')),
    held_until DATE,
    falls_to TEXT CHECK (falls_to IN ('regular', 'silver', 'gold', 'platinum')),
    falls_on DATE,
    rated_on DATE NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT member_accounts_points CHECK (points >= 0),
    CONSTRAINT member_accounts_debt CHECK (debt >= 0 AND (debt = 0 OR points = 0)),
    CONSTRAINT member_accounts_held CHECK ((held_tier IS NULL) = (held_until IS NULL)),
    CONSTRAINT member_accounts_falls CHECK ((falls_to IS NULL) = (falls_on IS NULL))
);
CREATE INDEX member_accounts_changed ON member_accounts (store_id, changed_at DESC, customer_id DESC);
CREATE INDEX member_accounts_expiry ON member_accounts (store_id, next_expiry, customer_id) WHERE next_expiry IS NOT NULL;
CREATE INDEX member_accounts_falls ON member_accounts (store_id, falls_on, customer_id) WHERE falls_on IS NOT NULL;
-- What the nightly evaluation takes next.
CREATE INDEX member_accounts_rated ON member_accounts (rated_on, customer_id);

CREATE TABLE rewards (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    points BIGINT NOT NULL CHECK (points > 0),
    -- As many as there are; NULL: as many as one likes.
    stock INT,
    retired_at TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT rewards_stock CHECK (stock >= 0)
);
CREATE UNIQUE INDEX rewards_name ON rewards (store_id, name_zh) WHERE retired_at IS NULL;
CREATE INDEX rewards_store ON rewards (store_id, points, id);

-- What was bought and counts for the tier; a refund is a negative line that names what it takes back.
CREATE TABLE spend_entries (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID NOT NULL REFERENCES customers,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'accessory', 'package', 'car')),
    amount_fen BIGINT NOT NULL,
    -- As much of it as counts: of a car a share.
    counts_fen BIGINT NOT NULL,
    source_kind TEXT NOT NULL,
    source_id UUID NOT NULL,
    reverses_id UUID REFERENCES spend_entries,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    CONSTRAINT spend_entries_reverses UNIQUE (reverses_id)
);
CREATE INDEX spend_entries_customer ON spend_entries (customer_id, at) INCLUDE (counts_fen);
CREATE INDEX spend_entries_source ON spend_entries (source_id);

-- Every change of a balance. What is earned nominally is `points - debt`.
CREATE TABLE points_entries (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID NOT NULL REFERENCES customers,
    kind TEXT NOT NULL CHECK (kind IN ('earn', 'redeem', 'expire', 'adjust', 'reverse')),
    points BIGINT NOT NULL,
    debt BIGINT NOT NULL DEFAULT 0,
    balance BIGINT NOT NULL CHECK (balance >= 0),
    source_kind TEXT NOT NULL,
    source_id UUID NOT NULL,
    reward_id UUID REFERENCES rewards,
    quantity INT CHECK (quantity > 0),
    -- What the points stood for as money, and of which bill.
    worth_fen BIGINT,
    bill_fen BIGINT,
    bought_tier TEXT CHECK (bought_tier IN ('regular', 'silver', 'gold', 'platinum')),
    expires_on DATE,
    reverses_id UUID REFERENCES points_entries,
    note_sealed BYTEA,
    staff_id UUID REFERENCES staff,
    approved_by UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    CONSTRAINT points_entries_reverses UNIQUE (reverses_id),
    CONSTRAINT points_entries_moves CHECK (points <> 0 OR debt <> 0)
);
CREATE INDEX points_entries_customer ON points_entries (customer_id, at DESC, id DESC);
CREATE INDEX points_entries_source ON points_entries (source_id);
CREATE INDEX points_entries_reward ON points_entries (reward_id, at DESC) WHERE reward_id IS NOT NULL;

-- Points that came in together, and how many of them are left: the oldest are used first.
CREATE TABLE points_lots (
    id UUID PRIMARY KEY,
    entry_id UUID NOT NULL REFERENCES points_entries,
    customer_id UUID NOT NULL REFERENCES customers,
    points BIGINT NOT NULL CHECK (points > 0),
    points_left BIGINT NOT NULL,
    expires_on DATE NOT NULL,
    CONSTRAINT points_lots_left CHECK (points_left BETWEEN 0 AND points)
);
CREATE INDEX points_lots_customer ON points_lots (customer_id, expires_on, id);
CREATE INDEX points_lots_entry ON points_lots (entry_id);
CREATE INDEX points_lots_expiry ON points_lots (expires_on, customer_id) WHERE points_left > 0;

-- Which points an entry used; negative: gave back.
CREATE TABLE points_uses (
    entry_id UUID NOT NULL REFERENCES points_entries,
    lot_id UUID NOT NULL REFERENCES points_lots,
    points BIGINT NOT NULL CHECK (points <> 0),
    PRIMARY KEY (entry_id, lot_id)
);
CREATE INDEX points_uses_lot ON points_uses (lot_id);

-- The ledgers are added to, never changed.
REVOKE UPDATE, DELETE, TRUNCATE ON spend_entries, points_entries, points_uses FROM yingke_app;

-- Adjustments that a second person has to agree to.
CREATE TABLE points_adjustments (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID NOT NULL REFERENCES customers,
    points BIGINT NOT NULL CHECK (points <> 0),
    reason_sealed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused')),
    asked_by UUID NOT NULL REFERENCES staff,
    asked_at TIMESTAMPTZ NOT NULL,
    decided_by UUID REFERENCES staff,
    decided_at TIMESTAMPTZ,
    answer_sealed BYTEA,
    CONSTRAINT points_adjustments_second CHECK (decided_by IS DISTINCT FROM asked_by)
);
CREATE INDEX points_adjustments_pending ON points_adjustments (store_id, asked_at, id) WHERE state = 'pending';
CREATE INDEX points_adjustments_customer ON points_adjustments (customer_id, asked_at DESC);

CREATE TABLE benefit_uses (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID NOT NULL REFERENCES customers,
    benefit TEXT NOT NULL CHECK (benefit IN ('car_wash', 'disinfection', 'courtesy_car', 'birthday_service')),
    year SMALLINT NOT NULL,
    visit_id UUID REFERENCES visits,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    taken_back_at TIMESTAMPTZ,
    taken_back_by UUID REFERENCES staff
);
CREATE INDEX benefit_uses_customer ON benefit_uses (customer_id, year, at DESC);
CREATE INDEX benefit_uses_visit ON benefit_uses (visit_id) WHERE visit_id IS NOT NULL;
