//! Corrective actions: opened, planned, done, checked.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::complaints::commands::{self, NewComplaint, RootCause};
use yingke::complaints::model::Reporter;
use yingke::complaints::rules::{Channel, Severity};
use yingke::schema::{complaints, corrective_actions};
use yingke::values::ids::{ComplaintId, CorrectiveActionId};

use crate::support::{Page, TestApp};

impl TestApp {
    /// A complaint by phone, with some things otherwise.
    pub fn complaint(&self, shape: impl FnOnce(&mut NewComplaint)) -> ComplaintId {
        let mut new = NewComplaint {
            store: self.store(),
            customer: None,
            vehicle: None,
            reporter: Reporter {
                name: "顾明".into(),
                phone: "13812345621".into(),
                ..Reporter::default()
            },
            channel: Channel::Phone,
            category: "repair_quality".into(),
            severity: Severity::Normal,
            facts: "异响".into(),
            room: None,
            attendant: None,
            visit_ref: None,
            department: None,
            owner: None,
            received_at: self.clock.now(),
        };
        shape(&mut new);
        self.write("care", |tx| commands::record(tx, &new)).unwrap()
    }

    /// A complaint whose root cause is known.
    pub fn complaint_because(&self, cause: &str) -> ComplaintId {
        let id = self.complaint(|_| {});
        let new = RootCause {
            lock_version: 0,
            cause: cause.into(),
            whys: vec!["没有复检".into()],
        };
        self.write("care", |tx| commands::set_cause(tx, id, &new)).unwrap();
        id
    }
}

fn plan<'a>(owner: &'a str, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("title", "喷漆后增加复检"),
        ("measure", "交车前由第二人按清单检查漆面"),
        ("cause", "paint"),
        ("complaint", ""),
        ("owner_id", owner),
        ("due_on", "2026-12-01"),
    ];
    for (name, value) in otherwise {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// The page of an action that `who` opened for `owner`.
fn opened(app: &TestApp, who: &str, owner: &str, otherwise: &[(&str, &str)]) -> String {
    let owner = app.actor(owner).id.to_string();
    let answer = app
        .sign_in(who)
        .post_form("/corrective-actions", &plan(&owner, otherwise));
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

fn finish(app: &TestApp, who: &str, path: &str, version: &str) -> Page {
    app.sign_in(who).post_form(
        &format!("{path}/completion"),
        &[("done_note", "清单已张贴，全员培训"), ("lock_version", version)],
    )
}

fn check(app: &TestApp, who: &str, path: &str, version: &str) -> Page {
    app.sign_in(who).post_form(
        &format!("{path}/effect-check"),
        &[
            ("effect", "effective"),
            ("evidence", "三十天内没有再发生"),
            ("lock_version", version),
        ],
    )
}

#[test]
fn an_action_goes_from_open_to_checked_and_each_step_is_audited() {
    let app = TestApp::spawn();
    let path = opened(&app, "care", "advisor", &[]);
    let page = app.sign_in("care").get(&path);
    assert_eq!(page.text("h1"), "喷漆后增加复检");
    assert!(page.text(".props").contains("2026-12-01") && page.text(".props").contains("吴凡"));
    assert_eq!(finish(&app, "advisor", &path, "0").status, 303);
    assert_eq!(check(&app, "service.manager", &path, "1").status, 303);
    let page = app.sign_in("care").get(&path);
    assert!(
        page.texts(".card")
            .iter()
            .any(|card| card.contains("三十天内没有再发生") && card.contains("何志刚"))
    );
    assert!(!page.has("form[action$=effect-check]") && !page.has("form[action$=completion]"));
    let audit: Vec<String> = app
        .audit()
        .into_iter()
        .filter(|action| action.starts_with("corrective"))
        .collect();
    assert_eq!(
        audit,
        [
            "corrective_actions.create",
            "corrective_actions.finish",
            "corrective_actions.check"
        ]
    );
}

#[test]
fn the_list_shows_what_is_due_first_and_counts_each_view() {
    let app = TestApp::spawn();
    opened(
        &app,
        "care",
        "advisor",
        &[("title", "后到期"), ("due_on", "2026-12-20")],
    );
    opened(
        &app,
        "care",
        "advisor",
        &[("title", "先到期"), ("due_on", "2026-11-22")],
    );
    let care = app.sign_in("care");
    let page = care.get("/corrective-actions");
    assert_eq!(page.texts("tbody a"), ["先到期", "后到期"]);
    assert_eq!(page.texts(".tabs .pill"), ["2", "0", "0", "0"], "due today is not late");
    app.advance(TimeDelta::days(1));
    let care = app.sign_in("care");
    let late = care.get("/corrective-actions?view=overdue");
    assert_eq!(late.texts("tbody a"), ["先到期"]);
    assert_eq!(late.texts(".sla-over"), ["逾期 1 天"]);
    assert_eq!(
        care.get("/corrective-actions/count").body,
        r#"<span class="hot">1</span>"#
    );
    assert_eq!(
        care.get("/corrective-actions?view=nonsense&cause=nothing")
            .texts("tbody a")
            .len(),
        0
    );
}

#[test]
fn a_region_is_answered_alone() {
    let app = TestApp::spawn();
    let page = app.sign_in("care").get_region("/corrective-actions", "actions");
    assert!(page.has(".tabs") && !page.body.contains("<html"));
}

#[test]
fn what_is_wrong_is_said_and_what_was_typed_is_kept() {
    let app = TestApp::spawn();
    let owner = app.actor("advisor").id.to_string();
    let care = app.sign_in("care");
    let wrong = |otherwise: &[(&str, &str)]| care.post_form("/corrective-actions", &plan(&owner, otherwise));
    let page = wrong(&[("title", ""), ("measure", " "), ("owner_id", ""), ("due_on", "morgen")]);
    assert_eq!((page.status, page.texts("form .err").len()), (422, 4));
    for (field, value) in [
        ("due_on", "2026-11-21"),
        ("complaint", "TS20261122-9999"),
        ("cause", "repair_quality"),
        ("cause", "workmanship"),
        ("owner_id", "01890000-0000-7000-8000-000000000000"),
    ] {
        let page = wrong(&[(field, value)]);
        assert_eq!(page.status, 422, "{field}={value}");
        assert_eq!(page.value("title"), "喷漆后增加复检");
        assert_eq!(
            page.texts("form .err").len(),
            1,
            "{field}={value}: {:?}",
            page.texts("form .err")
        );
    }
}

#[test]
fn it_knows_the_complaint_it_came_from() {
    let app = TestApp::spawn();
    let id = app.complaint(|_| {});
    let number: String = complaints::table
        .find(id)
        .select(complaints::number)
        .first(&mut app.database.owner())
        .unwrap();
    let care = app.sign_in("care");
    let form = care.get(&format!("/corrective-actions/new?complaint={number}&cause=paint"));
    assert_eq!(form.value("complaint"), number);
    assert_eq!(
        form.attributes("select[name=cause] option[selected]", "value"),
        ["paint"]
    );
    let path = opened(&app, "care", "advisor", &[("complaint", &number)]);
    let link = care.get(&path).attributes(".props a", "href");
    assert_eq!(link, [format!("/complaints/{id}")]);
}

#[test]
fn the_third_complaint_of_a_cause_opens_one_for_the_manager() {
    let app = TestApp::spawn();
    for _ in 0..3 {
        app.complaint_because("paint");
    }
    let page = app.sign_in("service.manager").get("/corrective-actions");
    assert_eq!(page.texts("tbody a"), ["「喷漆」反复出现：第 3 起"]);
    assert!(page.text("tbody tr").contains("何志刚") && page.text("tbody tr").contains("重复原因预警"));
    let path = page.attributes("tbody a", "href").remove(0);
    let care = app.sign_in("care");
    let edit = care.get(&format!("{path}/edit"));
    assert!(!edit.has("select[name=cause]"), "an alarm keeps its cause");
    let owner = app.actor("advisor").id.to_string();
    let fields = plan(&owner, &[("cause", "body"), ("lock_version", "0")]);
    assert_eq!(care.post_form(&path, &fields).status, 303);
    let (cause, version): (Option<String>, i32) = corrective_actions::table
        .select((corrective_actions::cause, corrective_actions::lock_version))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((cause.as_deref(), version), (Some("paint"), 1));
    assert_eq!(care.get(&path).text("h1"), "喷漆后增加复检");
}

#[test]
fn before_and_after_are_counted_and_lead_to_the_complaints() {
    let app = TestApp::spawn();
    for _ in 0..2 {
        app.complaint_because("paint");
        app.complaint_because("body");
    }
    app.advance(TimeDelta::days(3));
    let path = opened(&app, "care", "advisor", &[]);
    assert_eq!(finish(&app, "advisor", &path, "0").status, 303);
    app.complaint_because("paint");
    app.advance(TimeDelta::days(1));
    let page = app.sign_in("crm.manager").get(&path);
    assert_eq!(page.texts("section tbody td"), ["2", "1"]);
    assert_eq!(
        page.texts("section tbody th"),
        ["整改前 30 天", "整改后（已过 2 / 30 天）"]
    );
    assert_eq!(
        page.attributes("section tbody a", "href"),
        [
            "/complaints?view=all&cause=paint&from=2026-10-26&to=2026-11-24",
            "/complaints?view=all&cause=paint&from=2026-11-25&to=2026-12-24"
        ]
    );
}

#[test]
fn a_stale_form_gets_409_and_keeps_its_text() {
    let app = TestApp::spawn();
    let path = opened(&app, "care", "advisor", &[]);
    let care = app.sign_in("care");
    let owner = app.actor("advisor").id.to_string();
    let fields = plan(&owner, &[("title", "第一次修改"), ("lock_version", "0")]);
    assert_eq!(care.post_form(&path, &fields).status, 303);
    let page = care.post_form(&path, &plan(&owner, &[("title", "第二次修改"), ("lock_version", "0")]));
    assert_eq!((page.status, page.value("title").as_str()), (409, "第二次修改"));
    assert_eq!(page.value("lock_version"), "1");
    let page = finish(&app, "advisor", &path, "0");
    assert_eq!(page.status, 409);
    assert_eq!(page.text("textarea[name=done_note]"), "清单已张贴，全员培训");
    assert_eq!(
        page.attributes("form[action$=completion] [name=lock_version]", "value"),
        ["1"]
    );
}

#[test]
fn each_step_has_its_turn() {
    let app = TestApp::spawn();
    let path = opened(&app, "care", "advisor", &[]);
    assert_eq!(check(&app, "manager", &path, "0").status, 409, "not done yet");
    assert_eq!(finish(&app, "advisor", &path, "0").status, 303);
    assert_eq!(finish(&app, "advisor", &path, "1").status, 409, "done already");
    let owner = app.actor("advisor").id.to_string();
    let replan = app
        .sign_in("care")
        .post_form(&path, &plan(&owner, &[("lock_version", "1")]));
    assert_eq!(replan.status, 409, "what is done is not planned any more");
    let empty = app
        .sign_in("advisor")
        .post_form(&format!("{path}/completion"), &[("done_note", " ")]);
    assert_eq!(empty.status, 422);
}

#[test]
fn nobody_checks_their_own_work() {
    let app = TestApp::spawn();
    let path = opened(&app, "service.manager", "service.manager", &[]);
    assert_eq!(finish(&app, "service.manager", &path, "0").status, 303);
    let page = app.sign_in("service.manager").get(&path);
    assert!(!page.has("form[action$=effect-check]") && page.text(".main").contains("由完成人以外的经理检查效果"));
    assert_eq!(check(&app, "service.manager", &path, "1").status, 422);
    assert_eq!(check(&app, "manager", &path, "1").status, 303);
}

#[test]
fn front_line_staff_see_their_own_and_nobody_elses() {
    let app = TestApp::spawn();
    let own = opened(&app, "care", "advisor", &[]);
    let foreign = opened(&app, "care", "advisor2", &[]);
    let advisor = app.sign_in("advisor");
    assert_eq!(advisor.get("/corrective-actions").texts("tbody a").len(), 1);
    assert_eq!((advisor.get(&own).status, advisor.get(&foreign).status), (200, 404));
    assert_eq!(finish(&app, "advisor", &foreign, "0").status, 404);
    assert_eq!(advisor.get("/corrective-actions/new").status, 403);
    assert_eq!(check(&app, "advisor", &own, "0").status, 403);
    assert_eq!(check(&app, "care", &own, "0").status, 403, "managers judge");
    assert_eq!(app.sign_in("technician").get(&own).status, 403);
    assert_eq!(
        advisor
            .get(&format!("/corrective-actions/{}", CorrectiveActionId::new()))
            .status,
        404
    );
}

#[test]
fn the_pages_are_there_in_english() {
    let app = TestApp::spawn();
    let path = opened(
        &app,
        "care",
        "care",
        &[("title", "Second look"), ("measure", "Checklist"), ("cause", "")],
    );
    diesel::update(yingke::schema::staff::table)
        .set((
            yingke::schema::staff::language.eq("en"),
            yingke::schema::staff::name.eq("Wang Fang"),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let care = app.sign_in("care");
    for path in [
        "/corrective-actions",
        "/corrective-actions/new",
        &path,
        &format!("{path}/edit"),
    ] {
        let page = care.get(path);
        let words = page.texts("main").join(" ");
        let han: String = words
            .chars()
            .filter(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}'))
            .collect();
        assert_eq!((page.status, han.as_str()), (200, ""), "{path}: {words}");
    }
}
