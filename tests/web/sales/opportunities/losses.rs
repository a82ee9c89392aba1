//! Losses: proposed by a consultant, decided by the manager.

use super::*;

const PRICE: [(&str, &str); 2] = [("reason", "price"), ("note", "差两万")];

#[test]
fn a_loss_is_proposed_and_approved_and_reopened_where_it_was() {
    let app = TestApp::spawn();
    let customer = app.customer("李娜", "137 1234 8812");
    let id = opportunity_of(&app, "consultant", customer);
    let consultant = app.sign_in("consultant");
    step(&consultant, id, "loss", &PRICE);
    assert_eq!(stage(&app, id), Stage::New, "the manager decides");
    let path = format!("/opportunities/{id}/loss-decision");
    assert_eq!(consultant.post_form(&path, &[("verdict", "approve")]).status, 403);
    let manager = app.sign_in("sales.manager");
    let waits = manager.get("/board?view=proposed").text(&format!("#row-{id}"));
    assert!(
        waits.contains("价格") && waits.contains(&app.actor("consultant").name),
        "{waits}"
    );
    step(&manager, id, "loss-decision", &[("verdict", "approve")]);
    assert_eq!(stage(&app, id), Stage::Lost);
    assert!(app.audit().iter().any(|action| action == "sales.approve_loss"));
    assert_eq!(manager.post_form(&path, &[("verdict", "approve")]).status, 409, "once");
    assert_eq!(
        consultant.get(&format!("/customers/{customer}")).status,
        404,
        "what they saw the customer for is over"
    );
    let next = in_days(&app, 1);
    step(
        &consultant,
        id,
        "reopening",
        &[("reason", "价格可谈"), ("next_at", &next)],
    );
    assert_eq!(stage(&app, id), Stage::New);
    assert_eq!(consultant.get(&format!("/customers/{customer}")).status, 200);
}

#[test]
fn a_loss_that_is_sent_back_says_why() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    step(&consultant, id, "loss", &PRICE);
    let manager = app.sign_in("sales.manager");
    let path = format!("/opportunities/{id}/loss-decision");
    assert_eq!(manager.post_form(&path, &[("verdict", "send_back")]).status, 422);
    step(
        &manager,
        id,
        "loss-decision",
        &[("verdict", "send_back"), ("answer", "再约一次试驾")],
    );
    assert_eq!(stage(&app, id), Stage::New);
    assert!(
        consultant
            .get(&format!("/opportunities/{id}"))
            .text("#losses")
            .contains("再约一次试驾")
    );
    step(&consultant, id, "loss", &PRICE);
}

#[test]
fn a_competitor_is_named_and_a_second_proposal_waits() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/loss");
    assert_eq!(consultant.post_form(&path, &[("reason", "competitor")]).status, 422);
    assert_eq!(consultant.post_form(&path, &[("reason", "other")]).status, 422);
    step(
        &consultant,
        id,
        "loss",
        &[("reason", "competitor"), ("competitor", "汉 DM-i")],
    );
    assert_eq!(consultant.post_form(&path, &PRICE).status, 409);
}

#[test]
fn a_visit_to_the_showroom_counts() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let next = in_days(&app, 2);
    step(
        &consultant,
        id,
        "be-backs",
        &[("note", "带家人来看第二排"), ("next_at", &next)],
    );
    let count: i16 = opportunities::table
        .find(id)
        .select(opportunities::be_backs)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(count, 1);
    assert_eq!(stage(&app, id), Stage::Contacted, "somebody who is here was reached");
}

#[test]
fn whoever_proposed_a_loss_may_withdraw_it_and_nobody_else() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    step(&consultant, id, "loss", &PRICE);
    let (path, page) = (
        format!("/opportunities/{id}/loss-withdrawal"),
        format!("/opportunities/{id}"),
    );
    assert!(consultant.get(&page).has(&format!("a[href='{path}']")));
    let manager = app.sign_in("sales.manager");
    assert_eq!(manager.post_form(&path, &[]).status, 409, "theirs to withdraw");
    assert!(manager.get("/board").text("nav.tabs").contains("战败待审批 1"));
    let decision = manager.get(&format!("/opportunities/{id}/loss-decision"));
    assert!(
        decision.body.contains("差两万") && decision.body.contains("价格"),
        "what was proposed"
    );
    step(&consultant, id, "loss-withdrawal", &[]);
    let losses = consultant.get(&page).text("#losses");
    assert!(losses.contains("申请人已撤回"), "{losses}");
    assert_eq!(manager.get(&format!("/opportunities/{id}/loss-decision")).status, 409);
    step(&consultant, id, "loss", &PRICE);
}

#[test]
fn the_list_of_what_was_lost_says_why_to_whom_and_who_decided() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let bought = [("reason", "competitor"), ("competitor", "汉 DM-i")];
    step(&app.sign_in("consultant"), id, "loss", &bought);
    let manager = app.sign_in("sales.manager");
    step(
        &manager,
        id,
        "loss-decision",
        &[("verdict", "approve"), ("answer", "同意")],
    );
    let list = manager.get("/board?view=lost");
    let row = list.text(&format!("#row-{id}"));
    assert!(row.contains("购买竞品") && row.contains("汉 DM-i"), "{row}");
    assert!(row.contains(&app.actor("sales.manager").name), "{row}");
    assert!(list.text("thead").contains("结束时间") && !list.has("th.pick"));
    let losses = manager.get(&format!("/opportunities/{id}")).text("#losses");
    assert!(losses.contains("已同意战败") && losses.contains("同意"), "{losses}");
}

#[test]
fn who_decides_second_hears_who_was_first_and_keeps_what_they_wrote() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    step(&app.sign_in("consultant"), id, "loss", &PRICE);
    step(
        &app.sign_in("sales.manager"),
        id,
        "loss-decision",
        &[("verdict", "approve")],
    );
    let late = app.sign_in("crm.manager").post_form(
        &format!("/opportunities/{id}/loss-decision"),
        &[("verdict", "send_back"), ("answer", "再约一次试驾")],
    );
    assert_eq!(late.status, 409);
    let said = late.text("main");
    assert!(
        said.contains(&app.actor("sales.manager").name) && said.contains("已同意战败"),
        "{said}"
    );
    assert!(late.text("[data-kept]").contains("再约一次试驾"));
}
