CREATE TABLE imports (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    kind TEXT NOT NULL CHECK (kind IN ('customers', 'services', 'leads')),
    origin TEXT NOT NULL CHECK (origin IN ('screen', 'command')),
    state TEXT NOT NULL CHECK (state IN ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed',
        'undoing', 'undone')),
    failure TEXT,
    format TEXT NOT NULL CHECK (format IN ('utf8', 'utf8_bom', 'gb18030', 'workbook')),
    -- Headers and samples come from the file: sealed like everything in it.
    file_name_sealed BYTEA NOT NULL,
    head_sealed BYTEA NOT NULL,
    head_print BYTEA NOT NULL,
    header_line INT NOT NULL,
    -- A field code, or none, per column.
    mapping TEXT[] NOT NULL,
    size_bytes BIGINT NOT NULL,
    row_count INT NOT NULL DEFAULT 0,
    bad_count INT NOT NULL DEFAULT 0,
    warning_count INT NOT NULL DEFAULT 0,
    duplicate_count INT NOT NULL DEFAULT 0,
    imported_count INT NOT NULL DEFAULT 0,
    undone_count INT NOT NULL DEFAULT 0,
    kept_count INT NOT NULL DEFAULT 0,
    -- Kind of fault to how many records have it.
    faults JSONB NOT NULL DEFAULT '{}',
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    -- When the rows were checked: their day decides what is in the future.
    checked_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    undone_at TIMESTAMPTZ,
    undone_by UUID REFERENCES staff,
    updated_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE INDEX imports_store ON imports (store_id, created_at DESC, id DESC);
CREATE INDEX imports_head ON imports (store_id, head_print, created_at DESC);
CREATE INDEX imports_at_work ON imports (updated_at) WHERE state IN ('checking', 'running', 'undoing');
CREATE INDEX imports_finished ON imports (updated_at) WHERE state IN ('done', 'cancelled', 'failed', 'undone');

-- The file in sealed pieces of one mebibyte, until it is imported.
CREATE TABLE import_files (
    id UUID PRIMARY KEY,
    import_id UUID NOT NULL REFERENCES imports,
    position INT NOT NULL,
    body_sealed BYTEA NOT NULL,
    UNIQUE (import_id, position)
);

CREATE TABLE import_rows (
    id UUID PRIMARY KEY,
    import_id UUID NOT NULL REFERENCES imports,
    line INT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('good', 'bad', 'duplicate', 'imported', 'undone', 'kept')),
    defect TEXT CHECK (defect IN ('extra_cells', 'open_quote', 'unknown_vehicle', 'id_of_another')),
    -- What is odd about a row that is imported all the same.
    warnings TEXT[] NOT NULL DEFAULT '{}',
    -- Gone once the row is imported.
    cells_sealed BYTEA,
    of_line INT,
    customer_id UUID,
    -- The record that a row became or repeats, where that is no customer.
    record_id UUID,
    kept_because TEXT,
    UNIQUE (import_id, line)
);
CREATE INDEX import_rows_state ON import_rows (import_id, state, line);
CREATE INDEX import_rows_warned ON import_rows (import_id, line) WHERE warnings <> '{}';
