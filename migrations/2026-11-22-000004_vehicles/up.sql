CREATE TABLE vehicle_models (
    id UUID PRIMARY KEY,
    brand TEXT NOT NULL,
    series TEXT NOT NULL,
    model TEXT NOT NULL,
    trim TEXT NOT NULL DEFAULT '',
    energy TEXT NOT NULL CHECK (energy IN ('fuel', 'hybrid', 'plug_in', 'electric')),
    list_price_fen BIGINT CHECK (list_price_fen >= 0),
    service_km INT CHECK (service_km > 0),
    service_months INT CHECK (service_months > 0),
    UNIQUE (brand, series, model, trim)
);

CREATE TABLE vehicles (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    model_id UUID REFERENCES vehicle_models,
    brand TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    trim TEXT NOT NULL DEFAULT '',
    colour TEXT NOT NULL DEFAULT '',
    energy TEXT CHECK (energy IN ('fuel', 'hybrid', 'plug_in', 'electric')),
    plate_sealed BYTEA,
    plate_bidx BYTEA,
    vin_sealed BYTEA,
    vin_bidx BYTEA,
    engine_number_sealed BYTEA,
    mileage_km INT CHECK (mileage_km >= 0),
    mileage_at TIMESTAMPTZ,
    purchased_on DATE,
    warranty_until DATE,
    insurance_until DATE,
    next_service_on DATE,
    next_service_km INT,
    import_id UUID,
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    lock_version INT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX vehicles_vin ON vehicles (store_id, vin_bidx) WHERE vin_bidx IS NOT NULL;
CREATE INDEX vehicles_plate ON vehicles (store_id, plate_bidx) WHERE plate_bidx IS NOT NULL;
CREATE INDEX vehicles_import ON vehicles (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX vehicles_store ON vehicles (store_id, updated_at DESC, id DESC);

CREATE TABLE vehicle_owners (
    id UUID PRIMARY KEY,
    vehicle_id UUID NOT NULL REFERENCES vehicles,
    customer_id UUID NOT NULL REFERENCES customers,
    relation TEXT NOT NULL DEFAULT 'owner' CHECK (relation IN ('owner', 'driver')),
    from_on DATE,
    until_on DATE,
    created_at TIMESTAMPTZ NOT NULL,
    CHECK (until_on IS NULL OR from_on IS NULL OR until_on >= from_on)
);
CREATE UNIQUE INDEX vehicle_owners_current ON vehicle_owners (vehicle_id) WHERE until_on IS NULL AND relation = 'owner';
CREATE INDEX vehicle_owners_customer ON vehicle_owners (customer_id, vehicle_id);
CREATE INDEX vehicle_owners_vehicle ON vehicle_owners (vehicle_id);

CREATE TABLE vehicle_recalls (
    id UUID PRIMARY KEY,
    vehicle_id UUID NOT NULL REFERENCES vehicles,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    announced_on DATE NOT NULL,
    done_on DATE,
    UNIQUE (vehicle_id, code)
);
