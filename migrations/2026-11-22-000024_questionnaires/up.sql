-- What customers are asked. A questionnaire is written in versions: one that was published never changes.
CREATE TABLE questionnaires (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    purpose TEXT NOT NULL CHECK (purpose IN (
        'service', 'delivery', 'complaint', 'inquiry', 'quarterly_satisfaction', 'quarterly_nps', 'own'
    )),
    -- Came with the store; there is one for each purpose.
    standard BOOLEAN NOT NULL DEFAULT false,
    copied_from UUID REFERENCES questionnaires,
    archived_at TIMESTAMPTZ,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK (NOT standard OR purpose <> 'own')
);
CREATE UNIQUE INDEX questionnaires_standard ON questionnaires (store_id, purpose) WHERE standard;
CREATE INDEX questionnaires_store ON questionnaires (store_id, created_at DESC, id DESC);

CREATE TABLE questionnaire_versions (
    id UUID PRIMARY KEY,
    questionnaire_id UUID NOT NULL REFERENCES questionnaires,
    number INT NOT NULL CHECK (number > 0),
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    intro_zh TEXT NOT NULL DEFAULT '',
    intro_en TEXT NOT NULL DEFAULT '',
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    -- Empty while it is being written.
    published_at TIMESTAMPTZ,
    published_by UUID REFERENCES staff,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK (published_by IS NULL OR published_at IS NOT NULL),
    CONSTRAINT questionnaire_versions_number UNIQUE (questionnaire_id, number)
);
-- One version is written at a time.
CREATE UNIQUE INDEX questionnaire_versions_draft ON questionnaire_versions (questionnaire_id) WHERE published_at IS NULL;

CREATE TABLE survey_sections (
    id UUID PRIMARY KEY,
    version_id UUID NOT NULL REFERENCES questionnaire_versions,
    position SMALLINT NOT NULL,
    -- Which standard section it is: reports compare these across questionnaires.
    part TEXT CHECK (part IN (
        'service_quality', 'parts_supply', 'fair_price', 'customer_care', 'complaint_handling', 'overall', 'open'
    )),
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    lock_version INT NOT NULL DEFAULT 0,
    CONSTRAINT survey_sections_version UNIQUE (version_id, id)
);
CREATE INDEX survey_sections_position ON survey_sections (version_id, position, id);

CREATE TABLE survey_questions (
    id UUID PRIMARY KEY,
    version_id UUID NOT NULL REFERENCES questionnaire_versions,
    section_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    -- The same question in every version.
    key UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('score', 'nps', 'single', 'multiple', 'yes_no', 'short_text', 'long_text')),
    meaning TEXT NOT NULL CHECK (meaning IN ('item', 'overall', 'recommendation', 'remark')),
    words_zh TEXT NOT NULL,
    words_en TEXT NOT NULL,
    required BOOLEAN NOT NULL,
    -- [{"code", "zh", "en"}] of single and multiple choice.
    choices JSONB NOT NULL DEFAULT '[]',
    -- It is shown when the answer to an earlier question of the version is such.
    show_if_question UUID,
    show_if_op TEXT CHECK (show_if_op IN ('is', 'is_not', 'at_most', 'at_least')),
    show_if_value TEXT,
    lock_version INT NOT NULL DEFAULT 0,
    CHECK (jsonb_typeof(choices) = 'array'),
    CHECK ((show_if_question IS NULL) = (show_if_op IS NULL) AND (show_if_question IS NULL) = (show_if_value IS NULL)),
    CHECK (show_if_question <> id),
    CONSTRAINT survey_questions_key UNIQUE (version_id, key),
    CONSTRAINT survey_questions_version UNIQUE (version_id, id),
    FOREIGN KEY (version_id, section_id) REFERENCES survey_sections (version_id, id),
    FOREIGN KEY (version_id, show_if_question) REFERENCES survey_questions (version_id, id)
);
CREATE INDEX survey_questions_position ON survey_questions (version_id, section_id, position, id);
CREATE INDEX survey_questions_key_everywhere ON survey_questions (key);

-- A published version is frozen, with all that belongs to it.
CREATE FUNCTION keep_published_version() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published version of a questionnaire does not change';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER questionnaire_versions_frozen BEFORE UPDATE OR DELETE ON questionnaire_versions
    FOR EACH ROW EXECUTE FUNCTION keep_published_version();
CREATE FUNCTION keep_published_parts() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM questionnaire_versions v WHERE v.id = OLD.version_id AND v.published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published version of a questionnaire does not change';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER survey_sections_frozen BEFORE UPDATE OR DELETE ON survey_sections
    FOR EACH ROW EXECUTE FUNCTION keep_published_parts();
CREATE TRIGGER survey_questions_frozen BEFORE UPDATE OR DELETE ON survey_questions
    FOR EACH ROW EXECUTE FUNCTION keep_published_parts();
