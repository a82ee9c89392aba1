//! Who is given leads when everybody is late, or nobody is there.

use chrono::TimeDelta;

use super::*;

#[test]
fn when_everybody_is_late_the_least_late_takes_it_and_the_roster_says_so() {
    let app = TestApp::spawn();
    for (phone, owner) in [
        (PHONES[0], "consultant"),
        (PHONES[1], "consultant"),
        (PHONES[2], "consultant2"),
    ] {
        lead_of(&app, phone, Some(owner));
    }
    app.advance(TimeDelta::minutes(90));
    let manager = app.sign_in("sales.manager");
    let roster = manager.get("/sales-duty");
    assert!(roster.has(".notice-amber"), "nobody is in time");
    assert!(
        roster.text("tbody").contains("已跳过：2 条首联超时"),
        "{}",
        roster.text("tbody")
    );
    let id = lead_of(&app, "136 1234 5624", None).lead;
    app.advance(TimeDelta::minutes(1));
    app.work();
    let to = owner(&app, id);
    assert!(to.is_some() && to != Some(app.actor("consultant").id));
}

#[test]
fn a_lead_that_nobody_takes_is_told_to_the_manager_once() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let roster = manager.get("/sales-duty");
    for href in roster.attributes("tbody td.lead a", "href") {
        let page = manager.get(&href);
        let version = page.value("lock_version");
        assert_eq!(manager.post_form(&href, &[("lock_version", &version)]).status, 303);
    }
    assert!(
        manager.get("/sales-duty").text("#idle").contains("暂停"),
        "and it says why leads wait"
    );
    let id = lead(&app, None).lead;
    for _ in 0..3 {
        app.advance(TimeDelta::minutes(1));
        app.work();
    }
    assert_eq!(owner(&app, id), None);
    let told = || {
        open_tasks(&app, id)
            .into_iter()
            .filter(|(kind, _)| kind == "lead.nobody_alert")
            .count()
    };
    assert_eq!(told(), 1);
    let to = app.actor("consultant").id.to_string();
    let path = format!("/leads/{id}/assignment");
    assert_eq!(manager.post_form(&path, &[("owner_id", &to)]).status, 303);
    assert_eq!(told(), 0);
}

#[test]
fn while_nobody_works_the_roster_says_that_leads_wait() {
    let app = TestApp::spawn();
    let (manager, boss) = (app.sign_in("sales.manager"), app.sign_in("manager"));
    assert!(!manager.get("/sales-duty").has("#idle"));
    let off = [("from", "2026-11-22"), ("until", ""), ("reason", "holiday")];
    for person in ["consultant", "consultant2"] {
        let path = format!("/working-plans/{}/days-off", app.actor(person).id);
        assert_eq!(boss.post_form(&path, &off).status, 303);
    }
    assert!(manager.get("/sales-duty").text("#idle").contains("没有顾问在班"));
}
