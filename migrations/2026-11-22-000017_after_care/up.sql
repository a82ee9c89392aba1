-- What is still to be done for a customer after a service, and before the next one.
CREATE TABLE after_care_steps (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    kind TEXT NOT NULL CHECK (kind IN ('thanks', 'call', 'reminder', 'due')),
    customer_id UUID NOT NULL REFERENCES customers,
    vehicle_id UUID NOT NULL REFERENCES vehicles,
    -- The service that it follows; nothing where the car is due by its history.
    order_id UUID REFERENCES service_orders,
    -- When the next service is due, where that is what it is about.
    service_on DATE,
    -- Who comes in again after this moment needs it no more.
    since TIMESTAMPTZ NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    outcome TEXT CHECK (outcome IN ('sent', 'task', 'no_consent', 'nothing')),
    cancelled_at TIMESTAMPTZ,
    CHECK ((kind = 'due') = (order_id IS NULL))
);
CREATE INDEX after_care_steps_waiting ON after_care_steps (run_at, id) WHERE done_at IS NULL AND cancelled_at IS NULL;
CREATE UNIQUE INDEX after_care_steps_order ON after_care_steps (order_id, kind) WHERE order_id IS NOT NULL;
CREATE UNIQUE INDEX after_care_steps_due ON after_care_steps (vehicle_id, service_on) WHERE kind = 'due';
CREATE INDEX after_care_steps_vehicle ON after_care_steps (vehicle_id, since);
CREATE INDEX after_care_steps_customer ON after_care_steps (customer_id);
