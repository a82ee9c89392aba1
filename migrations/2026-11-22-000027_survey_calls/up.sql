-- What is known of calling somebody for an interview; made when somebody first takes it up.
CREATE TABLE survey_calls (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    invitation_id UUID NOT NULL REFERENCES survey_invitations ON DELETE CASCADE,
    -- Who called last.
    owner_id UUID REFERENCES staff,
    -- When to call: as agreed with the customer, or the next try.
    call_at TIMESTAMPTZ,
    agreed BOOLEAN NOT NULL DEFAULT FALSE,
    attempts INT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- What came of the last attempt.
    result TEXT CHECK (result IN ('answered', 'unanswered', 'later', 'refused', 'wrong_number')),
    -- When the customer agreed to be interviewed.
    consented_at TIMESTAMPTZ,
    -- Nobody calls any more.
    done_at TIMESTAMPTZ,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT survey_calls_invitation UNIQUE (invitation_id),
    CHECK (NOT agreed OR call_at IS NOT NULL),
    CHECK (done_at IS NULL OR result IS NOT NULL)
);
CREATE INDEX survey_calls_done ON survey_calls (store_id, done_at DESC, id DESC) WHERE done_at IS NOT NULL;
-- Times that were agreed with customers.
CREATE INDEX survey_calls_agreed ON survey_calls (store_id, call_at) WHERE agreed AND done_at IS NULL;
-- The list of whom to call.
CREATE INDEX survey_invitations_to_call ON survey_invitations (store_id, due_at, id)
    WHERE way = 'phone' AND state IN ('sent', 'opened');

-- Every time the telephone was taken up.
CREATE TABLE survey_call_attempts (
    id UUID PRIMARY KEY,
    call_id UUID NOT NULL REFERENCES survey_calls ON DELETE CASCADE,
    staff_id UUID REFERENCES staff,
    at TIMESTAMPTZ NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('answered', 'unanswered', 'later', 'refused', 'wrong_number')),
    again_at TIMESTAMPTZ,
    note_sealed BYTEA
);
CREATE INDEX survey_call_attempts_call ON survey_call_attempts (call_id, at DESC, id DESC);

-- A sheet of paper that was typed in; the number stands on the sheet.
CREATE TABLE survey_sheets (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    survey_id UUID NOT NULL REFERENCES surveys,
    number TEXT NOT NULL CHECK (number <> ''),
    response_id UUID REFERENCES survey_responses ON DELETE SET NULL,
    typed_by UUID REFERENCES staff,
    typed_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT survey_sheets_number UNIQUE (survey_id, number)
);
CREATE INDEX survey_sheets_typed ON survey_sheets (survey_id, typed_at DESC, id DESC);
CREATE INDEX survey_sheets_response ON survey_sheets (response_id) WHERE response_id IS NOT NULL;

-- A questionnaire that lies in front of a customer: on a tablet that was handed over, or on a phone after the poster.
CREATE TABLE survey_sittings (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    survey_id UUID NOT NULL REFERENCES surveys,
    -- While it lies there: afterwards nothing leads from here to the answer.
    response_id UUID REFERENCES survey_responses ON DELETE SET NULL,
    -- Opens the page; stored as its hash.
    token_hash BYTEA NOT NULL,
    -- Who handed the tablet over; nobody behind a poster.
    staff_id UUID REFERENCES staff,
    -- Behind a poster: a device as it showed on that day, hashed with the day; nothing leads from one day to the next.
    device_hash BYTEA,
    -- Such a device had answered the survey before on that day.
    repeated BOOLEAN NOT NULL DEFAULT FALSE,
    started_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    ended_how TEXT CHECK (ended_how IN ('answered', 'given_back')),
    CONSTRAINT survey_sittings_token UNIQUE (token_hash),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL)),
    CHECK (ended_at IS NULL OR response_id IS NULL),
    CHECK (ends_at > started_at)
);
CREATE INDEX survey_sittings_survey ON survey_sittings (survey_id, started_at DESC);
CREATE INDEX survey_sittings_device ON survey_sittings (survey_id, device_hash) WHERE device_hash IS NOT NULL;
CREATE INDEX survey_sittings_response ON survey_sittings (response_id) WHERE response_id IS NOT NULL;

-- What hangs at the desk; whoever scans it answers without a name.
CREATE TABLE survey_posters (
    survey_id UUID PRIMARY KEY REFERENCES surveys,
    store_id UUID NOT NULL REFERENCES stores,
    token TEXT NOT NULL,
    made_by UUID REFERENCES staff,
    made_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT survey_posters_token UNIQUE (token)
);
