//! Lists taken away as files.

use super::leads::lead_of;
use super::opportunities::opportunity;
use crate::support::TestApp;

const WHY: [(&str, &str); 2] = [("reason", "周会复盘"), ("format", "csv")];

#[test]
fn a_list_leaves_as_it_is_seen_with_a_reason_and_a_mark() {
    let app = TestApp::spawn();
    lead_of(&app, "138 1234 5621", Some("consultant"));
    lead_of(&app, "139 1234 5622", Some("consultant2"));
    let consultant = app.sign_in("consultant");
    let list = consultant.get("/leads?view=all");
    let path = list.attributes("a[href^='/leads/export']", "href").remove(0);
    assert_eq!(consultant.get(&path).status, 200);
    let silent = consultant.post_form(&path, &[("reason", ""), ("format", "csv")]);
    assert!(silent.status == 422 && silent.has("#f-reason-err"), "{}", silent.body);
    let file = consultant.post_form(&path, &WHY);
    assert_eq!(file.status, 200, "{}", file.body);
    assert!(file.header("content-disposition").contains("leads-2026-11-22.csv"));
    assert!(
        file.body.contains("138****5621") && !file.body.contains("13812345621"),
        "{}",
        file.body
    );
    assert!(!file.body.contains("139****5622"), "a colleague's");
    let me = app.actor("consultant").name;
    assert!(
        file.body.contains(&me) && file.body.contains("周会复盘"),
        "marked: {}",
        file.body
    );
    assert_eq!(app.audit().last().unwrap(), "leads.export");
}

#[test]
fn the_board_and_the_orders_leave_too_and_a_workbook_is_one() {
    let app = TestApp::spawn();
    opportunity(&app);
    let consultant = app.sign_in("consultant");
    for (path, action) in [
        ("/board/export?layout=list", "sales.export"),
        ("/sales-orders/export?view=all", "sales_orders.export"),
    ] {
        assert_eq!(consultant.get(path).status, 200);
        let file = consultant.post_form(path, &WHY);
        assert_eq!(file.status, 200, "{path}: {}", file.body);
        assert_eq!(app.audit().last().unwrap(), action);
        let book = consultant.post_form(path, &[("reason", "周会复盘"), ("format", "xlsx")]);
        assert!(book.status == 200 && book.header("content-type").contains("spreadsheetml"));
    }
    assert!(consultant.post_form("/board/export", &WHY).body.contains("李娜"));
    assert_eq!(app.sign_in("technician").get("/leads/export").status, 403);
}
