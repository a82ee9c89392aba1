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
-- What the nightly evaluation takes next.
CREATE INDEX member_accounts_rated ON member_accounts (rated_on, customer_id);

-- Where a member stands in the lists: what they are narrowed and ordered by, of customers and accounts, in one row, so that
-- each order of each part is an index, whatever a plan is kept for. Kept by the two triggers below; nobody else writes it.
CREATE TABLE member_places (
    customer_id UUID PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    store_id UUID NOT NULL,
    owner_id UUID,
    -- 0 regular, 1 silver, 2 gold, 3 platinum.
    tier_rank SMALLINT NOT NULL CHECK (tier_rank BETWEEN 0 AND 3),
    points BIGINT NOT NULL,
    -- When the first points expire; the last day there is: none do.
    expires_on DATE NOT NULL,
    falls_on DATE,
    -- When the tier or the account changed last.
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX member_places_changed ON member_places (store_id, changed_at, customer_id);
CREATE INDEX member_places_points ON member_places (store_id, points, customer_id);
CREATE INDEX member_places_expires ON member_places (store_id, expires_on, customer_id);
CREATE INDEX member_places_falls ON member_places (store_id, falls_on, customer_id) WHERE falls_on IS NOT NULL;
-- Of one tier; tiers themselves stand in the order of the second.
CREATE INDEX member_places_tier_changed ON member_places (store_id, tier_rank, changed_at, customer_id);
CREATE INDEX member_places_tier_points ON member_places (store_id, tier_rank, points, customer_id);
CREATE INDEX member_places_tier_expires ON member_places (store_id, tier_rank, expires_on, customer_id);
-- Those of one owner are few: all are read from here, and put in order.
CREATE INDEX member_places_owner ON member_places (owner_id)
    INCLUDE (customer_id, store_id, tier_rank, points, expires_on, falls_on, changed_at) WHERE owner_id IS NOT NULL;

CREATE FUNCTION place_member() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.merged_into IS NOT NULL OR (NEW.tier = 'regular' AND NOT NEW.member) THEN
        DELETE FROM member_places WHERE customer_id = NEW.id;
        RETURN NULL;
    END IF;
    INSERT INTO member_places AS known (customer_id, store_id, owner_id, tier_rank, points, expires_on, falls_on, changed_at)
    SELECT NEW.id, NEW.store_id, NEW.owner_id, array_position(ARRAY['regular', 'silver', 'gold', 'platinum'], NEW.tier) - 1,
        COALESCE(a.points, 0), COALESCE(a.next_expiry, '9999-12-31'), a.falls_on, COALESCE(a.changed_at, NEW.updated_at)
    FROM (SELECT NEW.id) AS it (id) LEFT JOIN member_accounts AS a ON a.customer_id = it.id
    ON CONFLICT (customer_id) DO UPDATE SET store_id = EXCLUDED.store_id, owner_id = EXCLUDED.owner_id,
        tier_rank = EXCLUDED.tier_rank,
        changed_at = CASE WHEN known.tier_rank = EXCLUDED.tier_rank THEN known.changed_at
            ELSE GREATEST(known.changed_at, NEW.updated_at) END;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_placed AFTER INSERT ON customers FOR EACH ROW
    WHEN (NEW.tier <> 'regular' OR NEW.member) EXECUTE FUNCTION place_member();
CREATE TRIGGER customers_moved AFTER UPDATE OF store_id, owner_id, tier, member, merged_into ON customers FOR EACH ROW
    WHEN ((OLD.store_id, OLD.owner_id, OLD.tier, OLD.member, OLD.merged_into)
        IS DISTINCT FROM (NEW.store_id, NEW.owner_id, NEW.tier, NEW.member, NEW.merged_into))
    EXECUTE FUNCTION place_member();

CREATE FUNCTION place_account() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE member_places SET points = NEW.points, expires_on = COALESCE(NEW.next_expiry, '9999-12-31'),
        falls_on = NEW.falls_on, changed_at = NEW.changed_at
    WHERE customer_id = NEW.customer_id AND (points, expires_on, falls_on, changed_at) IS DISTINCT FROM
        (NEW.points, COALESCE(NEW.next_expiry, '9999-12-31'), NEW.falls_on, NEW.changed_at);
    RETURN NULL;
END $$;
CREATE TRIGGER member_accounts_placed AFTER INSERT OR UPDATE OF points, next_expiry, falls_on, changed_at ON member_accounts
    FOR EACH ROW EXECUTE FUNCTION place_account();

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
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn')),
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
