//! Pages of the call-back list.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::{CALL_BACK, Counts, Note, TASK, TOPIC, Task, UNHAPPY, may_do, sees_all};
use super::rules::{
    CallOutcome, Mood, NoteChannel, SnoozeFor, View, asks_mood, has_own_form, is_notice, may_be_acknowledged, page_of,
    step_of,
};
use super::text::{self, FollowupText};
use crate::access::{Actor, Permission};
use crate::customers::model::Brief;
use crate::platform::db::FormToken;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::deadline::{Deadline, Measure, Standing};
use crate::values::ids::CustomerId;

/// The query string of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub kind: String,
    pub after: String,
}

impl ListQuery {
    /// Whoever doesn't see the whole store has no view of it.
    pub fn view(&self, actor: &Actor) -> View {
        View::parse(&self.view)
            .filter(|view| *view != View::All || sees_all(actor))
            .unwrap_or(View::Mine)
    }

    pub fn kind(&self) -> Option<String> {
        text::kinds().find(|kind| *kind == self.kind).map(str::to_owned)
    }

    fn address(&self, view: View, kind: &str, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("view", view.code()), ("kind", kind), ("after", after)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("/call-backs?{}", query.finish())
    }
}

/// The list that a post leads back to.
pub fn list_address(view: Option<View>) -> String {
    match view {
        Some(view) => format!("/call-backs?view={}", view.code()),
        None => "/call-backs".to_owned(),
    }
}

/// A deadline as it is shown.
#[derive(Default)]
pub struct Chip {
    pub kind: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
}

impl Chip {
    fn of(task: &Task, now: DateTime<Utc>, lang: Lang) -> Self {
        let clock = Deadline {
            start: task.started_at,
            due: task.due_at,
            measure: Measure::Elapsed,
            pauses: &[],
        };
        let standing = clock.standing(task.done_at, now);
        Self {
            kind: match standing {
                Standing::Overdue(_) => "over",
                Standing::DueSoon(_) => "due",
                Standing::OnTime(_) => "ok",
                Standing::Paused => "paused",
                Standing::Done { .. } => "done",
            },
            text: durations::sla(standing, lang),
            iso: times::iso(task.due_at),
            exact: times::minute(task.due_at),
        }
    }
}

/// A task in a line.
struct Line {
    id: String,
    href: String,
    class: &'static str,
    icon: &'static str,
    title: String,
    /// The title is in the store's language.
    foreign: bool,
    kind: &'static str,
    customer: String,
    phone: String,
    reveal_url: String,
    token: String,
    chip: Chip,
    snoozed: String,
    owner: String,
    owner_initial: String,
    owner_tone: &'static str,
    free: bool,
    may_do: bool,
    /// Where more than a call is recorded: (address, opens as a dialog).
    step: Option<(String, bool)>,
    /// A call does it.
    records: bool,
    notice: bool,
    done: String,
    done_iso: String,
    outcome: &'static str,
}

/// `/call-backs`
#[derive(Template)]
#[template(path = "followups/list.html", blocks = ["tasks"])]
pub struct ListPage {
    page: Page,
    w: &'static FollowupText,
    tabs: Vec<Tab>,
    kinds: Vec<Choice>,
    kind: String,
    kind_label: &'static str,
    without_kind: String,
    view: View,
    lines: Vec<Line>,
    first: String,
    here: String,
    next: String,
    shown: String,
    none: (&'static str, &'static str),
}

regions!(ListPage { main, tasks: as_tasks });

impl ListPage {
    pub fn new(
        cx: &Cx,
        query: &ListQuery,
        counts: Counts,
        slice: Slice<Task>,
        customers: &HashMap<CustomerId, Brief>,
    ) -> Result<Self, Error> {
        let (actor, lang, w) = (cx.actor()?, cx.lang, FollowupText::of(cx.lang));
        let view = query.view(actor);
        let kind = query.kind().unwrap_or_default();
        let lines: Vec<Line> = slice
            .rows
            .iter()
            .map(|task| line(cx, actor, view, task, task.customer.and_then(|id| customers.get(&id))))
            .collect();
        let tab = |each: View, count: i64| Tab {
            href: query.address(each, "", ""),
            label: each.label(lang),
            count: if each == View::Done {
                String::new()
            } else {
                count.to_string()
            },
            hot: each == View::Overdue && count > 0,
            current: each == view,
        };
        let mut tabs = vec![
            tab(View::Mine, counts.mine),
            tab(View::Free, counts.free),
            tab(View::Overdue, counts.overdue),
            tab(View::Later, counts.later),
            tab(View::Done, 0),
        ];
        if sees_all(actor) {
            tabs.push(tab(View::All, counts.all));
        }
        Ok(Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs,
            kinds: text::kinds_of(actor)
                .map(|code| Choice::new(code, text::kind(code, lang)))
                .collect(),
            kind_label: if kind.is_empty() { "" } else { text::kind(&kind, lang) },
            without_kind: query.address(view, "", ""),
            view,
            first: lines
                .iter()
                .find(|line| line.may_do && line.done.is_empty())
                .filter(|_| view == View::Mine)
                .map(|line| line.href.clone())
                .unwrap_or_default(),
            here: query.address(view, &kind, &query.after),
            next: slice
                .next
                .map(|after| query.address(view, &kind, &after))
                .unwrap_or_default(),
            shown: text::shown(lines.len(), lang),
            lines,
            none: match view {
                View::Mine | View::All => (w.none_mine, w.none_mine_text),
                View::Free => (w.none_free, ""),
                View::Overdue => (w.none_overdue, ""),
                View::Later => (w.none_later, ""),
                View::Done => (w.none_done, ""),
            },
            kind,
        })
    }
}

fn line(cx: &Cx, actor: &Actor, view: View, task: &Task, customer: Option<&Brief>) -> Line {
    let (now, lang) = (cx.now, cx.lang);
    let w = FollowupText::of(lang);
    let chip = Chip::of(task, now, lang);
    let owner = task.owner_name.clone().unwrap_or_default();
    let (title, foreign) = text::title(task.title.expose(), &task.kind, lang);
    let snoozed = task.snoozed_until.filter(|until| task.is_open() && *until > now);
    Line {
        id: task.id.to_string(),
        href: format!("/call-backs/{}?view={}", task.id, view.code()),
        class: match (snoozed, chip.kind) {
            (_, "over") => "row-over",
            (None, "due") => "row-due",
            _ => "",
        },
        icon: icon(&task.kind),
        foreign,
        kind: told_apart(&title, &task.kind, lang),
        title,
        customer: whose(task, customer, w),
        phone: customer.and_then(|known| known.phone.clone()).unwrap_or_default(),
        reveal_url: format!("/call-backs/{}/reveals", task.id),
        token: FormToken::new().to_string(),
        chip,
        snoozed: snoozed.map(|until| times::short(until, now, lang)).unwrap_or_default(),
        owner_initial: owner.chars().next().map(String::from).unwrap_or_default(),
        owner_tone: avatar_tone(&owner),
        owner,
        free: task.is_open() && task.owner.is_none(),
        may_do: task.is_open() && may_do(actor, task.owner, task.role),
        step: step(actor, task),
        records: !has_own_form(&task.subject_kind),
        notice: may_be_acknowledged(&task.kind),
        done: task.done_at.map(|at| times::short(at, now, lang)).unwrap_or_default(),
        done_iso: task.done_at.map(times::iso).unwrap_or_default(),
        outcome: outcome(task, lang),
    }
}

/// Whom a task is about: the customer, or who a lead says they are.
fn whose(task: &Task, customer: Option<&Brief>, w: &'static FollowupText) -> String {
    match customer {
        Some(known) => known.name.expose().clone(),
        None if task.subject_kind == "lead" => match text::named(task.title.expose()) {
            "" => w.no_customer.to_owned(),
            named => named.to_owned(),
        },
        None => w.no_customer.to_owned(),
    }
}

/// Where a task that has a form of its own is done, and whether that opens as a dialog.
pub fn step(actor: &Actor, task: &Task) -> Option<(String, bool)> {
    if let Some(form) = complaint(actor, task) {
        return Some((form, false));
    }
    if !has_own_form(&task.subject_kind) {
        return None;
    }
    if let Some(form) = assignment(actor, task) {
        return Some((form, true));
    }
    let needs = match task.subject_kind.as_str() {
        "service_order" => Permission::WorkServiceOrders,
        "opportunity" if task.kind == "sales.loss_decision" => Permission::ApproveLosses,
        "opportunity" | "lead" => Permission::WorkSales,
        _ => Permission::WorkComplaint,
    };
    match step_of(&task.kind, task.subject_id).filter(|_| actor.may(needs)) {
        Some(step) => Some((step, true)),
        None => about(actor, task).map(|page| (page, false)),
    }
}

/// A lead that is nobody's is given to somebody: by whoever gives leads away and works on none, and by whoever is told that
/// nobody takes it.
fn assignment(actor: &Actor, task: &Task) -> Option<String> {
    let given = match task.kind.as_str() {
        "lead.first_call" => task.is_open() && !actor.may(Permission::WorkSales),
        "lead.nobody_alert" => task.is_open(),
        _ => false,
    };
    (given && actor.may(Permission::AssignLeads)).then(|| format!("/leads/{}/assignment", task.subject_id))
}

/// The form that takes the complaint of somebody who was unhappy, filled in with what they said.
fn complaint(actor: &Actor, task: &Task) -> Option<String> {
    step_of(&task.kind, task.subject_id).filter(|_| task.kind == UNHAPPY && actor.may(Permission::RecordComplaint))
}

/// The page of a record on which its task is done, for whoever may open it.
fn about(actor: &Actor, task: &Task) -> Option<String> {
    let needs = match task.subject_kind.as_str() {
        "complaint" | "corrective_action" => Permission::SeeComplaints,
        "service_order" => Permission::SeeServiceOrders,
        "appointment_wait" => Permission::SeeAppointments,
        "courtesy_loan" => Permission::LendCars,
        "walk_in" => Permission::WorkSales,
        "lead" | "opportunity" | "test_drive" | "quote" | "sales_order" => Permission::SeeSales,
        "points_adjustment" => Permission::ApprovePoints,
        "survey_response" => Permission::SeeSurveyAnswers,
        _ => return None,
    };
    page_of(&task.subject_kind, task.subject_id).filter(|_| actor.may(needs))
}

/// The page of the service or the car that a call is about.
fn record(actor: &Actor, task: &Task) -> String {
    let may = match task.subject_kind.as_str() {
        "after_care" => actor.may(Permission::SeeServiceOrders),
        "delivery" => actor.may(Permission::SeeSales),
        "vehicle" => actor.may(Permission::SeeCustomers) && sees_all(actor),
        // The call that this one came from.
        TASK => true,
        _ => false,
    };
    page_of(&task.subject_kind, task.subject_id)
        .filter(|_| may)
        .unwrap_or_default()
}

/// What kind of task it is, unless its title says so already.
fn told_apart(title: &str, code: &str, lang: Lang) -> &'static str {
    let kind = text::kind(code, lang);
    if text::is_worded_by_us(code) || title == kind {
        ""
    } else {
        kind
    }
}

/// The sign of a kind of task.
pub fn icon(kind: &str) -> &'static str {
    match kind {
        CALL_BACK
        | "complaint.contact"
        | "complaint.call_back"
        | "service.after_call"
        | "sales.follow_up"
        | "sales.week_call"
        | "sales.month_call"
        | "lead.first_call"
        | "lead.second_call" => "phone",
        "lead.message" => "message-2",
        "sales.delivery" => "car",
        "service.after_thanks" => "message-2",
        "service.after_reminder" | "service.due_reminder" => "calendar",
        "service.wish" | "service.later" => "tool",
        UNHAPPY => "mood-sad",
        "complaint.report" => "message-2",
        "complaint.crisis" | "complaint.crisis_report" => "flame",
        kind if is_notice(kind) && kind.ends_with("_warning") => "alarm",
        kind if is_notice(kind) => "urgent",
        "corrective_action.due" => "tool",
        _ => "checklist",
    }
}

fn outcome(task: &Task, lang: Lang) -> &'static str {
    text::outcome(task.outcome.as_deref().unwrap_or_default(), lang)
}

/// A task, opened, with whom it is about.
pub struct Opened {
    pub task: Task,
    pub customer: Option<Brief>,
    pub notes: Vec<Note>,
}

struct NoteLine {
    icon: &'static str,
    title: String,
    who: String,
    at: String,
    iso: String,
    body: String,
    tone: &'static str,
}

/// `/call-backs/{id}`: what there is to do, and the form that does it.
#[derive(Template)]
#[template(path = "followups/task.html", blocks = ["dialog"])]
pub struct TaskPage {
    page: Page,
    w: &'static FollowupText,
    address: String,
    title: String,
    foreign: bool,
    kind: &'static str,
    customer: String,
    customer_href: String,
    phone: String,
    revealed: String,
    reveal_url: String,
    token: String,
    chip: Chip,
    owner: String,
    snoozed: String,
    done: String,
    done_iso: String,
    done_by: String,
    outcome: &'static str,
    about: String,
    step: Option<(String, bool)>,
    /// The form of a complaint that is to be recorded.
    complaint: String,
    notice: bool,
    may_do: bool,
    may_record: bool,
    may_take: bool,
    is_stale: bool,
    moved_on: bool,
    channels: Vec<Choice>,
    outcomes: Vec<Choice>,
    /// Where the call asks for it.
    moods: Vec<Choice>,
    /// The record that the task is about, where it is not done there.
    record: String,
    notes: Vec<NoteLine>,
    lock_version: i32,
    view: String,
    back: String,
    form: FormView,
}

regions!(TaskPage {
    main,
    dialog: as_dialog
});

impl TaskPage {
    /// The form as it is opened.
    pub fn fresh(task: &Task, view: &str) -> FormView {
        FormView::fresh([
            ("channel", NoteChannel::Phone.code()),
            ("outcome", CallOutcome::Answered.code()),
            ("view", view),
            ("lock_version", &task.lock_version.to_string()),
        ])
    }

    pub fn new(cx: &Cx, opened: Opened, form: FormView, revealed: Option<Pii<String>>) -> Result<Self, Error> {
        let (actor, now, lang) = (cx.actor()?, cx.now, cx.lang);
        let w = FollowupText::of(lang);
        let Opened { task, customer, notes } = opened;
        let (title, foreign) = text::title(task.title.expose(), &task.kind, lang);
        let open = task.is_open();
        let may_do = open && may_do(actor, task.owner, task.role);
        let step = step(actor, &task);
        let complaint = complaint(actor, &task).filter(|_| may_do).unwrap_or_default();
        let own = customer.as_ref().is_some_and(|known| known.owner == Some(actor.id));
        let view = View::parse(form.value("view"));
        let channels = NoteChannel::ALL.iter().filter(|channel| **channel != NoteChannel::Note);
        let mut page = cx.page(text::kind(&task.kind, lang));
        page.path = format!("/call-backs/{}", task.id);
        Ok(Self {
            page,
            w,
            address: format!("/call-backs/{}", task.id),
            kind: told_apart(&title, &task.kind, lang),
            title,
            foreign,
            customer_href: match task.customer {
                Some(id) if actor.may(Permission::SeeCustomers) && (sees_all(actor) || own) => {
                    format!("/customers/{id}")
                }
                _ => String::new(),
            },
            customer: whose(&task, customer.as_ref(), w),
            phone: customer.and_then(|known| known.phone).unwrap_or_default(),
            revealed: revealed.map(Pii::into_exposed).unwrap_or_default(),
            reveal_url: format!("/call-backs/{}/reveals", task.id),
            token: FormToken::new().to_string(),
            chip: Chip::of(&task, now, lang),
            owner: task.owner_name.clone().unwrap_or_default(),
            snoozed: task
                .snoozed_until
                .filter(|until| open && *until > now)
                .map(|until| times::short(until, now, lang))
                .unwrap_or_default(),
            done: task.done_at.map(|at| times::short(at, now, lang)).unwrap_or_default(),
            done_iso: task.done_at.map(times::iso).unwrap_or_default(),
            done_by: task.done_by_name.clone().unwrap_or_default(),
            outcome: outcome(&task, lang),
            about: about(actor, &task).unwrap_or_default(),
            complaint,
            may_record: may_do && !has_own_form(&task.subject_kind),
            step: step.filter(|(_, is_step)| *is_step && may_do),
            notice: may_be_acknowledged(&task.kind) && may_do,
            may_take: may_do && task.owner.is_none(),
            may_do,
            is_stale: false,
            moved_on: false,
            channels: channels
                .map(|channel| Choice::new(channel.code(), channel.label(lang)))
                .collect(),
            outcomes: CallOutcome::choices(lang),
            moods: if asks_mood(&task.kind) {
                Mood::choices(lang)
            } else {
                Vec::new()
            },
            record: record(actor, &task),
            notes: notes.iter().map(|note| note_line(note, now, lang)).collect(),
            lock_version: task.lock_version,
            view: view.map(View::code).unwrap_or_default().to_owned(),
            back: list_address(view),
            form,
        })
    }

    /// Somebody changed the task since the form was opened.
    pub fn stale(mut self) -> Self {
        self.is_stale = true;
        self
    }

    /// Somebody did the task, or took it, since the page was made.
    pub fn gone_on(mut self) -> Self {
        self.moved_on = true;
        self
    }
}

fn note_line(note: &Note, now: DateTime<Utc>, lang: Lang) -> NoteLine {
    NoteLine {
        icon: match note.channel {
            NoteChannel::Phone if note.outcome.reached() => "phone-call",
            NoteChannel::Phone => "phone-x",
            NoteChannel::Sms => "message-2",
            NoteChannel::WeChat => "brand-wechat",
            NoteChannel::Email => "mail",
            NoteChannel::Visit => "users",
            NoteChannel::Note => "note",
        },
        title: format!("{} · {}", note.channel.label(lang), note.outcome.label(lang)),
        who: note.staff_name.clone().unwrap_or_default(),
        at: times::short(note.at, now, lang),
        iso: times::iso(note.at),
        body: note.body.expose().clone(),
        tone: if note.outcome.reached() { "green" } else { "" },
    }
}

/// The number in the place of its mask.
#[derive(Template)]
#[template(path = "followups/_revealed.html")]
pub struct Revealed {
    page: Page,
    text: String,
    masked: String,
    url: String,
    token: String,
    what: String,
}

impl Revealed {
    /// `url`: where the number is asked for.
    pub fn new(cx: &Cx, customer: Option<&Brief>, url: String, numbers: Pii<String>) -> Self {
        let w = FollowupText::of(cx.lang);
        Self {
            page: cx.page(w.phone),
            text: numbers.into_exposed(),
            masked: customer.and_then(|known| known.phone.clone()).unwrap_or_default(),
            url,
            token: FormToken::new().to_string(),
            what: customer.map(|known| known.name.expose().clone()).unwrap_or_default(),
        }
    }
}

/// `/call-backs/{id}/snooze`
#[derive(Template)]
#[template(path = "followups/snooze.html", blocks = ["dialog"])]
pub struct SnoozePage {
    page: Page,
    w: &'static FollowupText,
    action: String,
    back: String,
    choices: Vec<Choice>,
    is_stale: bool,
    form: FormView,
}

regions!(SnoozePage {
    main,
    dialog: as_dialog
});

impl SnoozePage {
    pub fn fresh(task: &Task, view: &str) -> FormView {
        FormView::fresh([
            ("for", SnoozeFor::Hour.code()),
            ("view", view),
            ("lock_version", &task.lock_version.to_string()),
        ])
    }

    pub fn new(cx: &Cx, task: &Task, form: FormView, is_stale: bool) -> Self {
        let w = FollowupText::of(cx.lang);
        Self {
            page: cx.page(w.snooze_title),
            w,
            action: format!("/call-backs/{}/snooze", task.id),
            back: list_address(View::parse(form.value("view"))),
            choices: SnoozeFor::choices(cx.lang),
            is_stale,
            form,
        }
    }
}

/// `/call-backs/new`
#[derive(Template)]
#[template(path = "followups/plan.html", blocks = ["dialog"])]
pub struct PlanPage {
    page: Page,
    w: &'static FollowupText,
    customer: String,
    back: String,
    form: FormView,
}

regions!(PlanPage {
    main,
    dialog: as_dialog
});

impl PlanPage {
    pub fn new(cx: &Cx, id: CustomerId, customer: &Brief, form: FormView) -> Self {
        let w = FollowupText::of(cx.lang);
        Self {
            page: cx.page(w.plan),
            w,
            customer: customer.name.expose().clone(),
            back: format!("/customers/{id}"),
            form,
        }
    }
}
