//! Asking for a customer outside one's scope.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::support::{Client, TestApp};

const ASK: [(&str, &str); 2] = [("reason", "客户到店找我办理置换"), ("hours", "4")];

#[test]
fn a_request_is_approved_by_somebody_else_and_ends_by_itself() {
    let app = TestApp::spawn();
    let id = app.customer_of("consultant2", "李娜", "13712348812");
    let path = format!("/customers/{id}/access");
    let consultant = app.sign_in("consultant");
    let dialog = consultant.get_region(&path, "dialog");
    assert!(dialog.body.contains("已由同事负责") && !dialog.body.contains("李娜"));
    let empty = consultant.post_form(&path, &[("reason", ""), ("hours", "5")]);
    assert_eq!(empty.status, 422);
    let asked = consultant.post_form(&path, &ASK);
    assert_eq!((asked.status, asked.location()), (303, "/customers"));
    assert!(consultant.get("/customers").text("#toasts").contains("已送交"));
    assert_eq!(consultant.post_form(&path, &ASK).status, 303);
    assert!(consultant.get("/customers").text("#toasts").contains("已经申请过"));
    assert_eq!(consultant.get("/access-requests").status, 403);
    let manager = app.sign_in("crm.manager");
    let list = manager.get("/access-requests");
    assert!(
        list.texts("td")
            .iter()
            .any(|cell| cell.contains("客户到店找我办理置换"))
    );
    let action = list.attributes("main form", "action").remove(0);
    assert_eq!(manager.post_form(&action, &[("decision", "approve")]).status, 303);
    assert_eq!(app.audit().last().unwrap(), "customers.approve_access");
    assert_eq!(
        manager
            .post_form(&action, &[("decision", "reject"), ("reason", "太晚了")])
            .status,
        409,
        "decided already"
    );
    assert_eq!(consultant.get(&format!("/customers/{id}")).status, 200);
    app.advance(TimeDelta::hours(4));
    assert_eq!(app.sign_in("consultant").get(&format!("/customers/{id}")).status, 404);
}

#[test]
fn nobody_learns_whether_there_is_such_a_customer() {
    let app = TestApp::spawn();
    let known = app.customer_of("consultant2", "李娜", "13712348812");
    let consultant = app.sign_in("consultant");
    let answers = [known.uuid(), Uuid::now_v7()].map(|id| {
        let path = format!("/customers/{id}/access");
        let (page, posted) = (consultant.get(&path), consultant.post_form(&path, &ASK));
        (
            page.status,
            page.text("main .dialog-b p"),
            posted.status,
            posted.location().to_owned(),
        )
    });
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_request_that_waits_is_counted_and_declining_it_takes_a_reason_that_the_asker_is_told() {
    let app = TestApp::spawn();
    let id = app.customer_of("consultant2", "李娜", "13712348812");
    let path = format!("/customers/{id}/access");
    let consultant = app.sign_in("consultant");
    let manager = app.sign_in("crm.manager");
    let counter = |client: &Client| {
        client
            .get_region("/access-requests/count", "count")
            .body
            .trim()
            .to_owned()
    };
    assert!(
        manager
            .get("/access-requests")
            .has(".ct[hx-get='/access-requests/count']")
    );
    assert_eq!(counter(&manager), "");
    assert_eq!(consultant.post_form(&path, &ASK).status, 303);
    assert!(counter(&manager).contains('1'));
    assert_eq!(consultant.get("/access-requests/count").status, 403);
    assert!(
        !consultant.get(&path).has("main .notice"),
        "while it waits nothing is told"
    );

    let list = manager.get("/access-requests");
    let action = list.attributes("main form", "action").remove(0);
    assert!(!list.has("button[value='reject']"), "nothing is declined by one click");
    assert!(list.has(&format!("a[href='{action}']")));
    let dialog = manager.get_region(&action, "dialog");
    assert!(dialog.has("textarea[name='reason']") && dialog.body.contains("李娜"));
    let bare = manager.post_form(&action, &[("decision", "reject"), ("reason", " ")]);
    assert_eq!(bare.status, 422);
    assert!(bare.has("#f-reason-err"));
    let said = [("decision", "reject"), ("reason", "请先联系周敏")];
    assert_eq!(manager.post_form(&action, &said).status, 303);
    assert_eq!(app.audit().last().unwrap(), "customers.reject_access");
    assert_eq!(counter(&manager), "");
    assert!(manager.get("/access-requests").text("main").contains("请先联系周敏"));
    assert_eq!(manager.get(&action).status, 404, "it is decided");

    let told = consultant.get(&path).text("main .notice");
    assert!(told.contains("未获同意") && told.contains("请先联系周敏"), "{told}");
    assert_eq!(consultant.post_form(&path, &ASK).status, 303, "and may be asked again");
    assert!(!consultant.get(&path).has("main .notice"), "a new request waits");
}
