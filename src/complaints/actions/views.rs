//! Pages of corrective actions.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::queries::{Action, BeforeAfter, Counts, Detail, Listed};
use super::rules::{self, Allowed, State, View, Windows};
use super::text::{self, ActionText};
use crate::access::Permission;
use crate::complaints::model::{Effect, TOPIC};
use crate::platform::db::page::Slice;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Bars, Datum, Head};
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::StaffId;

/// The query string of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub cause: String,
    pub after: String,
}

impl ListQuery {
    pub fn view(&self) -> View {
        View::parse(&self.view).unwrap_or(View::Open)
    }

    pub fn cause(&self) -> Option<String> {
        Some(self.cause.clone()).filter(|cause| !cause.is_empty())
    }

    fn address(&self, view: View, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("view", view.code());
        if !self.cause.is_empty() {
            query.append_pair("cause", &self.cause);
        }
        if !after.is_empty() {
            query.append_pair("after", after);
        }
        format!("/corrective-actions?{}", query.finish())
    }
}

/// An action in a line.
struct Line {
    href: String,
    title: String,
    cause: String,
    owner: String,
    owner_initial: String,
    owner_tone: &'static str,
    due: String,
    late: String,
    state: &'static str,
    state_tone: &'static str,
    effect: &'static str,
    effect_tone: &'static str,
    alarm: bool,
}

/// `/corrective-actions`
#[derive(Template)]
#[template(path = "complaints/actions/list.html", blocks = ["actions"])]
pub struct ListPage {
    page: Page,
    w: &'static ActionText,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    here: String,
    next: String,
    shown: String,
    narrowed: bool,
    may_create: bool,
    may_analyse: bool,
    none_text: &'static str,
}

regions!(ListPage {
    main,
    actions: as_actions
});

impl ListPage {
    pub fn new(cx: &Cx, query: &ListQuery, counts: Counts, slice: Slice<Action>) -> Self {
        let w = ActionText::of(cx.lang);
        let may = |permission| cx.signed_in().is_some_and(|actor| actor.may(permission));
        let today = times::day_of(cx.now);
        let view = query.view();
        let tab = |each: View, count: Option<i64>| Tab {
            href: query.address(each, ""),
            label: each.label(cx.lang),
            count: count.map(|count| count.to_string()).unwrap_or_default(),
            hot: each == View::Overdue && counts.overdue > 0,
            current: each == view,
        };
        let lines: Vec<Line> = slice.rows.iter().map(|action| line(action, today, cx.lang)).collect();
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: vec![
                tab(View::Open, Some(counts.open)),
                tab(View::Overdue, Some(counts.overdue)),
                tab(View::Done, Some(counts.done)),
                tab(View::Checked, Some(counts.checked)),
                tab(View::All, None),
            ],
            here: query.address(view, &query.after),
            next: slice.next.map(|after| query.address(view, &after)).unwrap_or_default(),
            shown: text::shown(lines.len(), cx.lang),
            lines,
            narrowed: view != View::Open || !query.cause.is_empty(),
            may_create: may(Permission::AssignComplaint),
            none_text: if may(Permission::AssignComplaint) {
                w.none_text
            } else {
                w.none_text_reader
            },
            may_analyse: may(Permission::AnalyseComplaints),
        }
    }
}

/// What an action is called.
pub fn title(action: &Action, lang: Lang) -> String {
    let cause = action
        .cause
        .as_ref()
        .map(|(zh, en)| lang.pick(zh.as_str(), en.as_str()));
    named(action.title.expose(), action.row.is_alarm(), cause, lang)
}

/// The alarm keeps a count for a title, until somebody gives the action its words.
pub fn named(words: &str, is_alarm: bool, cause: Option<&str>, lang: Lang) -> String {
    let is_count = !words.is_empty() && words.chars().all(|sign| sign.is_ascii_digit());
    match cause {
        Some(cause) if is_alarm && is_count => text::alarm_title(cause, words, lang),
        _ => words.to_owned(),
    }
}

pub fn late_by(state: State, due_on: NaiveDate, today: NaiveDate, lang: Lang) -> String {
    if rules::is_overdue(state, due_on, today) {
        text::late((today - due_on).num_days(), lang)
    } else {
        String::new()
    }
}

fn effect_tone(effect: Effect) -> &'static str {
    match effect {
        Effect::Effective => "green",
        Effect::Partly => "amber",
        Effect::None => "red",
    }
}

fn state_tone(state: State) -> &'static str {
    match state {
        State::Open => "blue",
        State::Done => "amber",
        State::Checked => "",
    }
}

fn line(action: &Action, today: NaiveDate, lang: Lang) -> Line {
    let row = &action.row;
    let owner = action.owner.clone().unwrap_or_default();
    Line {
        href: format!("/corrective-actions/{}", row.id),
        title: title(action, lang),
        cause: action
            .cause
            .as_ref()
            .map(|(zh, en)| lang.pick(zh, en).clone())
            .unwrap_or_default(),
        owner_initial: owner.chars().next().map(String::from).unwrap_or_default(),
        owner_tone: avatar_tone(&owner),
        owner,
        due: times::date(row.due_on),
        late: late_by(row.state, row.due_on, today, lang),
        state: row.state.label(lang),
        state_tone: state_tone(row.state),
        effect: row.effect.map(|effect| effect.label(lang)).unwrap_or_default(),
        effect_tone: row.effect.map(effect_tone).unwrap_or_default(),
        alarm: row.is_alarm(),
    }
}

/// `/corrective-actions/new` and `/corrective-actions/{id}/edit`
#[derive(Template)]
#[template(path = "complaints/actions/form.html")]
pub struct PlanPage {
    page: Page,
    w: &'static ActionText,
    heading: &'static str,
    button: &'static str,
    action: String,
    back: String,
    form: FormView,
    causes: Vec<Choice>,
    people: Vec<Choice>,
    is_new: bool,
    /// An action that the alarm opened keeps its cause.
    fixed_cause: String,
}

regions!(PlanPage { main });

impl PlanPage {
    pub fn fresh(cx: &Cx, lists: Vec<Listed>, form: FormView) -> Self {
        let w = ActionText::of(cx.lang);
        Self::build(
            cx,
            lists,
            form,
            w.new,
            w.create,
            "/corrective-actions".into(),
            String::new(),
        )
    }

    pub fn of(cx: &Cx, lists: Vec<Listed>, form: FormView, action: &Action) -> Self {
        let w = ActionText::of(cx.lang);
        let fixed = match &action.cause {
            Some((zh, en)) if action.row.is_alarm() => cx.lang.pick(zh, en).clone(),
            _ => String::new(),
        };
        let address = format!("/corrective-actions/{}", action.row.id);
        Self::build(cx, lists, form, w.edit, cx.page("").t.save, address, fixed)
    }

    fn build(
        cx: &Cx,
        lists: Vec<Listed>,
        form: FormView,
        heading: &'static str,
        button: &'static str,
        action: String,
        fixed_cause: String,
    ) -> Self {
        let choices = |people: bool| {
            lists
                .iter()
                .filter(|entry| entry.is_person == people)
                .map(|entry| Choice::new(entry.code.clone(), cx.lang.pick(&entry.zh, &entry.en).clone()))
                .collect()
        };
        Self {
            page: cx.page(heading),
            w: ActionText::of(cx.lang),
            heading,
            button,
            causes: choices(false),
            people: choices(true),
            is_new: heading == ActionText::of(cx.lang).new,
            back: action.clone(),
            action,
            form,
            fixed_cause,
        }
    }
}

/// A stamp: who, when.
struct Stamp {
    who: String,
    at: String,
    iso: String,
}

/// `/corrective-actions/{id}`
#[derive(Template)]
#[template(path = "complaints/actions/detail.html")]
pub struct DetailPage {
    page: Page,
    w: &'static ActionText,
    title: String,
    line: Line,
    address: String,
    lock_version: i32,
    measure: String,
    done_note: String,
    effect_note: String,
    created: Stamp,
    done: Option<Stamp>,
    checked: Option<Stamp>,
    complaint: Option<(String, String)>,
    allowed: Allowed,
    /// Done by the reader, who would otherwise check it.
    own_work: bool,
    effects: Vec<Choice>,
    comparison: Option<Bars>,
    has_cause: bool,
    form: FormView,
    stale: bool,
}

regions!(DetailPage { main });

/// What the page of an action is made of.
pub struct Opened {
    pub detail: Detail,
    pub names: HashMap<StaffId, String>,
    pub before_after: Option<BeforeAfter>,
}

impl DetailPage {
    pub fn new(cx: &Cx, opened: &Opened, form: FormView, stale: bool) -> Self {
        let (w, lang) = (ActionText::of(cx.lang), cx.lang);
        let today = times::day_of(cx.now);
        let Detail { action, .. } = &opened.detail;
        let row = &action.row;
        let may = |permission| cx.signed_in().is_some_and(|actor| actor.may(permission));
        let me = cx.signed_in().map(|actor| actor.id);
        let name = |person: Option<StaffId>| {
            person
                .and_then(|person| opened.names.get(&person))
                .cloned()
                .unwrap_or_default()
        };
        let stamp = |at: chrono::DateTime<chrono::Utc>, who: Option<StaffId>| Stamp {
            who: name(who),
            at: times::minute(at),
            iso: times::iso(at),
        };
        let judges = may(Permission::ApproveSolution);
        let did = me.is_some() && row.done_by == me;
        let allowed = rules::allowed(
            row.state,
            may(Permission::AssignComplaint),
            judges,
            me.is_some() && row.owner_id == me,
            did,
        );
        let exposed = |words: &Option<crate::platform::vault::Pii<String>>| {
            words.as_ref().map(|words| words.expose().clone()).unwrap_or_default()
        };
        let title = title(action, lang);
        Self {
            page: cx.page(title.clone()),
            w,
            title,
            line: line(action, today, lang),
            address: format!("/corrective-actions/{}", row.id),
            lock_version: row.lock_version,
            measure: exposed(&opened.detail.measure),
            done_note: exposed(&opened.detail.done_note),
            effect_note: exposed(&opened.detail.effect_note),
            created: stamp(row.created_at, row.created_by),
            done: row.done_at.map(|at| stamp(at, row.done_by)),
            checked: row.checked_at.map(|at| stamp(at, row.checked_by)),
            complaint: action
                .complaint
                .as_ref()
                .map(|(id, number)| (format!("/complaints/{id}"), number.clone())),
            allowed,
            own_work: row.state == State::Done && judges && did,
            effects: Effect::choices(lang),
            comparison: comparison(opened, today, lang),
            has_cause: row.cause.is_some(),
            form,
            stale,
        }
    }
}

fn comparison(opened: &Opened, today: NaiveDate, lang: Lang) -> Option<Bars> {
    let (w, row) = (ActionText::of(lang), &opened.detail.action.row);
    let (found, cause, done_on) = (opened.before_after?, row.cause.as_ref()?, times::day_of(row.done_at?));
    let days = u32::try_from(found.days).unwrap_or_default();
    let windows = rules::windows(done_on, days, today);
    let count = |label: String, count: i64, window: (NaiveDate, NaiveDate)| {
        Datum::count(label, u32::try_from(count).unwrap_or_default()).to(queue(cause, window))
    };
    let Windows { before, after, passed } = windows;
    let head = Head::new("before-after", w.same_cause, w.window, w.count, lang);
    Some(Bars::new(
        &head,
        vec![
            count(text::days_before(days, lang), found.before, before),
            count(text::days_after(days, passed, lang), found.after, after),
        ],
    ))
}

/// The queue of one cause in a span of days, the last one excluded.
pub fn queue(cause: &str, (from, until): (NaiveDate, NaiveDate)) -> String {
    let last = until.pred_opt().unwrap_or(until);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("view", "all")
        .append_pair("cause", cause)
        .append_pair("from", &times::date(from))
        .append_pair("to", &times::date(last))
        .finish();
    format!("/complaints?{query}")
}
