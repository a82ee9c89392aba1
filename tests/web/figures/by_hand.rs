//! Every figure, worked out by hand. Today is 2026-11-22: states are as of the evening before.

use yingke::figures::measures::forms::AskedQuery;
use yingke::figures::rules::{Figure, Light};
use yingke::values::ids::CustomerId;

use super::{House, by_person};

fn order(house: &House, number: u32, opportunity: u32, customer: CustomerId, more: &[(&str, &str)]) {
    let columns: String = more.iter().map(|(column, _)| format!(", {column}")).collect();
    let values: String = more.iter().map(|(_, value)| format!(", {value}")).collect();
    let state = if more.iter().any(|(column, _)| *column == "state") {
        ("", "")
    } else {
        (", state", ", 'open'")
    };
    house.run(&format!(
        "INSERT INTO sales_orders (id, store_id, number, opportunity_id, customer_id, owner_id, model, method, \
         car_price_fen, total_fen, signed_on, first_promised_on, promised_on, created_at{}{columns}) \
         VALUES ('{{u:{number}}}', '{{store}}', 'D{number}', '{{u:{opportunity}}}', '{customer}', '{{b}}', 'm', 'full', 1, 1, \
         '2026-11-01', '2026-11-30', '2026-11-30', now(){}{values})",
        state.0, state.1
    ));
}

const CANCELLED: &[(&str, &str)] = &[("state", "'cancelled'"), ("cancelled_at", "'2026-11-10 10:00+08'")];

#[test]
fn lead_conversion_and_referral() {
    let house = House::new();
    house.sources();
    let customer = house.customers(1)[0];
    let sold = [("opportunity_id", "'{u:11}'"), ("owner_id", "'{b}'")];
    house.lead(1, "2026-11-01 00:00", &sold);
    house.lead(
        2,
        "2026-11-05 10:00",
        &[("opportunity_id", "'{u:12}'"), ("state", "'qualified'")],
    );
    house.lead(3, "2026-11-22 09:00", &[("source_id", "'{u:902}'")]);
    house.lead(4, "2026-11-06 10:00", &[("state", "'duplicate'")]);
    let invalid = [("state", "'invalid'"), ("invalid_because", "'spam'")];
    house.lead(5, "2026-11-07 10:00", &invalid);
    house.lead(6, "2026-10-20 10:00", &[("opportunity_id", "'{u:16}'")]);
    house.lead(7, "2026-10-31 23:59", &[]);
    order(&house, 21, 11, customer, &[]);
    order(&house, 22, 12, customer, CANCELLED);
    order(&house, 26, 16, customer, &[]);
    house.check(Figure::LeadConversion, 3, 1, "33.3%");
    house.check(Figure::Referral, 3, 1, "33.3%");
    let people = by_person(&house, Figure::LeadConversion);
    assert_eq!(people.get("陈思远"), Some(&(1, 1)));
    assert_eq!(people.get(""), Some(&(2, 0)), "nobody's");
    let measured = house.measured("manager", &AskedQuery::default(), Figure::LeadConversion);
    assert_eq!(
        measured.before,
        Some(100.0),
        "of the first 22 days of October there is one, and it was sold"
    );
    assert_eq!((measured.year_ago, measured.target), (None, Some(30.0)));
    assert_eq!((measured.light, measured.small), (Light::Good, true));
    // The order is given up: at once, though the day was counted.
    house.run("UPDATE sales_orders SET state = 'cancelled', cancelled_at = now() WHERE id = '{u:21}'");
    house.check(Figure::LeadConversion, 3, 0, "0.0%");
}

#[test]
fn first_call_punctuality() {
    let house = House::new();
    house.sources();
    let step = |number: u32, due: &str, more: &str, values: &str| {
        house.lead(number, "2026-11-10 09:00", &[]);
        house.run(&format!(
            "INSERT INTO lead_steps (id, store_id, lead_id, kind, owner_id, starts_at, due_at{more}) \
             VALUES ('{{u:{}}}', '{{store}}', '{{u:{number}}}', 'first_call', '{{b}}', '2026-11-10 09:00+08', '{due}+08'{values})",
            number + 100
        ));
    };
    let done = ", done_at, evidence";
    step(1, "2026-11-10 10:00", done, ", '2026-11-10 09:50+08', 'call'");
    step(2, "2026-11-10 10:00", done, ", '2026-11-10 10:01+08', 'call'");
    step(3, "2026-11-11 10:00", ", first_attempt_at", ", '2026-11-11 09:00+08'");
    step(4, "2026-11-12 10:00", "", "");
    step(5, "2026-11-12 10:00", ", ended_at", ", '2026-11-12 09:00+08'");
    step(6, "2026-11-22 10:30", "", "");
    step(7, "2026-11-13 10:00", "", "");
    house.run("UPDATE leads SET state = 'invalid', invalid_because = 'taken_back' WHERE id = '{u:7}'");
    house.check(Figure::FirstCall, 4, 2, "50.0%");
}

#[test]
fn delivery_call_backs_of_which_the_seven_days_are_over() {
    let house = House::new();
    let customer = house.customers(1)[0];
    let deliver = |number: u32, on: &str, called: Option<(&str, &str)>| {
        order(
            &house,
            number,
            number + 100,
            customer,
            &[("state", "'delivered'"), ("delivered_at", "'2026-11-01 10:00+08'")],
        );
        house.run(&format!(
            "INSERT INTO deliveries (id, store_id, order_id, planned_at, set_at, place, signed_how, handed_over_at, vehicle_id, \
             created_at) VALUES ('{{u:{0}}}', '{{store}}', '{{u:{number}}}', now(), now(), 'store', 'paper', '{on} 15:00+08', \
             '{{u:{0}}}', now())",
            number + 200
        ));
        if let Some((at, outcome)) = called {
            house.run(&format!(
                "INSERT INTO tasks (id, store_id, kind, subject_kind, subject_id, started_at, due_at, done_at, outcome, created_at) \
                 VALUES ('{{u:{}}}', '{{store}}', 'sales.week_call', 'delivery', '{{u:{}}}', now(), now(), '{at}+08', '{outcome}', \
                 now())",
                number + 300,
                number + 200
            ));
        }
    };
    deliver(1, "2026-11-05", Some(("2026-11-12 23:00", "answered")));
    deliver(2, "2026-11-06", Some(("2026-11-14 09:00", "answered")));
    deliver(3, "2026-11-07", Some(("2026-11-08 09:00", "wrong_number")));
    deliver(4, "2026-11-08", None);
    deliver(5, "2026-11-15", Some(("2026-11-16 09:00", "answered")));
    house.check(Figure::DeliveryCallBack, 4, 1, "25.0%");
}

#[test]
fn satisfaction_and_nps() {
    let house = House::new();
    let answer = |number: u32, submitted: &str, overall: &str, nps: &str, advisor: &str| {
        house.run(&format!(
            "INSERT INTO survey_responses (id, survey_id, version_id, store_id, way, started_at, submitted_at, overall, nps, \
             advisor_id) VALUES ('{{u:{number}}}', '{{u:1}}', '{{u:1}}', '{{store}}', 'link', now(), {submitted}, {overall}, {nps}, \
             {advisor})"
        ));
    };
    answer(1, "'2026-11-02 10:00+08'", "5", "10", "'{a}'");
    answer(2, "'2026-11-03 10:00+08'", "4", "9", "'{a}'");
    answer(3, "'2026-11-22 09:00+08'", "3", "7", "NULL");
    answer(4, "'2026-11-04 10:00+08'", "NULL", "6", "NULL");
    answer(5, "NULL", "1", "0", "NULL");
    answer(6, "'2026-10-04 10:00+08'", "1", "0", "NULL");
    house.check(Figure::Satisfaction, 3, 2, "66.7%");
    house.check(Figure::Nps, 4, 1, "25.0");
    assert_eq!(by_person(&house, Figure::Nps).get("吴凡"), Some(&(2, 2)));
    let october = house.measured("manager", &AskedQuery::default(), Figure::Nps);
    assert_eq!(october.before, Some(-100.0));
}

fn owner(house: &House, number: u32, customer: CustomerId, from: &str, until: &str) {
    house.run(&format!(
        "INSERT INTO vehicles (id, store_id, purchased_on, created_at, updated_at) \
         VALUES ('{{u:{number}}}', '{{store}}', {from}, '2026-11-01', now()); \
         INSERT INTO vehicle_owners (id, vehicle_id, customer_id, until_on, created_at) \
         VALUES ('{{u:{0}}}', '{{u:{number}}}', '{customer}', {until}, '2026-11-01')",
        number + 100
    ));
}

fn serviced(house: &House, number: u32, customer: CustomerId, settled: &str) {
    let (state, settled) = match settled {
        "" => ("ready", "NULL".to_owned()),
        at => ("settled", format!("'{at}+08'")),
    };
    house.run(&format!(
        "INSERT INTO service_orders (id, store_id, number, visit_id, customer_id, vehicle_id, advisor_id, state, queue_at, \
         settled_at, created_at) VALUES ('{{u:{number}}}', '{{store}}', 'W{number}', '{{u:{}}}', '{customer}', '{{u:1}}', '{{a}}', \
         '{state}', now(), {settled}, now())",
        number + 500
    ));
}

fn serviced_before(house: &House, number: u32, customer: CustomerId, at: &str) {
    house.run(&format!(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, total_fen, created_at) \
         VALUES ('{{u:{number}}}', '{{store}}', 'P{number}', '{{u:1}}', '{customer}', '{at}+08', 1, now())"
    ));
}

#[test]
fn owners_who_come_back_buy_again_and_do_not_complain() {
    let house = House::new();
    let people = house.customers(5);
    owner(&house, 1, people[0], "'2024-01-05'", "NULL");
    owner(&house, 2, people[1], "'2024-01-05'", "NULL");
    owner(&house, 3, people[2], "'2026-05-05'", "NULL");
    owner(&house, 4, people[3], "'2024-01-05'", "NULL");
    owner(&house, 5, people[4], "'2024-01-05'", "'2026-01-31'");
    serviced(&house, 11, people[0], "2026-06-01 10:00");
    serviced(&house, 12, people[1], "2025-11-21 10:00");
    serviced(&house, 13, people[1], "2026-11-22 09:00");
    serviced_before(&house, 14, people[3], "2026-03-01 10:00");
    serviced(&house, 15, people[4], "2026-03-01 10:00");
    house.check(Figure::ReturnRate, 3, 2, "66.7%");
    order(&house, 21, 31, people[0], &[]);
    order(&house, 22, 32, people[0], &[]);
    order(&house, 23, 33, people[1], &[]);
    order(&house, 24, 34, people[1], CANCELLED);
    house.check(Figure::Repurchase, 4, 1, "25.0%");
    let complain = |number: u32, customer: CustomerId, at: &str, state: &str| {
        house.run(&format!(
            "INSERT INTO complaints (id, store_id, number, customer_id, channel, category, severity, state, facts_sealed, \
             received_at, created_at, queue_at, ended_at) VALUES ('{{u:{number}}}', '{{store}}', 'T{number}', '{customer}', 'phone', \
             'other', 'normal', '{state}', 'x', '{at}+08', now(), now(), now())"
        ));
    };
    complain(41, people[0], "2026-06-01 10:00", "closed");
    complain(42, people[1], "2025-11-20 10:00", "closed");
    complain(43, people[2], "2026-06-01 10:00", "withdrawn");
    house.check(Figure::ComplaintFree, 4, 3, "75.0%");
    // What happens today changes nothing of yesterday evening; tomorrow it counts.
    house.app.advance(chrono::TimeDelta::days(1));
    house.check(Figure::ReturnRate, 3, 3, "100.0%");
}

#[test]
fn value_added_share() {
    let house = House::new();
    let customer = house.customers(1)[0];
    for (number, settled) in [
        (1, "2026-11-02 10:00"),
        (2, "2026-11-02 11:00"),
        (3, "2026-11-22 09:00"),
        (4, ""),
        (5, "2026-10-31 10:00"),
    ] {
        serviced(&house, number, customer, settled);
    }
    let item = |number: u32, order: u32, extra: &str, removed: &str| {
        house.run(&format!(
            "INSERT INTO service_items (id, order_id, position, kind, zh, en, quantity, price_fen, payer, added_at, extra, removed_at) \
             VALUES ('{{u:{number}}}', '{{u:{order}}}', 1, 'part', 'x', 'x', 100, 100, 'customer', now(), {extra}, {removed})"
        ));
    };
    item(11, 1, "'care'", "NULL");
    item(12, 1, "'package'", "NULL");
    item(13, 2, "'accessory'", "now()");
    item(14, 3, "NULL", "NULL");
    item(15, 4, "'extended_warranty'", "NULL");
    house.check(Figure::ValueAdded, 3, 1, "33.3%");
}

#[test]
fn complaints_by_the_day_that_decided() {
    let house = House::new();
    // Contact within ten minutes, a proposal within a day, done within three.
    let complaint = |number: u32, received: &str, contacted: i32, more: &str| {
        house.run(&format!(
            "INSERT INTO complaints (id, store_id, number, channel, category, severity, state, facts_sealed, owner_id, received_at, \
             created_at, queue_at) VALUES ('{{u:{number}}}', '{{store}}', 'T{number}', 'phone', 'other', 'normal', 'contacted', 'x', \
             '{{a}}', '{received}+08', now(), now()); \
             INSERT INTO complaint_rounds (complaint_id, round, started_at, contact_due_at, contacted_at, proposal_due_at, \
             resolution_due_at) SELECT id, 1, received_at, received_at + interval '10 minutes', \
             received_at + interval '{contacted} minutes', received_at + interval '1 day', received_at + interval '3 days' \
             FROM complaints WHERE id = '{{u:{number}}}'; \
             UPDATE complaint_rounds SET {more} WHERE complaint_id = '{{u:{number}}}'"
        ));
    };
    let proposed = "proposed_at = started_at + interval '20 hours'";
    let done = format!("{proposed}, resolved_at = started_at + interval '2 days'");
    complaint(1, "2026-11-02 10:00", 5, &done);
    complaint(2, "2026-11-05 10:00", 11, "proposed_at = NULL");
    complaint(3, "2026-11-21 09:00", 5, proposed);
    let paused = "paused_at = started_at + interval '20 hours', pause_reason = 'parts'";
    complaint(4, "2026-11-10 10:00", 5, paused);
    complaint(5, "2026-11-12 10:00", 5, proposed);
    complaint(6, "2026-11-13 10:00", 11, "proposed_at = NULL");
    house.run("UPDATE complaints SET merged_into = '{u:1}', ended_at = now() WHERE id = '{u:6}'");
    // Broken in October, though it came to an end in November.
    complaint(
        7,
        "2026-10-29 10:00",
        11,
        &format!("{proposed}, resolved_at = started_at + interval '5 days'"),
    );
    house.check(Figure::ComplaintPunctuality, 3, 1, "33.3%");
}

#[test]
fn member_activity_in_ninety_days() {
    let house = House::new();
    let people = house.customers(6);
    let member = |customer: CustomerId, since: &str| {
        house.run(&format!(
            "INSERT INTO figure_members (customer_id, store_id, since) VALUES ('{customer}', '{{store}}', '{since}') \
             ON CONFLICT (customer_id) DO UPDATE SET since = EXCLUDED.since"
        ));
    };
    for customer in &people[..5] {
        member(*customer, "2026-01-05");
    }
    member(people[5], "2026-11-22");
    serviced(&house, 11, people[0], "2026-10-01 10:00");
    house.run(&format!(
        "INSERT INTO points_entries (id, store_id, customer_id, kind, points, balance, source_kind, source_id, at) \
         VALUES ('{{u:21}}', '{{store}}', '{}', 'redeem', -1, 0, 'x', '{{u:1}}', '2026-08-24 00:00+08')",
        people[1]
    ));
    house.run(&format!(
        "INSERT INTO points_entries (id, store_id, customer_id, kind, points, balance, source_kind, source_id, at) \
         VALUES ('{{u:22}}', '{{store}}', '{}', 'redeem', -1, 0, 'x', '{{u:1}}', '2026-08-23 23:59+08')",
        people[2]
    ));
    let spend = |number: u32, customer: CustomerId, fen: i32, reverses: &str| {
        house.run(&format!(
            "INSERT INTO spend_entries (id, store_id, customer_id, kind, amount_fen, counts_fen, source_kind, source_id, reverses_id, \
             at) VALUES ('{{u:{number}}}', '{{store}}', '{customer}', 'accessory', {fen}, {fen}, 'x', '{{u:1}}', {reverses}, \
             '2026-11-01 10:00+08')"
        ));
    };
    spend(31, people[3], 100, "NULL");
    spend(32, people[4], 100, "NULL");
    spend(33, people[4], -100, "'{u:32}'");
    house.check(Figure::MemberActivity, 5, 3, "60.0%");
}

#[test]
fn who_becomes_a_member_counts_from_that_day() {
    let house = House::new();
    let customer = house.customers(1)[0];
    house.run(&format!(
        "INSERT INTO member_places (customer_id, store_id, tier_rank, points, expires_on, changed_at) \
         VALUES ('{customer}', '{{store}}', 1, 0, '9999-12-31', '2026-11-20 10:00+08')"
    ));
    house.check(Figure::MemberActivity, 1, 0, "0.0%");
    house.run(&format!("DELETE FROM member_places WHERE customer_id = '{customer}'"));
    let none = house.measured("manager", &AskedQuery::default(), Figure::MemberActivity);
    assert_eq!((none.n, none.value), (0, None));
}

#[test]
fn lost_customers_who_came_back() {
    let house = House::new();
    let people = house.customers(4);
    // 1,095 days later they are lost: on 2025-11-30, 2026-02-28, 2025-05-31 and 2026-05-31.
    serviced(&house, 11, people[0], "2022-12-01 10:00");
    serviced(&house, 12, people[0], "2026-05-01 10:00");
    serviced_before(&house, 13, people[1], "2023-03-01 10:00");
    serviced(&house, 14, people[2], "2022-06-01 10:00");
    serviced(&house, 15, people[3], "2023-06-01 10:00");
    serviced(&house, 16, people[3], "2026-04-01 10:00");
    house.check(Figure::WinBack, 2, 1, "50.0%");
}

#[test]
fn loyalty_is_weighed_and_waits_for_all_its_parts() {
    let house = House::new();
    house.sources();
    let people = house.customers(2);
    owner(&house, 1, people[0], "'2024-01-05'", "NULL");
    owner(&house, 2, people[1], "'2024-01-05'", "NULL");
    order(&house, 21, 31, people[0], &[]);
    order(&house, 22, 32, people[0], &[]);
    house.run(&format!(
        "INSERT INTO complaints (id, store_id, number, customer_id, channel, category, severity, state, facts_sealed, received_at, \
         created_at, queue_at) VALUES ('{{u:41}}', '{{store}}', 'T1', '{}', 'phone', 'other', 'normal', 'received', 'x', \
         '2026-06-01 10:00+08', now(), now())",
        people[0]
    ));
    for number in 51..55 {
        let source = if number == 51 { "'{u:902}'" } else { "'{u:901}'" };
        house.lead(number, "2026-11-03 10:00", &[("source_id", source)]);
    }
    let before = house.measured("manager", &AskedQuery::default(), Figure::Loyalty);
    assert_eq!(before.value, None, "nobody has answered yet");
    assert_eq!(before.light, Light::Unknown);
    for (number, overall) in [(61, 5), (62, 4), (63, 4), (64, 1)] {
        house.run(&format!(
            "INSERT INTO survey_responses (id, survey_id, version_id, store_id, way, started_at, submitted_at, overall) \
             VALUES ('{{u:{number}}}', '{{u:1}}', '{{u:1}}', '{{store}}', 'link', now(), '2026-11-04 10:00+08', {overall})"
        ));
    }
    // 0.3 × 50 + 0.2 × 25 + 0.2 × 50 + 0.3 × 75
    let loyalty = house.measured("manager", &AskedQuery::default(), Figure::Loyalty);
    assert!((loyalty.value.unwrap() - 52.5).abs() < 1e-9, "{loyalty:?}");
    let manager = house.app.sign_in("manager");
    let page = manager.get("/figures/loyalty");
    assert!(page.text("#value .v").starts_with("52.5"));
    assert_eq!(page.texts("#parts tbody tr").len(), 4);
    assert!(!page.has("#rows tbody tr"));
}

#[test]
fn of_nothing_there_is_no_figure() {
    let house = House::new();
    let manager = house.app.sign_in("manager");
    let list = manager.get("/figures");
    for figure in Figure::SHOWN {
        let measured = house.measured("manager", &AskedQuery::default(), *figure);
        assert_eq!(
            (measured.n, measured.value, measured.before),
            (0, None, None),
            "{figure:?}"
        );
        let line = list.text(&format!("#figure-{} td:nth-child(2)", figure.code()));
        assert_eq!(line, "–", "{figure:?}");
    }
    assert_eq!(manager.get("/figures/nothing").status, 404);
}
