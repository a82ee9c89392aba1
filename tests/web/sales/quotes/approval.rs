//! Discounts above the limit.

use diesel::prelude::*;
use yingke::schema::tasks;

use super::{deal, draft, release};
use crate::support::TestApp;

const GENEROUS: [(&str, &str); 2] = [("discount", "6000"), ("discount_because", "月底冲量")];

fn open_tasks(app: &TestApp) -> i64 {
    tasks::table
        .filter(tasks::kind.eq("sales.discount"))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_second_person_decides() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &GENEROUS);
    assert!(consultant.get(&quote).text("#above").contains("¥5,094"));
    assert_eq!(release(&consultant, &quote).status, 303);
    assert!(
        !consultant.get(&quote).has("#customer-page"),
        "not before it is approved"
    );
    assert_eq!(open_tasks(&app), 1);
    let page = consultant.get(&quote);
    assert!(
        page.has("form[action$='/recall']") && !page.has("[name=decision]"),
        "who asked may only take it back"
    );
    let sheet = consultant.get(&format!("{quote}/sheet"));
    assert!(sheet.has(".sheet-stamp") && !sheet.has(".sign"), "no offer yet");
    let approval = format!("{quote}/approval");
    assert_eq!(consultant.post_form(&approval, &[("decision", "approve")]).status, 403);
    let manager = app.sign_in("sales.manager");
    assert!(manager.get("/quotes?view=pending").has("tbody tr"));
    assert!(manager.get("/quotes").text("nav.tabs").contains("待审批 1"));
    let silent = manager.post_form(&approval, &[("decision", "refuse")]);
    assert!(silent.status == 422 && silent.has("#d-answer-err"));
    let refused = [("decision", "refuse"), ("answer", "最多 5000")];
    assert_eq!(manager.post_form(&approval, &refused).status, 303);
    let page = consultant.get(&quote);
    assert!(page.text("#approvals").contains("最多 5000"));
    assert_eq!(open_tasks(&app), 0);
    // Asked once more, and given.
    let version = page.value("lock_version");
    let again = consultant.post_form(&format!("{quote}/release"), &[("lock_version", &version)]);
    assert_eq!(again.status, 303);
    assert_eq!(open_tasks(&app), 1);
    assert_eq!(manager.post_form(&approval, &[("decision", "approve")]).status, 303);
    let page = consultant.get(&quote);
    assert!(page.has("#customer-page") && page.has("[data-copy]"));
    let said = page.text("#approvals");
    for who in ["consultant", "sales.manager"] {
        assert!(said.contains(&app.actor(who).name), "{who}: {said}");
    }
    let sheet = consultant.get(&format!("{quote}/sheet"));
    assert!(!sheet.has(".sheet-stamp") && sheet.has(".sign"));
    assert_eq!(
        manager.post_form(&approval, &[("decision", "approve")]).status,
        409,
        "it is decided"
    );
    let audit = app.audit();
    for action in [
        "quotes.ask_discount",
        "quotes.refuse_discount",
        "quotes.approve_discount",
    ] {
        assert!(audit.contains(&action.into()), "{action}");
    }
}

#[test]
fn nobody_approves_their_own() {
    let app = TestApp::spawn();
    let (deal, manager) = (deal(&app), app.sign_in("sales.manager"));
    let quote = draft(&manager, deal, &GENEROUS);
    assert_eq!(release(&manager, &quote).status, 303);
    let own = manager.post_form(&format!("{quote}/approval"), &[("decision", "approve")]);
    assert!(own.status == 422 && own.has("#d-decision"));
    let other = app.sign_in("manager");
    assert_eq!(
        other
            .post_form(&format!("{quote}/approval"), &[("decision", "approve")])
            .status,
        303
    );
}

#[test]
fn who_asked_takes_the_request_back_and_goes_on_writing() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &GENEROUS);
    assert!(
        consultant
            .get(&format!("{quote}/sheet"))
            .text(".sheet-stamp")
            .contains("未审批")
    );
    assert_eq!(release(&consultant, &quote).status, 303);
    let recall = format!("{quote}/recall");
    assert_eq!(
        app.sign_in("sales.manager").post_form(&recall, &[]).status,
        409,
        "it is not theirs"
    );
    assert_eq!(consultant.post_form(&recall, &[]).status, 303);
    assert_eq!(open_tasks(&app), 0, "nobody has to decide any more");
    assert_eq!(consultant.get(&format!("{quote}/edit")).status, 200);
    assert!(consultant.get(&quote).text("#approvals").contains("已撤回申请"));
    assert_eq!(consultant.post_form(&recall, &[]).status, 409);
    assert!(app.audit().contains(&"quotes.recall".into()));
}

#[test]
fn who_decides_second_hears_who_was_first_and_keeps_what_they_wrote() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &GENEROUS);
    release(&consultant, &quote);
    let approval = format!("{quote}/approval");
    let manager = app.sign_in("sales.manager");
    assert_eq!(manager.post_form(&approval, &[("decision", "approve")]).status, 303);
    let refused = [("decision", "refuse"), ("answer", "最多 5000")];
    let late = app.sign_in("crm.manager").post_form(&approval, &refused);
    let said = late.text("main .notice");
    assert_eq!(late.status, 409);
    assert!(
        said.contains(&app.actor("sales.manager").name) && said.contains("最多 5000"),
        "{said}"
    );
}
