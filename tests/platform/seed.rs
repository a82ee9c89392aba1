//! `yingke seed` and `yingke check`: what they write is what the portal reads.

use std::process::{Command, Output};

use chrono::Utc;
use diesel::prelude::*;
use yingke::customers::model::PHONE;
use yingke::platform::vault::Sealed;
use yingke::schema::{complaints, customer_phones, customers};
use yingke::values::ids::{CustomerId, PhoneId};

use crate::support::TestApp;
use crate::support::database::TestDatabase;

fn yingke(database: &TestDatabase, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yingke"))
        .env("DATABASE_URL", &database.url)
        .env("YINGKE_KEY_FILE", database.key_file())
        .env("YINGKE_DATA", std::env::temp_dir().join("yingke-test-data"))
        .env("RUST_LOG", "off")
        .args(arguments)
        .output()
        .unwrap()
}

fn good(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line on standard error.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    said
}

fn number(conn: &mut PgConnection, sql: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let found: Number = diesel::sql_query(format!("SELECT count(*) AS n FROM {sql}"))
        .get_result(conn)
        .unwrap();
    found.n
}

/// Whatever hour it is: people wait, cars are in the workshop, and what the records say agrees.
fn a_day_at_the_desk(count: &mut impl FnMut(&str) -> i64) {
    for state in [
        "waiting",
        "receiving",
        "in_workshop",
        "quality_check",
        "ready",
        "settled",
        "left",
    ] {
        assert!(
            count(&format!("visits WHERE state = '{state}'")) > 0,
            "nobody is {state}"
        );
    }
    for state in [
        "draft",
        "offered",
        "agreed",
        "in_work",
        "waiting_parts",
        "quality_check",
        "ready",
        "settled",
    ] {
        assert!(
            count(&format!("service_orders WHERE state = '{state}'")) > 0,
            "no order is {state}"
        );
    }
    for answer in ["reported", "accepted", "later", "declined"] {
        assert_eq!(
            count(&format!("service_findings WHERE state = '{answer}'")),
            1,
            "{answer}"
        );
    }
    assert!(
        count("visits WHERE state = 'waiting' AND arrived_at < now() - interval '20 minutes'") > 0,
        "one waits too long"
    );
    assert_eq!(count("appointments WHERE state = 'no_show'"), 2);
    assert!(count("appointments WHERE state = 'booked' AND starts_at > now()") >= 5);
    assert_eq!(count("courtesy_loans WHERE state = 'out'"), 2);
    assert_eq!(
        count("courtesy_loans WHERE state = 'out' AND due_at < now()"),
        1,
        "late"
    );
    assert!(count("check_ins WHERE finished_at IS NULL") > 0, "a sheet is half done");
    assert!(count("past_services") > 100);
    assert!(count("tasks WHERE kind = 'service.after_call' AND done_at IS NULL") > 0);
    for (what, sql) in [
        (
            "visit and order are in step",
            "service_orders o JOIN visits v ON v.id = o.visit_id WHERE CASE o.state WHEN 'waiting_parts' THEN 'in_workshop' \
             WHEN 'in_work' THEN 'in_workshop' WHEN 'quality_check' THEN 'quality_check' WHEN 'ready' THEN 'ready' \
             WHEN 'settled' THEN CASE WHEN v.left_at IS NULL THEN 'settled' ELSE 'left' END ELSE 'receiving' END <> v.state",
        ),
        (
            "every state is stamped",
            "visits v WHERE v.state <> (SELECT s.state FROM visit_stamps s WHERE s.visit_id = v.id ORDER BY s.at DESC, s.id DESC LIMIT 1)",
        ),
        (
            "who came for an appointment has a visit",
            "appointments a WHERE (a.state = 'arrived') <> (a.visit_id IS NOT NULL)",
        ),
        (
            "an order begins with a finished sheet",
            "service_orders o WHERE NOT EXISTS (SELECT FROM check_ins c WHERE c.visit_id = o.visit_id AND c.finished_at IS NOT NULL)",
        ),
        (
            "nobody is received before they came",
            "visits WHERE received_at < arrived_at OR ready_at < received_at OR left_at < coalesce(settled_at, arrived_at)",
        ),
    ] {
        assert_eq!(count(sql), 0, "{what}");
    }
}

/// Cards in each column, leads of each kind, sums that are right.
fn a_full_board(count: &mut impl FnMut(&str) -> i64) {
    for stage in [
        "new",
        "contacted",
        "interested",
        "comparing",
        "test_driven",
        "quoted",
        "ordered",
        "delivered",
        "lost",
    ] {
        assert!(
            count(&format!("opportunities WHERE stage = '{stage}'")) > 0,
            "none is {stage}"
        );
    }
    for who in ["consultant", "consultant2"] {
        let own = format!(
            "opportunities o JOIN staff s ON s.id = o.owner_id WHERE s.username = '{who}' AND o.closed_at IS NULL"
        );
        assert!(count(&own) >= 12, "{who} has little to do");
        assert!(
            count(&format!("{own} AND o.next_at < now()")) > 0,
            "{who} is late with nobody"
        );
        assert!(
            count(&format!("{own} AND o.next_at > now()")) >= 5,
            "{who} plans nothing"
        );
    }
    for state in ["open", "qualified", "duplicate", "invalid"] {
        assert!(
            count(&format!("leads WHERE state = '{state}'")) > 0,
            "no lead is {state}"
        );
    }
    for state in ["booked", "out", "returned", "done", "missed", "cancelled"] {
        assert!(
            count(&format!("test_drives WHERE state = '{state}'")) > 0,
            "no drive is {state}"
        );
    }
    for state in ["pending", "sent", "accepted", "superseded"] {
        assert!(
            count(&format!("quotes WHERE state = '{state}'")) > 0,
            "no quote is {state}"
        );
    }
    for state in ["open", "delivered", "cancelled"] {
        assert!(
            count(&format!("sales_orders WHERE state = '{state}'")) > 0,
            "no order is {state}"
        );
    }
    for (what, least, sql) in [
        (
            "leads that nobody has",
            3,
            "leads WHERE owner_id IS NULL AND state = 'open'",
        ),
        (
            "first calls that are late",
            2,
            "lead_steps WHERE kind = 'first_call' AND missed_at IS NOT NULL AND done_at IS NULL AND ended_at IS NULL",
        ),
        (
            "first calls of which the manager was told",
            2,
            "tasks WHERE kind = 'lead.first_call_alert' AND done_at IS NULL",
        ),
        (
            "first calls in time",
            15,
            "lead_steps WHERE kind = 'first_call' AND done_at <= due_at",
        ),
        (
            "stalled",
            1,
            "opportunities WHERE closed_at IS NULL AND next_at < now() - interval '21 days'",
        ),
        ("in the pool", 2, "opportunities WHERE pool_since IS NOT NULL"),
        ("taken out of the pool", 1, "pool_claims WHERE what = 'claimed'"),
        ("losses to decide on", 2, "loss_proposals WHERE decided_at IS NULL"),
        ("losses that were sent back", 1, "loss_proposals WHERE NOT approved"),
        (
            "expired quotes",
            1,
            "quotes WHERE state = 'sent' AND valid_until < (now() AT TIME ZONE 'Asia/Shanghai')::date",
        ),
        ("second versions", 1, "quotes WHERE version = 2 AND state = 'sent'"),
        ("quotes with a loan", 1, "quote_loans"),
        (
            "discounts to decide on",
            1,
            "tasks WHERE kind = 'sales.discount' AND done_at IS NULL",
        ),
        ("trade-ins", 2, "trade_ins WHERE state IN ('offered', 'accepted')"),
        (
            "deliveries to come",
            2,
            "deliveries WHERE handed_over_at IS NULL AND cancelled_at IS NULL",
        ),
        (
            "calls to new owners that are due",
            2,
            "tasks WHERE kind = 'sales.week_call' AND done_at IS NULL",
        ),
        ("promises that moved", 1, "order_promises"),
    ] {
        let found = count(sql);
        assert!(found >= least, "{what}: {found}");
    }
    for (what, sql) in SALES_AGREE {
        assert_eq!(count(sql), 0, "{what}");
    }
}

/// What no row of sales is.
const SALES_AGREE: [(&str, &str); 8] = [
    (
        "a lead with an opportunity is qualified, and the other way round",
        "leads l WHERE l.state = 'qualified' AND NOT EXISTS (SELECT FROM opportunities o \
         WHERE o.id = l.opportunity_id AND o.lead_id = l.id AND o.customer_id = l.customer_id)",
    ),
    (
        "an open lead is asked for its first call",
        "leads l WHERE l.state IN ('open', 'qualified') AND NOT EXISTS (SELECT FROM lead_steps s \
         WHERE s.lead_id = l.id AND s.kind = 'first_call')",
    ),
    (
        "every stage is stamped",
        "opportunities o WHERE o.stage <> (SELECT s.stage FROM opportunity_stamps s WHERE s.opportunity_id = o.id \
         ORDER BY s.at DESC, s.id DESC LIMIT 1)",
    ),
    (
        "a quote is the sum of its lines",
        "quotes q WHERE q.total_fen <> (SELECT sum(l.amount_fen) FROM quote_lines l WHERE l.quote_id = q.id)",
    ),
    (
        "the plan of an order comes to its total",
        "sales_orders o WHERE o.state <> 'cancelled' AND o.total_fen <> (SELECT sum(p.amount_fen) FROM order_payments p \
         WHERE p.order_id = o.id)",
    ),
    (
        "an order and its opportunity are in step",
        "sales_orders o JOIN opportunities p ON p.id = o.opportunity_id WHERE o.state <> 'cancelled' \
         AND p.stage <> CASE o.state WHEN 'open' THEN 'ordered' ELSE 'delivered' END",
    ),
    (
        "what is ordered has an order",
        "opportunities p WHERE p.stage IN ('ordered', 'delivered') AND NOT EXISTS (SELECT FROM sales_orders o \
         WHERE o.opportunity_id = p.id AND o.state <> 'cancelled')",
    ),
    (
        "nobody is followed up before they are known",
        "follow_ups f JOIN opportunities o ON o.id = f.opportunity_id WHERE f.at < o.created_at OR f.next_at <= f.at",
    ),
];

#[test]
fn the_demo_is_a_store_in_full_swing() {
    let database = TestDatabase::empty();
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let yingke = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_yingke"))
            .env("DATABASE_URL", &database.url)
            .env("YINGKE_KEY_FILE", &key)
            .env("YINGKE_DATA", folder.path())
            .env("RUST_LOG", "off")
            .args(arguments)
            .output()
            .unwrap()
    };
    assert!(
        refused(&yingke(&["check"])).contains("not in order"),
        "nothing is there"
    );
    good(&yingke(&["seed", "demo"]));
    let mut owner = database.owner();
    let mut count = |sql: &str| number(&mut owner, sql);
    let people = count("customers");
    assert!(people > 200, "{people}");
    assert!(count("vehicles") > 150);
    assert!(count("consents") > 400);
    assert!(count("customer_notes") > 40);
    assert!(count("visits WHERE ticket_on = (now() AT TIME ZONE 'Asia/Shanghai')::date") > 0);
    assert_eq!(
        count(
            "visits v WHERE ticket_on = (now() AT TIME ZONE 'Asia/Shanghai')::date AND NOT EXISTS (SELECT 1 \
             FROM number_series s WHERE s.store_id = v.store_id AND s.day = v.ticket_on AND s.last >= v.ticket_no \
             AND s.prefix = CASE v.line WHEN 'service' THEN 'VA' WHEN 'sales' THEN 'VB' ELSE 'VC' END)"
        ),
        0,
        "the next visitor gets a number that nobody has"
    );
    for state in [
        "received",
        "contacted",
        "investigating",
        "proposed",
        "approved",
        "executing",
        "resolved",
        "closed",
        "withdrawn",
    ] {
        assert!(count(&format!("complaints WHERE state = '{state}'")) > 0, "{state}");
    }
    assert!(count("complaints WHERE severity = 'crisis' AND ended_at IS NULL") > 0);
    assert!(
        count("complaints WHERE due_at < now() AND ended_at IS NULL") > 0,
        "something is overdue"
    );
    assert!(count("corrective_actions WHERE done_at IS NULL") > 0);
    assert_eq!(
        count(
            "(SELECT cause FROM complaints c WHERE cause_at > now() - interval '30 days' AND merged_into IS NULL \
             GROUP BY cause HAVING count(*) >= 3 AND NOT EXISTS (SELECT 1 FROM corrective_actions a \
             WHERE a.cause = c.cause AND a.created_at > now() - interval '45 days')) AS unanswered"
        ),
        0,
        "what keeps coming back raised the alarm"
    );
    assert!(count("tasks WHERE done_at IS NULL AND due_at < now()") > 0);
    assert!(count("tasks WHERE done_at IS NULL AND due_at > now()") > 0);
    assert!(count("complaint_entries") > 400);
    a_day_at_the_desk(&mut count);
    a_full_board(&mut count);
    asked_as_the_rules_say(&mut count);
    for (table, column) in [
        ("customers", "created_at"),
        ("complaints", "received_at"),
        ("complaint_entries", "at"),
        ("visits", "arrived_at"),
        ("visit_stamps", "at"),
        ("service_stamps", "at"),
        ("appointments", "created_at"),
        ("leads", "received_at"),
        ("opportunity_stamps", "at"),
        ("follow_ups", "at"),
        ("audit_entries", "at"),
    ] {
        assert_eq!(
            count(&format!("{table} WHERE {column} > now()")),
            0,
            "{table} lies ahead"
        );
    }
    let words = |sql: &str| -> Vec<String> {
        #[derive(QueryableByName)]
        struct Word {
            #[diesel(sql_type = diesel::sql_types::Text)]
            word: String,
        }
        let found: Vec<Word> = diesel::sql_query(sql).load(&mut database.owner()).unwrap();
        found.into_iter().map(|row| row.word).collect()
    };
    for action in words("SELECT DISTINCT action AS word FROM audit_entries") {
        assert!(yingke::admin::text::knows_action(&action), "{action} has no words");
    }
    for field in words("SELECT DISTINCT unnest(fields) AS word FROM audit_entries") {
        let known = yingke::admin::text::known_field(&field, yingke::platform::i18n::Lang::En);
        assert!(known.is_some(), "the field {field} has no words");
    }
    let said = good(&yingke(&["check"]));
    assert!(
        said.lines().count() > 5 && said.lines().all(|line| line.starts_with("ok")),
        "{said}"
    );
    assert!(refused(&yingke(&["seed", "demo"])).contains("a store already"));
    assert!(refused(&yingke(&["seed", "--customers", "10"])).contains("--add"));
    assert_eq!(count("customers"), people);
}

/// Nobody is asked twice in a month but after a complaint, nobody at night; and who complained answers.
fn asked_as_the_rules_say(count: &mut impl FnMut(&str) -> i64) {
    let again = "survey_invitations a JOIN survey_invitations b ON b.customer_id = a.customer_id \
        AND b.sent_at > a.sent_at AND b.sent_at < a.sent_at + interval '30 days' \
        JOIN surveys s ON s.id = b.survey_id WHERE s.purpose <> 'complaint'";
    assert_eq!(count(again), 0, "asked twice");
    let hour = "extract(hour FROM sent_at AT TIME ZONE 'Asia/Shanghai')";
    assert_eq!(
        count(&format!("survey_invitations WHERE {hour} < 8 OR {hour} >= 21")),
        0,
        "at night"
    );
    let after = |what: &str| {
        format!("survey_invitations i JOIN surveys s ON s.id = i.survey_id WHERE s.purpose = 'complaint' AND {what}")
    };
    let (asked, answered) = (
        count(&after("i.sent_at IS NOT NULL")),
        count(&after("i.state = 'answered'")),
    );
    assert!(asked > 60 && answered * 2 > asked, "{answered} of {asked}");
    assert!(count(&after("i.stopped_because = 'too_late'")) < 5);
}

#[test]
fn many_customers_are_sealed_and_can_be_searched_for() {
    let app = TestApp::spawn_at(Utc::now());
    let said = good(&yingke(
        &app.database,
        &["seed", "--customers", "1200", "--complaints", "300"],
    ));
    assert!(said.starts_with("1200 customers in "), "{said}");
    let mut owner = app.database.owner();
    assert_eq!(number(&mut owner, "customers"), 1_200);
    assert_eq!(number(&mut owner, "complaints"), 300);
    assert!(number(&mut owner, "complaints WHERE ended_at IS NOT NULL") > 200);
    assert_eq!(
        number(
            &mut owner,
            "complaints c WHERE NOT EXISTS (SELECT FROM complaint_entries e WHERE e.complaint_id = c.id)"
        ),
        0
    );
    let vault = app.db.vault();
    let (phone, customer, sealed): (PhoneId, CustomerId, Sealed) = customer_phones::table
        .filter(customer_phones::is_primary)
        .order(customer_phones::id.desc())
        .select((
            customer_phones::id,
            customer_phones::customer_id,
            customer_phones::phone_sealed,
        ))
        .first(&mut owner)
        .unwrap();
    let phone = vault.open(PHONE, phone.uuid(), &sealed).unwrap().into_exposed();
    let care = app.sign_in("care");
    let found = care.post_form("/customers/search", &[("q", &phone)]);
    let page = care.get(found.location());
    assert!(
        page.body.contains(&customer.to_string()),
        "found by phone: {}",
        page.body
    );
    let newest: CustomerId = customers::table
        .order(customers::id.desc())
        .select(customers::id)
        .first(&mut owner)
        .unwrap();
    assert_eq!(care.get(&format!("/customers/{newest}")).status, 200);
    let open: yingke::values::ids::ComplaintId = complaints::table
        .order(complaints::received_at.desc())
        .select(complaints::id)
        .first(&mut owner)
        .unwrap();
    assert_eq!(care.get(&format!("/complaints/{open}")).status, 200);
    assert!(good(&yingke(&app.database, &["check"])).contains("finds the newest customer"));
    // The numbers of a day go on where they stand.
    good(&yingke(
        &app.database,
        &["seed", "--customers", "100", "--complaints", "50", "--add"],
    ));
    assert_eq!(number(&mut owner, "customers"), 1_300);
    assert_eq!(number(&mut owner, "complaints"), 350);
}

#[test]
fn many_leads_add_up() {
    let app = TestApp::spawn_at(Utc::now());
    let said = good(&yingke(
        &app.database,
        &["seed", "--customers", "300", "--leads", "200"],
    ));
    assert!(said.contains("200 leads in "), "{said}");
    let mut owner = app.database.owner();
    let mut count = |sql: &str| number(&mut owner, sql);
    assert_eq!(count("leads"), 200);
    let states =
        ["open", "qualified", "duplicate", "invalid"].map(|state| count(&format!("leads WHERE state = '{state}'")));
    assert_eq!(states.iter().sum::<i64>(), 200);
    assert_eq!(states[0], 10, "one in twenty is open");
    assert_eq!(count("opportunities"), states[1]);
    assert_eq!(count("opportunities WHERE closed_at IS NULL"), 40, "one in five");
    assert_eq!(
        count("(SELECT FROM opportunities WHERE closed_at IS NULL GROUP BY customer_id HAVING count(*) > 1) AS twice"),
        0
    );
    assert_eq!(
        count(
            "opportunities o WHERE closed_at IS NULL AND stage <> 'ordered' AND NOT EXISTS (SELECT FROM tasks t \
             WHERE t.subject_id = o.id AND t.kind = 'sales.follow_up' AND t.due_at = o.next_at)"
        ),
        0,
        "whatever is on the board is somebody's task"
    );
    for (what, sql) in SALES_AGREE {
        assert_eq!(count(sql), 0, "{what}");
    }
    for (table, column) in [
        ("leads", "received_at"),
        ("follow_ups", "at"),
        ("opportunity_stamps", "at"),
        ("lead_steps", "done_at"),
        ("quotes", "created_at"),
        ("sales_orders", "created_at"),
    ] {
        assert_eq!(
            count(&format!("{table} WHERE {column} > now()")),
            0,
            "{table} lies ahead"
        );
    }
    let manager = app.sign_in("sales.manager");
    for path in ["/board", "/leads?view=all", "/sales-orders", "/quotes"] {
        assert_eq!(manager.get(path).status, 200, "{path}");
    }
    // A number of a lead is that of its customer, so that both are found by it.
    let other = "leads l JOIN customer_keys k ON k.customer_id = l.customer_id AND k.purpose = 'phone' AND k.bidx = l.phone_bidx";
    assert_eq!(count(&format!("{other} WHERE l.state = 'qualified'")), states[1]);
    good(&yingke(&app.database, &["seed", "--leads", "40", "--add"]));
    assert_eq!(count("leads"), 240);
    for (what, sql) in SALES_AGREE {
        assert_eq!(count(sql), 0, "{what}, after more were added");
    }
}

#[test]
fn many_visits_of_the_past_add_up() {
    let app = TestApp::spawn_at(Utc::now());
    let said = good(&yingke(
        &app.database,
        &["seed", "--customers", "200", "--visits", "600"],
    ));
    assert!(said.contains("visits in "), "{said}");
    let mut owner = app.database.owner();
    let mut count = |sql: &str| number(&mut owner, sql);
    let past = "visits WHERE ticket_on < (now() AT TIME ZONE 'Asia/Shanghai')::date";
    assert!(count(past) > 500, "{}", count(past));
    assert!(count("service_payments") > 300, "{}", count("service_payments"));
    for (what, sql) in [
        (
            "a bill is paid to the fen",
            "service_settlements s WHERE s.due_fen <> (SELECT coalesce(sum(p.amount_fen), 0) FROM service_payments p \
             WHERE p.order_id = s.order_id)",
        ),
        (
            "a payment belongs to the store of its order",
            "service_payments p JOIN service_orders o ON o.id = p.order_id WHERE p.store_id <> o.store_id",
        ),
        (
            "who came for service has an order",
            "visits v WHERE line = 'service' AND state = 'left' AND ticket_on < (now() AT TIME ZONE 'Asia/Shanghai')::date \
             AND NOT EXISTS (SELECT FROM service_orders o WHERE o.visit_id = v.id)",
        ),
        ("nobody left before they came", "visits WHERE left_at < arrived_at"),
    ] {
        assert_eq!(count(sql), 0, "{what}");
    }
    let advisor = app.sign_in("advisor");
    for path in ["/reception", "/service-orders?view=settled", "/appointments"] {
        assert_eq!(advisor.get(path).status, 200, "{path}");
    }
}

#[test]
fn what_cannot_be_seeded_is_one_line() {
    let database = TestDatabase::new();
    for (arguments, words) in [
        (vec!["seed"], "say what to seed"),
        (vec!["seed", "--complaints", "5"], "--customers"),
        (vec!["seed", "--leads", "5"], "--customers"),
        (vec!["seed", "--customers", "5", "--store", "XX99"], "PD01"),
    ] {
        let said = refused(&yingke(&database, &arguments));
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(number(&mut database.owner(), "customers"), 0);
}

#[test]
fn a_check_finds_what_is_wrong() {
    let app = TestApp::spawn();
    app.customer("张三", "13812345621");
    let mut owner = app.database.owner();
    let mut change = |sql: &str| diesel::sql_query(sql).execute(&mut owner).unwrap();
    let look = || {
        let output = yingke(&app.database, &["check"]);
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (well, said) = look();
    assert!(well, "{said}");
    change("UPDATE customer_keys SET bidx = decode(md5('x'), 'hex') WHERE purpose = 'phone'");
    let (well, said) = look();
    assert!(!well && said.contains("FAIL  search keys"), "{said}");
    change("UPDATE customers SET name_sealed = set_byte(name_sealed, 20, 255 - get_byte(name_sealed, 20))");
    let (well, said) = look();
    assert!(!well && said.contains("FAIL  sealed data"), "{said}");
}

#[test]
fn a_check_of_the_wrong_directory_finds_nothing_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("mistyped");
    let output = Command::new(env!("CARGO_BIN_EXE_yingke"))
        .current_dir(folder.path())
        .env_remove("DATABASE_URL")
        .env("YINGKE_DATA", &wrong)
        .env("RUST_LOG", "off")
        .arg("check")
        .output()
        .unwrap();
    assert!(refused(&output).contains("not in order"));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("there is none in") && said.contains("YINGKE_DATA"),
        "{said}"
    );
    assert!(!wrong.exists());
}
