-- How likely customers are to buy again: what was learned from the store's own history, and how well it does on customers it
-- was not shown.
CREATE TABLE purchase_models (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    trained_at TIMESTAMPTZ NOT NULL,
    -- Features are those of this day, purchases those of the twelve months from it on.
    as_of DATE NOT NULL,
    -- 'short': too few purchases; 'weak': no better than chance on those held out; 'ready': its numbers are shown.
    state TEXT NOT NULL CHECK (state IN ('ready', 'short', 'weak')),
    customers INT NOT NULL CHECK (customers >= 0),
    positives INT NOT NULL CHECK (positives >= 0),
    held_out INT NOT NULL CHECK (held_out >= 0),
    held_out_positives INT NOT NULL CHECK (held_out_positives >= 0),
    -- Of the customers held out.
    auc DOUBLE PRECISION CHECK (auc BETWEEN 0 AND 1),
    intercept DOUBLE PRECISION,
    -- [{code, mean, sd, weight}] in the order of the features.
    weights JSONB NOT NULL DEFAULT '[]',
    took_ms INT NOT NULL,
    CHECK ((state = 'short') = (auc IS NULL)),
    CHECK ((auc IS NULL) = (intercept IS NULL))
);
CREATE INDEX purchase_models_store ON purchase_models (store_id, trained_at DESC, id DESC);

-- What the newest model says of each customer, and the features it says it from.
CREATE TABLE purchase_chances (
    customer_id UUID PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    store_id UUID NOT NULL,
    model_id UUID NOT NULL REFERENCES purchase_models,
    scored_on DATE NOT NULL,
    chance DOUBLE PRECISION NOT NULL CHECK (chance BETWEEN 0 AND 1),
    -- In the order of the features; an unknown one counts as the mean.
    features DOUBLE PRECISION[] NOT NULL
);
CREATE INDEX purchase_chances_store ON purchase_chances (store_id, chance DESC, customer_id DESC);
CREATE INDEX purchase_chances_model ON purchase_chances (model_id);
