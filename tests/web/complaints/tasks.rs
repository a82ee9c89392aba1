//! What a complaint asks of people.

use chrono::{DateTime, TimeDelta, Utc};
use yingke::access::Role;
use yingke::complaints::commands::NewAction;
use yingke::complaints::rules::Severity;
use yingke::followups::model::Task;
use yingke::followups::queries;
use yingke::platform::db::Subject;
use yingke::values::ids::{CorrectiveActionId, StaffId};

use super::*;

fn about(app: &TestApp, kind: &'static str, id: impl Into<uuid::Uuid>) -> Vec<Task> {
    queries::of_subject(&mut app.database.owner(), app.db.vault(), Subject::new(kind, id)).unwrap()
}

fn tasks(app: &TestApp, id: ComplaintId) -> Vec<Task> {
    about(app, "complaint", id)
}

/// The one open task of a kind.
fn open(app: &TestApp, id: ComplaintId, kind: &str) -> Task {
    let mut found: Vec<Task> = tasks(app, id)
        .into_iter()
        .filter(|task| task.is_open() && task.kind == kind)
        .collect();
    assert_eq!(found.len(), 1, "open tasks {kind}");
    found.remove(0)
}

/// Kinds of all open tasks.
fn kinds(app: &TestApp, id: ComplaintId) -> Vec<String> {
    let mut kinds: Vec<String> = tasks(app, id)
        .into_iter()
        .filter(Task::is_open)
        .map(|task| task.kind)
        .collect();
    kinds.sort();
    kinds
}

fn outcome(app: &TestApp, id: ComplaintId, kind: &str) -> Option<String> {
    let found = tasks(app, id).into_iter().find(|task| task.kind == kind);
    found.filter(|task| !task.is_open()).and_then(|task| task.outcome)
}

fn who(app: &TestApp, name: &str) -> Option<StaffId> {
    Some(app.actor(name).id)
}

#[test]
fn a_first_contact_is_due_for_care_until_somebody_owns_the_complaint() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let task = open(&app, id, "complaint.contact");
    assert_eq!((task.owner, task.role), (None, Some(Role::CustomerCare)));
    assert_eq!(task.due_at, app.clock.now() + TimeDelta::minutes(10));
    assert!(
        task.title.expose().contains("TS20261122-"),
        "the title names the complaint"
    );
    assert!(task.customer.is_some());

    let care = app.sign_in("care");
    step(
        &care,
        id,
        "contacts",
        &[("channel", "phone"), ("outcome", "unanswered")],
    );
    let task = open(&app, id, "complaint.contact");
    assert_eq!(
        task.owner,
        who(&app, "care"),
        "who tried owns it; the call was not answered"
    );
    step(&care, id, "contacts", &CONTACT);
    assert_eq!(outcome(&app, id, "complaint.contact").as_deref(), Some("answered"));
    let report = open(&app, id, "complaint.report");
    assert_eq!(report.owner, who(&app, "care"));
    assert_eq!(report.due_at, app.clock.now() + TimeDelta::hours(24));
}

#[test]
fn each_word_to_the_customer_moves_the_next_report() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    step(&app.sign_in("care"), id, "contacts", &CONTACT);
    app.advance(TimeDelta::hours(20));
    step(&app.sign_in("care"), id, "contacts", &CONTACT);
    let report = open(&app, id, "complaint.report");
    assert_eq!(report.due_at, app.clock.now() + TimeDelta::hours(24));
    assert_eq!(kinds(&app, id), ["complaint.report"]);
}

#[test]
fn tasks_go_with_the_complaint_to_its_owner_and_back_to_nobody() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    let (text, to) = (id.to_string(), app.actor("advisor").id);
    let fields = [("ids", text.as_str()), ("owner_id", &to.to_string())];
    assert_eq!(care.post_form("/complaints/assignments", &fields).status, 303);
    assert_eq!(open(&app, id, "complaint.contact").owner, Some(to));
    let page = care.get("/complaints");
    let undo = page.attributes(".toast form", "action").remove(0);
    assert_eq!(care.post_form(&undo, &[]).status, 303);
    assert_eq!(open(&app, id, "complaint.contact").owner, None);
    step(&care, id, "ownership", &[]);
    assert_eq!(open(&app, id, "complaint.contact").owner, who(&app, "care"));
}

#[test]
fn after_the_resolution_a_call_back_is_due_and_after_the_call_nothing() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    assert_eq!(kinds(&app, id), ["complaint.call_back"]);
    let task = open(&app, id, "complaint.call_back");
    assert_eq!(task.owner, who(&app, "care"));
    assert_eq!(task.due_at, app.clock.now() + TimeDelta::hours(24));
    step(&care, id, "call-backs", &[("outcome", "unanswered")]);
    assert_eq!(kinds(&app, id), ["complaint.call_back"], "one attempt is none");
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "5")],
    );
    assert!(kinds(&app, id).is_empty());
    assert_eq!(outcome(&app, id, "complaint.call_back").as_deref(), Some("answered"));
}

#[test]
fn an_unhappy_customer_is_to_be_told_more() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "1")],
    );
    assert_eq!(kinds(&app, id), ["complaint.report"]);
    assert_eq!(
        open(&app, id, "complaint.report").due_at,
        app.clock.now() + TimeDelta::hours(24)
    );
}

#[test]
fn a_crisis_is_the_store_managers_until_somebody_has_it_in_hand() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Crisis);
    let alert = open(&app, id, "complaint.crisis");
    let soon = app.clock.now() + TimeDelta::minutes(10);
    assert_eq!((alert.owner, alert.due_at), (who(&app, "manager"), soon));
    let care = app.sign_in("care");
    let lead = app.actor("crm.manager").id.to_string();
    let seen = version(&care, id, "crisis");
    let list = [
        ("owner_id", lead.as_str()),
        ("next_report_at", "2026-11-22T12:00"),
        ("lock_version", &seen),
    ];
    step(&care, id, "crisis", &list);
    assert_eq!(
        outcome(&app, id, "complaint.crisis"),
        None,
        "half a list is not in hand"
    );
    let seen = version(&care, id, "crisis");
    let past = [
        ("owner_id", lead.as_str()),
        ("next_report_at", "2020-11-22T12:00"),
        ("lock_version", &seen),
    ];
    let refused = care.post_form(&format!("/complaints/{id}/crisis"), &past);
    assert_eq!(refused.status, 422);
    assert!(refused.text(".err").contains("将来的时间"));
    let whole = [
        list[0],
        list[1],
        ("lock_version", &seen),
        ("statement", "正在核实"),
        ("containment", "专人陪同"),
    ];
    step(&care, id, "crisis", &whole);
    assert_eq!(outcome(&app, id, "complaint.crisis").as_deref(), Some("checklist"));
    let report = open(&app, id, "complaint.crisis_report");
    let noon: DateTime<Utc> = "2026-11-22T04:00:00Z".parse().unwrap();
    assert_eq!((report.owner, report.due_at), (who(&app, "crm.manager"), noon));
    let milder = [("severity", "serious"), ("reason", "媒体已撤稿")];
    step(&care, id, "severity", &milder);
    assert_eq!(kinds(&app, id), ["complaint.contact"], "it is no crisis any more");
}

#[test]
fn the_store_manager_acknowledges_a_crisis_and_its_report_ends_with_the_resolution() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Crisis);
    let alert = open(&app, id, "complaint.crisis");
    let path = format!("/call-backs/{}/acknowledgement", alert.id);
    assert_eq!(app.sign_in("care").post_form(&path, &[]).status, 409, "not theirs");
    let manager = app.sign_in("manager");
    assert_eq!(manager.post_form(&path, &[]).status, 303);
    assert_eq!(outcome(&app, id, "complaint.crisis").as_deref(), Some("seen"));
    let care = app.sign_in("care");
    let me = app.actor("care").id.to_string();
    let seen = version(&care, id, "crisis");
    let list = [
        ("owner_id", me.as_str()),
        ("next_report_at", "2026-11-22T12:00"),
        ("lock_version", &seen),
    ];
    step(&care, id, "crisis", &list);
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "investigation", &INVESTIGATION);
    step(&care, id, "solutions", &SOLUTION);
    step(&manager, id, "approval", &[("decision", "approve")]);
    step(&care, id, "execution", &[]);
    step(&care, id, "resolution", &[("outcome", "已更换")]);
    assert_eq!(kinds(&app, id), ["complaint.call_back"]);
}

#[test]
fn goodwill_that_waits_is_a_task_of_who_may_decide() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    step(&care, id, "goodwill", &[("kind", "refund"), ("amount", "800")]);
    step(&care, id, "goodwill", &[("kind", "refund"), ("amount", "5000")]);
    assert_eq!(open(&app, id, "complaint.goodwill").owner, who(&app, "service.manager"));
    assert_eq!(open(&app, id, "complaint.goodwill_top").owner, who(&app, "manager"));
    let manager = app.sign_in("manager");
    for decision in ["approve", "approve"] {
        let grant = manager
            .get(&format!("/complaints/{id}/goodwill-approval"))
            .value("grant");
        let fields = [("grant", grant.as_str()), ("decision", decision)];
        step(&manager, id, "goodwill-approval", &fields);
    }
    assert_eq!(kinds(&app, id), ["complaint.contact"]);
    step(
        &app.sign_in("service.manager"),
        id,
        "goodwill",
        &[("kind", "refund"), ("amount", "900")],
    );
    let own = open(&app, id, "complaint.goodwill");
    assert_eq!(own.owner, who(&app, "crm.manager"), "nobody decides about their own");
}

#[test]
fn who_is_told_of_a_clock_that_runs_on() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let to = app.actor("advisor").id;
    app.write("care", |tx| commands::assign(tx, &[id], to, None)).unwrap();
    let start = app.clock.now();
    let told = |minutes: i64, kind: &str, whose: &str, due: i64| {
        app.clock.advance(start + TimeDelta::minutes(minutes) - app.clock.now());
        app.work();
        let task = open(&app, id, kind);
        assert_eq!(task.owner, who(&app, whose), "{kind}");
        assert_eq!(task.due_at, start + TimeDelta::minutes(due), "{kind}");
    };
    app.work();
    assert_eq!(kinds(&app, id), ["complaint.contact"]);
    told(5, "complaint.contact_warning", "advisor", 10);
    told(10, "complaint.contact_alert", "service.manager", 20);
    told(20, "complaint.contact_top_alert", "manager", 20);
    assert_eq!(
        kinds(&app, id),
        [
            "complaint.contact",
            "complaint.contact_alert",
            "complaint.contact_top_alert"
        ],
        "who is late needs no telling that half of the time is over"
    );
    assert_eq!(
        outcome(&app, id, "complaint.contact_warning").as_deref(),
        Some("overdue")
    );
    step(&app.sign_in("advisor"), id, "contacts", &CONTACT);
    assert_eq!(kinds(&app, id), ["complaint.report"], "nobody has to hurry any more");
    assert_eq!(outcome(&app, id, "complaint.contact_alert").as_deref(), Some("stopped"));
}

#[test]
fn the_sales_manager_hears_of_sales_and_a_proposal_ends_it() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Crisis);
    let care = app.sign_in("care");
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "investigation", &[("department", "sales")]);
    app.advance(TimeDelta::hours(2));
    app.work();
    let alert = open(&app, id, "complaint.proposal_alert");
    assert_eq!(alert.owner, who(&app, "sales.manager"));
    let care = app.sign_in("care");
    step(&care, id, "solutions", &SOLUTION);
    assert!(!kinds(&app, id).iter().any(|kind| kind.contains("proposal")));
}

#[test]
fn nothing_is_left_to_do_when_the_complaint_ends() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let withdrawn = complaint(&app, Severity::Crisis);
    app.advance(TimeDelta::minutes(20));
    app.work();
    assert_eq!(kinds(&app, withdrawn).len(), 4);
    step(&care, withdrawn, "withdrawal", &[("reason", "客户撤诉")]);
    assert!(kinds(&app, withdrawn).is_empty());
}

#[test]
fn a_merged_complaint_leaves_its_tasks_to_the_one_that_stays() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let crisis = complaint_of(&app, customer, Severity::Crisis);
    app.advance(TimeDelta::minutes(3));
    let kept = complaint_of(&app, customer, Severity::Normal);
    let care = app.sign_in("care");
    step(&care, crisis, "contacts", &CONTACT);
    let number = number(&app, kept);
    step(&care, crisis, "merger", &[("number", &number)]);
    assert!(kinds(&app, crisis).is_empty());
    assert_eq!(kinds(&app, kept), ["complaint.crisis", "complaint.report"]);
    assert!(
        care.get(&format!("/complaints/{kept}/crisis"))
            .has("[name=next_report_at]")
    );
}

fn number(app: &TestApp, id: ComplaintId) -> String {
    use yingke::schema::complaints;
    complaints::table
        .find(id)
        .select(complaints::number)
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn what_somebody_leaves_behind_is_handed_over_by_an_administrator_who_sees_none_of_it() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Crisis);
    step(&care, id, "contacts", &CONTACT);
    let me = app.actor("care").id;
    let seen = version(&care, id, "crisis");
    let list = [
        ("owner_id", &*me.to_string()),
        ("next_report_at", "2026-11-22T12:00"),
        ("lock_version", &seen),
    ];
    step(&care, id, "crisis", &list);
    let new = NewAction {
        complaint: Some(id),
        cause: None,
        title: "复检".into(),
        measure: "两人检查".into(),
        owner: me,
        due_on: "2026-12-01".parse().unwrap(),
    };
    let action: CorrectiveActionId = app.write("care", |tx| commands::open_action(tx, &new)).unwrap();

    let admin = app.sign_in("admin");
    let path = format!("/staff/{me}/disable");
    let work = admin.get(&path).text(".props");
    assert!(work.contains("未结投诉") && work.contains("未完成整改"), "{work}");
    let to = app.actor("crm.manager").id;
    assert_eq!(admin.post_form(&path, &[("to", &to.to_string())]).status, 303);
    for task in tasks(&app, id).into_iter().filter(Task::is_open) {
        assert_ne!(task.owner, Some(me), "{}", task.kind);
    }
    assert_eq!(open(&app, id, "complaint.report").owner, Some(to));
    assert_eq!(open(&app, id, "complaint.crisis_report").owner, Some(to));
    let [due] = about(&app, "corrective_action", action).try_into().unwrap();
    assert_eq!(due.owner, Some(to));
    let taker = app.sign_in("crm.manager");
    assert_eq!(
        taker
            .get(&format!("/complaints/{id}/crisis"))
            .attributes("[name=owner_id] [selected]", "value"),
        [to.to_string()]
    );
    assert!(
        taker
            .get(&format!("/corrective-actions/{action}"))
            .text("main")
            .contains(&app.actor("crm.manager").name)
    );
    let audit = app.audit();
    assert!(
        audit.contains(&"complaints.assign".to_owned()) && audit.contains(&"corrective_actions.hand_over".to_owned())
    );
}

#[test]
fn a_corrective_action_is_a_task_until_it_is_done() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let (first, second) = (
        app.actor("advisor").id.to_string(),
        app.actor("advisor2").id.to_string(),
    );
    let plan = |owner: &str, due: &str| {
        [
            ("title", "复检"),
            ("measure", "两人检查"),
            ("cause", "paint"),
            ("owner_id", owner),
            ("due_on", due),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let post = |path: &str, fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        care.post_form(path, &fields)
    };
    let path = post("/corrective-actions", &plan(&first, "2026-12-01"))
        .location()
        .to_owned();
    let id: CorrectiveActionId = path.rsplit('/').next().unwrap().parse().unwrap();
    let mut moved = plan(&second, "2026-12-05").to_vec();
    moved.push(("lock_version".into(), "0".into()));
    assert_eq!(post(&path, &moved).status, 303);
    let [task] = about(&app, "corrective_action", id).try_into().unwrap();
    assert!(task.is_open(), "a new plan is the same task");
    assert_eq!(task.owner, who(&app, "advisor2"));
    assert_eq!(task.due_at, "2026-12-05T16:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(
        post(
            &format!("{path}/completion"),
            &[
                ("done_note".into(), "已培训".into()),
                ("lock_version".into(), "1".into())
            ]
        )
        .status,
        303
    );
    let [task] = about(&app, "corrective_action", id).try_into().unwrap();
    assert_eq!(task.outcome.as_deref(), Some("done"));
}

#[test]
fn what_was_said_about_a_complaint_stays_with_those_who_see_it() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let id = complaint_of(&app, customer, Severity::Normal);
    step(&app.sign_in("care"), id, "contacts", &CONTACT);
    let page = format!("/customers/{customer}");
    let ahead = format!("{page}/ahead");
    let said = CONTACT[2].1;
    let care = app.sign_in("care");
    assert!(care.get(&page).body.contains(said));
    assert!(care.get(&ahead).body.contains("告知进度"));
    let data = app.sign_in("data");
    assert_eq!(data.get(&page).status, 200);
    assert!(
        !data.get(&page).body.contains(said),
        "who sees no complaints hears nothing of them"
    );
    assert!(!data.get(&ahead).body.contains("告知进度"));
}
