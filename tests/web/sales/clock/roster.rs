//! Who takes which leads.

use super::*;

#[test]
fn a_duty_is_saved_and_the_next_lead_follows_it() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let (one, two) = (app.actor("consultant").id, app.actor("consultant2").id);
    let path = format!("/sales-duty/{one}");
    let page = manager.get(&path);
    assert!(page.has("input[name='takes_leads'][checked]"));
    // Without the tick they take no leads.
    let saved = manager.post_form(&path, &[("models", "X7"), ("sources", "douyin"), ("lock_version", "0")]);
    assert_eq!((saved.status, saved.location()), (303, "/sales-duty"));
    assert_eq!(app.audit().last().unwrap(), "sales_duty.change");
    let list = manager.get("/sales-duty");
    assert!(list.has(".tag-amber") && list.body.contains("X7"));
    let id = lead(&app, None).lead;
    app.advance(chrono::TimeDelta::minutes(1));
    app.work();
    assert_eq!(owner(&app, id), Some(two));
}

#[test]
fn a_stale_duty_is_told_and_a_strange_source_refused() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let path = format!("/sales-duty/{}", app.actor("consultant").id);
    let fields = |version| [("takes_leads", "1"), ("models", "X7"), ("lock_version", version)];
    assert_eq!(manager.post_form(&path, &fields("0")).status, 303);
    let stale = manager.post_form(&path, &fields("0"));
    assert_eq!((stale.status, stale.value("lock_version").as_str()), (409, "1"));
    let strange = manager.post_form(&path, &[("sources", "carrier pigeon"), ("lock_version", "1")]);
    assert!(strange.status == 422 && strange.has("#f-sources-err"));
}

#[test]
fn the_roster_is_for_those_who_assign_and_about_consultants() {
    let app = TestApp::spawn();
    assert_eq!(app.sign_in("consultant").get("/sales-duty").status, 403);
    let manager = app.sign_in("sales.manager");
    let advisor = app.actor("advisor").id;
    assert_eq!(manager.get(&format!("/sales-duty/{advisor}")).status, 404);
    let posted = manager.post_form(&format!("/sales-duty/{advisor}"), &[("lock_version", "0")]);
    assert_eq!(posted.status, 404);
}
