-- What somebody answered, or has begun to answer: a draft until it was sent off, then locked. An anonymous answer that was
-- sent off leads back to nobody: neither invitation nor customer, no car and no staff, and only the day it came on.
CREATE TABLE survey_responses (
    id UUID PRIMARY KEY,
    -- None for a poster, an interview without invitation, a paper sheet, and what was sent off anonymously.
    invitation_id UUID REFERENCES survey_invitations,
    survey_id UUID NOT NULL REFERENCES surveys,
    version_id UUID NOT NULL REFERENCES questionnaire_versions,
    store_id UUID NOT NULL REFERENCES stores,
    anonymous BOOL NOT NULL DEFAULT FALSE,
    customer_id UUID REFERENCES customers,
    vehicle_id UUID REFERENCES vehicles,
    advisor_id UUID REFERENCES staff,
    technician_id UUID REFERENCES staff,
    model_id UUID REFERENCES vehicle_models,
    model TEXT NOT NULL DEFAULT '',
    tier TEXT,
    way TEXT NOT NULL CHECK (way IN ('link', 'email', 'phone', 'on_site', 'paper')),
    self_paid BOOL,
    lang TEXT NOT NULL DEFAULT 'zh-CN' CHECK (lang IN ('zh-CN', 'en')),
    -- Who asked, where somebody did.
    taken_by UUID REFERENCES staff,
    started_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    -- The last question that was answered or gone past: where those who stopped did.
    last_question UUID REFERENCES survey_questions,
    -- Read from the answers when they are sent off, for lists and figures.
    overall SMALLINT CHECK (overall BETWEEN 1 AND 5),
    nps SMALLINT CHECK (nps BETWEEN 0 AND 10),
    lowest SMALLINT CHECK (lowest BETWEEN 1 AND 5),
    has_remark BOOL NOT NULL DEFAULT FALSE,
    wants_call BOOL NOT NULL DEFAULT FALSE,
    wants_complaint BOOL NOT NULL DEFAULT FALSE,
    consequence TEXT NOT NULL DEFAULT 'none' CHECK (consequence IN ('none', 'thanks', 'call_back', 'complaint')),
    -- Until when an unhappy customer is called, and when that was settled.
    due_at TIMESTAMPTZ,
    followed_up_at TIMESTAMPTZ,
    -- Whether the next survey found them content again.
    recovered BOOL,
    -- Personal data was taken out on request, or because its time was over.
    erased_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0,
    -- One answer per invitation, whoever sends it off how often.
    CONSTRAINT survey_responses_invitation UNIQUE (invitation_id),
    CHECK (NOT (anonymous AND submitted_at IS NOT NULL)
        OR (invitation_id IS NULL AND customer_id IS NULL AND vehicle_id IS NULL AND advisor_id IS NULL
            AND technician_id IS NULL AND taken_by IS NULL)),
    CHECK (NOT anonymous OR consequence IN ('none', 'thanks'))
);
-- Lists, the newest first; what waits for a call; one customer's answers; one survey's.
CREATE INDEX survey_responses_store ON survey_responses (store_id, submitted_at DESC, id DESC) WHERE submitted_at IS NOT NULL;
CREATE INDEX survey_responses_survey ON survey_responses (survey_id, submitted_at DESC, id DESC) WHERE submitted_at IS NOT NULL;
CREATE INDEX survey_responses_customer ON survey_responses (customer_id, submitted_at DESC, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX survey_responses_vehicle ON survey_responses (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX survey_responses_version ON survey_responses (version_id, submitted_at);
CREATE INDEX survey_responses_to_call ON survey_responses (store_id, due_at)
    WHERE due_at IS NOT NULL AND followed_up_at IS NULL;
CREATE INDEX survey_responses_consequence ON survey_responses (store_id, consequence, submitted_at DESC, id DESC)
    WHERE submitted_at IS NOT NULL AND consequence IN ('call_back', 'complaint');
CREATE INDEX survey_responses_remarks ON survey_responses (store_id, submitted_at DESC, id DESC)
    WHERE submitted_at IS NOT NULL AND has_remark;
CREATE INDEX survey_responses_advisor ON survey_responses (advisor_id, submitted_at DESC, id DESC)
    WHERE advisor_id IS NOT NULL AND submitted_at IS NOT NULL;
CREATE INDEX survey_responses_technician ON survey_responses (technician_id, submitted_at DESC, id DESC)
    WHERE technician_id IS NOT NULL AND submitted_at IS NOT NULL;
CREATE INDEX survey_responses_drafts ON survey_responses (started_at) WHERE submitted_at IS NULL;
CREATE INDEX survey_responses_kept ON survey_responses (submitted_at) WHERE submitted_at IS NOT NULL AND erased_at IS NULL;

-- One answer to one question: points (yes is 1, no is 0), what was chosen, or what was written. What was written is sealed
-- for the row's own id.
CREATE TABLE survey_answers (
    response_id UUID NOT NULL REFERENCES survey_responses ON DELETE CASCADE,
    question_id UUID NOT NULL REFERENCES survey_questions,
    id UUID NOT NULL,
    score SMALLINT CHECK (score BETWEEN 0 AND 10),
    choices TEXT[],
    text_sealed BYTEA,
    PRIMARY KEY (response_id, question_id),
    CONSTRAINT survey_answers_id UNIQUE (id),
    CHECK (num_nonnulls(score, choices, text_sealed) = 1)
);
CREATE INDEX survey_answers_question ON survey_answers (question_id, response_id);

-- What was done about an answer: the call of an unhappy customer, with why they were unhappy and what is done about it; the
-- complaint that was opened; the reply to what they wrote.
CREATE TABLE survey_follow_ups (
    response_id UUID PRIMARY KEY REFERENCES survey_responses ON DELETE CASCADE,
    store_id UUID NOT NULL REFERENCES stores,
    complaint_id UUID REFERENCES complaints,
    attempts SMALLINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    followed_up_by UUID REFERENCES staff,
    reached BOOL,
    reason TEXT CHECK (reason IN (
        'quality', 'attitude', 'waiting', 'price', 'parts', 'information', 'mistake', 'other'
    )),
    measure_sealed BYTEA,
    recovered_at TIMESTAMPTZ,
    reply_due_at TIMESTAMPTZ,
    replied_at TIMESTAMPTZ,
    replied_by UUID REFERENCES staff,
    replied_how TEXT CHECK (replied_how IN ('email', 'phone', 'wechat', 'visit')),
    reply_sealed BYTEA,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK (reached IS NOT TRUE OR reason IS NOT NULL),
    CHECK ((replied_at IS NULL) = (replied_how IS NULL))
);
CREATE INDEX survey_follow_ups_to_reply ON survey_follow_ups (store_id, reply_due_at)
    WHERE reply_due_at IS NOT NULL AND replied_at IS NULL;
CREATE INDEX survey_follow_ups_complaint ON survey_follow_ups (complaint_id) WHERE complaint_id IS NOT NULL;
