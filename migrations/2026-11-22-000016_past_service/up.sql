-- Services from before the portal, brought in from the dealer's old system.
CREATE TABLE past_services (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    -- As the old system numbered it.
    number TEXT NOT NULL,
    vehicle_id UUID NOT NULL REFERENCES vehicles,
    -- Who had the car then.
    customer_id UUID REFERENCES customers,
    at TIMESTAMPTZ NOT NULL,
    mileage_km INT CHECK (mileage_km >= 0),
    items TEXT[] NOT NULL DEFAULT '{}',
    labour_fen BIGINT CHECK (labour_fen >= 0),
    parts_fen BIGINT CHECK (parts_fen >= 0),
    total_fen BIGINT NOT NULL CHECK (total_fen >= 0),
    technician_sealed BYTEA,
    import_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT past_services_number UNIQUE (store_id, number)
);
CREATE INDEX past_services_customer ON past_services (customer_id, at DESC, id DESC);
CREATE INDEX past_services_vehicle ON past_services (vehicle_id, at DESC, id DESC);
CREATE INDEX past_services_import ON past_services (import_id, vehicle_id) WHERE import_id IS NOT NULL;

-- What a car's mileage was before an import, and what the import made of it: to be taken back.
CREATE TABLE past_service_readings (
    import_id UUID NOT NULL,
    vehicle_id UUID NOT NULL REFERENCES vehicles,
    before_km INT,
    before_at TIMESTAMPTZ,
    set_km INT NOT NULL,
    set_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (import_id, vehicle_id)
);
CREATE INDEX past_service_readings_vehicle ON past_service_readings (vehicle_id);

-- Who is to be reminded: cars by the day of their next service.
CREATE INDEX vehicles_next_service ON vehicles (store_id, next_service_on, id) WHERE next_service_on IS NOT NULL;
