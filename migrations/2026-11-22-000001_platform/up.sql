-- The application's role: it may read and write rows, but only add to the audit log.
DO $$ BEGIN
    CREATE ROLE yingke_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN EXECUTE format('GRANT yingke_app TO %I', current_user); END $$;
GRANT USAGE ON SCHEMA public TO yingke_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO yingke_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO yingke_app;

CREATE TABLE vault_keys (
    id SMALLINT PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('seal', 'index')),
    wrapped BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE audit_entries (
    id UUID PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    store_id UUID,
    staff_id UUID,
    roles TEXT[] NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT,
    subject_id UUID,
    fields TEXT[] NOT NULL,
    reason_sealed BYTEA,
    address TEXT,
    request_id UUID
);
CREATE INDEX audit_entries_subject ON audit_entries (subject_kind, subject_id, id DESC);
CREATE INDEX audit_entries_at ON audit_entries (at DESC, id DESC);
CREATE INDEX audit_entries_staff ON audit_entries (staff_id, at DESC, id DESC);
CREATE INDEX audit_entries_action ON audit_entries (action, at DESC, id DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries FROM yingke_app;

CREATE TABLE field_changes (
    id UUID PRIMARY KEY,
    audit_id UUID NOT NULL REFERENCES audit_entries,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    field TEXT NOT NULL,
    old_sealed BYTEA,
    new_sealed BYTEA,
    at TIMESTAMPTZ NOT NULL,
    staff_id UUID
);
CREATE INDEX field_changes_subject ON field_changes (subject_kind, subject_id, id DESC);

CREATE TABLE form_tokens (
    token UUID PRIMARY KEY,
    staff_id UUID,
    location TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX form_tokens_age ON form_tokens (created_at);

CREATE TABLE throttle_counters (
    key BYTEA NOT NULL,
    window_start TIMESTAMPTZ NOT NULL,
    hits INT NOT NULL,
    PRIMARY KEY (key, window_start)
);
CREATE INDEX throttle_counters_age ON throttle_counters (window_start);

CREATE TABLE settings (
    store_id UUID NOT NULL,
    key TEXT NOT NULL,
    value JSONB NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    updated_at TIMESTAMPTZ NOT NULL,
    updated_by UUID,
    PRIMARY KEY (store_id, key)
);

CREATE TABLE number_series (
    store_id UUID NOT NULL,
    prefix TEXT NOT NULL,
    day DATE NOT NULL,
    last INT NOT NULL,
    PRIMARY KEY (store_id, prefix, day)
);

CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload JSONB NOT NULL,
    unique_key TEXT,
    run_at TIMESTAMPTZ NOT NULL,
    attempts INT NOT NULL DEFAULT 0,
    leased_until TIMESTAMPTZ,
    last_error TEXT,
    parked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE parked_at IS NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;

CREATE TABLE outgoing_mails (
    id UUID PRIMARY KEY,
    to_sealed BYTEA NOT NULL,
    subject_sealed BYTEA NOT NULL,
    body_sealed BYTEA NOT NULL,
    headers_sealed BYTEA NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
    attempts INT NOT NULL DEFAULT 0,
    last_error TEXT,
    run_at TIMESTAMPTZ NOT NULL,
    leased_until TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ
);
CREATE INDEX outgoing_mails_due ON outgoing_mails (run_at) WHERE state = 'queued';

CREATE TABLE attachments (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    media_type TEXT NOT NULL,
    name_sealed BYTEA NOT NULL,
    body_sealed BYTEA NOT NULL,
    thumbnail_sealed BYTEA,
    size_bytes INT NOT NULL,
    width INT,
    height INT,
    created_by UUID,
    created_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ
);
CREATE INDEX attachments_subject ON attachments (subject_kind, subject_id, created_at);

CREATE TABLE drafts (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL,
    place TEXT NOT NULL,
    body_sealed BYTEA NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    UNIQUE (staff_id, place)
);

CREATE TABLE undo_entries (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL,
    kind TEXT NOT NULL,
    payload JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ
);
CREATE INDEX undo_entries_age ON undo_entries (expires_at);

-- Who has which record open. Not worth a place in the write-ahead log: after a crash everybody says so again.
CREATE UNLOGGED TABLE presences (
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    name TEXT NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, staff_id)
);
