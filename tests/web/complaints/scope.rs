//! Who sees what.

use yingke::complaints::rules::Severity;

use super::*;

#[test]
fn an_advisor_sees_their_own_and_gets_404_for_the_rest() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let advisor = app.sign_in("advisor");
    let path = format!("/complaints/{id}");
    assert_eq!(advisor.get(&path).status, 404);
    assert_eq!(
        advisor.post_form(&format!("{path}/notes"), &[("body", "x")]).status,
        404
    );
    assert_eq!(advisor.get("/complaints").texts("tr[data-row]").len(), 0);
    let me = app.actor("advisor").id;
    app.write("care", |tx| commands::assign(tx, &[id], me, None)).unwrap();
    assert_eq!(advisor.get(&path).status, 200);
    assert_eq!(advisor.get("/complaints").texts("tr[data-row]").len(), 1);
}

#[test]
fn a_consultant_sees_those_of_own_customers_and_may_record_but_not_work() {
    let app = TestApp::spawn();
    let own = app.customer_of("consultant", "李娜", "13912345678");
    let id = complaint_of(&app, own, Severity::Normal);
    let path = format!("/complaints/{id}");
    let consultant = app.sign_in("consultant");
    let page = consultant.get(&format!("{path}?tab=contact"));
    assert_eq!(
        page.attributes(".complaint-composer .tabs a", "href"),
        [format!("{path}?tab=note")]
    );
    assert_eq!(
        app.sign_in("care")
            .get(&path)
            .texts(".complaint-composer .tabs a")
            .len(),
        2,
        "a solution is for later"
    );
    assert_eq!(app.sign_in("consultant2").get(&path).status, 404);
    assert_eq!(consultant.post_form(&format!("{path}/contacts"), &CONTACT).status, 403);
    assert_eq!(consultant.get("/complaints/new").status, 200);
    let tabs = |page: &crate::support::Page| page.attributes(".complaint-composer .tabs a", "href");
    let note = format!("{path}?tab=note");
    assert_eq!(tabs(&consultant.get(&path)), [&*note], "nothing that would be refused");
    let contact = format!("{path}?tab=contact");
    let care = app.sign_in("care");
    assert_eq!(tabs(&care.get(&path)), [&*contact, &*note], "a solution comes later");
    assert_eq!(
        care.get(&path)
            .attributes(".acts [hx-get$='/contacts']", "data-hotkey-too"),
        ["r"],
        "one button for the first contact, by both keys"
    );
}

#[test]
fn an_unknown_and_a_foreign_one_are_told_apart_by_nobody() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let advisor = app.sign_in("advisor");
    let foreign = advisor.get(&format!("/complaints/{id}"));
    let unknown = advisor.get(&format!("/complaints/{}", uuid::Uuid::now_v7()));
    let malformed = advisor.get("/complaints/nonsense");
    assert_eq!((foreign.status, unknown.status, malformed.status), (404, 404, 404));
    assert_eq!(app.sign_in("technician").get("/complaints").status, 403);
}
