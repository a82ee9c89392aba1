//! The bill as it is read: what it asks for, how its lines add up, what a refund leaves behind.

use std::time::Duration;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use yingke::platform::error::Error;
use yingke::schema::{service_payments, vehicles};
use yingke::service::commands::NewPayment;
use yingke::service::rules::PaymentMethod;
use yingke::values::fault::Fault;
use yingke::values::ids::PaymentId;

use super::*;

#[test]
fn a_mileage_below_the_last_is_settled_for_a_reason() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    diesel::update(vehicles::table)
        .set(vehicles::mileage_km.eq(30_000))
        .execute(&mut app.database.owner())
        .unwrap();
    let there = path(id, "settlement");
    let amount = advisor.get(&there).value("seen");
    let mut fields = vec![
        ("mileage", "12000"),
        ("serviced", "no"),
        ("mileage_reason", ""),
        ("seen", amount.as_str()),
    ];
    let refused = advisor.post_form(&there, &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("30,000") && refused.has("[name=mileage_reason]"));
    fields[2].1 = "换过仪表";
    step(&advisor, &there, &fields);
    assert!(advisor.get(&format!("/service-orders/{id}")).body.contains("换过仪表"));
    let now: Option<i32> = vehicles::table
        .select(vehicles::mileage_km)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(now, Some(12_000));
    assert!(app.audit().iter().any(|action| action == "vehicles.lower_mileage"));
}

#[test]
fn a_mileage_far_above_the_last_is_settled_for_a_reason_too() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    diesel::update(vehicles::table)
        .set((
            vehicles::mileage_km.eq(30_000),
            vehicles::mileage_at.eq(app.clock.now() - TimeDelta::days(1)),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let there = path(id, "settlement");
    let amount = advisor.get(&there).value("seen");
    let post = |mileage: &str, reason: &str| {
        let fields = [
            ("mileage", mileage),
            ("serviced", "no"),
            ("mileage_reason", reason),
            ("seen", amount.as_str()),
        ];
        advisor.post_form(&there, &fields)
    };
    let refused = post("300000", "");
    assert_eq!(refused.status, 422);
    assert!(refused.text("#s-mileage-err").contains("30,000"));
    assert_eq!(refused.value("mileage"), "300000");
    assert_eq!(post("2000001", "换过仪表").status, 422, "no car runs so far");
    assert_eq!(post("300000", "长期跑货运").status, 303);
}

/// The visitor of an order drives a courtesy car.
fn lend(app: &TestApp, id: ServiceOrderId) {
    let car = [
        ("plate", "沪B67890"),
        ("model", "星驰 S3 1.5L"),
        ("energy", "fuel"),
        ("mileage", "12000"),
        ("insurance_until", "2027-06-01"),
        ("inspection_until", "2027-06-01"),
    ];
    step(&app.sign_in("service.manager"), "/courtesy-cars", &car);
    diesel::sql_query(
        "INSERT INTO courtesy_loans (id, store_id, car_id, visit_id, customer_id, state, starts_at, due_at, ends_at, \
           out_at, created_at) \
         SELECT gen_random_uuid(), o.store_id, c.id, o.visit_id, o.customer_id, 'out', o.created_at, \
           o.created_at + interval '8 hours', o.created_at + interval '8 hours', o.created_at, o.created_at \
         FROM service_orders o, courtesy_cars c WHERE o.id = $1",
    )
    .bind::<diesel::sql_types::Uuid, _>(id.uuid())
    .execute(&mut app.database.owner())
    .unwrap();
}

fn visit_id(app: &TestApp, id: ServiceOrderId) -> VisitId {
    service_orders::table
        .find(id)
        .select(service_orders::visit_id)
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn the_desk_lets_nobody_go_with_an_open_bill_unasked() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    lend(&app, id);
    seen(&advisor, id, "settlement", &[("serviced", "no")]);
    let there = format!("/visits/{}/departure", visit_id(&app, id));
    let asked = advisor.get(&there);
    let notices = asked.texts(".notice-amber").join(" ");
    assert!(notices.contains("¥325") && notices.contains("代步车"), "{notices}");
    let silent = advisor.post_form(&there, &[("reason", "done")]);
    assert_eq!(silent.status, 422);
    assert!(silent.has(".err"));
    assert_eq!(visit_state(&app, id), "settled");
    step(&advisor, &there, &[("reason", "done"), ("note", "公司月底统一结算")]);
    assert_eq!(visit_state(&app, id), "left");
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.body.contains("公司月底统一结算") && page.body.contains("挂账"));
    assert_eq!(page.attributes(".acts .btn-primary", "href"), [path(id, "payments")]);
    step(
        &advisor,
        &path(id, "payments"),
        &[("method", "transfer"), ("amount", "325")],
    );
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(!page.has(".acts .btn-primary") && !page.texts(".ph .tag").contains(&"挂账".to_owned()));
}

/// Whether anything in this database waits for a row that somebody else holds.
fn somebody_waits(app: &TestApp) -> bool {
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    diesel::sql_query(waiting).execute(&mut app.database.owner()).unwrap() > 0
}

#[test]
fn whoever_goes_by_the_desk_waits_for_the_order_before_the_visit_is_held() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    seen(&advisor, id, "settlement", &[("serviced", "no")]);
    let visit = visit_id(&app, id);
    let there = format!("/visits/{visit}/departure");
    // A payment, say, that holds the order.
    let mut other = app.database.owner();
    other
        .batch_execute(&format!(
            "BEGIN; SELECT 1 FROM service_orders WHERE id = '{id}' FOR UPDATE"
        ))
        .unwrap();
    let gone = std::thread::scope(|scope| {
        let going = scope.spawn(|| advisor.post_form(&there, &[("reason", "done"), ("note", "公司月底统一结算")]));
        let waited = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            somebody_waits(&app)
        });
        assert!(waited, "the order was not asked for");
        // What holds the order can still take the visit: they would wait in a circle else.
        let visit = format!("SELECT 1 FROM visits WHERE id = '{visit}' FOR UPDATE NOWAIT");
        other.batch_execute(&visit).unwrap();
        other.batch_execute("COMMIT").unwrap();
        going.join().unwrap()
    });
    assert_eq!(gone.status, 303, "{}", gone.body);
    assert_eq!(visit_state(&app, id), "left");
}

#[test]
fn a_lent_car_is_asked_for_before_the_own_one_is_handed_over() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    lend(&app, id);
    seen(&advisor, id, "settlement", &[("serviced", "no")]);
    let fields = [("method", "cash"), ("amount", "325")];
    step(&advisor, &path(id, "payments"), &fields);
    let there = path(id, "departure");
    assert!(advisor.get(&there).text(".notice-amber").contains("代步车还没有归还"));
    assert_eq!(advisor.post_form(&there, &[]).status, 422);
    step(&advisor, &there, &[("on_account", "代步车傍晚由家人开回")]);
    assert_eq!(visit_state(&app, id), "left");
}

#[test]
fn every_line_of_the_bill_multiplies_out_and_the_nets_are_the_total() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    // A member of ten percent off labour, and five off the part.
    let mut owner = app.database.owner();
    diesel::sql_query("UPDATE service_orders SET labour_discount = 1000")
        .execute(&mut owner)
        .unwrap();
    diesel::sql_query("UPDATE service_items SET discount = 500 WHERE kind = 'part'")
        .execute(&mut owner)
        .unwrap();
    for (there, table) in [
        (format!("/service-orders/{id}"), "#items"),
        (path(id, "bill"), "#bill-items"),
    ] {
        let page = advisor.get(&there);
        let rows = page.texts(&format!("{table} tbody tr"));
        assert!(
            rows[0].contains("¥160") && rows[0].contains("-¥24") && rows[0].contains("会员 10%"),
            "{rows:?}"
        );
        assert!(rows[0].contains("¥216"), "{rows:?}");
        assert!(
            rows[1].contains("-¥4.25") && rows[1].contains("5%") && rows[1].contains("¥80.75"),
            "{rows:?}"
        );
    }
    let bill = advisor.get(&path(id, "bill"));
    assert_eq!(
        bill.texts("#bill-sums th"),
        ["项目合计", "项目折扣", "会员工时折扣", "应收合计"]
    );
    assert_eq!(bill.texts("#bill-sums td"), ["¥325", "-¥4.25", "-¥24", "¥296.75"]);
}

#[test]
fn the_bill_says_what_is_due_received_and_owed() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    let quote = advisor.get(&path(id, "bill"));
    assert_eq!(quote.texts("#bill-sums th"), ["应收合计"], "one sum is said once");
    let promised = yingke::platform::i18n::times::minute(app.clock.now() + TimeDelta::hours(4));
    assert!(
        quote.body.contains(&promised),
        "when the car is ready stands on the estimate"
    );
    seen(&advisor, id, "settlement", &[("serviced", "no"), ("mileage", "12000")]);
    let fields = [("method", "cash"), ("amount", "125"), ("receipt", "SJ-0093")];
    step(&advisor, &path(id, "payments"), &fields);
    let bill = advisor.get(&path(id, "bill"));
    assert_eq!(bill.texts("#bill-sums th"), ["应收合计", "客户应付", "已收", "未收"]);
    assert_eq!(bill.texts("#bill-sums td"), ["¥325", "¥325", "¥125", "¥200"]);
    assert!(bill.body.contains("12,000 km"));
    let page = advisor.get(&format!("/service-orders/{id}"));
    let name = &app.actor("advisor").name;
    assert!(page.text("#payments").contains(&format!("SJ-0093 · {name}")));
    let visit = format!("/visits/{}", visit_id(&app, id));
    assert!(page.attributes("[aria-labelledby=props-h] a", "href").contains(&visit));
    assert_eq!(page.text("[data-promised]"), promised);
}

/// When the car is due again.
fn due(app: &TestApp) -> (Option<NaiveDate>, Option<i32>) {
    vehicles::table
        .select((vehicles::next_service_on, vehicles::next_service_km))
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_refund_gives_back_what_was_due_before_and_lets_the_order_end() {
    let app = TestApp::spawn();
    let (advisor, manager) = (app.sign_in("advisor"), app.sign_in("service.manager"));
    let id = ready(&app, &advisor);
    assert_eq!(
        advisor.post_form(&path(id, "cancellation"), &[("reason", "x")]).status,
        409,
        "what is ready is settled"
    );
    let before = (NaiveDate::from_ymd_opt(2026, 12, 1), Some(20_000));
    diesel::update(vehicles::table)
        .set((
            vehicles::next_service_on.eq(before.0),
            vehicles::next_service_km.eq(before.1),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    seen(&advisor, id, "settlement", &[("serviced", "yes"), ("mileage", "12000")]);
    assert_ne!(due(&app), before);
    let fields = [("method", "card"), ("amount", "325"), ("receipt", "SJ-1")];
    step(&advisor, &path(id, "payments"), &fields);
    let there = path(id, "refund");
    let asked = manager.get(&there);
    assert!(asked.has("[name=receipt_card]") && !asked.has("[name=receipt_cash]"));
    step(&manager, &there, &[("reason", "开错项目"), ("receipt_card", "TK-1")]);
    assert_eq!(due(&app), before);
    let bill = advisor.get(&path(id, "bill"));
    let notice = bill.text("#refunded");
    assert!(notice.contains("¥325") && notice.contains("开错项目"), "{notice}");
    assert!(bill.body.contains("-¥325") && bill.body.contains("TK-1"));
    step(&advisor, &path(id, "cancellation"), &[("reason", "客户不修了，车开走")]);
    assert_eq!(state(&app, id), "cancelled");
    let door = format!("/visits/{}/departure", visit_id(&app, id));
    step(&advisor, &door, &[("reason", "done")]);
    assert_eq!(visit_state(&app, id), "left");
}

#[test]
fn a_receipt_number_stands_on_one_bill() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    seen(&advisor, id, "settlement", &[("serviced", "no")]);
    let there = path(id, "payments");
    step(
        &advisor,
        &there,
        &[("method", "cash"), ("amount", "100"), ("receipt", "SJ-1")],
    );
    let twice = [("method", "cash"), ("amount", "100"), ("receipt", "SJ-1")];
    let refused = advisor.post_form(&there, &twice);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("这个收据号已经登记过") && refused.value("amount") == "100");
    // Two ways of paying one bill can stand on one receipt.
    step(
        &advisor,
        &there,
        &[("method", "card"), ("amount", "225"), ("receipt", "SJ-1")],
    );
}

/// A second bill of 100 yuan, for another car.
fn another_bill(app: &TestApp, advisor: &Client) -> ServiceOrderId {
    let customer = app.customer("李娜", "13712348812");
    let car = app.vehicle(customer, "沪B54321", "");
    let visit = visit_of(app, customer.uuid(), car.uuid(), 2);
    let opening = Opening {
        promised_at: Some(app.clock.now() + TimeDelta::hours(4)),
        ..Opening::default()
    };
    let id = app
        .write("advisor", |tx| commands::open_for_visit(tx, visit, &opening))
        .unwrap();
    let item = [
        ("kind", "labour"),
        ("name", "四轮定位"),
        ("price", "100"),
        ("quantity", "1"),
        ("payer", "customer"),
    ];
    step(advisor, &path(id, "items"), &item);
    step(advisor, &path(id, "offer"), &[]);
    seen(advisor, id, "consent", &[("how", "paper")]);
    let person = app.actor("technician").id.to_string();
    step(advisor, &path(id, "technician"), &[("technician_id", &person)]);
    let technician = app.sign_in("technician");
    step(&technician, &repair(id, "work"), &[]);
    step(&technician, &repair(id, "completion"), &[]);
    step(advisor, &path(id, "quality-check"), &PASSED);
    seen(advisor, id, "settlement", &[("serviced", "no")]);
    id
}

#[test]
fn of_two_desks_that_write_one_receipt_down_at_one_moment_one_is_told() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let first = ready(&app, &advisor);
    seen(&advisor, first, "settlement", &[("serviced", "no")]);
    let second = another_bill(&app, &advisor);
    let note = NewPayment {
        method: PaymentMethod::Cash,
        amount: Fen::new(10_000),
        receipt: "SJ-7".into(),
    };
    let told = std::thread::scope(|desks| {
        let other = app.write("advisor", |tx| {
            commands::pay(tx, first, &note)?;
            let other = desks.spawn(|| app.write("advisor", |tx| commands::pay(tx, second, &note)));
            // The first has written and is not done; the second looks meanwhile.
            std::thread::sleep(Duration::from_millis(300));
            Ok(other)
        });
        other.unwrap().join().unwrap()
    });
    let Err(Error::Invalid(faults)) = told else {
        panic!("{told:?}");
    };
    assert_eq!(faults.get("receipt"), Some(&Fault::Taken));
    let kept: Vec<ServiceOrderId> = service_payments::table
        .select(service_payments::order_id)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, [first]);

    let there = path(second, "payments");
    let taken = [("method", "card"), ("amount", "100"), ("receipt", "SJ-7")];
    let refused = advisor.post_form(&there, &taken);
    assert!(refused.status == 422 && refused.body.contains("这个收据号已经登记过"));
    // Whatever way leads there, the table holds no number for two bills, nor twice for one way of paying.
    let write = |order: ServiceOrderId, method: &str, receipt: &str| {
        let row = (
            service_payments::id.eq(PaymentId::new()),
            service_payments::store_id.eq(app.store()),
            service_payments::order_id.eq(order),
            service_payments::method.eq(method.to_owned()),
            service_payments::amount_fen.eq(10_000_i64),
            service_payments::receipt.eq(receipt.to_owned()),
            service_payments::at.eq(app.clock.now()),
        );
        diesel::insert_into(service_payments::table)
            .values(row)
            .execute(&mut app.database.owner())
            .map_err(|error| match error {
                DieselError::DatabaseError(kind, _) => kind,
                other => panic!("{other}"),
            })
    };
    assert!(matches!(
        write(second, "card", "SJ-7"),
        Err(DatabaseErrorKind::ExclusionViolation)
    ));
    assert!(matches!(
        write(first, "cash", "SJ-7"),
        Err(DatabaseErrorKind::UniqueViolation)
    ));
    assert!(write(first, "card", "SJ-7").is_ok(), "two ways of paying one bill");
    for order in [first, second] {
        assert!(write(order, "cash", "").is_ok(), "without a receipt");
    }
}

#[test]
fn no_line_is_longer_or_dearer_than_the_store_thinks_possible() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    let there = path(id, "items");
    for (kind, price, quantity, words) in [
        ("labour", "160", "100.01", "请输入不大于 100 的数"),
        ("labour", "1000000", "50", "数量 × 单价最多 ¥1,000,000"),
        ("part", "1000000", "1.01", "数量 × 单价最多 ¥1,000,000"),
        ("part", "10000000000000", "1", "请输入不大于 1,000,000 的数"),
        ("part", "100", "0", "请输入大于 0 的数"),
        ("part", "100", "1.234", "请最多保留 2 位小数"),
    ] {
        let fields = [
            ("kind", kind),
            ("name", "大修"),
            ("price", price),
            ("quantity", quantity),
            ("payer", "customer"),
        ];
        let refused = advisor.post_form(&there, &fields);
        assert_eq!(refused.status, 422, "{price} {quantity}");
        assert!(
            refused.texts(".err").join(" ").contains(words),
            "{:?}",
            refused.texts(".err")
        );
        assert_eq!(refused.value("quantity"), quantity);
    }
    let fields = [
        ("kind", "labour"),
        ("name", "大修"),
        ("price", "10000"),
        ("quantity", "100"),
        ("payer", "customer"),
    ];
    step(&advisor, &there, &fields);
}
