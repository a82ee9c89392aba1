//! The ledgers: what settles, what is reversed, what expires, and that no balance falls below zero.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use diesel::sql_query;
use yingke::membership::rules::Benefit;
use yingke::schema::{customers, field_changes, member_accounts, points_entries, points_lots, spend_entries};
use yingke::values::fault::Fault;

use super::*;

fn sum(app: &TestApp, customer: CustomerId) -> i64 {
    let all: Vec<i64> = points_entries::table
        .filter(points_entries::customer_id.eq(customer))
        .select(points_entries::points)
        .load(&mut app.database.owner())
        .unwrap();
    all.into_iter().sum()
}

fn fault(result: Result<impl Sized, Error>, field: &str) -> Fault {
    match result {
        Err(Error::Invalid(faults)) => faults[field],
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("no fault"),
    }
}

#[test]
fn a_settlement_brings_spend_points_and_a_tier_once() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let (subject, first) = bill(&app, customer, 60_000);
    assert_eq!((first.points, first.raised_from), (6_000, Some(Tier::Regular)));
    assert_eq!(tier(&app, customer), Tier::Silver);
    let again = settle(&app, customer, subject, SpendKind::Service, 60_000);
    assert!(matches!(again, Err(Error::WrongState)), "one record settles once");
    // Silver earns by 1.2, and a fifth of a car counts without earning.
    let (_, second) = bill(&app, customer, 1_005);
    assert_eq!(second.points, 120);
    let car = Subject::new("order", Uuid::now_v7());
    assert_eq!(settle(&app, customer, car, SpendKind::Car, 200_000).unwrap().points, 0);
    assert_eq!(tier(&app, customer), Tier::Gold, "60,000 + 1,005 + 40,000");
    let history: i64 = field_changes::table
        .filter(field_changes::subject_id.eq(customer.uuid()))
        .filter(field_changes::field.eq("tier"))
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(history, 2);
    assert_eq!((card(&app, customer).points, sum(&app, customer)), (6_120, 6_120));
    assert!(app.audit().iter().any(|action| action == "membership.settle"));
}

#[test]
fn a_refund_takes_back_spend_and_points_and_leaves_a_debt_instead_of_a_hole() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let (subject, _) = bill(&app, customer, 10_000);
    let other = Subject::new("service_order", Uuid::now_v7());
    let paid = app
        .write("advisor", |tx| {
            commands::pay_with_points(tx, customer, other, 800, Fen::new(1_000_000), None)
        })
        .unwrap();
    assert_eq!(paid, Fen::new(800));
    app.write("advisor", |tx| commands::reverse(tx, subject, "退款"))
        .unwrap();
    let now = card(&app, customer);
    assert_eq!((now.points, now.debt, now.spend), (0, 800, Fen::ZERO));
    let ledger = admin(&app).get(&format!("/members/{customer}")).text("tbody");
    assert!(
        ledger.contains("GD20261122-0001 · 退款"),
        "which bill, and why: {ledger}"
    );
    // Asked twice, it is taken back once.
    assert!(
        app.write("advisor", |tx| commands::reverse(tx, subject, "退款"))
            .is_err(),
        "nothing to record"
    );
    assert_eq!(card(&app, customer).debt, 800);
    let (_, next) = bill(&app, customer, 10_000);
    assert_eq!(next.points, 1_000);
    assert_eq!((card(&app, customer).points, card(&app, customer).debt), (200, 0));
    // Calling the payment off gives back what it used.
    app.write("advisor", |tx| commands::reverse(tx, other, "退款")).unwrap();
    assert_eq!(card(&app, customer).points, 1_000);
    assert_eq!(sum(&app, customer), 1_000);
    let after = settle(&app, customer, subject, SpendKind::Service, 500);
    assert!(after.is_ok(), "a reversed record may settle again");
}

#[test]
fn points_pay_a_part_of_a_bill_only() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let subject = Subject::new("service_order", Uuid::now_v7());
    let pay = |points| {
        app.write("advisor", |tx| {
            commands::pay_with_points(tx, customer, subject, points, Fen::new(10_000), None)
        })
    };
    assert_eq!(fault(pay(3_001), "points"), Fault::TooLarge { max: 3_000 });
    assert_eq!(pay(2_000).unwrap(), Fen::new(2_000));
    assert_eq!(fault(pay(1_001), "points"), Fault::TooLarge { max: 1_000 });
    let big = Subject::new("service_order", Uuid::now_v7());
    let all = app.write("advisor", |tx| {
        commands::pay_with_points(tx, customer, big, 8_001, Fen::new(100_000_000), None)
    });
    assert_eq!(fault(all, "points"), Fault::PointsShort { missing: 1 });
}

#[test]
fn fifty_at_once_never_overdraw() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    bill(&app, customer, 10_000);
    let paid = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                let one = || {
                    let subject = Subject::new("service_order", Uuid::now_v7());
                    app.write("advisor", |tx| {
                        commands::pay_with_points(tx, customer, subject, 70, Fen::new(100_000), None)
                    })
                };
                loop {
                    match one() {
                        Ok(_) => break paid.fetch_add(1, Ordering::Relaxed),
                        Err(Error::Invalid(faults)) => {
                            assert!(matches!(faults["points"], Fault::PointsShort { .. }));
                            break 0;
                        }
                        Err(Error::Unavailable(_)) => std::thread::sleep(std::time::Duration::from_millis(50)),
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    assert_eq!(paid.into_inner(), 14, "1,000 points are fourteen times 70");
    assert_eq!((card(&app, customer).points, sum(&app, customer)), (20, 20));
    let kept: (i64, i64) = member_accounts::table
        .find(customer)
        .select((member_accounts::points, member_accounts::debt))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, (20, 0));
}

#[test]
fn the_oldest_points_expire_and_are_used_first() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    bill(&app, customer, 1_000);
    app.advance(TimeDelta::days(400));
    bill(&app, customer, 2_000);
    let subject = Subject::new("service_order", Uuid::now_v7());
    app.write("advisor", |tx| {
        commands::pay_with_points(tx, customer, subject, 60, Fen::new(100_000), None)
    })
    .unwrap();
    let left: Vec<i64> = points_lots::table
        .order(points_lots::expires_on)
        .select(points_lots::points_left)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(left, [40, 200]);
    app.advance(TimeDelta::days(340));
    assert_eq!(card(&app, customer).points, 200, "gone before the night wrote it down");
    let done = app.db.system_write_now(|tx| commands::expire_due(tx, 100)).unwrap();
    assert_eq!((done, sum(&app, customer)), (1, 200));
    assert_eq!(app.db.system_write_now(|tx| commands::expire_due(tx, 100)).unwrap(), 0);
    // What comes back after it would have expired lives on for a while.
    app.write("advisor", |tx| commands::reverse(tx, subject, "退款"))
        .unwrap();
    assert_eq!(card(&app, customer).points, 260);
    app.advance(TimeDelta::days(31));
    assert_eq!(card(&app, customer).points, 200);
}

#[test]
fn a_tier_falls_with_notice_and_a_held_one_not_before_its_day() {
    let app = TestApp::spawn();
    let customer = member(&app);
    app.advance(TimeDelta::days(735));
    app.db.system_write_now(|tx| commands::rate_due(tx, 100)).unwrap();
    assert_eq!(tier(&app, customer), Tier::Gold);
    let (to, _) = card(&app, customer).falls.unwrap();
    assert_eq!(to, Tier::Regular);
    app.advance(TimeDelta::days(91));
    app.db.system_write_now(|tx| commands::rate_due(tx, 100)).unwrap();
    assert_eq!(
        (tier(&app, customer), card(&app, customer).falls),
        (Tier::Regular, None)
    );
    // By hand: it holds.
    let scope = app.actor("membership").customers();
    let manager = app.actor("crm.manager").customers();
    let seen: i32 = customers::table
        .find(customer)
        .select(customers::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    assert_ne!(scope, manager);
    app.write("crm.manager", |tx| {
        commands::set_tier(tx, manager, customer, seen, Tier::Silver, "战略客户")
    })
    .unwrap();
    app.advance(TimeDelta::days(200));
    app.db.system_write_now(|tx| commands::rate_due(tx, 100)).unwrap();
    assert_eq!((tier(&app, customer), card(&app, customer).falls), (Tier::Silver, None));
    bill(&app, customer, 100_000);
    let below = app.write("crm.manager", |tx| {
        commands::set_tier(tx, manager, customer, seen + 1, Tier::Silver, "降级")
    });
    assert_eq!(fault(below, "tier"), Fault::Mismatch);
}

#[test]
fn whoever_is_merged_takes_points_along() {
    let app = TestApp::spawn();
    let (old, new) = (app.customer("顾明", "13812345621"), app.customer("顾鸣", "13917264830"));
    let (subject, _) = bill(&app, old, 5_000);
    bill(&app, new, 1_000);
    diesel::update(customers::table.find(old))
        .set(customers::merged_into.eq(new))
        .execute(&mut app.database.owner())
        .unwrap();
    let merged = card(&app, new);
    assert_eq!((merged.points, merged.spend), (600, Fen::new(600_000)));
    let order = Subject::new("service_order", Uuid::now_v7());
    app.write("advisor", |tx| {
        commands::pay_with_points(tx, old, order, 550, Fen::new(1_000_000), None)
    })
    .unwrap();
    assert_eq!(card(&app, new).points, 50);
    app.write("advisor", |tx| commands::reverse(tx, subject, "退款"))
        .unwrap();
    let after = card(&app, new);
    assert_eq!((after.points, after.debt, after.spend), (0, 450, Fen::new(100_000)));
    let lines = admin(&app).get(&format!("/members/{new}"));
    assert_eq!(lines.texts("[id^=entry-]").len(), 4);
}

#[test]
fn the_portal_itself_can_not_change_a_ledger() {
    let app = TestApp::spawn();
    member(&app);
    for statement in [
        "UPDATE points_entries SET points = 1",
        "DELETE FROM points_entries",
        "UPDATE spend_entries SET counts_fen = 1",
        "DELETE FROM spend_entries",
        "DELETE FROM points_uses",
    ] {
        let done = app.db.system_write_now(|tx| Ok(sql_query(statement).execute(tx.conn)?));
        assert!(done.is_err(), "{statement}");
    }
    let overdrawn = app
        .db
        .system_write_now(|tx| Ok(sql_query("UPDATE member_accounts SET points = points - 10001").execute(tx.conn)?));
    assert!(matches!(overdrawn, Err(Error::Constraint(name)) if name == "member_accounts_points"));
    let spent: i64 = spend_entries::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(spent, 1);
}

#[test]
fn the_last_benefit_goes_to_one_of_two() {
    let app = TestApp::spawn();
    let customer = member(&app);
    let wash = || {
        app.write("advisor", |tx| {
            commands::use_benefit(tx, customer, Benefit::Disinfection, None)
        })
    };
    let first = wash().unwrap();
    let done: Vec<bool> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| wash().is_ok())).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(done.iter().filter(|ok| **ok).count(), 1);
    assert_eq!(fault(wash(), "benefit"), Fault::UsedUp);
    app.write("advisor", |tx| commands::return_benefit(tx, first)).unwrap();
    assert_eq!(card(&app, customer).benefit(Benefit::Disinfection).unwrap().left(), 1);
    let birthday = app.write("advisor", |tx| {
        commands::use_benefit(tx, customer, Benefit::BirthdayService, None)
    });
    assert_eq!(fault(birthday, "benefit"), Fault::Choice, "not for gold");
}
