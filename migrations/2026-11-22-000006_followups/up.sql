CREATE TABLE tasks (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    customer_id UUID REFERENCES customers,
    owner_id UUID REFERENCES staff,
    role TEXT,
    title_sealed BYTEA,
    started_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    snoozed_until TIMESTAMPTZ,
    snooze_reason_sealed BYTEA,
    done_at TIMESTAMPTZ,
    done_by UUID REFERENCES staff,
    outcome TEXT,
    cancelled_at TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE INDEX tasks_owner ON tasks (owner_id, due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX tasks_store ON tasks (store_id, due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;
-- What nobody of a role has taken yet.
CREATE INDEX tasks_free ON tasks (store_id, role, due_at, id)
    WHERE owner_id IS NULL AND done_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX tasks_done ON tasks (store_id, done_at DESC, id DESC) WHERE done_at IS NOT NULL;
-- What people are only told.
CREATE INDEX tasks_told ON tasks (store_id, owner_id, role) WHERE done_at IS NULL AND cancelled_at IS NULL
    AND (right(kind, 8) = '_warning' OR right(kind, 6) = '_alert');
CREATE INDEX tasks_done_by ON tasks (done_by, done_at DESC, id DESC) WHERE done_at IS NOT NULL;
-- What is open about one person: of what comes in turn only the first is shown.
CREATE INDEX tasks_whom ON tasks ((COALESCE(customer_id, subject_id)), due_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX tasks_customer ON tasks (customer_id, due_at DESC);
CREATE UNIQUE INDEX tasks_open_subject ON tasks (subject_kind, subject_id, kind) WHERE done_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE contact_notes (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID REFERENCES customers,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    task_id UUID REFERENCES tasks,
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'sms', 'wechat', 'email', 'visit', 'note')),
    outcome TEXT NOT NULL CHECK (outcome IN ('answered', 'unanswered', 'wrong_number', 'sent', 'received', 'met', 'internal')),
    body_sealed BYTEA NOT NULL,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX contact_notes_subject ON contact_notes (subject_kind, subject_id, at DESC, id DESC);
CREATE INDEX contact_notes_customer ON contact_notes (customer_id, at DESC, id DESC);
