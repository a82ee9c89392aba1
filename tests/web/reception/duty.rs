//! Nobody is given a visitor who has the day off or is not at work.

use chrono::{NaiveDate, NaiveTime};
use yingke::visits::appointments::commands::{add_day_off, book, save_plan};
use yingke::visits::appointments::model::NewAppointment;
use yingke::visits::appointments::rules::{DaysOff, OffReason, Week, WorkDay};

use super::*;
use crate::web::appointments::wanted;

/// A day off today, which is a Sunday.
fn takes_the_day_off(app: &TestApp, username: &str) {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let off = DaysOff {
        from: day,
        until: day,
        reason: OffReason::Holiday,
    };
    let id = app.actor(username).id;
    app.write("manager", |tx| add_day_off(tx, id, off)).unwrap();
}

/// Works on Sundays from one hour to another, or not at all.
fn works(app: &TestApp, username: &str, hours: Option<(u32, u32)>) {
    let mut week: Week = [None; 7];
    week[6] = hours.map(|(from, until)| WorkDay {
        from: NaiveTime::from_hms_opt(from, 0, 0).unwrap(),
        until: NaiveTime::from_hms_opt(until, 0, 0).unwrap(),
        pause: None,
    });
    let id = app.actor(username).id;
    app.write("manager", |tx| save_plan(tx, id, &week, 0)).unwrap();
}

fn option_of(page: &Page, name: &str) -> String {
    let options = page.texts("#g-advisor option");
    options
        .into_iter()
        .skip(1)
        .find(|option| option.contains(name))
        .unwrap()
}

#[test]
fn who_has_the_day_off_is_passed_by_and_marked() {
    let app = TestApp::spawn();
    takes_the_day_off(&app, "advisor");
    let other = app.actor("advisor2").id;
    for _ in 0..3 {
        assert_eq!(advisor(&app, guest(&app, Purpose::Service).id), Some(other));
    }
    let desk = app.sign_in("service.manager");
    let page = desk.get("/reception");
    let auto = page.texts("#g-advisor option").remove(0);
    assert!(auto.contains("售后 许强") && !auto.contains("吴凡"), "{auto}");
    assert_eq!(option_of(&page, "吴凡"), "吴凡 · 服务顾问（休假）");
    let visit = guest(&app, Purpose::Service).id;
    let dialog = desk.get_region(&path(visit, "advisor"), "dialog");
    let choices = dialog.texts("[name=advisor] + span");
    assert!(
        choices[0].contains("许强") && choices[1].contains("休假"),
        "{choices:?}"
    );
    let chosen = guest_of(&app, "advisor", Purpose::Service).id;
    assert_eq!(
        advisor(&app, chosen),
        Some(app.actor("advisor").id),
        "somebody may still be named"
    );
}

#[test]
fn who_is_not_at_work_by_the_plan_is_passed_by() {
    let app = TestApp::spawn();
    works(&app, "advisor", None);
    works(&app, "advisor2", Some((13, 18)));
    let visit = guest(&app, Purpose::Repair).id;
    assert_eq!(advisor(&app, visit), None, "at ten nobody is at work");
    let page = app.sign_in("service.manager").get("/reception");
    assert!(page.texts("#g-advisor option")[0].contains("售后 待分配"));
    assert_eq!(option_of(&page, "许强"), "许强 · 服务顾问（不在班）");
    app.advance(chrono::TimeDelta::hours(3));
    let visit = guest(&app, Purpose::Repair).id;
    assert_eq!(advisor(&app, visit), Some(app.actor("advisor2").id), "at one");
    app.advance(chrono::TimeDelta::minutes(4 * 60 + 59));
    let visit = guest(&app, Purpose::Repair).id;
    assert_eq!(
        advisor(&app, visit),
        Some(app.actor("advisor2").id),
        "until the last minute"
    );
    app.advance(chrono::TimeDelta::minutes(1));
    assert_eq!(advisor(&app, guest(&app, Purpose::Repair).id), None, "at six");
}

#[test]
fn neither_the_appointments_advisor_nor_ones_own_comes_in_for_it() {
    let app = TestApp::spawn();
    let (away, other) = (app.actor("advisor").id, app.actor("advisor2").id);
    let expected = app.customer("顾明", PHONE);
    let new = NewAppointment {
        advisor: Some(away),
        ..wanted(&app, expected, "2026-11-22T11:00", None)
    };
    app.write("care", |tx| book(tx, &new)).unwrap();
    let platinum = app.customer_with("李娜", "13712348812", |new| {
        (new.owner, new.tier) = (Some(away), Tier::Platinum);
    });
    takes_the_day_off(&app, "advisor");
    for customer in [expected, platinum] {
        let visit = walk_in(&app, customer, Purpose::Service).id;
        assert_eq!(advisor(&app, visit), Some(other));
    }
}

#[test]
fn a_showroom_visitor_is_no_advisors_and_a_complaint_no_consultants() {
    let app = TestApp::spawn();
    let desk = app.sign_in("manager");
    for (purpose, who, status) in [
        (Purpose::Showroom, "advisor", 422),
        (Purpose::Showroom, "consultant", 303),
        (Purpose::Showroom, "sales.manager", 303),
        (Purpose::Service, "care", 422),
        (Purpose::Service, "service.manager", 303),
        (Purpose::ComplaintVisit, "consultant", 422),
        (Purpose::ComplaintVisit, "care", 303),
    ] {
        let visit = guest(&app, purpose).id;
        let id = app.actor(who).id.to_string();
        let dialog = desk.get_region(&path(visit, "advisor"), "dialog");
        let offered = dialog.attributes("[name=advisor]", "value").contains(&id);
        assert_eq!(offered, status == 303, "{who} for {purpose:?}");
        let answer = desk.post_form(&path(visit, "advisor"), &[("advisor", &id)]);
        assert_eq!(answer.status, status, "{who} for {purpose:?}");
    }
}
