//! The audit of data: every number is the length of its list; a sample is drawn by chance and stays the same.

mod sample;

use diesel::prelude::*;
use yingke::customers::commands as customers;
use yingke::customers::model::NewCustomer;
use yingke::customers::rules::Source;
use yingke::figures::reports::quality::commands;
use yingke::values::id_document::{IdDocument, IdKind};
use yingke::values::ids::CustomerId;

use crate::support::{Page, TestApp};

const PAGE: &str = "/data-quality";

/// Nothing is missing.
fn complete(new: &mut NewCustomer) {
    new.details.born_on = "1985-05-01".parse().ok();
    new.details.id_document = Some(IdDocument::parse(IdKind::Passport, "E12345678").unwrap());
    new.details.address = Some("世纪大道 1 号".into());
    new.details.source = Some(Source::WalkIn);
}

fn customer(
    app: &TestApp,
    owner: Option<&str>,
    name: &str,
    phone: &str,
    shape: impl FnOnce(&mut NewCustomer),
) -> CustomerId {
    let owner = owner.map(|owner| app.actor(owner).id);
    app.customer_with(name, phone, |new| {
        new.owner = owner;
        shape(new);
    })
}

fn run(app: &TestApp, sql: &str) {
    diesel::sql_query(sql).execute(&mut app.database.owner()).unwrap();
}

/// Of the consultant: one as it should be; one of whom little is known and who was never verified; one of whom little is known,
/// with the same phone. Of the advisor: one who is only to be verified. Of nobody: one without a phone.
fn store() -> (TestApp, CustomerId) {
    let app = TestApp::spawn();
    customer(&app, Some("consultant"), "顾明", "13812345621", |new| {
        complete(new);
        new.verified = true;
    });
    customer(&app, Some("consultant"), "李娜", "13912345622", |_| {});
    customer(&app, Some("consultant"), "王强", "13912345622", |new| {
        new.verified = true
    });
    let stale = customer(&app, Some("advisor"), "林可", "13712345623", |new| {
        complete(new);
        new.details.id_document = Some(IdDocument::parse(IdKind::Passport, "E87654321").unwrap());
    });
    customer(&app, None, "周一", "", |new| new.verified = true);
    (app, stale)
}

fn line(page: &Page, name: &str) -> Vec<String> {
    let names = page.texts("#people tbody .lead");
    let at = names.iter().position(|one| one == name);
    let at = at.unwrap_or_else(|| panic!("no {name} among {names:?}")) + 1;
    page.texts(&format!("#people tbody tr:nth-child({at}) td:not(:first-child)"))
}

#[test]
fn the_score_is_what_one_counts_by_hand() {
    let (app, _) = store();
    let data = app.sign_in("data");
    assert!(
        data.get(PAGE).body.contains("还没有统计过"),
        "nothing is counted before it is night"
    );
    app.work();
    let page = data.get(PAGE);
    assert_eq!(page.text("#counted"), "数据截至 2026-11-22 10:00");
    // 50 × 1/3 + 30 × 2/3 + 20 × 1/3 = 43.3
    let of = line(&page, "陈思远");
    assert_eq!(of[..5], ["3", "2 33.3%", "1 66.7%", "2 33.3%", "43.3 样本少"]);
    let of = line(&page, "吴凡");
    assert_eq!(of[..5], ["1", "0 100.0%", "1 0.0%", "0 100.0%", "70.0 样本少"]);
    assert_eq!(line(&page, "无人负责")[..3], ["1", "1 0.0%", "0 100.0%"]);
    let total = page.texts("#people tfoot td");
    assert_eq!(total[1..4], ["5", "3 40.0%", "2 60.0%"]);
    assert!(page.body.contains("电话") && page.has("#gaps-title"));
}

#[test]
fn every_number_is_the_length_of_its_list() {
    let (app, _) = store();
    app.work();
    let data = app.sign_in("data");
    let page = data.get(PAGE);
    let links = page.attributes("#people a[href*='/customers']", "href");
    let numbers = page.texts("#people a[href*='/customers']");
    assert_eq!(links.len(), 16, "four numbers of three people and in all");
    for (link, number) in links.iter().zip(&numbers) {
        let rows = data.get(link).texts("#customers tbody tr").len();
        assert_eq!(rows.to_string(), *number, "{link}");
    }
    let gaps = page.attributes(".plot-links a[href*='gap=']", "href");
    assert!(gaps.len() >= 5, "{gaps:?}");
    let phones = data.get(&format!("{PAGE}/customers?gap=phone"));
    assert_eq!(phones.texts("#customers tbody .lead a"), ["周一"]);
    let alike = data.get(&format!("{PAGE}/customers?view=alike"));
    assert_eq!(alike.texts("#customers tbody tr").len(), 2);
    assert_eq!(
        alike
            .attributes("#customers small a[href^='/customers/']", "href")
            .len(),
        2,
        "each names the other"
    );
}

#[test]
fn what_was_put_right_since_says_so_and_is_gone_when_counted_anew() {
    let (app, stale) = store();
    app.work();
    let data = app.sign_in("data");
    let list = format!("{PAGE}/customers?view=stale&owner={}", app.actor("advisor").id);
    assert!(!data.get(&list).body.contains("已改好"));
    let (scope, now) = (app.actor("data").customers(), app.clock.now());
    app.write("data", |tx| {
        customers::set_verified(tx, scope, stale, Some(now)).map(drop)
    })
    .unwrap();
    let mended = data.get(&list);
    assert_eq!(mended.texts("#customers tbody tr").len(), 1, "as many as were counted");
    assert!(mended.body.contains("已改好"));
    let asked = data.post_form(&format!("{PAGE}/recount"), &[]);
    assert_eq!(asked.status, 303);
    app.work();
    assert!(data.get(&list).body.contains("没有这样的客户"));
    assert_eq!(line(&data.get(PAGE), "吴凡")[2], "0 100.0%");
    assert!(app.audit().contains(&"data_quality.recount".to_owned()));
}

#[test]
fn counting_again_changes_nothing_and_what_is_merged_or_gone_is_not_counted() {
    let (app, stale) = store();
    app.work();
    let store = app.store();
    let rows = |app: &TestApp| -> Vec<(CustomerId, Vec<Option<String>>, bool, bool)> {
        use yingke::schema::data_states::dsl;
        dsl::data_states
            .order(dsl::customer_id)
            .select((dsl::customer_id, dsl::missing, dsl::stale, dsl::alike))
            .load(&mut app.database.owner())
            .unwrap()
    };
    let before = rows(&app);
    assert_eq!(before.len(), 5);
    app.db.system_write_now(|tx| commands::recount(tx, store)).unwrap();
    assert_eq!(rows(&app), before);
    run(
        &app,
        &format!(
            "UPDATE customers SET merged_into = (SELECT id FROM customers WHERE id <> '{stale}' LIMIT 1) WHERE id = '{stale}'"
        ),
    );
    app.db.system_write_now(|tx| commands::recount(tx, store)).unwrap();
    assert_eq!(rows(&app).len(), 4);
}

#[test]
fn the_audit_is_for_whoever_keeps_the_data() {
    let (app, _) = store();
    for account in ["consultant", "advisor", "care", "sales.manager", "marketing"] {
        assert_eq!(app.sign_in(account).get(PAGE).status, 403, "{account}");
    }
    for account in ["data", "crm.manager", "manager"] {
        assert_eq!(app.sign_in(account).get(PAGE).status, 200, "{account}");
    }
    let data = app.sign_in("data");
    let nonsense = data.get(&format!("{PAGE}/customers?owner=somebody&view=odd&gap=shoes&after=x"));
    assert_eq!(nonsense.status, 200, "what can't be read narrows nothing");
}
