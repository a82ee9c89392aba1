-- A screen in the waiting area: whoever has its address sees numbers and counters, nothing else.
CREATE TABLE call_boards (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    CONSTRAINT call_boards_token UNIQUE (token)
);
CREATE INDEX call_boards_store ON call_boards (store_id, created_at);

-- Which consultants are on the floor today; the smallest place is next.
CREATE TABLE floor_duty (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    day DATE NOT NULL,
    staff_id UUID NOT NULL REFERENCES staff,
    place INT NOT NULL,
    checked_in_at TIMESTAMPTZ NOT NULL,
    paused_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    turns INT NOT NULL DEFAULT 0,
    CONSTRAINT floor_duty_once UNIQUE (store_id, day, staff_id)
);

-- How the rotation went.
CREATE TABLE floor_turns (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    day DATE NOT NULL,
    staff_id UUID NOT NULL REFERENCES staff,
    action TEXT NOT NULL CHECK (action IN ('check_in', 'took', 'skipped', 'paused', 'resumed', 'moved', 'ended')),
    visit_id UUID REFERENCES visits,
    by_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX floor_turns_day ON floor_turns (store_id, day, at DESC, id DESC);
CREATE INDEX floor_turns_visit ON floor_turns (visit_id) WHERE visit_id IS NOT NULL;
