use chrono::TimeDelta;
use uuid::Uuid;
use yingke::access::Role;
use yingke::followups::commands;
use yingke::followups::model::{Call, NewNote, NewTask, Task};
use yingke::followups::queries::{self, Wanted};
use yingke::followups::rules::{CallOutcome, NoteChannel, NoteOutcome, View};
use yingke::platform::db::{Subject, Tx};
use yingke::platform::error::Error;
use yingke::values::ids::{CustomerId, TaskId};

use crate::support::TestApp;

/// A call-back about a customer, due in an hour.
fn call_back(app: &TestApp, customer: CustomerId, owner: Option<&str>) -> TaskId {
    let new = NewTask {
        store: app.store(),
        kind: "test.call_back",
        subject: Subject::new("customer", customer),
        customer: Some(customer),
        owner: owner.map(|owner| app.actor(owner).id),
        role: Some(Role::CustomerCare),
        started_at: app.clock.now(),
        due_at: app.clock.now() + TimeDelta::hours(1),
        title: "回访：车门异响".into(),
    };
    app.db.system_write_now(|tx| commands::open_task(tx, new)).unwrap()
}

fn listed(app: &TestApp, who: &str, view: View) -> Vec<Task> {
    let now = app.clock.now();
    queries::list(
        &mut app.database.owner(),
        app.db.vault(),
        &app.actor(who),
        now,
        Wanted {
            view,
            kind: None,
            after: None,
            limit: 50,
        },
    )
    .unwrap()
    .rows
}

fn as_system(app: &TestApp, command: impl FnOnce(&mut Tx<'_>) -> Result<(), Error>) {
    app.db.system_write_now(command).unwrap();
}

#[test]
fn a_record_has_one_open_task_of_a_kind() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let first = call_back(&app, customer, Some("care"));
    app.advance(TimeDelta::minutes(30));
    assert_eq!(call_back(&app, customer, None), first, "it moves");
    let tasks = listed(&app, "care", View::Mine);
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].due_at, app.clock.now() + TimeDelta::hours(1));
    assert_eq!(tasks[0].title.expose(), "回访：车门异响");
    let subject = Subject::new("customer", customer);
    as_system(&app, |tx| {
        commands::finish_task(tx, subject, "test.call_back", "answered")
    });
    assert_eq!(listed(&app, "care", View::Done).len(), 1);
    assert_ne!(
        call_back(&app, customer, None),
        first,
        "a new one after the old one is done"
    );
    as_system(&app, |tx| commands::cancel_tasks(tx, subject));
    assert!(listed(&app, "care", View::All).is_empty());
}

#[test]
fn a_person_sees_their_own_tasks_and_those_free_for_their_role() {
    let app = TestApp::spawn();
    let (one, two) = (app.customer("顾明", "13812345621"), app.customer("张三", "13812345622"));
    call_back(&app, one, Some("advisor"));
    call_back(&app, two, None);
    let seen = |who: &str| listed(&app, who, View::All).len();
    assert_eq!(
        (seen("advisor"), seen("advisor2"), seen("care"), seen("manager")),
        (1, 0, 2, 2)
    );
    let subject = Subject::new("customer", two);
    let advisor2 = app.actor("advisor2").id;
    as_system(&app, |tx| commands::reassign_task(tx, subject, None, advisor2));
    assert_eq!(seen("advisor2"), 1);
    assert_eq!(queries::open_of_staff(&mut app.database.owner(), advisor2).unwrap(), 1);
}

#[test]
fn a_snoozed_task_comes_back_and_keeps_its_deadline() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let id = call_back(&app, customer, Some("care"));
    let until = app.clock.now() + TimeDelta::hours(3);
    app.write("care", |tx| commands::snooze(tx, id, 0, until, Some("客户开会")))
        .unwrap();
    assert_eq!(app.audit().last().unwrap(), "followups.snooze");
    assert!(listed(&app, "care", View::Mine).is_empty());
    assert_eq!(listed(&app, "care", View::Later).len(), 1);
    let stale = app.write("care", |tx| commands::snooze(tx, id, 0, until, None));
    assert!(matches!(stale, Err(Error::Stale)));
    app.advance(TimeDelta::hours(3));
    assert_eq!(listed(&app, "care", View::Mine).len(), 1);
    assert_eq!(listed(&app, "care", View::Overdue).len(), 1);
}

#[test]
fn an_unanswered_call_is_noted_and_comes_back_an_answered_one_is_done() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let id = call_back(&app, customer, None);
    let call = |outcome, lock_version| {
        let call = Call {
            channel: NoteChannel::Phone,
            outcome,
            mood: None,
            note: "无人接听".into(),
            again_at: None,
            lock_version,
        };
        app.write("care", |tx| commands::record_call(tx, id, &call))
    };
    call(CallOutcome::Unanswered, 0).unwrap();
    assert_eq!(app.audit().last().unwrap(), "followups.call");
    let later = listed(&app, "care", View::Later);
    assert_eq!(later[0].snoozed_until, Some(app.clock.now() + TimeDelta::hours(2)));
    assert_eq!(later[0].owner, Some(app.actor("care").id), "who calls takes it");
    call(CallOutcome::Answered, 1).unwrap();
    assert!(matches!(call(CallOutcome::Answered, 2), Err(Error::WrongState)));
    let subject = Subject::new("customer", customer);
    let notes = queries::notes_of_subject(&mut app.database.owner(), app.db.vault(), subject).unwrap();
    let outcomes: Vec<_> = notes.iter().map(|note| note.outcome).collect();
    assert_eq!(outcomes, [NoteOutcome::Answered, NoteOutcome::Unanswered]);
    assert_eq!(notes[0].staff_name.as_deref(), Some("王芳"));
}

#[test]
fn an_internal_note_is_marked_as_one() {
    let app = TestApp::spawn();
    let subject = Subject::new("complaint", Uuid::now_v7());
    let new = NewNote {
        store: app.store(),
        subject,
        customer: None,
        task: None,
        channel: NoteChannel::Phone,
        outcome: NoteOutcome::Answered,
        body: "只给同事看".into(),
        internal: true,
    };
    app.write("care", |tx| commands::note_contact(tx, new)).unwrap();
    let notes = queries::notes_of_subject(&mut app.database.owner(), app.db.vault(), subject).unwrap();
    assert!(notes[0].is_internal() && !notes[0].outcome.reached());
    assert_eq!(app.audit().last().unwrap(), "followups.note");
}
