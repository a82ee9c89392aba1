// @generated automatically by Diesel CLI.

diesel::table! {
    access_requests (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Uuid,
        staff_id -> Uuid,
        reason_sealed -> Bytea,
        hours -> Int4,
        state -> Text,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        answer_sealed -> Nullable<Bytea>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    after_care_steps (id) {
        id -> Uuid,
        store_id -> Uuid,
        kind -> Text,
        customer_id -> Uuid,
        vehicle_id -> Uuid,
        order_id -> Nullable<Uuid>,
        service_on -> Nullable<Date>,
        since -> Timestamptz,
        run_at -> Timestamptz,
        done_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        cancelled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    appointment_waits (id) {
        id -> Uuid,
        store_id -> Uuid,
        line -> Text,
        purpose -> Text,
        state -> Text,
        customer_id -> Uuid,
        vehicle_id -> Nullable<Uuid>,
        advisor_id -> Nullable<Uuid>,
        day -> Date,
        part -> Text,
        slot -> Nullable<Time>,
        wish_sealed -> Nullable<Bytea>,
        offered_at -> Nullable<Timestamptz>,
        offered_slot -> Nullable<Timestamptz>,
        offered_advisor -> Nullable<Uuid>,
        offered_reserved -> Bool,
        held_until -> Nullable<Timestamptz>,
        appointment_id -> Nullable<Uuid>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
    }
}

diesel::table! {
    appointments (id) {
        id -> Uuid,
        store_id -> Uuid,
        line -> Text,
        purpose -> Text,
        state -> Text,
        customer_id -> Uuid,
        vehicle_id -> Nullable<Uuid>,
        starts_at -> Timestamptz,
        advisor_id -> Nullable<Uuid>,
        reserved -> Bool,
        wish_sealed -> Nullable<Bytea>,
        visit_id -> Nullable<Uuid>,
        arrived_at -> Nullable<Timestamptz>,
        no_show_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
        cancelled_because -> Nullable<Text>,
        cancel_note_sealed -> Nullable<Bytea>,
        reminded_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    attachments (id) {
        id -> Uuid,
        store_id -> Uuid,
        subject_kind -> Text,
        subject_id -> Uuid,
        media_type -> Text,
        name_sealed -> Bytea,
        body_sealed -> Bytea,
        thumbnail_sealed -> Nullable<Bytea>,
        size_bytes -> Int4,
        width -> Nullable<Int4>,
        height -> Nullable<Int4>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> Uuid,
        at -> Timestamptz,
        store_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        roles -> Array<Nullable<Text>>,
        action -> Text,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Uuid>,
        fields -> Array<Nullable<Text>>,
        reason_sealed -> Nullable<Bytea>,
        address -> Nullable<Text>,
        request_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    awards (id) {
        id -> Uuid,
        store_id -> Uuid,
        month -> Date,
        figure -> Text,
        staff_id -> Uuid,
        n -> Int8,
        value -> Float8,
        target -> Nullable<Float8>,
        place -> Int4,
        sharing -> Int4,
        ranked -> Int4,
        words -> Text,
        given_by -> Uuid,
        given_at -> Timestamptz,
        taken_back_by -> Nullable<Uuid>,
        taken_back_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    benefit_uses (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Uuid,
        benefit -> Text,
        year -> Int2,
        visit_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
        taken_back_at -> Nullable<Timestamptz>,
        taken_back_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    call_boards (id) {
        id -> Uuid,
        store_id -> Uuid,
        name -> Text,
        token -> Text,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    check_in_amendments (id) {
        id -> Uuid,
        visit_id -> Uuid,
        step -> Text,
        reason_sealed -> Bytea,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    check_in_marks (id) {
        id -> Uuid,
        visit_id -> Uuid,
        zone -> Text,
        damage -> Text,
        note_sealed -> Nullable<Bytea>,
        photo_id -> Nullable<Uuid>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    check_ins (visit_id) {
        visit_id -> Uuid,
        mileage_km -> Nullable<Int4>,
        mileage_reason_sealed -> Nullable<Bytea>,
        warning_lights -> Array<Nullable<Text>>,
        lights_note_sealed -> Nullable<Bytea>,
        no_marks -> Bool,
        fuel_eighths -> Nullable<Int2>,
        charge_percent -> Nullable<Int2>,
        belongings_sealed -> Nullable<Bytea>,
        no_belongings -> Bool,
        wishes_sealed -> Nullable<Bytea>,
        warranty -> Bool,
        household -> Bool,
        estimate_from_fen -> Nullable<Int8>,
        estimate_to_fen -> Nullable<Int8>,
        promised_at -> Nullable<Timestamptz>,
        signed_how -> Nullable<Text>,
        signed_by_sealed -> Nullable<Bytea>,
        signature_sealed -> Nullable<Bytea>,
        signed_at -> Nullable<Timestamptz>,
        saved -> Jsonb,
        finished_at -> Nullable<Timestamptz>,
        finished_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    complaint_crises (complaint_id) {
        complaint_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        statement_sealed -> Nullable<Bytea>,
        containment_sealed -> Nullable<Bytea>,
        next_report_at -> Nullable<Timestamptz>,
        updated_by -> Nullable<Uuid>,
        updated_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    complaint_entries (id) {
        id -> Uuid,
        complaint_id -> Uuid,
        round -> Int2,
        kind -> Text,
        at -> Timestamptz,
        staff_id -> Nullable<Uuid>,
        body_sealed -> Nullable<Bytea>,
        data -> Jsonb,
        solution_id -> Nullable<Uuid>,
        goodwill_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    complaint_escalations (complaint_id, round, clock, level) {
        complaint_id -> Uuid,
        round -> Int2,
        clock -> Text,
        level -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    complaint_goodwill (id) {
        id -> Uuid,
        complaint_id -> Uuid,
        kind -> Text,
        amount_fen -> Int8,
        note_sealed -> Nullable<Bytea>,
        state -> Text,
        within_allowance -> Bool,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    complaint_mails (store_id, message_key) {
        store_id -> Uuid,
        message_key -> Bytea,
        complaint_id -> Uuid,
        at -> Timestamptz,
    }
}

diesel::table! {
    complaint_pauses (id) {
        id -> Uuid,
        complaint_id -> Uuid,
        round -> Int2,
        reason -> Text,
        from_at -> Timestamptz,
        until_at -> Nullable<Timestamptz>,
        started_by -> Nullable<Uuid>,
        ended_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    complaint_rounds (complaint_id, round) {
        complaint_id -> Uuid,
        round -> Int2,
        started_at -> Timestamptz,
        contact_due_at -> Timestamptz,
        contacted_at -> Nullable<Timestamptz>,
        proposal_due_at -> Timestamptz,
        proposed_at -> Nullable<Timestamptz>,
        resolution_due_at -> Timestamptz,
        resolved_at -> Nullable<Timestamptz>,
        call_back_due_at -> Nullable<Timestamptz>,
        called_back_at -> Nullable<Timestamptz>,
        call_back_attempts -> Int2,
        satisfaction -> Nullable<Int2>,
        last_contact_at -> Nullable<Timestamptz>,
        report_due_at -> Nullable<Timestamptz>,
        paused_at -> Nullable<Timestamptz>,
        pause_reason -> Nullable<Text>,
        paused_secs -> Int8,
        running_secs -> Nullable<Int8>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    complaint_solutions (id) {
        id -> Uuid,
        complaint_id -> Uuid,
        round -> Int2,
        version -> Int2,
        measures_sealed -> Bytea,
        effect_sealed -> Bytea,
        deadline_on -> Date,
        cost_fen -> Int8,
        author_id -> Uuid,
        proposed_at -> Timestamptz,
        decision -> Nullable<Text>,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        reason_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    complaint_terms (code) {
        code -> Text,
        kind -> Text,
        parent -> Nullable<Text>,
        side -> Text,
        zh -> Text,
        en -> Text,
        position -> Int2,
        retired_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
    }
}

diesel::table! {
    complaints (id) {
        id -> Uuid,
        store_id -> Uuid,
        number -> Text,
        customer_id -> Nullable<Uuid>,
        vehicle_id -> Nullable<Uuid>,
        reporter_sealed -> Nullable<Bytea>,
        channel -> Text,
        category -> Text,
        severity -> Text,
        state -> Text,
        facts_sealed -> Bytea,
        room -> Nullable<Text>,
        attendant_id -> Nullable<Uuid>,
        visit_ref_sealed -> Nullable<Bytea>,
        owner_id -> Nullable<Uuid>,
        department -> Nullable<Text>,
        responsible_id -> Nullable<Uuid>,
        cause -> Nullable<Text>,
        cause_at -> Nullable<Timestamptz>,
        received_at -> Timestamptz,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        round -> Int2,
        due_at -> Nullable<Timestamptz>,
        queue_at -> Timestamptz,
        escalate_at -> Nullable<Timestamptz>,
        escalation -> Int2,
        ended_at -> Nullable<Timestamptz>,
        merged_into -> Nullable<Uuid>,
        split_from -> Nullable<Uuid>,
        lock_version -> Int4,
    }
}

diesel::table! {
    consents (id) {
        id -> Uuid,
        customer_id -> Uuid,
        purpose -> Text,
        channel -> Text,
        given -> Bool,
        wording_version -> Text,
        evidence_sealed -> Nullable<Bytea>,
        recorded_by -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    contact_notes (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        subject_kind -> Text,
        subject_id -> Uuid,
        task_id -> Nullable<Uuid>,
        channel -> Text,
        outcome -> Text,
        body_sealed -> Bytea,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    corrective_actions (id) {
        id -> Uuid,
        store_id -> Uuid,
        complaint_id -> Nullable<Uuid>,
        cause -> Nullable<Text>,
        opened_because -> Text,
        title_sealed -> Bytea,
        measure_sealed -> Nullable<Bytea>,
        owner_id -> Nullable<Uuid>,
        due_on -> Date,
        state -> Text,
        done_at -> Nullable<Timestamptz>,
        done_by -> Nullable<Uuid>,
        done_note_sealed -> Nullable<Bytea>,
        effect -> Nullable<Text>,
        effect_note_sealed -> Nullable<Bytea>,
        checked_at -> Nullable<Timestamptz>,
        checked_by -> Nullable<Uuid>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    courtesy_cars (id) {
        id -> Uuid,
        store_id -> Uuid,
        plate_sealed -> Bytea,
        plate_bidx -> Bytea,
        model -> Text,
        colour -> Text,
        energy -> Text,
        mileage_km -> Int4,
        insurance_until -> Date,
        inspection_until -> Date,
        out_because -> Nullable<Text>,
        out_since -> Nullable<Timestamptz>,
        retired_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    courtesy_loans (id) {
        id -> Uuid,
        store_id -> Uuid,
        car_id -> Uuid,
        visit_id -> Uuid,
        customer_id -> Uuid,
        state -> Text,
        starts_at -> Timestamptz,
        due_at -> Timestamptz,
        ends_at -> Timestamptz,
        plate_sealed -> Nullable<Bytea>,
        plate_bidx -> Nullable<Bytea>,
        driver_sealed -> Nullable<Bytea>,
        licence_sealed -> Nullable<Bytea>,
        licence_until -> Nullable<Date>,
        out_at -> Nullable<Timestamptz>,
        out_by -> Nullable<Uuid>,
        out_km -> Nullable<Int4>,
        out_fuel -> Nullable<Int2>,
        out_charge -> Nullable<Int2>,
        out_marks_sealed -> Nullable<Bytea>,
        signed_how -> Nullable<Text>,
        signature_sealed -> Nullable<Bytea>,
        back_at -> Nullable<Timestamptz>,
        back_by -> Nullable<Uuid>,
        back_km -> Nullable<Int4>,
        back_fuel -> Nullable<Int2>,
        back_charge -> Nullable<Int2>,
        back_marks_sealed -> Nullable<Bytea>,
        cancelled_because_sealed -> Nullable<Bytea>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    courtesy_offers (visit_id) {
        visit_id -> Uuid,
        answer -> Text,
        amount_fen -> Nullable<Int8>,
        note_sealed -> Nullable<Bytea>,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    courtesy_refusals (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Uuid,
        reason_sealed -> Bytea,
        until_on -> Date,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lifted_at -> Nullable<Timestamptz>,
        lifted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    customer_access (customer_id, staff_id, reason, source_id) {
        customer_id -> Uuid,
        staff_id -> Uuid,
        reason -> Text,
        source_id -> Uuid,
        until -> Nullable<Timestamptz>,
        granted_by -> Nullable<Uuid>,
        granted_at -> Timestamptz,
    }
}

diesel::table! {
    customer_groups (customer_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        stage -> Text,
        stage_since -> Date,
        rfm_group -> Nullable<Text>,
        group_since -> Nullable<Date>,
        recency -> Nullable<Int2>,
        frequency -> Nullable<Int2>,
        monetary -> Nullable<Int2>,
        last_settled_on -> Nullable<Date>,
        settlements -> Int4,
        spend_fen -> Int8,
        interval_days -> Nullable<Int4>,
        last_visit_on -> Nullable<Date>,
        visits_year -> Int4,
        cars_bought -> Int4,
        scenario -> Text,
    }
}

diesel::table! {
    customer_keys (purpose, bidx, customer_id, source_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        purpose -> Text,
        bidx -> Bytea,
        source_id -> Uuid,
    }
}

diesel::table! {
    customer_marks (customer_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        gone_to -> Text,
        gone_on -> Nullable<Date>,
        refused_on -> Nullable<Date>,
        changed_by -> Nullable<Uuid>,
        changed_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    customer_notes (id) {
        id -> Uuid,
        customer_id -> Uuid,
        body_sealed -> Bytea,
        pinned -> Bool,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    customer_phones (id) {
        id -> Uuid,
        customer_id -> Uuid,
        label -> Text,
        is_primary -> Bool,
        phone_sealed -> Bytea,
        position -> Int2,
    }
}

diesel::table! {
    customer_preferences (customer_id) {
        customer_id -> Uuid,
        preferred_colours -> Nullable<Text>,
        preferred_functions -> Nullable<Text>,
        budget_band -> Nullable<Text>,
        contact_channel -> Nullable<Text>,
        contact_time -> Nullable<Text>,
        service_mode -> Nullable<Text>,
    }
}

diesel::table! {
    customers (id) {
        id -> Uuid,
        store_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        kind -> Text,
        name_sealed -> Bytea,
        gender -> Nullable<Text>,
        born_on -> Nullable<Date>,
        contact_person_sealed -> Nullable<Bytea>,
        credit_code_sealed -> Nullable<Bytea>,
        email_sealed -> Nullable<Bytea>,
        wechat_sealed -> Nullable<Bytea>,
        id_kind -> Nullable<Text>,
        id_number_sealed -> Nullable<Bytea>,
        address_sealed -> Nullable<Bytea>,
        notes_sealed -> Nullable<Bytea>,
        occupation -> Nullable<Text>,
        source -> Nullable<Text>,
        usage_scenario -> Nullable<Text>,
        tags -> Array<Nullable<Text>>,
        tier -> Text,
        member -> Bool,
        legal_basis -> Text,
        notice_version -> Text,
        verified_at -> Nullable<Timestamptz>,
        completeness -> Int2,
        import_id -> Nullable<Uuid>,
        merged_into -> Nullable<Uuid>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        lock_version -> Int4,
        changed_tx -> Int8,
    }
}

diesel::table! {
    data_checks (id) {
        id -> Uuid,
        store_id -> Uuid,
        month -> Date,
        customer_id -> Uuid,
        owner_id -> Uuid,
        drawn_at -> Timestamptz,
        outcome -> Nullable<Text>,
        note_sealed -> Nullable<Bytea>,
        checked_by -> Nullable<Uuid>,
        checked_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
    }
}

diesel::table! {
    data_counts (store_id) {
        store_id -> Uuid,
        counted_at -> Timestamptz,
    }
}

diesel::table! {
    data_states (customer_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        missing -> Array<Nullable<Text>>,
        stale -> Bool,
        alike -> Bool,
    }
}

diesel::table! {
    days_off (id) {
        id -> Uuid,
        staff_id -> Uuid,
        from_on -> Date,
        until_on -> Date,
        reason -> Text,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Uuid,
        store_id -> Uuid,
        order_id -> Uuid,
        planned_at -> Timestamptz,
        planned_until -> Nullable<Timestamptz>,
        set_at -> Timestamptz,
        late_told -> Bool,
        place -> Text,
        address_sealed -> Nullable<Bytea>,
        driver -> Text,
        gift -> Text,
        signed_how -> Nullable<Text>,
        signature_sealed -> Nullable<Bytea>,
        handed_over_at -> Nullable<Timestamptz>,
        handed_over_by -> Nullable<Uuid>,
        cancelled_at -> Nullable<Timestamptz>,
        vehicle_id -> Nullable<Uuid>,
        mileage_km -> Nullable<Int4>,
        warranty_until -> Nullable<Date>,
        first_service_on -> Nullable<Date>,
        first_service_km -> Nullable<Int4>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    delivery_checks (delivery_id, item) {
        delivery_id -> Uuid,
        item -> Text,
        done_by -> Nullable<Uuid>,
        done_at -> Timestamptz,
    }
}

diesel::table! {
    demo_cars (id) {
        id -> Uuid,
        store_id -> Uuid,
        plate_sealed -> Bytea,
        plate_bidx -> Bytea,
        model -> Text,
        colour -> Text,
        energy -> Text,
        mileage_km -> Int4,
        insurance_until -> Date,
        inspection_until -> Date,
        out_because -> Nullable<Text>,
        out_since -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    drafts (id) {
        id -> Uuid,
        staff_id -> Uuid,
        place -> Text,
        body_sealed -> Bytea,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    field_changes (id) {
        id -> Uuid,
        audit_id -> Uuid,
        subject_kind -> Text,
        subject_id -> Uuid,
        field -> Text,
        old_sealed -> Nullable<Bytea>,
        new_sealed -> Nullable<Bytea>,
        at -> Timestamptz,
        staff_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    figure_changes (id) {
        id -> Int8,
        store_id -> Uuid,
        figure -> Text,
        day -> Date,
    }
}

diesel::table! {
    figure_days (store_id, figure, person, day) {
        store_id -> Uuid,
        figure -> Text,
        person -> Uuid,
        day -> Date,
        n -> Int8,
        sum -> Int8,
        stale -> Bool,
    }
}

diesel::table! {
    figure_members (customer_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        since -> Date,
    }
}

diesel::table! {
    figure_targets (id) {
        id -> Uuid,
        store_id -> Uuid,
        figure -> Text,
        team_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        from_on -> Date,
        target -> Nullable<Int4>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
        removed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    floor_duty (id) {
        id -> Uuid,
        store_id -> Uuid,
        day -> Date,
        staff_id -> Uuid,
        place -> Int4,
        checked_in_at -> Timestamptz,
        paused_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        turns -> Int4,
    }
}

diesel::table! {
    floor_turns (id) {
        id -> Uuid,
        store_id -> Uuid,
        day -> Date,
        staff_id -> Uuid,
        action -> Text,
        visit_id -> Nullable<Uuid>,
        by_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    follow_ups (id) {
        id -> Uuid,
        opportunity_id -> Uuid,
        kind -> Text,
        outcome -> Text,
        note_sealed -> Bytea,
        due_at -> Nullable<Timestamptz>,
        next_at -> Nullable<Timestamptz>,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    form_tokens (token) {
        token -> Uuid,
        staff_id -> Nullable<Uuid>,
        location -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    group_counts (store_id, rfm_group, stage, scenario) {
        store_id -> Uuid,
        rfm_group -> Text,
        stage -> Text,
        scenario -> Text,
        n -> Int8,
    }
}

diesel::table! {
    group_moves (id) {
        id -> Int8,
        customer_id -> Uuid,
        store_id -> Uuid,
        kind -> Text,
        was -> Text,
        became -> Text,
        moved_on -> Date,
        by_rules -> Bool,
    }
}

diesel::table! {
    group_runs (store_id) {
        store_id -> Uuid,
        counted_on -> Date,
        counted_at -> Timestamptz,
        rules -> Jsonb,
        customers -> Int4,
        changed -> Int4,
        moved -> Int4,
        averages -> Jsonb,
        took_ms -> Int4,
    }
}

diesel::table! {
    import_files (id) {
        id -> Uuid,
        import_id -> Uuid,
        position -> Int4,
        body_sealed -> Bytea,
    }
}

diesel::table! {
    import_rows (id) {
        id -> Uuid,
        import_id -> Uuid,
        line -> Int4,
        state -> Text,
        defect -> Nullable<Text>,
        warnings -> Array<Nullable<Text>>,
        cells_sealed -> Nullable<Bytea>,
        of_line -> Nullable<Int4>,
        customer_id -> Nullable<Uuid>,
        record_id -> Nullable<Uuid>,
        kept_because -> Nullable<Text>,
    }
}

diesel::table! {
    imports (id) {
        id -> Uuid,
        store_id -> Uuid,
        kind -> Text,
        origin -> Text,
        state -> Text,
        failure -> Nullable<Text>,
        format -> Text,
        file_name_sealed -> Bytea,
        head_sealed -> Bytea,
        head_print -> Bytea,
        header_line -> Int4,
        mapping -> Array<Nullable<Text>>,
        size_bytes -> Int8,
        row_count -> Int4,
        bad_count -> Int4,
        warning_count -> Int4,
        duplicate_count -> Int4,
        imported_count -> Int4,
        undone_count -> Int4,
        kept_count -> Int4,
        faults -> Jsonb,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        checked_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        undone_at -> Nullable<Timestamptz>,
        undone_by -> Nullable<Uuid>,
        updated_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        unique_key -> Nullable<Text>,
        run_at -> Timestamptz,
        attempts -> Int4,
        leased_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        parked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    lead_sources (id) {
        id -> Uuid,
        store_id -> Uuid,
        kind -> Text,
        name -> Text,
        aliases -> Array<Nullable<Text>>,
        signing_sealed -> Nullable<Bytea>,
        retired_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    lead_stamps (id) {
        id -> Uuid,
        lead_id -> Uuid,
        action -> Text,
        staff_id -> Nullable<Uuid>,
        owner_id -> Nullable<Uuid>,
        note_sealed -> Nullable<Bytea>,
        at -> Timestamptz,
    }
}

diesel::table! {
    lead_steps (id) {
        id -> Uuid,
        store_id -> Uuid,
        lead_id -> Uuid,
        kind -> Text,
        number -> Int4,
        owner_id -> Nullable<Uuid>,
        starts_at -> Timestamptz,
        due_at -> Timestamptz,
        attempts -> Int4,
        attempt_days -> Int4,
        first_attempt_at -> Nullable<Timestamptz>,
        last_attempt_at -> Nullable<Timestamptz>,
        missed_at -> Nullable<Timestamptz>,
        done_at -> Nullable<Timestamptz>,
        done_by -> Nullable<Uuid>,
        evidence -> Nullable<Text>,
        note_id -> Nullable<Uuid>,
        outside_hours -> Bool,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    lead_tokens (id) {
        id -> Uuid,
        source_id -> Uuid,
        token_hash -> Bytea,
        tail -> Text,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        revoked_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    leads (id) {
        id -> Uuid,
        store_id -> Uuid,
        source_id -> Uuid,
        external_id -> Nullable<Text>,
        name_sealed -> Bytea,
        phone_sealed -> Bytea,
        phone_bidx -> Bytea,
        model -> Text,
        city -> Text,
        words_sealed -> Nullable<Bytea>,
        received_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        state -> Text,
        invalid_because -> Nullable<Text>,
        customer_id -> Nullable<Uuid>,
        opportunity_id -> Nullable<Uuid>,
        joined_id -> Nullable<Uuid>,
        owner_id -> Nullable<Uuid>,
        assigned_at -> Nullable<Timestamptz>,
        import_id -> Nullable<Uuid>,
        created_by -> Nullable<Uuid>,
        lock_version -> Int4,
        phone_tail_bidx -> Bytea,
        changed_tx -> Int8,
    }
}

diesel::table! {
    loss_proposals (id) {
        id -> Uuid,
        opportunity_id -> Uuid,
        reason -> Text,
        competitor -> Text,
        note_sealed -> Nullable<Bytea>,
        proposed_by -> Nullable<Uuid>,
        proposed_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        approved -> Nullable<Bool>,
        answer_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    member_accounts (customer_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        points -> Int8,
        debt -> Int8,
        next_expiry -> Nullable<Date>,
        held_tier -> Nullable<Text>,
        held_until -> Nullable<Date>,
        falls_to -> Nullable<Text>,
        falls_on -> Nullable<Date>,
        rated_on -> Date,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    member_places (customer_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        tier_rank -> Int2,
        points -> Int8,
        expires_on -> Date,
        falls_on -> Nullable<Date>,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    message_templates (id) {
        id -> Uuid,
        store_id -> Uuid,
        key -> Text,
        channel -> Text,
        purpose -> Text,
        language -> Text,
        subject -> Nullable<Text>,
        body -> Nullable<Text>,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Uuid>,
        lock_version -> Int4,
    }
}

diesel::table! {
    messages (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Uuid>,
        channel -> Text,
        purpose -> Text,
        template_key -> Nullable<Text>,
        to_sealed -> Nullable<Bytea>,
        subject_sealed -> Bytea,
        body_sealed -> Bytea,
        state -> Text,
        refused_because -> Nullable<Text>,
        mail_id -> Nullable<Uuid>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    number_series (store_id, prefix, day) {
        store_id -> Uuid,
        prefix -> Text,
        day -> Date,
        last -> Int4,
    }
}

diesel::table! {
    opportunities (id) {
        id -> Uuid,
        store_id -> Uuid,
        number -> Text,
        customer_id -> Uuid,
        lead_id -> Nullable<Uuid>,
        owner_id -> Nullable<Uuid>,
        stage -> Text,
        level -> Nullable<Text>,
        model_id -> Nullable<Uuid>,
        model -> Text,
        colour -> Text,
        expected_on -> Nullable<Date>,
        source_id -> Nullable<Uuid>,
        needs_sealed -> Nullable<Bytea>,
        competitor -> Text,
        next_at -> Nullable<Timestamptz>,
        last_contact_at -> Nullable<Timestamptz>,
        nurture_from -> Timestamptz,
        be_backs -> Int2,
        pool_since -> Nullable<Timestamptz>,
        lost_because -> Nullable<Text>,
        lost_to -> Text,
        lost_at_stage -> Nullable<Text>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
        step_due_at -> Nullable<Timestamptz>,
        urgent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    opportunity_stamps (id) {
        id -> Uuid,
        opportunity_id -> Uuid,
        action -> Text,
        stage -> Text,
        staff_id -> Nullable<Uuid>,
        note_sealed -> Nullable<Bytea>,
        at -> Timestamptz,
    }
}

diesel::table! {
    order_payments (id) {
        id -> Uuid,
        order_id -> Uuid,
        kind -> Text,
        due_on -> Date,
        amount_fen -> Int8,
        paid_on -> Nullable<Date>,
        paid_how -> Nullable<Text>,
        paid_by -> Nullable<Uuid>,
        receipt -> Text,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    order_promises (id) {
        id -> Uuid,
        order_id -> Uuid,
        was_on -> Date,
        promised_on -> Date,
        reason_sealed -> Bytea,
        told -> Bool,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    outgoing_mails (id) {
        id -> Uuid,
        to_sealed -> Bytea,
        subject_sealed -> Bytea,
        body_sealed -> Bytea,
        headers_sealed -> Bytea,
        state -> Text,
        attempts -> Int4,
        last_error -> Nullable<Text>,
        run_at -> Timestamptz,
        leased_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    past_service_readings (import_id, vehicle_id) {
        import_id -> Uuid,
        vehicle_id -> Uuid,
        before_km -> Nullable<Int4>,
        before_at -> Nullable<Timestamptz>,
        set_km -> Int4,
        set_at -> Timestamptz,
    }
}

diesel::table! {
    past_services (id) {
        id -> Uuid,
        store_id -> Uuid,
        number -> Text,
        vehicle_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        at -> Timestamptz,
        mileage_km -> Nullable<Int4>,
        items -> Array<Nullable<Text>>,
        labour_fen -> Nullable<Int8>,
        parts_fen -> Nullable<Int8>,
        total_fen -> Int8,
        technician_sealed -> Nullable<Bytea>,
        import_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    points_adjustments (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Uuid,
        points -> Int8,
        reason_sealed -> Bytea,
        state -> Text,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        answer_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    points_entries (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Uuid,
        kind -> Text,
        points -> Int8,
        debt -> Int8,
        balance -> Int8,
        source_kind -> Text,
        source_id -> Uuid,
        reward_id -> Nullable<Uuid>,
        quantity -> Nullable<Int4>,
        worth_fen -> Nullable<Int8>,
        bill_fen -> Nullable<Int8>,
        bought_tier -> Nullable<Text>,
        expires_on -> Nullable<Date>,
        reverses_id -> Nullable<Uuid>,
        note_sealed -> Nullable<Bytea>,
        staff_id -> Nullable<Uuid>,
        approved_by -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    points_lots (id) {
        id -> Uuid,
        entry_id -> Uuid,
        customer_id -> Uuid,
        points -> Int8,
        points_left -> Int8,
        expires_on -> Date,
    }
}

diesel::table! {
    points_uses (entry_id, lot_id) {
        entry_id -> Uuid,
        lot_id -> Uuid,
        points -> Int8,
    }
}

diesel::table! {
    pool_claims (id) {
        id -> Uuid,
        store_id -> Uuid,
        opportunity_id -> Uuid,
        what -> Text,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    presences (subject_kind, subject_id, staff_id) {
        subject_kind -> Text,
        subject_id -> Uuid,
        staff_id -> Uuid,
        name -> Text,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    price_items (id) {
        id -> Uuid,
        store_id -> Uuid,
        kind -> Text,
        labour_kind -> Nullable<Text>,
        zh -> Text,
        en -> Text,
        part_number -> Text,
        unit -> Text,
        hours -> Nullable<Int4>,
        price_fen -> Nullable<Int8>,
        retired_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
        extra -> Nullable<Text>,
    }
}

diesel::table! {
    promise_pauses (id) {
        id -> Uuid,
        order_id -> Uuid,
        reason -> Text,
        note_sealed -> Nullable<Bytea>,
        expected_on -> Nullable<Date>,
        from_at -> Timestamptz,
        until_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    purchase_chances (customer_id) {
        customer_id -> Uuid,
        store_id -> Uuid,
        model_id -> Uuid,
        scored_on -> Date,
        chance -> Float8,
        features -> Array<Nullable<Float8>>,
    }
}

diesel::table! {
    purchase_models (id) {
        id -> Uuid,
        store_id -> Uuid,
        trained_at -> Timestamptz,
        as_of -> Date,
        state -> Text,
        customers -> Int4,
        positives -> Int4,
        held_out -> Int4,
        held_out_positives -> Int4,
        auc -> Nullable<Float8>,
        intercept -> Nullable<Float8>,
        weights -> Jsonb,
        took_ms -> Int4,
    }
}

diesel::table! {
    questionnaire_versions (id) {
        id -> Uuid,
        questionnaire_id -> Uuid,
        number -> Int4,
        title_zh -> Text,
        title_en -> Text,
        intro_zh -> Text,
        intro_en -> Text,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        changed_at -> Timestamptz,
        published_at -> Nullable<Timestamptz>,
        published_by -> Nullable<Uuid>,
        lock_version -> Int4,
    }
}

diesel::table! {
    questionnaires (id) {
        id -> Uuid,
        store_id -> Uuid,
        purpose -> Text,
        standard -> Bool,
        copied_from -> Nullable<Uuid>,
        archived_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    quote_approvals (id) {
        id -> Uuid,
        quote_id -> Uuid,
        given_fen -> Int8,
        state -> Text,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        answer -> Text,
    }
}

diesel::table! {
    quote_changes (quote_id) {
        quote_id -> Uuid,
        changed_by -> Uuid,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    quote_lines (id) {
        id -> Uuid,
        quote_id -> Uuid,
        position -> Int2,
        kind -> Text,
        label -> Text,
        covers -> Text,
        amount_fen -> Int8,
    }
}

diesel::table! {
    quote_loans (quote_id) {
        quote_id -> Uuid,
        amount_fen -> Int8,
        months -> Int4,
        rate -> Int4,
        fee_fen -> Int8,
        monthly_fen -> Int8,
        last_fen -> Int8,
        interest_fen -> Int8,
    }
}

diesel::table! {
    quotes (id) {
        id -> Uuid,
        store_id -> Uuid,
        opportunity_id -> Uuid,
        number -> Text,
        version -> Int4,
        state -> Text,
        model_id -> Nullable<Uuid>,
        model -> Text,
        colour -> Text,
        energy -> Text,
        list_price_fen -> Nullable<Int8>,
        invoice_on -> Date,
        valid_until -> Date,
        invoice_fen -> Int8,
        relief_fen -> Int8,
        vat_points -> Int4,
        tax_points -> Int4,
        discount_because -> Text,
        given_fen -> Int8,
        limit_fen -> Int8,
        total_fen -> Int8,
        remark -> Text,
        source -> Text,
        token -> Nullable<Text>,
        sent_at -> Nullable<Timestamptz>,
        sent_by -> Nullable<Uuid>,
        accepted_at -> Nullable<Timestamptz>,
        accepted_how -> Nullable<Text>,
        withdrawn_because -> Nullable<Text>,
        created_by -> Uuid,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    report_subscriptions (id) {
        id -> Uuid,
        store_id -> Uuid,
        staff_id -> Uuid,
        report -> Text,
        rhythm -> Text,
        day -> Int2,
        hour -> Int2,
        language -> Text,
        state -> Text,
        next_at -> Timestamptz,
        last_sent_at -> Nullable<Timestamptz>,
        last_mail_id -> Nullable<Uuid>,
        trouble -> Nullable<Text>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    reveal_counts (staff_id, day) {
        staff_id -> Uuid,
        day -> Date,
        reveals -> Int4,
    }
}

diesel::table! {
    rewards (id) {
        id -> Uuid,
        store_id -> Uuid,
        name_zh -> Text,
        name_en -> Text,
        points -> Int8,
        stock -> Nullable<Int4>,
        retired_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    sales_duty (staff_id) {
        staff_id -> Uuid,
        store_id -> Uuid,
        takes_leads -> Bool,
        sources -> Array<Nullable<Text>>,
        models -> Array<Nullable<Text>>,
        last_dealt_at -> Nullable<Timestamptz>,
        updated_by -> Nullable<Uuid>,
        updated_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    sales_orders (id) {
        id -> Uuid,
        store_id -> Uuid,
        number -> Text,
        opportunity_id -> Uuid,
        customer_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        quote_id -> Nullable<Uuid>,
        model_id -> Nullable<Uuid>,
        model -> Text,
        colour -> Text,
        state -> Text,
        method -> Text,
        car_price_fen -> Int8,
        total_fen -> Int8,
        signed_on -> Date,
        first_promised_on -> Date,
        promised_on -> Date,
        note_sealed -> Nullable<Bytea>,
        delivered_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
        cancelled_by -> Nullable<Uuid>,
        cancelled_because_sealed -> Nullable<Bytea>,
        refund_note_sealed -> Nullable<Bytea>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    searches (id) {
        id -> Uuid,
        staff_id -> Uuid,
        term_sealed -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    service_checks (id) {
        id -> Uuid,
        order_id -> Uuid,
        checker_id -> Uuid,
        at -> Timestamptz,
        passed -> Bool,
        points -> Array<Nullable<Text>>,
        reason_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    service_consents (id) {
        id -> Uuid,
        order_id -> Uuid,
        how -> Text,
        who_sealed -> Bytea,
        note_sealed -> Nullable<Bytea>,
        signature_sealed -> Nullable<Bytea>,
        amount_fen -> Int8,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    service_findings (id) {
        id -> Uuid,
        order_id -> Uuid,
        what_sealed -> Bytea,
        urgency -> Text,
        estimate_fen -> Nullable<Int8>,
        state -> Text,
        reported_by -> Nullable<Uuid>,
        reported_at -> Timestamptz,
        answered_by -> Nullable<Uuid>,
        answered_at -> Nullable<Timestamptz>,
        answered_how -> Nullable<Text>,
        words_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    service_items (id) {
        id -> Uuid,
        order_id -> Uuid,
        position -> Int2,
        kind -> Text,
        price_item_id -> Nullable<Uuid>,
        finding_id -> Nullable<Uuid>,
        zh -> Text,
        en -> Text,
        part_number -> Text,
        unit -> Text,
        quantity -> Int4,
        price_fen -> Int8,
        discount -> Int4,
        payer -> Text,
        consent_id -> Nullable<Uuid>,
        added_by -> Nullable<Uuid>,
        added_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
        extra -> Nullable<Text>,
    }
}

diesel::table! {
    service_orders (id) {
        id -> Uuid,
        store_id -> Uuid,
        number -> Text,
        visit_id -> Uuid,
        customer_id -> Uuid,
        vehicle_id -> Uuid,
        advisor_id -> Nullable<Uuid>,
        technician_id -> Nullable<Uuid>,
        state -> Text,
        wish_sealed -> Nullable<Bytea>,
        estimate_fen -> Nullable<Int8>,
        mileage_km -> Nullable<Int4>,
        labour_discount -> Int4,
        agreed_fen -> Nullable<Int8>,
        current_fen -> Int8,
        open_items -> Int2,
        open_findings -> Int2,
        promised_at -> Nullable<Timestamptz>,
        promise_from -> Nullable<Timestamptz>,
        paused_at -> Nullable<Timestamptz>,
        paused_secs -> Int8,
        warn_at -> Nullable<Timestamptz>,
        warned -> Int2,
        queue_at -> Timestamptz,
        checks_failed -> Int2,
        settled_at -> Nullable<Timestamptz>,
        refunded_at -> Nullable<Timestamptz>,
        on_account_sealed -> Nullable<Bytea>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
    }
}

diesel::table! {
    service_payments (id) {
        id -> Uuid,
        store_id -> Uuid,
        order_id -> Uuid,
        method -> Text,
        amount_fen -> Int8,
        receipt -> Text,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    service_settlements (id) {
        id -> Uuid,
        order_id -> Uuid,
        at -> Timestamptz,
        staff_id -> Nullable<Uuid>,
        gross_fen -> Int8,
        discount_fen -> Int8,
        tier_discount_fen -> Int8,
        customer_fen -> Int8,
        warranty_fen -> Int8,
        insurer_fen -> Int8,
        points -> Int4,
        points_fen -> Int8,
        due_fen -> Int8,
        next_service_on -> Nullable<Date>,
        next_service_km -> Nullable<Int4>,
        due_before_on -> Nullable<Date>,
        due_before_km -> Nullable<Int4>,
        undone_at -> Nullable<Timestamptz>,
        undone_by -> Nullable<Uuid>,
        undone_because_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    service_stamps (id) {
        id -> Uuid,
        order_id -> Uuid,
        action -> Text,
        state -> Text,
        staff_id -> Nullable<Uuid>,
        note_sealed -> Nullable<Bytea>,
        data -> Jsonb,
        at -> Timestamptz,
    }
}

diesel::table! {
    settings (store_id, key) {
        store_id -> Uuid,
        key -> Text,
        value -> Jsonb,
        lock_version -> Int4,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    sign_in_attempts (id) {
        id -> Uuid,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
        outcome -> Text,
        address -> Text,
        user_agent -> Text,
    }
}

diesel::table! {
    spend_entries (id) {
        id -> Uuid,
        store_id -> Uuid,
        customer_id -> Uuid,
        kind -> Text,
        amount_fen -> Int8,
        counts_fen -> Int8,
        source_kind -> Text,
        source_id -> Uuid,
        reverses_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    staff (id) {
        id -> Uuid,
        store_id -> Uuid,
        team_id -> Nullable<Uuid>,
        username -> Text,
        name -> Text,
        email -> Nullable<Text>,
        roles -> Array<Nullable<Text>>,
        password_hash -> Nullable<Text>,
        password_changed_at -> Nullable<Timestamptz>,
        second_step_sealed -> Nullable<Bytea>,
        second_step_at -> Nullable<Timestamptz>,
        second_step_used -> Nullable<Int8>,
        language -> Text,
        theme -> Text,
        hotkeys -> Bool,
        disabled_at -> Nullable<Timestamptz>,
        last_sign_in_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    staff_links (id) {
        id -> Uuid,
        token_hash -> Bytea,
        staff_id -> Uuid,
        purpose -> Text,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    staff_recovery_codes (id) {
        id -> Uuid,
        staff_id -> Uuid,
        code_hash -> Bytea,
        created_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    staff_sessions (id) {
        id -> Uuid,
        staff_id -> Uuid,
        token_hash -> Bytea,
        started_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        idle_minutes -> Int4,
        awaits -> Nullable<Text>,
        offered_sealed -> Nullable<Bytea>,
        offered_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        ended_because -> Nullable<Text>,
        address -> Text,
        user_agent -> Text,
    }
}

diesel::table! {
    stores (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        name_en -> Text,
        time_zone -> Text,
        phone -> Text,
        address -> Text,
        is_demo -> Bool,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    survey_answers (response_id, question_id) {
        response_id -> Uuid,
        question_id -> Uuid,
        id -> Uuid,
        score -> Nullable<Int2>,
        choices -> Nullable<Array<Nullable<Text>>>,
        text_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    survey_call_attempts (id) {
        id -> Uuid,
        call_id -> Uuid,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
        result -> Text,
        again_at -> Nullable<Timestamptz>,
        note_sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    survey_calls (id) {
        id -> Uuid,
        store_id -> Uuid,
        invitation_id -> Uuid,
        owner_id -> Nullable<Uuid>,
        call_at -> Nullable<Timestamptz>,
        agreed -> Bool,
        attempts -> Int4,
        result -> Nullable<Text>,
        consented_at -> Nullable<Timestamptz>,
        done_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
    }
}

diesel::table! {
    survey_follow_ups (response_id) {
        response_id -> Uuid,
        store_id -> Uuid,
        complaint_id -> Nullable<Uuid>,
        attempts -> Int2,
        followed_up_by -> Nullable<Uuid>,
        reached -> Nullable<Bool>,
        reason -> Nullable<Text>,
        measure_sealed -> Nullable<Bytea>,
        recovered_at -> Nullable<Timestamptz>,
        reply_due_at -> Nullable<Timestamptz>,
        replied_at -> Nullable<Timestamptz>,
        replied_by -> Nullable<Uuid>,
        replied_how -> Nullable<Text>,
        reply_sealed -> Nullable<Bytea>,
        lock_version -> Int4,
    }
}

diesel::table! {
    survey_invitations (id) {
        id -> Uuid,
        store_id -> Uuid,
        survey_id -> Uuid,
        version_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        vehicle_id -> Nullable<Uuid>,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Uuid>,
        advisor_id -> Nullable<Uuid>,
        technician_id -> Nullable<Uuid>,
        model_id -> Nullable<Uuid>,
        model -> Text,
        tier -> Nullable<Text>,
        self_paid -> Nullable<Bool>,
        way -> Text,
        state -> Text,
        round -> Nullable<Text>,
        token_hash -> Nullable<Bytea>,
        token_sealed -> Nullable<Bytea>,
        due_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        remind_at -> Nullable<Timestamptz>,
        reminded_at -> Nullable<Timestamptz>,
        opened_at -> Nullable<Timestamptz>,
        answered_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
        stopped_because -> Nullable<Text>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    survey_packs (survey_id, version_id, family, day, store_id) {
        survey_id -> Uuid,
        version_id -> Uuid,
        family -> Text,
        day -> Date,
        store_id -> Uuid,
        groups -> Array<Nullable<Text>>,
        questions -> Array<Nullable<Uuid>>,
        choices -> Array<Nullable<Text>>,
        units -> Bytea,
    }
}

diesel::table! {
    survey_posters (survey_id) {
        survey_id -> Uuid,
        store_id -> Uuid,
        token -> Text,
        made_by -> Nullable<Uuid>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    survey_questions (id) {
        id -> Uuid,
        version_id -> Uuid,
        section_id -> Uuid,
        position -> Int2,
        key -> Uuid,
        kind -> Text,
        meaning -> Text,
        words_zh -> Text,
        words_en -> Text,
        required -> Bool,
        choices -> Jsonb,
        show_if_question -> Nullable<Uuid>,
        show_if_op -> Nullable<Text>,
        show_if_value -> Nullable<Text>,
        lock_version -> Int4,
    }
}

diesel::table! {
    survey_responses (id) {
        id -> Uuid,
        invitation_id -> Nullable<Uuid>,
        survey_id -> Uuid,
        version_id -> Uuid,
        store_id -> Uuid,
        anonymous -> Bool,
        customer_id -> Nullable<Uuid>,
        vehicle_id -> Nullable<Uuid>,
        advisor_id -> Nullable<Uuid>,
        technician_id -> Nullable<Uuid>,
        model_id -> Nullable<Uuid>,
        model -> Text,
        tier -> Nullable<Text>,
        way -> Text,
        self_paid -> Nullable<Bool>,
        lang -> Text,
        taken_by -> Nullable<Uuid>,
        started_at -> Timestamptz,
        submitted_at -> Nullable<Timestamptz>,
        last_question -> Nullable<Uuid>,
        overall -> Nullable<Int2>,
        nps -> Nullable<Int2>,
        lowest -> Nullable<Int2>,
        has_remark -> Bool,
        wants_call -> Bool,
        wants_complaint -> Bool,
        consequence -> Text,
        due_at -> Nullable<Timestamptz>,
        followed_up_at -> Nullable<Timestamptz>,
        recovered -> Nullable<Bool>,
        erased_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
    }
}

diesel::table! {
    survey_rollup_days (store_id, family, span, day) {
        store_id -> Uuid,
        family -> Text,
        span -> Text,
        day -> Date,
        counted_at -> Timestamptz,
    }
}

diesel::table! {
    survey_rollups (id) {
        id -> Int8,
        store_id -> Uuid,
        survey_id -> Uuid,
        version_id -> Uuid,
        span -> Text,
        day -> Date,
        family -> Text,
        dimension -> Text,
        value -> Text,
        by_what -> Text,
        by_value -> Text,
        question_id -> Uuid,
        choice -> Text,
        n -> Int4,
        c0 -> Int4,
        c1 -> Int4,
        c2 -> Int4,
        c3 -> Int4,
        c4 -> Int4,
        c5 -> Int4,
        c6 -> Int4,
        c7 -> Int4,
        c8 -> Int4,
        c9 -> Int4,
        c10 -> Int4,
        pairs -> Int4,
        x -> Int4,
        xx -> Int4,
        y -> Int4,
        yy -> Int4,
        xy -> Int4,
    }
}

diesel::table! {
    survey_rounds (survey_id, round) {
        survey_id -> Uuid,
        round -> Text,
        matched -> Int4,
        invited -> Int4,
        no_contact -> Int4,
        no_consent -> Int4,
        asked_recently -> Int4,
        over_quota -> Int4,
        first_at -> Timestamptz,
        drawn_at -> Nullable<Timestamptz>,
        next_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    survey_sections (id) {
        id -> Uuid,
        version_id -> Uuid,
        position -> Int2,
        part -> Nullable<Text>,
        title_zh -> Text,
        title_en -> Text,
        lock_version -> Int4,
    }
}

diesel::table! {
    survey_sheets (id) {
        id -> Uuid,
        store_id -> Uuid,
        survey_id -> Uuid,
        number -> Text,
        response_id -> Nullable<Uuid>,
        typed_by -> Nullable<Uuid>,
        typed_at -> Timestamptz,
    }
}

diesel::table! {
    survey_sittings (id) {
        id -> Uuid,
        store_id -> Uuid,
        survey_id -> Uuid,
        response_id -> Nullable<Uuid>,
        token_hash -> Bytea,
        staff_id -> Nullable<Uuid>,
        device_hash -> Nullable<Bytea>,
        repeated -> Bool,
        started_at -> Timestamptz,
        ends_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_how -> Nullable<Text>,
    }
}

diesel::table! {
    surveys (id) {
        id -> Uuid,
        store_id -> Uuid,
        number -> Text,
        name -> Text,
        questionnaire_id -> Uuid,
        purpose -> Text,
        standing -> Bool,
        trigger -> Nullable<Text>,
        state -> Text,
        filter -> Jsonb,
        way -> Text,
        anonymous -> Bool,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        delay_days -> Int4,
        cool_off_days -> Int4,
        remind_after_days -> Int4,
        expire_after_days -> Int4,
        self_paid_quota -> Nullable<Int4>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        lock_version -> Int4,
    }
}

diesel::table! {
    tasks (id) {
        id -> Uuid,
        store_id -> Uuid,
        kind -> Text,
        subject_kind -> Text,
        subject_id -> Uuid,
        customer_id -> Nullable<Uuid>,
        owner_id -> Nullable<Uuid>,
        role -> Nullable<Text>,
        title_sealed -> Nullable<Bytea>,
        started_at -> Timestamptz,
        due_at -> Timestamptz,
        snoozed_until -> Nullable<Timestamptz>,
        snooze_reason_sealed -> Nullable<Bytea>,
        done_at -> Nullable<Timestamptz>,
        done_by -> Nullable<Uuid>,
        outcome -> Nullable<Text>,
        cancelled_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    teams (id) {
        id -> Uuid,
        store_id -> Uuid,
        name -> Text,
        name_en -> Text,
        manager_id -> Nullable<Uuid>,
        lock_version -> Int4,
    }
}

diesel::table! {
    test_drives (id) {
        id -> Uuid,
        store_id -> Uuid,
        car_id -> Uuid,
        opportunity_id -> Uuid,
        customer_id -> Uuid,
        consultant_id -> Uuid,
        state -> Text,
        starts_at -> Timestamptz,
        until_at -> Timestamptz,
        ends_at -> Timestamptz,
        route -> Text,
        plate_bidx -> Nullable<Bytea>,
        driver_sealed -> Nullable<Bytea>,
        licence_sealed -> Nullable<Bytea>,
        licence_until -> Nullable<Date>,
        out_at -> Nullable<Timestamptz>,
        out_km -> Nullable<Int4>,
        signed_how -> Nullable<Text>,
        signature_sealed -> Nullable<Bytea>,
        back_at -> Nullable<Timestamptz>,
        back_km -> Nullable<Int4>,
        back_marks_sealed -> Nullable<Bytea>,
        result_at -> Nullable<Timestamptz>,
        rating -> Nullable<Int2>,
        intent -> Nullable<Text>,
        liked_sealed -> Nullable<Bytea>,
        worried_sealed -> Nullable<Bytea>,
        ended_because_sealed -> Nullable<Bytea>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    throttle_counters (key, window_start) {
        key -> Bytea,
        window_start -> Timestamptz,
        hits -> Int4,
    }
}

diesel::table! {
    trade_ins (id) {
        id -> Uuid,
        store_id -> Uuid,
        opportunity_id -> Uuid,
        customer_id -> Uuid,
        state -> Text,
        model -> Text,
        colour -> Text,
        plate_sealed -> Nullable<Bytea>,
        vin_sealed -> Nullable<Bytea>,
        registered_on -> Nullable<Date>,
        mileage_km -> Int4,
        condition -> Jsonb,
        accident -> Text,
        note_sealed -> Nullable<Bytea>,
        offer_fen -> Nullable<Int8>,
        valid_until -> Nullable<Date>,
        offered_by -> Nullable<Uuid>,
        offered_at -> Nullable<Timestamptz>,
        answered_at -> Nullable<Timestamptz>,
        declined_because_sealed -> Nullable<Bytea>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    undo_entries (id) {
        id -> Uuid,
        staff_id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        done_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    vault_keys (id) {
        id -> Int2,
        purpose -> Text,
        wrapped -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    vehicle_models (id) {
        id -> Uuid,
        brand -> Text,
        series -> Text,
        model -> Text,
        trim -> Text,
        energy -> Text,
        list_price_fen -> Nullable<Int8>,
        service_km -> Nullable<Int4>,
        service_months -> Nullable<Int4>,
    }
}

diesel::table! {
    vehicle_owners (id) {
        id -> Uuid,
        vehicle_id -> Uuid,
        customer_id -> Uuid,
        relation -> Text,
        from_on -> Nullable<Date>,
        until_on -> Nullable<Date>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    vehicle_recalls (id) {
        id -> Uuid,
        vehicle_id -> Uuid,
        code -> Text,
        title -> Text,
        announced_on -> Date,
        done_on -> Nullable<Date>,
    }
}

diesel::table! {
    vehicles (id) {
        id -> Uuid,
        store_id -> Uuid,
        model_id -> Nullable<Uuid>,
        brand -> Text,
        model -> Text,
        trim -> Text,
        colour -> Text,
        energy -> Nullable<Text>,
        plate_sealed -> Nullable<Bytea>,
        plate_bidx -> Nullable<Bytea>,
        vin_sealed -> Nullable<Bytea>,
        vin_bidx -> Nullable<Bytea>,
        engine_number_sealed -> Nullable<Bytea>,
        mileage_km -> Nullable<Int4>,
        mileage_at -> Nullable<Timestamptz>,
        purchased_on -> Nullable<Date>,
        warranty_until -> Nullable<Date>,
        insurance_until -> Nullable<Date>,
        next_service_on -> Nullable<Date>,
        next_service_km -> Nullable<Int4>,
        import_id -> Nullable<Uuid>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::table! {
    visit_stamps (id) {
        id -> Uuid,
        visit_id -> Uuid,
        action -> Text,
        state -> Text,
        staff_id -> Nullable<Uuid>,
        at -> Timestamptz,
    }
}

diesel::table! {
    visits (id) {
        id -> Uuid,
        store_id -> Uuid,
        line -> Text,
        ticket_on -> Date,
        ticket_no -> Int2,
        state -> Text,
        customer_id -> Nullable<Uuid>,
        vehicle_id -> Nullable<Uuid>,
        guest_sealed -> Nullable<Bytea>,
        purpose -> Text,
        wish_sealed -> Nullable<Bytea>,
        mileage_km -> Nullable<Int4>,
        party_size -> Int2,
        first_visit -> Bool,
        advisor_id -> Nullable<Uuid>,
        queue_rank -> Int2,
        queued_at -> Timestamptz,
        counter -> Nullable<Text>,
        called_at -> Nullable<Timestamptz>,
        called_by -> Nullable<Uuid>,
        calls -> Int2,
        passed_over -> Int2,
        token -> Text,
        arrived_at -> Timestamptz,
        received_at -> Nullable<Timestamptz>,
        ready_at -> Nullable<Timestamptz>,
        settled_at -> Nullable<Timestamptz>,
        left_at -> Nullable<Timestamptz>,
        left_because -> Nullable<Text>,
        left_note_sealed -> Nullable<Bytea>,
        created_by -> Nullable<Uuid>,
        lock_version -> Int4,
    }
}

diesel::table! {
    work_spells (id) {
        id -> Uuid,
        order_id -> Uuid,
        technician_id -> Uuid,
        from_at -> Timestamptz,
        until_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    working_plans (staff_id) {
        staff_id -> Uuid,
        store_id -> Uuid,
        week -> Jsonb,
        updated_by -> Nullable<Uuid>,
        updated_at -> Timestamptz,
        lock_version -> Int4,
    }
}

diesel::joinable!(access_requests -> customers (customer_id));
diesel::joinable!(access_requests -> stores (store_id));
diesel::joinable!(after_care_steps -> customers (customer_id));
diesel::joinable!(after_care_steps -> service_orders (order_id));
diesel::joinable!(after_care_steps -> stores (store_id));
diesel::joinable!(after_care_steps -> vehicles (vehicle_id));
diesel::joinable!(appointment_waits -> appointments (appointment_id));
diesel::joinable!(appointment_waits -> customers (customer_id));
diesel::joinable!(appointment_waits -> stores (store_id));
diesel::joinable!(appointment_waits -> vehicles (vehicle_id));
diesel::joinable!(appointments -> customers (customer_id));
diesel::joinable!(appointments -> stores (store_id));
diesel::joinable!(appointments -> vehicles (vehicle_id));
diesel::joinable!(appointments -> visits (visit_id));
diesel::joinable!(awards -> stores (store_id));
diesel::joinable!(benefit_uses -> customers (customer_id));
diesel::joinable!(benefit_uses -> stores (store_id));
diesel::joinable!(benefit_uses -> visits (visit_id));
diesel::joinable!(call_boards -> staff (created_by));
diesel::joinable!(call_boards -> stores (store_id));
diesel::joinable!(check_in_amendments -> staff (staff_id));
diesel::joinable!(check_in_amendments -> visits (visit_id));
diesel::joinable!(check_in_marks -> attachments (photo_id));
diesel::joinable!(check_in_marks -> staff (created_by));
diesel::joinable!(check_in_marks -> visits (visit_id));
diesel::joinable!(check_ins -> staff (finished_by));
diesel::joinable!(check_ins -> visits (visit_id));
diesel::joinable!(complaint_crises -> complaints (complaint_id));
diesel::joinable!(complaint_entries -> complaint_goodwill (goodwill_id));
diesel::joinable!(complaint_entries -> complaint_solutions (solution_id));
diesel::joinable!(complaint_entries -> complaints (complaint_id));
diesel::joinable!(complaint_entries -> staff (staff_id));
diesel::joinable!(complaint_escalations -> complaints (complaint_id));
diesel::joinable!(complaint_goodwill -> complaints (complaint_id));
diesel::joinable!(complaint_mails -> complaints (complaint_id));
diesel::joinable!(complaint_mails -> stores (store_id));
diesel::joinable!(complaint_pauses -> complaints (complaint_id));
diesel::joinable!(complaint_rounds -> complaints (complaint_id));
diesel::joinable!(complaint_solutions -> complaints (complaint_id));
diesel::joinable!(complaints -> customers (customer_id));
diesel::joinable!(complaints -> stores (store_id));
diesel::joinable!(complaints -> vehicles (vehicle_id));
diesel::joinable!(consents -> customers (customer_id));
diesel::joinable!(consents -> staff (recorded_by));
diesel::joinable!(contact_notes -> customers (customer_id));
diesel::joinable!(contact_notes -> staff (staff_id));
diesel::joinable!(contact_notes -> stores (store_id));
diesel::joinable!(contact_notes -> tasks (task_id));
diesel::joinable!(corrective_actions -> complaint_terms (cause));
diesel::joinable!(corrective_actions -> complaints (complaint_id));
diesel::joinable!(corrective_actions -> stores (store_id));
diesel::joinable!(courtesy_cars -> staff (created_by));
diesel::joinable!(courtesy_cars -> stores (store_id));
diesel::joinable!(courtesy_loans -> courtesy_cars (car_id));
diesel::joinable!(courtesy_loans -> customers (customer_id));
diesel::joinable!(courtesy_loans -> stores (store_id));
diesel::joinable!(courtesy_loans -> visits (visit_id));
diesel::joinable!(courtesy_offers -> staff (staff_id));
diesel::joinable!(courtesy_offers -> visits (visit_id));
diesel::joinable!(courtesy_refusals -> customers (customer_id));
diesel::joinable!(courtesy_refusals -> stores (store_id));
diesel::joinable!(customer_access -> customers (customer_id));
diesel::joinable!(customer_groups -> customers (customer_id));
diesel::joinable!(customer_keys -> customers (customer_id));
diesel::joinable!(customer_marks -> customers (customer_id));
diesel::joinable!(customer_marks -> staff (changed_by));
diesel::joinable!(customer_notes -> customers (customer_id));
diesel::joinable!(customer_notes -> staff (created_by));
diesel::joinable!(customer_phones -> customers (customer_id));
diesel::joinable!(customer_preferences -> customers (customer_id));
diesel::joinable!(customers -> stores (store_id));
diesel::joinable!(data_checks -> customers (customer_id));
diesel::joinable!(data_checks -> stores (store_id));
diesel::joinable!(data_counts -> stores (store_id));
diesel::joinable!(data_states -> customers (customer_id));
diesel::joinable!(deliveries -> sales_orders (order_id));
diesel::joinable!(deliveries -> stores (store_id));
diesel::joinable!(deliveries -> vehicles (vehicle_id));
diesel::joinable!(delivery_checks -> deliveries (delivery_id));
diesel::joinable!(delivery_checks -> staff (done_by));
diesel::joinable!(demo_cars -> staff (created_by));
diesel::joinable!(demo_cars -> stores (store_id));
diesel::joinable!(field_changes -> audit_entries (audit_id));
diesel::joinable!(figure_days -> stores (store_id));
diesel::joinable!(figure_members -> customers (customer_id));
diesel::joinable!(figure_targets -> stores (store_id));
diesel::joinable!(figure_targets -> teams (team_id));
diesel::joinable!(floor_duty -> staff (staff_id));
diesel::joinable!(floor_duty -> stores (store_id));
diesel::joinable!(floor_turns -> stores (store_id));
diesel::joinable!(floor_turns -> visits (visit_id));
diesel::joinable!(follow_ups -> opportunities (opportunity_id));
diesel::joinable!(follow_ups -> staff (staff_id));
diesel::joinable!(group_moves -> customers (customer_id));
diesel::joinable!(group_runs -> stores (store_id));
diesel::joinable!(import_files -> imports (import_id));
diesel::joinable!(import_rows -> imports (import_id));
diesel::joinable!(imports -> stores (store_id));
diesel::joinable!(lead_sources -> staff (created_by));
diesel::joinable!(lead_sources -> stores (store_id));
diesel::joinable!(lead_stamps -> leads (lead_id));
diesel::joinable!(lead_steps -> contact_notes (note_id));
diesel::joinable!(lead_steps -> leads (lead_id));
diesel::joinable!(lead_steps -> stores (store_id));
diesel::joinable!(lead_tokens -> lead_sources (source_id));
diesel::joinable!(leads -> customers (customer_id));
diesel::joinable!(leads -> lead_sources (source_id));
diesel::joinable!(leads -> stores (store_id));
diesel::joinable!(loss_proposals -> opportunities (opportunity_id));
diesel::joinable!(member_accounts -> customers (customer_id));
diesel::joinable!(member_accounts -> stores (store_id));
diesel::joinable!(member_places -> customers (customer_id));
diesel::joinable!(message_templates -> staff (updated_by));
diesel::joinable!(message_templates -> stores (store_id));
diesel::joinable!(messages -> customers (customer_id));
diesel::joinable!(messages -> staff (created_by));
diesel::joinable!(messages -> stores (store_id));
diesel::joinable!(opportunities -> customers (customer_id));
diesel::joinable!(opportunities -> stores (store_id));
diesel::joinable!(opportunities -> vehicle_models (model_id));
diesel::joinable!(opportunity_stamps -> opportunities (opportunity_id));
diesel::joinable!(opportunity_stamps -> staff (staff_id));
diesel::joinable!(order_payments -> sales_orders (order_id));
diesel::joinable!(order_promises -> sales_orders (order_id));
diesel::joinable!(order_promises -> staff (staff_id));
diesel::joinable!(past_service_readings -> vehicles (vehicle_id));
diesel::joinable!(past_services -> customers (customer_id));
diesel::joinable!(past_services -> stores (store_id));
diesel::joinable!(past_services -> vehicles (vehicle_id));
diesel::joinable!(points_adjustments -> customers (customer_id));
diesel::joinable!(points_adjustments -> stores (store_id));
diesel::joinable!(points_entries -> customers (customer_id));
diesel::joinable!(points_entries -> rewards (reward_id));
diesel::joinable!(points_entries -> stores (store_id));
diesel::joinable!(points_lots -> customers (customer_id));
diesel::joinable!(points_lots -> points_entries (entry_id));
diesel::joinable!(points_uses -> points_entries (entry_id));
diesel::joinable!(points_uses -> points_lots (lot_id));
diesel::joinable!(pool_claims -> opportunities (opportunity_id));
diesel::joinable!(pool_claims -> staff (staff_id));
diesel::joinable!(pool_claims -> stores (store_id));
diesel::joinable!(price_items -> staff (created_by));
diesel::joinable!(price_items -> stores (store_id));
diesel::joinable!(promise_pauses -> service_orders (order_id));
diesel::joinable!(purchase_chances -> customers (customer_id));
diesel::joinable!(purchase_chances -> purchase_models (model_id));
diesel::joinable!(purchase_models -> stores (store_id));
diesel::joinable!(questionnaire_versions -> questionnaires (questionnaire_id));
diesel::joinable!(questionnaires -> staff (created_by));
diesel::joinable!(questionnaires -> stores (store_id));
diesel::joinable!(quote_approvals -> quotes (quote_id));
diesel::joinable!(quote_changes -> quotes (quote_id));
diesel::joinable!(quote_changes -> staff (changed_by));
diesel::joinable!(quote_lines -> quotes (quote_id));
diesel::joinable!(quote_loans -> quotes (quote_id));
diesel::joinable!(quotes -> opportunities (opportunity_id));
diesel::joinable!(quotes -> stores (store_id));
diesel::joinable!(quotes -> vehicle_models (model_id));
diesel::joinable!(report_subscriptions -> stores (store_id));
diesel::joinable!(reveal_counts -> staff (staff_id));
diesel::joinable!(rewards -> staff (created_by));
diesel::joinable!(rewards -> stores (store_id));
diesel::joinable!(sales_duty -> stores (store_id));
diesel::joinable!(sales_orders -> customers (customer_id));
diesel::joinable!(sales_orders -> opportunities (opportunity_id));
diesel::joinable!(sales_orders -> quotes (quote_id));
diesel::joinable!(sales_orders -> stores (store_id));
diesel::joinable!(sales_orders -> vehicle_models (model_id));
diesel::joinable!(searches -> staff (staff_id));
diesel::joinable!(service_checks -> service_orders (order_id));
diesel::joinable!(service_checks -> staff (checker_id));
diesel::joinable!(service_consents -> service_orders (order_id));
diesel::joinable!(service_consents -> staff (staff_id));
diesel::joinable!(service_findings -> service_orders (order_id));
diesel::joinable!(service_items -> price_items (price_item_id));
diesel::joinable!(service_items -> service_consents (consent_id));
diesel::joinable!(service_items -> service_findings (finding_id));
diesel::joinable!(service_items -> service_orders (order_id));
diesel::joinable!(service_items -> staff (added_by));
diesel::joinable!(service_orders -> customers (customer_id));
diesel::joinable!(service_orders -> stores (store_id));
diesel::joinable!(service_orders -> vehicles (vehicle_id));
diesel::joinable!(service_orders -> visits (visit_id));
diesel::joinable!(service_payments -> service_orders (order_id));
diesel::joinable!(service_payments -> staff (staff_id));
diesel::joinable!(service_payments -> stores (store_id));
diesel::joinable!(service_settlements -> service_orders (order_id));
diesel::joinable!(service_stamps -> service_orders (order_id));
diesel::joinable!(service_stamps -> staff (staff_id));
diesel::joinable!(sign_in_attempts -> staff (staff_id));
diesel::joinable!(spend_entries -> customers (customer_id));
diesel::joinable!(spend_entries -> staff (staff_id));
diesel::joinable!(spend_entries -> stores (store_id));
diesel::joinable!(staff -> stores (store_id));
diesel::joinable!(staff_recovery_codes -> staff (staff_id));
diesel::joinable!(staff_sessions -> staff (staff_id));
diesel::joinable!(survey_answers -> survey_questions (question_id));
diesel::joinable!(survey_answers -> survey_responses (response_id));
diesel::joinable!(survey_call_attempts -> staff (staff_id));
diesel::joinable!(survey_call_attempts -> survey_calls (call_id));
diesel::joinable!(survey_calls -> staff (owner_id));
diesel::joinable!(survey_calls -> stores (store_id));
diesel::joinable!(survey_calls -> survey_invitations (invitation_id));
diesel::joinable!(survey_follow_ups -> complaints (complaint_id));
diesel::joinable!(survey_follow_ups -> stores (store_id));
diesel::joinable!(survey_follow_ups -> survey_responses (response_id));
diesel::joinable!(survey_invitations -> customers (customer_id));
diesel::joinable!(survey_invitations -> questionnaire_versions (version_id));
diesel::joinable!(survey_invitations -> stores (store_id));
diesel::joinable!(survey_invitations -> surveys (survey_id));
diesel::joinable!(survey_invitations -> vehicle_models (model_id));
diesel::joinable!(survey_invitations -> vehicles (vehicle_id));
diesel::joinable!(survey_posters -> staff (made_by));
diesel::joinable!(survey_posters -> stores (store_id));
diesel::joinable!(survey_posters -> surveys (survey_id));
diesel::joinable!(survey_questions -> questionnaire_versions (version_id));
diesel::joinable!(survey_responses -> customers (customer_id));
diesel::joinable!(survey_responses -> questionnaire_versions (version_id));
diesel::joinable!(survey_responses -> stores (store_id));
diesel::joinable!(survey_responses -> survey_invitations (invitation_id));
diesel::joinable!(survey_responses -> survey_questions (last_question));
diesel::joinable!(survey_responses -> surveys (survey_id));
diesel::joinable!(survey_responses -> vehicle_models (model_id));
diesel::joinable!(survey_responses -> vehicles (vehicle_id));
diesel::joinable!(survey_rollup_days -> stores (store_id));
diesel::joinable!(survey_rounds -> surveys (survey_id));
diesel::joinable!(survey_sections -> questionnaire_versions (version_id));
diesel::joinable!(survey_sheets -> staff (typed_by));
diesel::joinable!(survey_sheets -> stores (store_id));
diesel::joinable!(survey_sheets -> survey_responses (response_id));
diesel::joinable!(survey_sheets -> surveys (survey_id));
diesel::joinable!(survey_sittings -> staff (staff_id));
diesel::joinable!(survey_sittings -> stores (store_id));
diesel::joinable!(survey_sittings -> survey_responses (response_id));
diesel::joinable!(survey_sittings -> surveys (survey_id));
diesel::joinable!(surveys -> questionnaires (questionnaire_id));
diesel::joinable!(surveys -> staff (created_by));
diesel::joinable!(surveys -> stores (store_id));
diesel::joinable!(tasks -> customers (customer_id));
diesel::joinable!(tasks -> stores (store_id));
diesel::joinable!(teams -> stores (store_id));
diesel::joinable!(test_drives -> customers (customer_id));
diesel::joinable!(test_drives -> demo_cars (car_id));
diesel::joinable!(test_drives -> opportunities (opportunity_id));
diesel::joinable!(test_drives -> stores (store_id));
diesel::joinable!(trade_ins -> customers (customer_id));
diesel::joinable!(trade_ins -> opportunities (opportunity_id));
diesel::joinable!(trade_ins -> stores (store_id));
diesel::joinable!(vehicle_owners -> customers (customer_id));
diesel::joinable!(vehicle_owners -> vehicles (vehicle_id));
diesel::joinable!(vehicle_recalls -> vehicles (vehicle_id));
diesel::joinable!(vehicles -> staff (created_by));
diesel::joinable!(vehicles -> stores (store_id));
diesel::joinable!(vehicles -> vehicle_models (model_id));
diesel::joinable!(visit_stamps -> staff (staff_id));
diesel::joinable!(visit_stamps -> visits (visit_id));
diesel::joinable!(visits -> customers (customer_id));
diesel::joinable!(visits -> stores (store_id));
diesel::joinable!(visits -> vehicles (vehicle_id));
diesel::joinable!(work_spells -> service_orders (order_id));
diesel::joinable!(work_spells -> staff (technician_id));
diesel::joinable!(working_plans -> stores (store_id));

diesel::allow_tables_to_appear_in_same_query!(
    access_requests,
    after_care_steps,
    appointment_waits,
    appointments,
    attachments,
    audit_entries,
    awards,
    benefit_uses,
    call_boards,
    check_in_amendments,
    check_in_marks,
    check_ins,
    complaint_crises,
    complaint_entries,
    complaint_escalations,
    complaint_goodwill,
    complaint_mails,
    complaint_pauses,
    complaint_rounds,
    complaint_solutions,
    complaint_terms,
    complaints,
    consents,
    contact_notes,
    corrective_actions,
    courtesy_cars,
    courtesy_loans,
    courtesy_offers,
    courtesy_refusals,
    customer_access,
    customer_groups,
    customer_keys,
    customer_marks,
    customer_notes,
    customer_phones,
    customer_preferences,
    customers,
    data_checks,
    data_counts,
    data_states,
    days_off,
    deliveries,
    delivery_checks,
    demo_cars,
    drafts,
    field_changes,
    figure_changes,
    figure_days,
    figure_members,
    figure_targets,
    floor_duty,
    floor_turns,
    follow_ups,
    form_tokens,
    group_counts,
    group_moves,
    group_runs,
    import_files,
    import_rows,
    imports,
    jobs,
    lead_sources,
    lead_stamps,
    lead_steps,
    lead_tokens,
    leads,
    loss_proposals,
    member_accounts,
    member_places,
    message_templates,
    messages,
    number_series,
    opportunities,
    opportunity_stamps,
    order_payments,
    order_promises,
    outgoing_mails,
    past_service_readings,
    past_services,
    points_adjustments,
    points_entries,
    points_lots,
    points_uses,
    pool_claims,
    presences,
    price_items,
    promise_pauses,
    purchase_chances,
    purchase_models,
    questionnaire_versions,
    questionnaires,
    quote_approvals,
    quote_changes,
    quote_lines,
    quote_loans,
    quotes,
    report_subscriptions,
    reveal_counts,
    rewards,
    sales_duty,
    sales_orders,
    searches,
    service_checks,
    service_consents,
    service_findings,
    service_items,
    service_orders,
    service_payments,
    service_settlements,
    service_stamps,
    settings,
    sign_in_attempts,
    spend_entries,
    staff,
    staff_links,
    staff_recovery_codes,
    staff_sessions,
    stores,
    survey_answers,
    survey_call_attempts,
    survey_calls,
    survey_follow_ups,
    survey_invitations,
    survey_packs,
    survey_posters,
    survey_questions,
    survey_responses,
    survey_rollup_days,
    survey_rollups,
    survey_rounds,
    survey_sections,
    survey_sheets,
    survey_sittings,
    surveys,
    tasks,
    teams,
    test_drives,
    throttle_counters,
    trade_ins,
    undo_entries,
    vault_keys,
    vehicle_models,
    vehicle_owners,
    vehicle_recalls,
    vehicles,
    visit_stamps,
    visits,
    work_spells,
    working_plans,
);
