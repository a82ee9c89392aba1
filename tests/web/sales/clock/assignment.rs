//! Whose a lead is.

use chrono::TimeDelta;

use super::*;

fn path(id: LeadId) -> String {
    format!("/leads/{id}/assignment")
}

#[test]
fn leads_are_dealt_in_turn_and_whoever_is_late_is_passed_over() {
    let app = TestApp::spawn();
    let (one, two) = (app.actor("consultant").id, app.actor("consultant2").id);
    let first = lead_of(&app, PHONES[0], None).lead;
    let second = lead_of(&app, PHONES[1], None).lead;
    assert_eq!(owner(&app, first), None);
    app.advance(TimeDelta::minutes(1));
    app.work();
    let (a, b) = (owner(&app, first).unwrap(), owner(&app, second).unwrap());
    assert!(a != b && [one, two].contains(&a) && [one, two].contains(&b));
    // Whoever has the second calls; the other is late when the third comes.
    contact(&app, second, Contact::Answered);
    app.advance(TimeDelta::minutes(90));
    let third = lead_of(&app, PHONES[2], None).lead;
    app.advance(TimeDelta::minutes(1));
    app.work();
    assert_eq!(owner(&app, third), Some(b));
    assert!(app.audit().iter().any(|entry| entry == "leads.deal"));
}

#[test]
fn a_lead_changes_hands_for_a_reason_and_no_clock_starts_anew() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let (one, two) = (app.actor("consultant").id, app.actor("consultant2").id);
    let before: Vec<_> = steps(&app, id).iter().map(|step| step.due_at).collect();
    app.advance(TimeDelta::minutes(30));
    let manager = app.sign_in("sales.manager");
    let to = two.to_string();
    let bare = manager.post_form(&path(id), &[("owner_id", &to), ("reason", "")]);
    assert_eq!(bare.status, 422);
    assert!(bare.has("#a-reason-err") && bare.has(&format!("option[value='{to}'][selected]")));
    let done = manager.post_form(&path(id), &[("owner_id", &to), ("reason", "原顾问休假")]);
    assert_eq!((done.status, done.location()), (303, format!("/leads/{id}").as_str()));
    assert_eq!(owner(&app, id), Some(two));
    assert_eq!(app.audit().last().unwrap(), "leads.assign");
    let after: Vec<_> = steps(&app, id).iter().map(|step| step.due_at).collect();
    assert_eq!(after, before);
    assert!(open_tasks(&app, id).iter().all(|(_, owner)| *owner == Some(two)));
    let _ = one;
}

#[test]
fn care_gives_what_is_nobodys_and_nothing_else() {
    let app = TestApp::spawn();
    let (free, taken) = (
        lead_of(&app, PHONES[0], None).lead,
        lead_of(&app, PHONES[1], Some("consultant")).lead,
    );
    let to = app.actor("consultant2").id.to_string();
    let care = app.sign_in("care");
    assert_eq!(care.get(&path(free)).status, 200);
    assert_eq!(care.get(&path(taken)).status, 404);
    let stolen = care.post_form(&path(taken), &[("owner_id", &to), ("reason", "换人")]);
    assert_eq!(stolen.status, 404);
    let technician = app.actor("technician").id.to_string();
    let wrong = care.post_form(&path(free), &[("owner_id", &technician)]);
    assert!(wrong.status == 422 && wrong.has("#a-owner_id-err"));
    assert_eq!(care.post_form(&path(free), &[("owner_id", &to)]).status, 303);
    assert_eq!(app.sign_in("consultant").get(&path(free)).status, 403);
    let closed = lead_of(&app, PHONES[2], None).lead;
    diesel::update(leads::table.find(closed))
        .set(leads::state.eq("duplicate"))
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!(care.post_form(&path(closed), &[("owner_id", &to)]).status, 409);
}

#[test]
fn many_change_hands_at_once_all_or_nothing() {
    let app = TestApp::spawn();
    let ids = [PHONES[0], PHONES[1]].map(|phone| lead_of(&app, phone, None).lead);
    let names = ids.map(|id| id.to_string());
    let to = app.actor("consultant").id.to_string();
    let manager = app.sign_in("sales.manager");
    // Without a consultant the page asks for one, and keeps what was picked.
    let picked = [("ids", names[0].as_str()), ("ids", names[1].as_str())];
    let asked = manager.post_form("/leads/assignment", &picked);
    assert_eq!(asked.status, 200);
    assert!(!asked.has("#a-owner_id-err"), "nothing is wrong yet");
    assert_eq!(asked.attributes("input[name='ids']", "value").len(), 2);
    let named = asked.text("[data-picked]");
    assert!(
        named.contains("顾明") && named.contains("138****5621") && named.contains("未分配"),
        "{named}"
    );
    let mut bare = picked.to_vec();
    bare.push(("asked", "1"));
    let bare = manager.post_form("/leads/assignment", &bare);
    assert!(bare.status == 422 && bare.has("#a-owner_id-err"));
    let nothing = manager.post_form("/leads/assignment", &[("owner_id", &to)]);
    assert_eq!(nothing.status, 422);
    let fields = [
        ("ids", names[0].as_str()),
        ("ids", names[1].as_str()),
        ("owner_id", &to),
        ("back", "https://example.com/"),
    ];
    let done = manager.post_form("/leads/assignment", &fields);
    assert_eq!((done.status, done.location()), (303, "/leads"));
    assert_eq!(manager.post_form("/leads/assignment", &fields).status, 303);
    assert!(
        manager.get("/leads").body.contains("另 2 条"),
        "it says what was theirs already"
    );
    assert!(
        ids.iter()
            .all(|id| owner(&app, *id) == Some(app.actor("consultant").id))
    );
}

#[test]
fn whoever_leaves_hands_their_leads_over() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let (from, to) = (app.actor("consultant").id, app.actor("consultant2").id);
    let many = app
        .write("manager", |tx| commands::hand_over_leads(tx, from, to, "离职"))
        .unwrap();
    assert_eq!((many, owner(&app, id)), (1, Some(to)));
    assert_eq!(app.audit().last().unwrap(), "leads.hand_over");
}
