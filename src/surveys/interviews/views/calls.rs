//! The list of calls, and one interview by telephone.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};

use super::questions::{Group, Scores, groups, named, worded};
use crate::access::Permission;
use crate::platform::db::FormToken;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::interviews::forms::field;
use crate::surveys::interviews::model::{Attempt, Call, Counts, Line, Opened, TOPIC};
use crate::surveys::interviews::rules::{CallResult, View};
use crate::surveys::interviews::text::{self, CallText, DeskText};
use crate::surveys::rules::{Given, Paper};
use crate::values::date::parse_local;
use crate::values::ids::SurveyId;

struct Row {
    id: String,
    href: String,
    class: &'static str,
    customer: String,
    phone: String,
    survey: String,
    car: String,
    plate: String,
    plate_kind: &'static str,
    when: String,
    when_iso: String,
    agreed: bool,
    /// It should have been made long ago.
    late: bool,
    expires: String,
    attempts: i32,
    result: &'static str,
    owner: String,
}

/// `/survey-calls`
#[derive(Template)]
#[template(path = "surveys/interviews/list.html", blocks = ["calls"])]
pub struct ListPage {
    page: Page,
    w: &'static CallText,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    /// The first call of the list, to begin with.
    first: String,
    here: String,
    next: String,
    shown: String,
    ended: bool,
    none: (&'static str, &'static str),
    desk: &'static DeskText,
    running: Vec<Running>,
}

/// A survey that is asked by other ways too.
struct Running {
    href: String,
    name: String,
}

regions!(ListPage { main, calls: as_calls });

fn address(view: View, after: &str) -> String {
    if after.is_empty() {
        format!("/survey-calls?view={}", view.code())
    } else {
        format!("/survey-calls?view={}&after={after}", view.code())
    }
}

impl ListPage {
    pub fn new(
        cx: &Cx,
        view: View,
        after: &str,
        counts: Counts,
        running: &[(SurveyId, String)],
        slice: Slice<Line>,
    ) -> Self {
        let (lang, w) = (cx.lang, CallText::of(cx.lang));
        let rows: Vec<Row> = slice.rows.iter().map(|line| row(line, view, cx.now, lang)).collect();
        let tabs = View::ALL
            .iter()
            .map(|each| Tab {
                href: address(*each, ""),
                label: each.label(lang),
                count: match each {
                    View::Due => counts.due.to_string(),
                    View::Later => counts.later.to_string(),
                    View::Done => String::new(),
                },
                hot: *each == View::Due && counts.agreed > 0,
                current: *each == view,
            })
            .collect();
        // Only what is read back from a list is written into an address.
        let after = crate::platform::db::page::After::parse(after).map(|key| key.to_string());
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs,
            first: rows
                .first()
                .filter(|_| view == View::Due)
                .map(|row| row.href.clone())
                .unwrap_or_default(),
            here: address(view, after.as_deref().unwrap_or_default()),
            next: slice.next.map(|after| address(view, &after)).unwrap_or_default(),
            shown: text::shown(rows.len(), lang),
            rows,
            ended: view == View::Done,
            none: match view {
                View::Due => (w.none_due, w.none_due_text),
                View::Later => (w.none_later, ""),
                View::Done => (w.none_done, ""),
            },
            desk: DeskText::of(lang),
            running: running
                .iter()
                .map(|(id, name)| Running {
                    href: format!("/surveys/{id}"),
                    name: name.clone(),
                })
                .collect(),
        }
    }
}

fn row(line: &Line, view: View, now: DateTime<Utc>, lang: Lang) -> Row {
    let w = CallText::of(lang);
    let at = match view {
        View::Done => line.done_at.unwrap_or(line.due_at),
        View::Due | View::Later => line.call_at.unwrap_or(line.due_at),
    };
    let plate = line.car.as_ref().and_then(|car| car.plate.clone());
    Row {
        id: line.invitation.to_string(),
        href: format!("/survey-calls/{}", line.invitation),
        class: if view == View::Due && line.agreed {
            "row-due"
        } else {
            ""
        },
        customer: line
            .customer
            .as_ref()
            .map_or_else(|| w.nobody.to_owned(), |known| known.name.expose().clone()),
        phone: line
            .customer
            .as_ref()
            .and_then(|known| known.phone.clone())
            .unwrap_or_default(),
        survey: line.survey.clone(),
        car: line.car.as_ref().map(|car| car.title.clone()).unwrap_or_default(),
        plate_kind: plate_kind(line.car.as_ref().is_some_and(|car| car.new_energy)),
        plate: plate.unwrap_or_default(),
        when: moment(at, now, lang),
        when_iso: times::iso(at),
        agreed: line.agreed,
        late: view == View::Due && is_late(at, line.agreed, now),
        expires: line
            .expires_at
            .map(|at| times::date(times::day_of(at)))
            .unwrap_or_default(),
        attempts: line.attempts,
        result: line.result.map(|result| result.label(lang)).unwrap_or_default(),
        owner: line.owner.clone().unwrap_or_default(),
    }
}

/// Whether a call waits too long: half an hour after the time that was agreed, else a day after its turn came.
fn is_late(at: DateTime<Utc>, agreed: bool, now: DateTime<Utc>) -> bool {
    let patience = if agreed {
        TimeDelta::minutes(30)
    } else {
        TimeDelta::hours(24)
    };
    at + patience < now
}

fn plate_kind(new_energy: bool) -> &'static str {
    if new_energy { "nev" } else { "" }
}

/// A day with its time, unless it is today.
fn moment(at: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    if times::day_of(at) == times::day_of(now) {
        times::clock(at)
    } else {
        format!("{} {}", times::short(at, now, lang), times::clock(at))
    }
}

struct AttemptLine {
    icon: &'static str,
    title: &'static str,
    who: String,
    at: String,
    iso: String,
    again: String,
    note: String,
}

/// `/survey-calls/{id}`
#[derive(Template)]
#[template(path = "surveys/interviews/call.html")]
pub struct CallPage {
    page: Page,
    w: &'static CallText,
    address: String,
    survey: String,
    customer: String,
    customer_href: String,
    phone: String,
    revealed: String,
    token: String,
    car: String,
    plate: String,
    plate_kind: &'static str,
    /// What came in between.
    notice: &'static str,
    /// Why nobody calls any more.
    over: &'static str,
    /// It is not the time to call.
    outside: bool,
    hours: String,
    attempts: String,
    agreed: String,
    expires: String,
    anonymous: bool,
    greeting: String,
    intro: String,
    groups: Vec<Group>,
    only_if: &'static str,
    /// The fields of the questions that are shown now.
    shown: String,
    form: FormView,
    results: Vec<Choice>,
    attempt_form: FormView,
    /// The named time is outside the hours: whether the customer asked for it.
    asks_outside: bool,
    history: Vec<AttemptLine>,
}

regions!(CallPage { main });

/// The form of an attempt as it is opened.
pub fn fresh_attempt(call: &Call) -> FormView {
    FormView::fresh([("lock_version", call.lock_version.to_string())])
}

fn fields(paper: &Paper, given: &Given) -> String {
    let shown: Vec<String> = paper.shown(given).into_iter().map(field).collect();
    shown.join(" ")
}

impl CallPage {
    pub fn new(
        cx: &Cx,
        opened: Opened,
        form: FormView,
        attempt_form: FormView,
        revealed: Option<Pii<String>>,
        notice: &'static str,
    ) -> Result<Self, Error> {
        let (actor, now, lang) = (cx.actor()?, cx.now, cx.lang);
        let w = CallText::of(lang);
        let Opened {
            call,
            paper,
            given,
            customer,
            car,
            attempts,
        } = opened;
        let name = customer
            .as_ref()
            .map_or_else(|| w.nobody.to_owned(), |known| known.name.expose().clone());
        let over = if call.withdrawn {
            w.withdrawn
        } else if call.done_at.is_some() {
            w.over
        } else if call.open {
            ""
        } else {
            w.closed
        };
        let results = CallResult::WITHOUT
            .iter()
            .map(|result| Choice::new(result.code(), result.label(lang)))
            .collect();
        let groups = groups(&paper, lang, Scores::Numbers);
        let form = named(form, lang, groups.iter().flat_map(|group| &group.questions))
            .named(lang, [("consented", w.consented), ("note", w.note)]);
        let attempt_form = attempt_form.named(
            lang,
            [
                ("result", w.result),
                ("again_at", w.again_at),
                ("outside", w.outside_ask),
                ("call_note", w.note),
            ],
        );
        let mut page = cx.page(w.title);
        // After a form came back with its faults, the language leads to the page.
        page.path = format!("/survey-calls/{}", call.invitation);
        Ok(Self {
            address: page.path.clone(),
            page,
            w,
            survey: call.survey_name.clone(),
            customer_href: match call.customer {
                Some(id) if actor.may(Permission::SeeCustomers) => format!("/customers/{id}"),
                _ => String::new(),
            },
            phone: customer
                .as_ref()
                .and_then(|known| known.phone.clone())
                .unwrap_or_default(),
            revealed: revealed.map(Pii::into_exposed).unwrap_or_default(),
            token: FormToken::new().to_string(),
            car: car.as_ref().map(|car| car.title.clone()).unwrap_or_default(),
            plate_kind: plate_kind(car.as_ref().is_some_and(|car| car.new_energy)),
            plate: car.as_ref().and_then(|car| car.plate.clone()).unwrap_or_default(),
            notice,
            over,
            outside: over.is_empty() && !call.may_call(now),
            hours: text::hours(call.hours(), lang),
            attempts: text::attempts(call.attempts, call.settings.attempts, lang),
            agreed: call
                .call_at
                .filter(|_| call.agreed)
                .map(|at| moment(at, now, lang))
                .unwrap_or_default(),
            expires: call
                .expires_at
                .map(|at| times::date(times::day_of(at)))
                .unwrap_or_default(),
            anonymous: call.anonymous,
            greeting: text::greeting(&actor.store_name, &name, &actor.name, lang),
            customer: name,
            intro: worded(&paper.intro_zh, &paper.intro_en, lang).0,
            groups,
            only_if: w.only_if,
            shown: fields(&paper, &given),
            form,
            results,
            asks_outside: parse_local(attempt_form.value("again_at")).is_ok_and(|at| !call.hours().allow(at, None)),
            attempt_form,
            history: attempts.iter().map(|one| attempt_line(one, now, lang)).collect(),
        })
    }
}

fn attempt_line(attempt: &Attempt, now: DateTime<Utc>, lang: Lang) -> AttemptLine {
    AttemptLine {
        icon: if attempt.result == CallResult::Answered {
            "phone-call"
        } else {
            "phone-x"
        },
        title: attempt.result.label(lang),
        who: attempt.staff.clone().unwrap_or_default(),
        at: moment(attempt.at, now, lang),
        iso: times::iso(attempt.at),
        again: attempt.again_at.map(|at| moment(at, now, lang)).unwrap_or_default(),
        note: attempt
            .note
            .as_ref()
            .map(|note| note.expose().clone())
            .unwrap_or_default(),
    }
}

/// Beside the button: that it was kept, and which questions are shown now.
#[derive(Template)]
#[template(path = "surveys/interviews/_kept.html")]
pub struct Kept {
    said: String,
    wrong: bool,
    shown: String,
}

impl Kept {
    /// `wrong`: the first field that can't be read.
    pub fn new(cx: &Cx, paper: &Paper, given: &Given, wrong: Option<&str>) -> Self {
        let w = CallText::of(cx.lang);
        Self {
            said: match wrong {
                Some(_) => w.not_kept.to_owned(),
                None => format!("{} {}", w.kept, times::clock(cx.now)),
            },
            wrong: wrong.is_some(),
            shown: fields(paper, given),
        }
    }

    /// Somebody ended it meanwhile: nothing is kept any more.
    pub fn over(cx: &Cx) -> Self {
        Self {
            said: CallText::of(cx.lang).moved_on.to_owned(),
            wrong: true,
            shown: String::new(),
        }
    }
}
