//! The administration desk: permissions, audit log, shutting an account out.

use diesel::prelude::*;
use yingke::admin::text;
use yingke::complaints::rules::Severity;
use yingke::platform::i18n::Lang;
use yingke::schema::{audit_entries, complaints, customers, staff, teams};
use yingke::values::ids::StaffId;

use super::complaints::complaint_of;
use crate::support::{TestApp, pages};

fn id_of(app: &TestApp, username: &str) -> StaffId {
    staff::table
        .filter(staff::username.eq(username))
        .select(staff::id)
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn the_permission_table_shows_every_right_and_role() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let page = admin.get("/admin/permissions");
    assert_eq!(page.texts("thead th").len(), 13);
    assert!(page.texts("tbody tr").len() >= 20);
    assert!(page.text(".props").contains("不看客户"));
    assert!(
        page.texts("tbody td").iter().all(|cell| cell.contains("可以")),
        "no cell says nothing"
    );
    assert_eq!(admin.get("/admin").location(), "/admin/audit");
    assert_eq!(
        app.sign_in("crm.manager").get("/admin").location(),
        "/admin/permissions"
    );
    assert_eq!(app.sign_in("care").get("/admin/permissions").status, 403);
}

#[test]
fn the_log_narrows_by_person_action_record_and_day() {
    let app = TestApp::spawn();
    let (care, admin) = (app.sign_in("care"), app.sign_in("admin"));
    care.post_form("/preferences", &[("theme", "dark")]);
    app.advance(chrono::TimeDelta::days(1));
    let admin_later = app.sign_in("admin");
    let rows = |query: &str| admin_later.get(&format!("/admin/audit{query}")).texts("tbody tr");
    let care_id = id_of(&app, "care");
    assert_eq!(rows(&format!("?person={care_id}")).len(), 2);
    assert_eq!(rows("?action=staff.preferences").len(), 1);
    assert!(rows("?action=staff.preferences")[0].contains("王芳"));
    assert_eq!(
        rows(&format!("?kind=staff&subject={care_id}")).len(),
        3,
        "made, signed in, preferences"
    );
    assert_eq!(
        rows("?from=2026-11-23").len(),
        1,
        "the second sign-in of the administrator"
    );
    assert_eq!(rows("?from=2026-11-22&to=2026-11-22&action=staff.sign_in").len(), 2);
    assert_eq!(rows("?action=none").len(), 0);
    assert!(
        rows("?person=1&from=x&after=y").len() > 10,
        "what can't be read is no filter"
    );
    drop(admin);
}

#[test]
fn an_entry_names_its_record_and_its_fields() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    admin.post_form("/preferences", &[("theme", "dark")]);
    let customer = app.customer("顾明", "13812345621");
    let id = complaint_of(&app, customer, Severity::Normal);
    let number: String = complaints::table
        .find(id.uuid())
        .select(complaints::number)
        .first(&mut app.database.owner())
        .unwrap();
    let records = |query: &str| {
        admin
            .get(&format!("/admin/audit{query}"))
            .texts("tbody td:nth-child(4)")
    };
    assert!(records(&format!("?kind=complaint&subject={id}"))[0].contains(&number));
    assert!(records("?action=staff.preferences")[0].contains("唐文"));
    let kept = records("?kind=customer").concat();
    assert!(
        kept.contains("客户") && !kept.contains("顾明"),
        "a customer is not named: {kept}"
    );
    let fields = admin
        .get("/admin/audit?action=staff.preferences")
        .text("tbody td:nth-child(5)");
    assert!(fields.contains("外观") && !fields.contains("theme"), "{fields}");
}

#[test]
fn the_log_is_read_page_by_page() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    for _ in 0..60 {
        admin.post_form("/preferences", &[("theme", "dark")]);
    }
    let page = admin.get("/admin/audit?action=staff.preferences");
    assert_eq!(page.texts("tbody tr").len(), 40);
    let next = page.attributes("a[rel='next']", "href").pop().unwrap();
    let rest = admin.get(&next);
    assert_eq!(rest.texts("tbody tr").len(), 20);
    assert!(!rest.has("a[rel='next']"));
}

#[test]
fn the_export_is_a_file_and_is_recorded() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let file = admin.post_form("/admin/audit/export", &[("action", "staff.sign_in")]);
    assert_eq!(file.status, 200);
    assert!(file.header("content-disposition").contains("audit-2026-11-22.csv"));
    assert!(file.body.starts_with('\u{FEFF}'));
    assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    let last: (String, Vec<Option<String>>) = audit_entries::table
        .order(audit_entries::id.desc())
        .select((audit_entries::action, audit_entries::fields))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(last, ("audit.export".into(), vec![Some("action".into())]));
}

#[test]
fn a_person_page_shows_what_they_did_and_what_was_done_to_them() {
    let app = TestApp::spawn();
    let (_care, admin) = (app.sign_in("care"), app.sign_in("admin"));
    let care = id_of(&app, "care");
    let page = admin.get(&format!("/staff/{care}"));
    let panel = page.attributes("#audit", "hx-get").pop().unwrap();
    let panel = admin.get_region(&panel, "audit");
    let rows = panel.texts("tr td:first-child");
    assert_eq!(rows.len(), 2, "{}", panel.body);
}

#[test]
fn without_open_work_an_account_is_shut_at_once() {
    let app = TestApp::spawn();
    let (admin, technician) = (app.sign_in("admin"), app.sign_in("technician"));
    let id = id_of(&app, "technician");
    let path = format!("/staff/{id}/disable");
    assert!(admin.get(&path).text("main").contains("没有需要移交的工作"));
    let answer = admin.post_form(&path, &[]);
    assert_eq!(
        (answer.status, answer.location().to_owned()),
        (303, format!("/staff/{id}"))
    );
    assert_eq!(app.audit().last().unwrap(), "staff.disable");
    assert!(
        technician.get("/profile").location().starts_with("/sign-in"),
        "on the very next request"
    );
    let right = [("username", "technician"), ("password", "demo-pass-2026")];
    let wrong = [("username", "technician"), ("password", "wrong")];
    let (right, wrong) = (
        app.visitor().post_form("/sign-in", &right),
        app.visitor().post_form("/sign-in", &wrong),
    );
    assert_eq!(
        (right.status, right.text(".err")),
        (422, wrong.text(".err")),
        "refused like a wrong password"
    );
    assert_eq!(admin.post_form(&path, &[]).status, 409, "it is disabled already");
    assert_eq!(admin.post_form(&format!("/staff/{id}/enable"), &[]).status, 303);
    assert_eq!(app.audit().last().unwrap(), "staff.enable");
    app.sign_in("technician");
}

#[test]
fn what_a_person_has_in_hand_is_handed_over_first() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let (from, to) = (id_of(&app, "consultant"), id_of(&app, "consultant2"));
    let mut owner = app.database.owner();
    let owned = || customers::table.filter(customers::owner_id.eq(from));
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let path = format!("/staff/{from}/disable");
    let page = admin.get(&path);
    assert!(page.text(".props").contains("负责的客户"));
    let takers = page.texts("select[name='to'] option");
    assert!(takers.iter().any(|one| one.contains("周敏")));
    assert!(
        !takers.iter().any(|one| one.contains("李建")),
        "a technician sees no customers"
    );

    let refused = admin.post_form(&path, &[]);
    assert_eq!(refused.status, 422);
    assert!(refused.has("#f-to-err"));
    let technician = id_of(&app, "technician").to_string();
    assert_eq!(admin.post_form(&path, &[("to", &technician)]).status, 422);
    assert_eq!(
        owned().count().get_result::<i64>(&mut owner).unwrap(),
        1,
        "nothing was handed over"
    );

    assert_eq!(admin.post_form(&path, &[("to", &to.to_string())]).status, 303);
    let now: Option<StaffId> = customers::table
        .find(customer)
        .select(customers::owner_id)
        .first(&mut owner)
        .unwrap();
    assert_eq!(now, Some(to));
    assert!(
        app.audit()
            .ends_with(&["customers.assign".into(), "staff.disable".into()])
    );
}

#[test]
fn a_team_gets_another_leader() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let (from, to) = (id_of(&app, "sales.manager"), id_of(&app, "crm.manager"));
    let path = format!("/staff/{from}/disable");
    assert_eq!(admin.post_form(&path, &[("to", &to.to_string())]).status, 303);
    let led: i64 = teams::table
        .filter(teams::manager_id.eq(from))
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(led, 0);
}

#[test]
fn nobody_shuts_themselves_out_and_managers_no_administrator() {
    let app = TestApp::spawn();
    let (admin, manager) = (app.sign_in("admin"), app.sign_in("manager"));
    let own = format!("/staff/{}/disable", id_of(&app, "admin"));
    for page in [admin.get(&own), admin.post_form(&own, &[])] {
        assert_eq!(page.status, 409);
        assert!(page.text("main .notice").contains("不能停用自己的账号"));
    }
    assert_eq!(manager.get(&own).status, 409);
    assert_eq!(manager.post_form(&own, &[]).status, 409);
}

/// The edit form of a person with other roles.
fn with_roles<'a>(version: &'a str, roles: &'a str, to: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("name", "陈思远"),
        ("roles", roles),
        ("to", to),
        ("lock_version", version),
    ]
}

#[test]
fn who_loses_the_right_to_their_work_hands_it_over_with_the_roles() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let (from, to) = (id_of(&app, "consultant"), id_of(&app, "consultant2"));
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let owner_of = |app: &TestApp| -> Option<StaffId> {
        let owner = customers::table.find(customer).select(customers::owner_id);
        owner.first(&mut app.database.owner()).unwrap()
    };
    let path = format!("/staff/{from}/edit");
    let page = admin.get(&path);
    let version = page.value("lock_version");
    assert!(!page.has("select[name='to']"), "nothing is lost yet");

    let asked = admin.post_form(&path, &with_roles(&version, "technician", ""));
    assert_eq!(asked.status, 422);
    assert!(asked.has("#f-to-err") && asked.text(".props").contains("负责的客户"));
    assert!(
        asked.has("input[name='roles'][value='technician'][checked]"),
        "what was chosen is kept"
    );
    let takers = asked.texts("select[name='to'] option").join("\n");
    assert!(takers.contains("周敏") && takers.contains("0 位客户"), "{takers}");
    for unfit in ["李建", "孙悦", "赵晴", "林晓", "唐文"] {
        assert!(!takers.contains(unfit), "{unfit} looks after nobody: {takers}");
    }
    let data = id_of(&app, "data").to_string();
    assert_eq!(
        admin
            .post_form(&path, &with_roles(&version, "technician", &data))
            .status,
        422
    );
    assert_eq!(owner_of(&app), Some(from), "nothing was handed over");

    let done = admin.post_form(&path, &with_roles(&version, "technician", &to.to_string()));
    assert_eq!((done.status, owner_of(&app)), (303, Some(to)));
    assert!(
        app.audit()
            .ends_with(&["staff.update".into(), "customers.assign".into()])
    );
}

#[test]
fn roles_that_keep_the_work_ask_for_nobody() {
    let app = TestApp::spawn();
    let admin = app.sign_in("admin");
    let from = id_of(&app, "consultant");
    app.customer_of("consultant", "顾明", "13812345621");
    let path = format!("/staff/{from}/edit");
    let version = admin.get(&path).value("lock_version");
    assert_eq!(
        admin
            .post_form(&path, &with_roles(&version, "customer_care", ""))
            .status,
        303
    );
}

#[test]
fn open_complaints_go_to_somebody_who_works_on_them() {
    let app = pages::lived_in();
    let (care, manager) = (id_of(&app, "care"), id_of(&app, "crm.manager"));
    let mut owner = app.database.owner();
    diesel::update(complaints::table)
        .set(complaints::owner_id.eq(care))
        .execute(&mut owner)
        .unwrap();
    let admin = app.sign_in("admin");
    let path = format!("/staff/{care}/edit");
    let version = admin.get(&path).value("lock_version");
    let asked = admin.post_form(&path, &with_roles(&version, "technician", ""));
    assert_eq!(asked.status, 422);
    assert!(asked.text(".props").contains("未结投诉"));
    assert!(
        !asked.texts("select[name='to'] option").join(" ").contains("陈思远"),
        "a consultant works on no complaint"
    );
    let done = admin.post_form(&path, &with_roles(&version, "technician", &manager.to_string()));
    assert_eq!(done.status, 303, "{}", done.body);
    let left: i64 = complaints::table
        .filter(complaints::owner_id.eq(care))
        .count()
        .get_result(&mut owner)
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn what_the_portal_did_to_many_is_one_line_and_a_reason_stands_beside() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    app.db
        .write_now(yingke::platform::db::Author::System, |tx| {
            let many: Vec<_> = (0..60)
                .map(|_| {
                    (
                        yingke::platform::db::Subject::new("customer", uuid::Uuid::now_v7()),
                        Vec::new(),
                    )
                })
                .collect();
            tx.record_many("customers.unmake", &many)
        })
        .unwrap();
    let care = app.sign_in("care");
    let page = care.get(&format!("/customers/{customer}"));
    let url = page.attributes("form.masked", "action").remove(0);
    let seen = care.post_form(&url, &[("reason", "verify")]);
    assert!(seen.status < 400, "{}", seen.body);
    let admin = app.sign_in("admin");
    let page = admin.get("/admin/audit");
    let unmade: Vec<String> = page
        .texts("tbody tr")
        .into_iter()
        .filter(|row| row.contains("customers.unmake"))
        .collect();
    assert_eq!(unmade.len(), 1, "{unmade:?}");
    assert!(unmade[0].contains("同时共 60 条"));
    let all = page
        .attributes("tbody a.link", "href")
        .into_iter()
        .find(|href| href.contains("customers.unmake"))
        .unwrap();
    assert_eq!(admin.get(&all).texts("tbody tr").len(), 40, "a page of all of them");
    let looked = admin.get("/admin/audit?action=customers.reveal").text("tbody tr");
    assert!(looked.contains("理由：核对信息") && looked.contains("王芳"), "{looked}");
}

#[test]
fn whatever_is_recorded_has_words() {
    let app = pages::lived_in();
    let mut owner = app.database.owner();
    type Row = (String, Option<String>, Vec<Option<String>>);
    let entries: Vec<Row> = audit_entries::table
        .select((
            audit_entries::action,
            audit_entries::subject_kind,
            audit_entries::fields,
        ))
        .load(&mut owner)
        .unwrap();
    for (action, kind, fields) in entries {
        assert!(text::knows_action(&action), "{action}");
        assert!(kind.is_none_or(|kind| text::knows_kind(&kind)), "{action}");
        for field in fields.into_iter().flatten() {
            for lang in [Lang::Zh, Lang::En] {
                assert!(text::known_field(&field, lang).is_some(), "{action}: {field}");
            }
        }
    }
}
