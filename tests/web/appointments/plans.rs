//! Working plans and days off.

use super::*;

fn week(from: &'static str, until: &'static str) -> Vec<(String, &'static str)> {
    (0..7)
        .flat_map(|day| [(format!("{day}.from"), from), (format!("{day}.until"), until)])
        .collect()
}

fn save(app: &TestApp, who: &str, person: StaffId, fields: &[(String, &str)], version: &str) -> Page {
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    fields.push(("lock_version", version));
    app.sign_in(who).post_form(&format!("/working-plans/{person}"), &fields)
}

#[test]
fn a_plan_limits_what_can_be_booked_and_tells_whom_it_strands() {
    let app = TestApp::spawn();
    let (one, two) = (app.actor("advisor").id, app.actor("advisor2").id);
    let customer = app.customer("顾明", "138 1234 5621");
    let new = wanted(&app, customer, "2026-11-25T17:00", Some(one));
    let id = app.write("care", |tx| commands::book(tx, &new)).unwrap();
    let manager = app.sign_in("service.manager");
    assert!(manager.get("/working-plans").body.contains("营业时间"));
    let answer = save(&app, "service.manager", one, &week("09:00", "12:00"), "0");
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(app.audit().last().unwrap(), "working_plans.change");
    let page = manager.get(answer.location());
    assert_eq!(
        page.attributes("#stranded a.link", "href"),
        [format!("/appointments/{id}/move")]
    );
    assert_eq!(page.value("0.until"), "12:00");
    assert!(manager.get("/working-plans").body.contains("09:00–12:00"));
    let late = wanted(&app, somebody(&app, 1), "2026-11-25T16:00", Some(one));
    assert!(app.write("care", |tx| commands::book(tx, &late)).is_err());
    // Whoever is left takes two, one of them a member's.
    book(&app, somebody(&app, 2), "2026-11-25T16:00");
    assert!(try_book(&app, somebody(&app, 3), "2026-11-25T16:00").is_err());
    let calendar = manager.get(&format!("/appointments?day={DAY}&line=service"));
    assert!(calendar.has(".cal-off"));
    let _ = two;
}

#[test]
fn bad_hours_stay_typed_beside_their_faults_and_a_stale_plan_is_told() {
    let app = TestApp::spawn();
    let person = app.actor("advisor").id;
    let bad = save(
        &app,
        "manager",
        person,
        &[
            ("0.from".to_owned(), "17:00"),
            ("0.until".to_owned(), "09:00"),
            ("1.from".to_owned(), "x"),
        ],
        "0",
    );
    assert_eq!(bad.status, 422);
    assert_eq!(bad.value("0.from"), "17:00");
    assert!(bad.has("[id='f-0.until-err']") && bad.has("[id='f-1.from-err']"));
    let lunch = save(
        &app,
        "manager",
        person,
        &[
            ("0.from".to_owned(), "09:00"),
            ("0.until".to_owned(), "17:00"),
            ("0.break_from".to_owned(), "18:00"),
            ("0.break_until".to_owned(), "19:00"),
        ],
        "0",
    );
    assert!(lunch.text("[id='f-0.break_from-err']").contains("上班时间之内"));
    assert_eq!(save(&app, "manager", person, &week("09:00", "18:00"), "0").status, 303);
    let stale = save(&app, "manager", person, &week("10:00", "18:00"), "0");
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("lock_version"), "1");
    assert_eq!(save(&app, "manager", person, &week("10:00", "18:00"), "1").status, 303);
    assert_eq!(app.sign_in("care").get("/working-plans").status, 403);
    let technician = app.actor("technician").id;
    assert_eq!(
        app.sign_in("manager")
            .get(&format!("/working-plans/{technician}"))
            .status,
        404
    );
}

#[test]
fn days_off_close_the_column_and_do_not_overlap() {
    let app = TestApp::spawn();
    let person = app.actor("advisor").id;
    let manager = app.sign_in("service.manager");
    let path = format!("/working-plans/{person}/days-off");
    let off = [("from", "2026-11-24"), ("until", "2026-11-26"), ("reason", "training")];
    assert_eq!(manager.post_form(&path, &off).status, 303);
    let twice = manager.post_form(&path, &[("from", "2026-11-26"), ("until", ""), ("reason", "holiday")]);
    assert_eq!(twice.status, 422);
    assert!(twice.text("#o-from-err").contains("重叠"));
    let turned = manager.post_form(
        &path,
        &[("from", "2026-12-26"), ("until", "2026-12-01"), ("reason", "holiday")],
    );
    assert!(turned.has("#o-until-err"));
    let new = wanted(&app, somebody(&app, 1), "2026-11-25T10:00", Some(person));
    assert!(app.write("care", |tx| commands::book(tx, &new)).is_err());
    let calendar = manager.get(&format!("/appointments?day={DAY}&line=service"));
    assert!(calendar.texts(".cal-off").iter().any(|cell| cell.contains("培训")));
    let page = manager.get(&format!("/working-plans/{person}"));
    let removal = page.attributes("#days-off form[action$='/removal']", "action");
    assert_eq!(manager.post_form(&removal[0], &[]).status, 303);
    assert_eq!(manager.post_form(&removal[0], &[]).status, 404);
    app.write("care", |tx| commands::book(tx, &new)).unwrap();
}

#[test]
fn days_that_are_over_and_days_without_end_are_refused_in_words() {
    let app = TestApp::spawn();
    let person = app.actor("advisor").id;
    let manager = app.sign_in("service.manager");
    let path = format!("/working-plans/{person}/days-off");
    let past = manager.post_form(&path, &[("from", "2026-11-21"), ("until", ""), ("reason", "holiday")]);
    assert!(past.status == 422 && past.has("#o-from-err"), "{}", past.body);
    let long = [("from", "2026-11-24"), ("until", "2028-11-24"), ("reason", "holiday")];
    let long = manager.post_form(&path, &long);
    assert!(long.text("#o-until-err").contains("400 天"), "{}", long.body);
}
