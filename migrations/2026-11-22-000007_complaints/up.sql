-- Categories and the tree of root causes: the managers' own words, so rows and no enum.
CREATE TABLE complaint_terms (
    code TEXT PRIMARY KEY CHECK (code ~ '^[a-z0-9_]{1,40}$'),
    kind TEXT NOT NULL CHECK (kind IN ('category', 'cause')),
    parent TEXT REFERENCES complaint_terms,
    side TEXT NOT NULL DEFAULT 'service' CHECK (side IN ('sales', 'service')),
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    position SMALLINT NOT NULL DEFAULT 0,
    retired_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0
);
INSERT INTO complaint_terms (kind, code, parent, side, zh, en, position) VALUES
    ('category', 'repair_quality', NULL, 'service', '维修质量', 'Repair quality', 1),
    ('category', 'staff_attitude', NULL, 'service', '服务态度', 'Staff attitude', 2),
    ('category', 'parts_quality', NULL, 'service', '配件质量', 'Parts quality', 3),
    ('category', 'price_charges', NULL, 'service', '价格与收费', 'Price and charges', 4),
    ('category', 'waiting_time', NULL, 'service', '等待时间', 'Waiting time', 5),
    ('category', 'delivery', NULL, 'sales', '交车', 'Delivery', 6),
    ('category', 'sales_promise', NULL, 'sales', '销售承诺', 'Sales promise', 7),
    ('category', 'other', NULL, 'service', '其他', 'Other', 8),
    ('cause', 'workmanship', NULL, 'service', '维修作业', 'Workmanship', 10),
    ('cause', 'materials', NULL, 'service', '配件', 'Parts', 20),
    ('cause', 'charges', NULL, 'service', '收费', 'Charges', 30),
    ('cause', 'people', NULL, 'service', '人员', 'People', 40),
    ('cause', 'organisation', NULL, 'service', '流程与环境', 'Process and premises', 50),
    ('cause', 'vehicle', NULL, 'sales', '产品', 'Product', 60);
INSERT INTO complaint_terms (kind, code, parent, zh, en, position) VALUES
    ('cause', 'body', 'workmanship', '钣金', 'Body work', 11),
    ('cause', 'electro_mechanical', 'workmanship', '机电', 'Electro-mechanical', 12),
    ('cause', 'paint', 'workmanship', '喷漆', 'Paint', 13),
    ('cause', 'parts', 'materials', '配件质量', 'Parts quality', 21),
    ('cause', 'parts_supply', 'materials', '配件供应', 'Parts supply', 22),
    ('cause', 'labour', 'charges', '工时费', 'Labour charge', 31),
    ('cause', 'price', 'charges', '价格', 'Price', 32),
    ('cause', 'transparency', 'charges', '收费透明', 'Transparency', 33),
    ('cause', 'advisor', 'people', '服务顾问', 'Advisor', 41),
    ('cause', 'technician', 'people', '维修技师', 'Technician', 42),
    ('cause', 'time', 'organisation', '时间', 'Time', 51),
    ('cause', 'environment', 'organisation', '环境', 'Environment', 52),
    ('cause', 'rules', 'organisation', '制度', 'Rules', 53),
    ('cause', 'car_wash', 'organisation', '洗车', 'Car wash', 54),
    ('cause', 'product', 'vehicle', '产品质量', 'Product quality', 61);

CREATE TABLE complaints (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    number TEXT NOT NULL,
    customer_id UUID REFERENCES customers,
    vehicle_id UUID REFERENCES vehicles,
    -- Who complained, as they told it themselves, where no customer is known yet: JSON.
    reporter_sealed BYTEA,
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'email', 'wechat', 'on_site', 'web_form', 'survey',
        'manufacturer', 'hotline_12315')),
    category TEXT NOT NULL REFERENCES complaint_terms,
    severity TEXT NOT NULL CHECK (severity IN ('normal', 'serious', 'crisis')),
    state TEXT NOT NULL CHECK (state IN ('received', 'contacted', 'investigating', 'proposed', 'approved', 'executing',
        'resolved', 'closed', 'withdrawn')),
    facts_sealed BYTEA NOT NULL,
    room TEXT,
    attendant_id UUID REFERENCES staff,
    visit_ref_sealed BYTEA,
    owner_id UUID REFERENCES staff,
    department TEXT CHECK (department IN ('service', 'body_paint', 'parts', 'sales', 'finance', 'care', 'other')),
    responsible_id UUID REFERENCES staff,
    cause TEXT REFERENCES complaint_terms,
    cause_at TIMESTAMPTZ,
    received_at TIMESTAMPTZ NOT NULL,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    round SMALLINT NOT NULL DEFAULT 1,
    -- The deadline that falls due next; none while nothing runs.
    due_at TIMESTAMPTZ,
    -- The place in the queue: its next deadline, or far behind all of them.
    queue_at TIMESTAMPTZ NOT NULL,
    -- When the next level of escalation is reached.
    escalate_at TIMESTAMPTZ,
    escalation SMALLINT NOT NULL DEFAULT 0 CHECK (escalation BETWEEN 0 AND 3),
    ended_at TIMESTAMPTZ,
    merged_into UUID REFERENCES complaints,
    split_from UUID REFERENCES complaints,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT complaints_number_key UNIQUE (store_id, number),
    CHECK (merged_into IS NULL OR ended_at IS NOT NULL),
    CHECK (state NOT IN ('closed', 'withdrawn') OR ended_at IS NOT NULL)
);
CREATE INDEX complaints_open ON complaints (store_id, queue_at, id) WHERE ended_at IS NULL;
CREATE INDEX complaints_all ON complaints (store_id, queue_at, id) WHERE merged_into IS NULL;
CREATE INDEX complaints_state ON complaints (store_id, state, queue_at, id) WHERE ended_at IS NULL;
CREATE INDEX complaints_due ON complaints (store_id, due_at, id) WHERE ended_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX complaints_owner ON complaints (owner_id, queue_at, id) WHERE ended_at IS NULL;
CREATE INDEX complaints_severe ON complaints (store_id, severity, queue_at, id) WHERE severity <> 'normal' AND merged_into IS NULL;
CREATE INDEX complaints_escalate ON complaints (escalate_at) WHERE escalate_at IS NOT NULL;
CREATE INDEX complaints_customer ON complaints (customer_id, received_at DESC);
CREATE INDEX complaints_vehicle ON complaints (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX complaints_merged ON complaints (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX complaints_received ON complaints (store_id, received_at, id) INCLUDE (severity, category, cause)
    WHERE merged_into IS NULL;
CREATE INDEX complaints_cause ON complaints (store_id, cause, cause_at) WHERE cause IS NOT NULL AND merged_into IS NULL;
CREATE INDEX complaints_created_by ON complaints (created_by, queue_at, id) WHERE created_by IS NOT NULL;
CREATE INDEX complaints_responsible ON complaints (responsible_id, queue_at, id) WHERE responsible_id IS NOT NULL;

-- One row per round: reopening starts a new one and keeps the old.
CREATE TABLE complaint_rounds (
    complaint_id UUID NOT NULL REFERENCES complaints,
    round SMALLINT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    contact_due_at TIMESTAMPTZ NOT NULL,
    contacted_at TIMESTAMPTZ,
    proposal_due_at TIMESTAMPTZ NOT NULL,
    proposed_at TIMESTAMPTZ,
    resolution_due_at TIMESTAMPTZ NOT NULL,
    resolved_at TIMESTAMPTZ,
    call_back_due_at TIMESTAMPTZ,
    called_back_at TIMESTAMPTZ,
    call_back_attempts SMALLINT NOT NULL DEFAULT 0,
    satisfaction SMALLINT CHECK (satisfaction BETWEEN 1 AND 5),
    last_contact_at TIMESTAMPTZ,
    report_due_at TIMESTAMPTZ,
    paused_at TIMESTAMPTZ,
    pause_reason TEXT CHECK (pause_reason IN ('customer', 'parts', 'manufacturer')),
    paused_secs BIGINT NOT NULL DEFAULT 0,
    running_secs BIGINT,
    ended_at TIMESTAMPTZ,
    PRIMARY KEY (complaint_id, round),
    CHECK ((paused_at IS NULL) = (pause_reason IS NULL))
);

CREATE TABLE complaint_pauses (
    id UUID PRIMARY KEY,
    complaint_id UUID NOT NULL REFERENCES complaints,
    round SMALLINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('customer', 'parts', 'manufacturer')),
    from_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ,
    started_by UUID REFERENCES staff,
    ended_by UUID REFERENCES staff,
    CHECK (until_at >= from_at)
);
CREATE INDEX complaint_pauses_round ON complaint_pauses (complaint_id, round, from_at);
CREATE UNIQUE INDEX complaint_pauses_open ON complaint_pauses (complaint_id) WHERE until_at IS NULL;

CREATE TABLE complaint_solutions (
    id UUID PRIMARY KEY,
    complaint_id UUID NOT NULL REFERENCES complaints,
    round SMALLINT NOT NULL,
    version SMALLINT NOT NULL,
    measures_sealed BYTEA NOT NULL,
    effect_sealed BYTEA NOT NULL,
    deadline_on DATE NOT NULL,
    cost_fen BIGINT NOT NULL CHECK (cost_fen >= 0),
    author_id UUID NOT NULL REFERENCES staff,
    proposed_at TIMESTAMPTZ NOT NULL,
    decision TEXT CHECK (decision IN ('approved', 'rejected', 'dropped')),
    decided_by UUID REFERENCES staff,
    decided_at TIMESTAMPTZ,
    reason_sealed BYTEA,
    UNIQUE (complaint_id, version),
    CONSTRAINT complaint_solutions_other_person CHECK (decision = 'dropped' OR decided_by <> author_id)
);
CREATE UNIQUE INDEX complaint_solutions_open ON complaint_solutions (complaint_id) WHERE decision IS NULL;

CREATE TABLE complaint_goodwill (
    id UUID PRIMARY KEY,
    complaint_id UUID NOT NULL REFERENCES complaints,
    kind TEXT NOT NULL CHECK (kind IN ('wash', 'labour', 'parts', 'voucher', 'refund', 'other')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    note_sealed BYTEA,
    state TEXT NOT NULL CHECK (state IN ('granted', 'pending', 'refused')),
    within_allowance BOOLEAN NOT NULL,
    asked_by UUID NOT NULL REFERENCES staff,
    asked_at TIMESTAMPTZ NOT NULL,
    decided_by UUID REFERENCES staff,
    decided_at TIMESTAMPTZ,
    CONSTRAINT complaint_goodwill_other_person CHECK (decided_by <> asked_by)
);
CREATE INDEX complaint_goodwill_complaint ON complaint_goodwill (complaint_id, asked_at);
CREATE INDEX complaint_goodwill_pending ON complaint_goodwill (complaint_id) WHERE state = 'pending';

-- The timeline: what the customer said, notes, contacts, and every step with its stamp.
CREATE TABLE complaint_entries (
    id UUID PRIMARY KEY,
    complaint_id UUID NOT NULL REFERENCES complaints,
    round SMALLINT NOT NULL,
    kind TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    staff_id UUID REFERENCES staff,
    body_sealed BYTEA,
    data JSONB NOT NULL DEFAULT '{}',
    solution_id UUID REFERENCES complaint_solutions,
    goodwill_id UUID REFERENCES complaint_goodwill
);
CREATE INDEX complaint_entries_complaint ON complaint_entries (complaint_id, at, id);

CREATE TABLE complaint_crises (
    complaint_id UUID PRIMARY KEY REFERENCES complaints,
    owner_id UUID REFERENCES staff,
    statement_sealed BYTEA,
    containment_sealed BYTEA,
    next_report_at TIMESTAMPTZ,
    updated_by UUID REFERENCES staff,
    updated_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);

CREATE TABLE complaint_escalations (
    complaint_id UUID NOT NULL REFERENCES complaints,
    round SMALLINT NOT NULL,
    clock TEXT NOT NULL CHECK (clock IN ('contact', 'proposal', 'resolution', 'call_back')),
    level TEXT NOT NULL CHECK (level IN ('warn', 'alert', 'top')),
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (complaint_id, round, clock, level)
);

-- Which mail became which complaint: a message that arrives twice is one complaint.
CREATE TABLE complaint_mails (
    store_id UUID NOT NULL REFERENCES stores,
    message_key BYTEA NOT NULL,
    complaint_id UUID NOT NULL REFERENCES complaints,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (store_id, message_key)
);

CREATE TABLE corrective_actions (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    complaint_id UUID REFERENCES complaints,
    cause TEXT REFERENCES complaint_terms,
    opened_because TEXT NOT NULL CHECK (opened_because IN ('by_hand', 'repeat_cause')),
    title_sealed BYTEA NOT NULL,
    measure_sealed BYTEA,
    owner_id UUID REFERENCES staff,
    due_on DATE NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'checked')),
    done_at TIMESTAMPTZ,
    done_by UUID REFERENCES staff,
    done_note_sealed BYTEA,
    effect TEXT CHECK (effect IN ('effective', 'partly', 'none')),
    effect_note_sealed BYTEA,
    checked_at TIMESTAMPTZ,
    checked_by UUID REFERENCES staff,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK ((state = 'open') = (done_at IS NULL)),
    CHECK ((state = 'checked') = (effect IS NOT NULL))
);
CREATE INDEX corrective_actions_store ON corrective_actions (store_id, state, due_on, id);
CREATE UNIQUE INDEX corrective_actions_alarm ON corrective_actions (store_id, cause)
    WHERE opened_because = 'repeat_cause' AND state = 'open';
