-- What managers watch, counted day by day, so that a page need not read a million rows. Whatever is in figure_days follows
-- from other tables, and is counted anew when they change.
--
-- A figure of a flow has a row for each day and person with cases that day: how many, and what their weights come to. A
-- state has such rows for each day it was counted for, as it stood when that day was over.
CREATE TABLE figure_days (
    store_id UUID NOT NULL REFERENCES stores,
    figure TEXT NOT NULL,
    -- All zeros: the day as a whole, also of a day without cases: it was counted. All fs: cases that are nobody's.
    person UUID NOT NULL,
    day DATE NOT NULL,
    n BIGINT NOT NULL CHECK (n >= 0),
    sum BIGINT NOT NULL,
    -- Of a state as a whole: something changed since, and it is to be counted again.
    stale BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (store_id, figure, person, day),
    CHECK (figure IN ('lead_conversion', 'first_call', 'delivery_call_back', 'satisfaction', 'return_rate', 'value_added',
        'complaint_punctuality', 'nps', 'member_activity', 'win_back', 'loyalty', 'repurchase', 'referral', 'complaint_free'))
);
CREATE INDEX figure_days_day ON figure_days (store_id, figure, day);

-- Days that changed since they were counted; of a state that day and all later ones. Whoever changes something adds a row
-- and waits for nobody; whoever counts takes the rows it has seen.
CREATE TABLE figure_changes (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    store_id UUID NOT NULL,
    figure TEXT NOT NULL,
    day DATE NOT NULL
);
CREATE INDEX figure_changes_day ON figure_changes (store_id, figure, day);

-- Since when somebody is a member: that alone tells how many there were on a day.
CREATE TABLE figure_members (
    customer_id UUID PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    store_id UUID NOT NULL,
    since DATE NOT NULL
);
CREATE INDEX figure_members_store ON figure_members (store_id, since);

-- What a figure is to reach, of the whole store, a team or a person, from a day on until the next one is set.
CREATE TABLE figure_targets (
    id UUID PRIMARY KEY,
    store_id UUID NOT NULL REFERENCES stores,
    figure TEXT NOT NULL,
    team_id UUID REFERENCES teams,
    staff_id UUID REFERENCES staff,
    from_on DATE NOT NULL,
    -- In tenths; none: from that day on there is no target.
    target INT CHECK (target BETWEEN -1000 AND 1000),
    created_by UUID REFERENCES staff,
    created_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    removed_by UUID REFERENCES staff,
    CHECK (team_id IS NULL OR staff_id IS NULL),
    CHECK (figure IN ('lead_conversion', 'first_call', 'delivery_call_back', 'satisfaction', 'return_rate', 'value_added',
        'complaint_punctuality', 'nps', 'member_activity', 'win_back', 'loyalty', 'repurchase', 'referral', 'complaint_free')),
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
);
CREATE UNIQUE INDEX figure_targets_from ON figure_targets (store_id, figure, team_id, staff_id, from_on) NULLS NOT DISTINCT
    WHERE removed_at IS NULL;

-- What is sold besides the work itself, marked on the price list and copied to what is charged.
ALTER TABLE price_items ADD COLUMN extra TEXT CHECK (extra IN ('extended_warranty', 'accessory', 'package', 'care'));
ALTER TABLE service_items ADD COLUMN extra TEXT CHECK (extra IN ('extended_warranty', 'accessory', 'package', 'care'));
CREATE FUNCTION copy_extra() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    SELECT extra INTO NEW.extra FROM price_items WHERE id = NEW.price_item_id;
    RETURN NEW;
END $$;
CREATE TRIGGER service_items_extra BEFORE INSERT ON service_items FOR EACH ROW
    WHEN (NEW.price_item_id IS NOT NULL AND NEW.extra IS NULL) EXECUTE FUNCTION copy_extra();

-- Cases by their day.
CREATE INDEX lead_steps_first_calls ON lead_steps (store_id, due_at) WHERE kind = 'first_call' AND number = 1;
CREATE INDEX tasks_week_calls ON tasks (subject_id) WHERE kind = 'sales.week_call' AND done_at IS NOT NULL;
CREATE INDEX service_orders_settled ON service_orders (store_id, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX service_items_extras ON service_items (order_id) WHERE extra IS NOT NULL AND removed_at IS NULL;
CREATE INDEX complaint_rounds_resolved ON complaint_rounds (resolved_at) WHERE round = 1;
CREATE INDEX complaint_rounds_contact_due ON complaint_rounds (contact_due_at) WHERE round = 1;
CREATE INDEX complaint_rounds_proposal_due ON complaint_rounds (proposal_due_at) WHERE round = 1;
CREATE INDEX complaint_rounds_resolution_due ON complaint_rounds (resolution_due_at) WHERE round = 1;
CREATE INDEX past_services_store ON past_services (store_id, at) INCLUDE (customer_id);
CREATE INDEX spend_entries_store ON spend_entries (store_id, at) INCLUDE (customer_id);

-- The day it was in the stores.
CREATE FUNCTION figure_day(at TIMESTAMPTZ) RETURNS DATE LANGUAGE sql STABLE AS $$ SELECT (at AT TIME ZONE 'Asia/Shanghai')::date $$;

CREATE FUNCTION figure_changed(store UUID, figures TEXT[], day DATE) RETURNS VOID LANGUAGE sql AS $$
    INSERT INTO figure_changes (store_id, figure, day) SELECT store, f, day FROM unnest(figures) AS f WHERE day IS NOT NULL
$$;

-- Leads: by the day they came; their first call by when it was due.
CREATE FUNCTION figure_leads() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{lead_conversion,referral}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(received_at) AS day FROM come) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{lead_conversion,referral}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(received_at) AS day FROM gone) d;
    ELSE
        PERFORM figure_changed(OLD.store_id, '{lead_conversion,referral}', figure_day(OLD.received_at));
        IF (OLD.store_id, figure_day(OLD.received_at)) IS DISTINCT FROM (NEW.store_id, figure_day(NEW.received_at)) THEN
            PERFORM figure_changed(NEW.store_id, '{lead_conversion,referral}', figure_day(NEW.received_at));
        END IF;
        IF OLD.invalid_because IS DISTINCT FROM NEW.invalid_because THEN
            PERFORM figure_changed(s.store_id, '{first_call}', figure_day(s.due_at))
            FROM lead_steps s WHERE s.lead_id = NEW.id AND s.kind = 'first_call' AND s.number = 1;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_leads_come AFTER INSERT ON leads REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_leads();
CREATE TRIGGER figure_leads_gone AFTER DELETE ON leads REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_leads();
CREATE TRIGGER figure_leads_other AFTER UPDATE ON leads FOR EACH ROW
    WHEN ((OLD.store_id, OLD.received_at, OLD.state, OLD.invalid_because, OLD.opportunity_id, OLD.owner_id, OLD.source_id)
        IS DISTINCT FROM (NEW.store_id, NEW.received_at, NEW.state, NEW.invalid_because, NEW.opportunity_id, NEW.owner_id, NEW.source_id))
    EXECUTE FUNCTION figure_leads();

CREATE FUNCTION figure_lead_steps() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{first_call}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(due_at) AS day FROM come WHERE kind = 'first_call' AND number = 1) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{first_call}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(due_at) AS day FROM gone WHERE kind = 'first_call' AND number = 1) d;
    ELSE
        PERFORM figure_changed(OLD.store_id, '{first_call}', figure_day(OLD.due_at));
        PERFORM figure_changed(NEW.store_id, '{first_call}', figure_day(NEW.due_at))
        WHERE (OLD.store_id, figure_day(OLD.due_at)) IS DISTINCT FROM (NEW.store_id, figure_day(NEW.due_at));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_lead_steps_come AFTER INSERT ON lead_steps REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_lead_steps();
CREATE TRIGGER figure_lead_steps_gone AFTER DELETE ON lead_steps REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_lead_steps();
CREATE TRIGGER figure_lead_steps_other AFTER UPDATE ON lead_steps FOR EACH ROW
    WHEN (NEW.kind = 'first_call' AND NEW.number = 1
        AND (OLD.store_id, OLD.due_at, OLD.first_attempt_at, OLD.done_at, OLD.done_by, OLD.ended_at, OLD.owner_id)
        IS DISTINCT FROM (NEW.store_id, NEW.due_at, NEW.first_attempt_at, NEW.done_at, NEW.done_by, NEW.ended_at, NEW.owner_id))
    EXECUTE FUNCTION figure_lead_steps();

-- Orders: the lead that they came of, the call after the delivery, and who owns how many.
CREATE FUNCTION figure_sales_orders() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{lead_conversion}', d.day) FROM (
            SELECT DISTINCT l.store_id, figure_day(l.received_at) AS day
            FROM come o JOIN leads l ON l.opportunity_id = o.opportunity_id) d;
        PERFORM figure_changed(d.store_id, '{repurchase}', d.day)
        FROM (SELECT store_id, min(signed_on) AS day FROM come GROUP BY store_id) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{lead_conversion}', d.day) FROM (
            SELECT DISTINCT l.store_id, figure_day(l.received_at) AS day
            FROM gone o JOIN leads l ON l.opportunity_id = o.opportunity_id) d;
        PERFORM figure_changed(d.store_id, '{repurchase}', d.day)
        FROM (SELECT store_id, min(signed_on) AS day FROM gone GROUP BY store_id) d;
    ELSE
        IF (OLD.opportunity_id, OLD.state) IS DISTINCT FROM (NEW.opportunity_id, NEW.state) THEN
            PERFORM figure_changed(l.store_id, '{lead_conversion}', figure_day(l.received_at))
            FROM leads l WHERE l.opportunity_id IN (OLD.opportunity_id, NEW.opportunity_id);
        END IF;
        -- Cancelled: it was one until that day.
        IF (OLD.customer_id, OLD.signed_on, OLD.owner_id) IS DISTINCT FROM (NEW.customer_id, NEW.signed_on, NEW.owner_id) THEN
            PERFORM figure_changed(NEW.store_id, '{repurchase,win_back}', LEAST(OLD.signed_on, NEW.signed_on));
        ELSIF OLD.cancelled_at IS DISTINCT FROM NEW.cancelled_at THEN
            PERFORM figure_changed(NEW.store_id, '{repurchase}', LEAST(figure_day(OLD.cancelled_at), figure_day(NEW.cancelled_at)));
        END IF;
        IF (OLD.owner_id, OLD.customer_id) IS DISTINCT FROM (NEW.owner_id, NEW.customer_id) THEN
            PERFORM figure_changed(d.store_id, '{delivery_call_back}', figure_day(d.handed_over_at) + 7)
            FROM deliveries d WHERE d.order_id = NEW.id AND d.handed_over_at IS NOT NULL;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_sales_orders_come AFTER INSERT ON sales_orders REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_sales_orders();
CREATE TRIGGER figure_sales_orders_gone AFTER DELETE ON sales_orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_sales_orders();
CREATE TRIGGER figure_sales_orders_other AFTER UPDATE ON sales_orders FOR EACH ROW
    WHEN ((OLD.opportunity_id, OLD.state, OLD.customer_id, OLD.signed_on, OLD.owner_id, OLD.cancelled_at)
        IS DISTINCT FROM (NEW.opportunity_id, NEW.state, NEW.customer_id, NEW.signed_on, NEW.owner_id, NEW.cancelled_at))
    EXECUTE FUNCTION figure_sales_orders();

CREATE FUNCTION figure_deliveries() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{delivery_call_back}', d.day + 7), figure_changed(d.store_id, '{win_back}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(handed_over_at) AS day FROM come WHERE handed_over_at IS NOT NULL) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{delivery_call_back}', d.day + 7), figure_changed(d.store_id, '{win_back}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(handed_over_at) AS day FROM gone WHERE handed_over_at IS NOT NULL) d;
    ELSE
        PERFORM figure_changed(d.store_id, '{delivery_call_back}', d.day + 7), figure_changed(d.store_id, '{win_back}', d.day)
        FROM (VALUES (OLD.store_id, figure_day(OLD.handed_over_at)), (NEW.store_id, figure_day(NEW.handed_over_at))) AS d (store_id, day)
        WHERE d.day IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_deliveries_come AFTER INSERT ON deliveries REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_deliveries();
CREATE TRIGGER figure_deliveries_gone AFTER DELETE ON deliveries REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_deliveries();
CREATE TRIGGER figure_deliveries_other AFTER UPDATE ON deliveries FOR EACH ROW
    WHEN ((OLD.store_id, OLD.handed_over_at) IS DISTINCT FROM (NEW.store_id, NEW.handed_over_at))
    EXECUTE FUNCTION figure_deliveries();

-- Row by row: of the many tasks that change few are such calls.
CREATE FUNCTION figure_week_calls() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM figure_changed(d.store_id, '{delivery_call_back}', figure_day(d.handed_over_at) + 7)
    FROM deliveries d WHERE d.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.subject_id ELSE NEW.subject_id END
        AND d.handed_over_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_week_calls_come AFTER INSERT ON tasks FOR EACH ROW
    WHEN (NEW.kind = 'sales.week_call' AND NEW.done_at IS NOT NULL) EXECUTE FUNCTION figure_week_calls();
CREATE TRIGGER figure_week_calls_gone AFTER DELETE ON tasks FOR EACH ROW
    WHEN (OLD.kind = 'sales.week_call' AND OLD.done_at IS NOT NULL) EXECUTE FUNCTION figure_week_calls();
CREATE TRIGGER figure_week_calls_other AFTER UPDATE ON tasks FOR EACH ROW
    WHEN (NEW.kind = 'sales.week_call' AND (OLD.done_at, OLD.outcome) IS DISTINCT FROM (NEW.done_at, NEW.outcome))
    EXECUTE FUNCTION figure_week_calls();

CREATE FUNCTION figure_responses() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{satisfaction,nps}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(submitted_at) AS day FROM come WHERE submitted_at IS NOT NULL) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{satisfaction,nps}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(submitted_at) AS day FROM gone WHERE submitted_at IS NOT NULL) d;
    ELSE
        PERFORM figure_changed(d.store_id, '{satisfaction,nps}', d.day) FROM (
            SELECT OLD.store_id, figure_day(OLD.submitted_at) UNION SELECT NEW.store_id, figure_day(NEW.submitted_at)
        ) AS d (store_id, day);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_responses_come AFTER INSERT ON survey_responses REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_responses();
CREATE TRIGGER figure_responses_gone AFTER DELETE ON survey_responses REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_responses();
CREATE TRIGGER figure_responses_other AFTER UPDATE ON survey_responses FOR EACH ROW
    WHEN ((OLD.store_id, OLD.submitted_at, OLD.overall, OLD.nps, OLD.advisor_id)
        IS DISTINCT FROM (NEW.store_id, NEW.submitted_at, NEW.overall, NEW.nps, NEW.advisor_id))
    EXECUTE FUNCTION figure_responses();

-- Settlements, and services from before the portal: states from that day on.
CREATE FUNCTION figure_service_orders() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{value_added}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(settled_at) AS day FROM come WHERE settled_at IS NOT NULL) d;
        PERFORM figure_changed(d.store_id, '{return_rate,member_activity,win_back}', d.day)
        FROM (SELECT store_id, figure_day(min(settled_at)) AS day FROM come WHERE settled_at IS NOT NULL GROUP BY store_id) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{value_added}', d.day)
        FROM (SELECT DISTINCT store_id, figure_day(settled_at) AS day FROM gone WHERE settled_at IS NOT NULL) d;
        PERFORM figure_changed(d.store_id, '{return_rate,member_activity,win_back}', d.day)
        FROM (SELECT store_id, figure_day(min(settled_at)) AS day FROM gone WHERE settled_at IS NOT NULL GROUP BY store_id) d;
    ELSE
        PERFORM figure_changed(d.store_id, '{value_added,return_rate,member_activity,win_back}', d.day) FROM (
            SELECT OLD.store_id, figure_day(OLD.settled_at) UNION SELECT NEW.store_id, figure_day(NEW.settled_at)
        ) AS d (store_id, day);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_service_orders_come AFTER INSERT ON service_orders REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_service_orders();
CREATE TRIGGER figure_service_orders_gone AFTER DELETE ON service_orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_service_orders();
CREATE TRIGGER figure_service_orders_other AFTER UPDATE ON service_orders FOR EACH ROW
    WHEN ((OLD.settled_at IS NOT NULL OR NEW.settled_at IS NOT NULL) AND (OLD.store_id, OLD.settled_at, OLD.advisor_id, OLD.customer_id)
        IS DISTINCT FROM (NEW.store_id, NEW.settled_at, NEW.advisor_id, NEW.customer_id))
    EXECUTE FUNCTION figure_service_orders();

-- Items change before an order is settled; where one does not, it is counted anew.
CREATE FUNCTION figure_service_items() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM figure_changed(o.store_id, '{value_added}', figure_day(o.settled_at)) FROM service_orders o
    WHERE o.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.order_id ELSE NEW.order_id END AND o.settled_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_service_items_come AFTER INSERT ON service_items FOR EACH ROW
    WHEN (NEW.extra IS NOT NULL) EXECUTE FUNCTION figure_service_items();
CREATE TRIGGER figure_service_items_gone AFTER DELETE ON service_items FOR EACH ROW
    WHEN (OLD.extra IS NOT NULL) EXECUTE FUNCTION figure_service_items();
CREATE TRIGGER figure_service_items_other AFTER UPDATE ON service_items FOR EACH ROW
    WHEN ((OLD.extra, OLD.removed_at) IS DISTINCT FROM (NEW.extra, NEW.removed_at)) EXECUTE FUNCTION figure_service_items();

CREATE FUNCTION figure_past_services() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM figure_changed(d.store_id, '{return_rate,member_activity,win_back}', d.day)
        FROM (SELECT store_id, figure_day(min(at)) AS day FROM come GROUP BY store_id) d;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        PERFORM figure_changed(d.store_id, '{return_rate,member_activity,win_back}', d.day)
        FROM (SELECT store_id, figure_day(min(at)) AS day FROM gone GROUP BY store_id) d;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_past_services_come AFTER INSERT ON past_services REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_past_services();
CREATE TRIGGER figure_past_services_gone AFTER DELETE ON past_services REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_past_services();
CREATE TRIGGER figure_past_services_other AFTER UPDATE ON past_services REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_past_services();

-- Owners: from the day they have the car.
CREATE FUNCTION figure_owners() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM figure_changed(d.store_id, '{return_rate,repurchase,complaint_free}', d.day) FROM (
            SELECT v.store_id, min(LEAST(w.from_on, v.purchased_on, figure_day(w.created_at), w.until_on)) AS day
            FROM come w JOIN vehicles v ON v.id = w.vehicle_id WHERE w.relation = 'owner' GROUP BY v.store_id) d;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        PERFORM figure_changed(d.store_id, '{return_rate,repurchase,complaint_free}', d.day) FROM (
            SELECT v.store_id, min(LEAST(w.from_on, v.purchased_on, figure_day(w.created_at), w.until_on)) AS day
            FROM gone w JOIN vehicles v ON v.id = w.vehicle_id WHERE w.relation = 'owner' GROUP BY v.store_id) d;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_owners_come AFTER INSERT ON vehicle_owners REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_owners();
CREATE TRIGGER figure_owners_gone AFTER DELETE ON vehicle_owners REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_owners();
CREATE FUNCTION figure_owner_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE since DATE;
BEGIN
    -- Who only gave the car away was its owner until then.
    IF (OLD.vehicle_id, OLD.customer_id, OLD.relation, OLD.from_on) IS NOT DISTINCT FROM (NEW.vehicle_id, NEW.customer_id, NEW.relation, NEW.from_on) THEN
        since := LEAST(OLD.until_on, NEW.until_on);
    END IF;
    PERFORM figure_changed(v.store_id, '{return_rate,repurchase,complaint_free}', COALESCE(since,
        LEAST(OLD.from_on, NEW.from_on, v.purchased_on, figure_day(NEW.created_at))))
    FROM vehicles v WHERE v.id IN (OLD.vehicle_id, NEW.vehicle_id);
    RETURN NULL;
END $$;
CREATE TRIGGER figure_owners_other AFTER UPDATE ON vehicle_owners FOR EACH ROW
    WHEN ((OLD.vehicle_id, OLD.customer_id, OLD.relation, OLD.from_on, OLD.until_on)
        IS DISTINCT FROM (NEW.vehicle_id, NEW.customer_id, NEW.relation, NEW.from_on, NEW.until_on))
    EXECUTE FUNCTION figure_owner_changed();
CREATE FUNCTION figure_vehicles() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM figure_changed(NEW.store_id, '{return_rate,repurchase,complaint_free}',
        LEAST(OLD.purchased_on, NEW.purchased_on, (SELECT min(figure_day(w.created_at)) FROM vehicle_owners w WHERE w.vehicle_id = NEW.id)))
    WHERE EXISTS (SELECT FROM vehicle_owners w WHERE w.vehicle_id = NEW.id AND w.relation = 'owner' AND w.from_on IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER figure_vehicles_other AFTER UPDATE ON vehicles FOR EACH ROW
    WHEN (OLD.purchased_on IS DISTINCT FROM NEW.purchased_on) EXECUTE FUNCTION figure_vehicles();

-- Members, and what they do.
CREATE FUNCTION figure_members_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM figure_changed(d.store_id, '{member_activity}', d.day)
        FROM (SELECT store_id, min(since) AS day FROM come GROUP BY store_id) d;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        PERFORM figure_changed(d.store_id, '{member_activity}', d.day)
        FROM (SELECT store_id, min(since) AS day FROM gone GROUP BY store_id) d;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_members_come AFTER INSERT ON figure_members REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_members_changed();
CREATE TRIGGER figure_members_gone AFTER DELETE ON figure_members REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_members_changed();
CREATE TRIGGER figure_members_other AFTER UPDATE ON figure_members REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_members_changed();

CREATE FUNCTION figure_member_places() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Whoever bought or earned something was a member then.
        INSERT INTO figure_members (customer_id, store_id, since)
        SELECT c.customer_id, c.store_id, LEAST(figure_day(c.changed_at),
            (SELECT figure_day(min(s.at)) FROM spend_entries s WHERE s.customer_id = c.customer_id),
            (SELECT figure_day(min(p.at)) FROM points_entries p WHERE p.customer_id = c.customer_id))
        FROM come c ON CONFLICT (customer_id) DO NOTHING;
    ELSE
        DELETE FROM figure_members m USING gone g WHERE g.customer_id = m.customer_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_member_places_come AFTER INSERT ON member_places REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_member_places();
CREATE TRIGGER figure_member_places_gone AFTER DELETE ON member_places REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_member_places();

-- Points and spend may be entered for a day before somebody became a member.
CREATE FUNCTION figure_spend() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE figure_members m SET since = f.day
    FROM (SELECT customer_id, figure_day(min(at)) AS day FROM come GROUP BY 1) f
    WHERE f.customer_id = m.customer_id AND f.day < m.since;
    PERFORM figure_changed(d.store_id, '{member_activity}', d.day) FROM (
        SELECT c.store_id, figure_day(min(LEAST(c.at, o.at))) AS day
        FROM come c LEFT JOIN spend_entries o ON o.id = c.reverses_id GROUP BY 1) d;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_spend_come AFTER INSERT ON spend_entries REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_spend();
CREATE FUNCTION figure_points() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE figure_members m SET since = f.day
    FROM (SELECT customer_id, figure_day(min(at)) AS day FROM come GROUP BY 1) f
    WHERE f.customer_id = m.customer_id AND f.day < m.since;
    PERFORM figure_changed(d.store_id, '{member_activity}', d.day) FROM (
        SELECT c.store_id, figure_day(min(LEAST(c.at, o.at))) AS day
        FROM come c LEFT JOIN points_entries o ON o.id = c.reverses_id GROUP BY 1) d;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_points_come AFTER INSERT ON points_entries REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_points();

-- Complaints: punctuality by the day that decided; being without one from the day it came.
CREATE FUNCTION figure_complaint_days(complaint UUID) RETURNS VOID LANGUAGE sql AS $$
    SELECT figure_changed(c.store_id, '{complaint_punctuality}', d.day)
    FROM complaints c JOIN complaint_rounds r ON r.complaint_id = c.id AND r.round = 1
    CROSS JOIN LATERAL (SELECT figure_day(at) FROM unnest(ARRAY[r.contact_due_at, r.proposal_due_at, r.resolution_due_at, r.resolved_at]) AS at
        WHERE at IS NOT NULL GROUP BY 1) AS d (day)
    WHERE c.id = complaint
$$;
CREATE FUNCTION figure_complaints() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{complaint_free}', d.day)
        FROM (SELECT store_id, figure_day(min(received_at)) AS day FROM come GROUP BY store_id) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{complaint_free}', d.day)
        FROM (SELECT store_id, figure_day(min(received_at)) AS day FROM gone GROUP BY store_id) d;
    ELSE
        IF (OLD.customer_id, OLD.received_at, OLD.merged_into, OLD.state = 'withdrawn')
            IS DISTINCT FROM (NEW.customer_id, NEW.received_at, NEW.merged_into, NEW.state = 'withdrawn') THEN
            PERFORM figure_changed(NEW.store_id, '{complaint_free}', figure_day(LEAST(OLD.received_at, NEW.received_at)));
        END IF;
        IF (OLD.owner_id, OLD.merged_into) IS DISTINCT FROM (NEW.owner_id, NEW.merged_into) THEN
            PERFORM figure_complaint_days(NEW.id);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_complaints_come AFTER INSERT ON complaints REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_complaints();
CREATE TRIGGER figure_complaints_gone AFTER DELETE ON complaints REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_complaints();
CREATE TRIGGER figure_complaints_other AFTER UPDATE ON complaints FOR EACH ROW
    WHEN ((OLD.customer_id, OLD.received_at, OLD.merged_into, OLD.state, OLD.owner_id)
        IS DISTINCT FROM (NEW.customer_id, NEW.received_at, NEW.merged_into, NEW.state, NEW.owner_id))
    EXECUTE FUNCTION figure_complaints();

CREATE FUNCTION figure_complaint_rounds() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM figure_changed(d.store_id, '{complaint_punctuality}', d.day) FROM (
            SELECT DISTINCT c.store_id, figure_day(at) AS day FROM come r JOIN complaints c ON c.id = r.complaint_id
            CROSS JOIN LATERAL unnest(ARRAY[r.contact_due_at, r.proposal_due_at, r.resolution_due_at, r.resolved_at]) AS at
            WHERE r.round = 1 AND at IS NOT NULL) d;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM figure_changed(d.store_id, '{complaint_punctuality}', d.day) FROM (
            SELECT DISTINCT c.store_id, figure_day(at) AS day FROM gone r JOIN complaints c ON c.id = r.complaint_id
            CROSS JOIN LATERAL unnest(ARRAY[r.contact_due_at, r.proposal_due_at, r.resolution_due_at, r.resolved_at]) AS at
            WHERE r.round = 1 AND at IS NOT NULL) d;
    ELSE
        PERFORM figure_changed(c.store_id, '{complaint_punctuality}', d.day) FROM complaints c
        CROSS JOIN LATERAL (SELECT figure_day(at) FROM unnest(ARRAY[OLD.contact_due_at, OLD.proposal_due_at, OLD.resolution_due_at,
            OLD.resolved_at, NEW.contact_due_at, NEW.proposal_due_at, NEW.resolution_due_at, NEW.resolved_at]) AS at
            WHERE at IS NOT NULL GROUP BY 1) AS d (day)
        WHERE c.id = NEW.complaint_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_complaint_rounds_come AFTER INSERT ON complaint_rounds REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION figure_complaint_rounds();
CREATE TRIGGER figure_complaint_rounds_gone AFTER DELETE ON complaint_rounds REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figure_complaint_rounds();
CREATE TRIGGER figure_complaint_rounds_other AFTER UPDATE ON complaint_rounds FOR EACH ROW
    WHEN (NEW.round = 1 AND (OLD.contact_due_at, OLD.contacted_at, OLD.proposal_due_at, OLD.proposed_at, OLD.resolution_due_at,
            OLD.resolved_at, OLD.paused_at, OLD.ended_at)
        IS DISTINCT FROM (NEW.contact_due_at, NEW.contacted_at, NEW.proposal_due_at, NEW.proposed_at, NEW.resolution_due_at,
            NEW.resolved_at, NEW.paused_at, NEW.ended_at))
    EXECUTE FUNCTION figure_complaint_rounds();

-- Who is a member already.
INSERT INTO figure_members (customer_id, store_id, since)
SELECT m.customer_id, m.store_id, LEAST(figure_day(m.changed_at),
    (SELECT figure_day(min(s.at)) FROM spend_entries s WHERE s.customer_id = m.customer_id),
    (SELECT figure_day(min(p.at)) FROM points_entries p WHERE p.customer_id = m.customer_id))
FROM member_places m;
