CREATE TABLE message_templates (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    key TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'wechat')),
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'marketing', 'survey', 'sharing')),
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    -- without words of its own the store uses the first wording again
    subject TEXT,
    body TEXT,
    updated_at TIMESTAMPTZ NOT NULL,
    updated_by UUID REFERENCES staff,
    lock_version INT NOT NULL DEFAULT 0,
    UNIQUE (store_id, key, channel, language),
    CONSTRAINT message_templates_worded CHECK ((subject IS NULL) = (body IS NULL))
);

CREATE TABLE messages (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    customer_id UUID REFERENCES customers,
    subject_kind TEXT,
    subject_id UUID,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'wechat')),
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'marketing', 'survey', 'sharing')),
    template_key TEXT,
    to_sealed BYTEA,
    subject_sealed BYTEA NOT NULL,
    body_sealed BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'refused', 'handed_over')),
    refused_because TEXT CHECK (refused_because IN ('no_consent', 'no_address', 'no_channel', 'bad_address', 'withdrawn')),
    mail_id UUID,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ
);
CREATE INDEX messages_customer ON messages (customer_id, created_at DESC, id DESC);
CREATE INDEX messages_subject ON messages (subject_kind, subject_id, created_at DESC);
CREATE INDEX messages_mail ON messages (mail_id) WHERE mail_id IS NOT NULL;
