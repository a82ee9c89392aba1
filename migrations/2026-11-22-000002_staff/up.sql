CREATE TABLE stores (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    time_zone TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    -- What customers read on papers and pages; empty where nothing is to be said.
    phone TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);

CREATE TABLE teams (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    manager_id UUID,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT teams_name_key UNIQUE (store_id, name)
);

CREATE TABLE staff (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    team_id UUID REFERENCES teams,
    username TEXT NOT NULL CONSTRAINT staff_username_key UNIQUE CHECK (username = lower(username)),
    name TEXT NOT NULL,
    email TEXT,
    roles TEXT[] NOT NULL CHECK (roles <@ ARRAY['sales_consultant', 'service_advisor', 'technician', 'customer_care',
        'marketing', 'data_specialist', 'membership_admin', 'sales_manager', 'service_manager', 'crm_manager',
        'store_manager', 'admin']),
    password_hash TEXT,
    password_changed_at TIMESTAMPTZ,
    second_step_sealed BYTEA,
    second_step_at TIMESTAMPTZ,
    second_step_used BIGINT,
    language TEXT NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
    theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    hotkeys BOOLEAN NOT NULL DEFAULT TRUE,
    disabled_at TIMESTAMPTZ,
    last_sign_in_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT staff_second_step CHECK ((second_step_sealed IS NULL) = (second_step_at IS NULL))
);
CREATE INDEX staff_store ON staff (store_id, username);
CREATE INDEX staff_team ON staff (team_id);
ALTER TABLE teams ADD CONSTRAINT teams_manager FOREIGN KEY (manager_id) REFERENCES staff;

CREATE TABLE staff_sessions (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL REFERENCES staff,
    token_hash BYTEA NOT NULL UNIQUE,
    started_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    idle_minutes INT NOT NULL,
    awaits TEXT CHECK (awaits IN ('code', 'enrolment')),
    offered_sealed BYTEA,
    offered_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    ended_because TEXT CHECK (ended_because IN ('signed_out', 'ended', 'idle', 'expired', 'unfinished', 'disabled',
        'roles_changed', 'password_changed', 'second_step_reset')),
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    CONSTRAINT staff_sessions_offer CHECK ((offered_sealed IS NULL) = (offered_at IS NULL))
);
CREATE INDEX staff_sessions_staff ON staff_sessions (staff_id, started_at DESC);

CREATE TABLE staff_recovery_codes (
    id UUID PRIMARY KEY,
    staff_id UUID NOT NULL REFERENCES staff,
    code_hash BYTEA NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX staff_recovery_codes_staff ON staff_recovery_codes (staff_id);

CREATE TABLE staff_links (
    id UUID PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    staff_id UUID NOT NULL REFERENCES staff,
    purpose TEXT NOT NULL CHECK (purpose IN ('invite', 'reset')),
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX staff_links_staff ON staff_links (staff_id, created_at DESC);

CREATE TABLE sign_in_attempts (
    id UUID PRIMARY KEY,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('signed_in', 'refused', 'throttled', 'awaits_code', 'code_refused')),
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sign_in_attempts_staff ON sign_in_attempts (staff_id, at DESC);
