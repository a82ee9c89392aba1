//! One complaint, and its settlement on paper.

use askama::Template;
use chrono::NaiveDate;

use super::queue::severity_tone;
use super::reveal::reveal_url;
use super::{Chip, chip, goodwill_waits, solution_waits};
use crate::access::{Actor, Permission};
use crate::complaints::attachments::views::FileView;
use crate::complaints::model::{ComplaintRow, Detail, Entry, EntryData, EntryKind, RoundRow, Solution, TOPIC};
use crate::complaints::rules::{
    Action, CallBackOutcome, Channel, Clock, Clocks, ContactChannel, ContactOutcome, Department, GoodwillState, Level,
    Missing, PauseReason, Severity, State, missing_to_close,
};
use crate::complaints::steps::{AddNote, ContactStep, Step, draft_place};
use crate::complaints::text::{self, ComplaintText};
use crate::platform::db::FormToken;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::vault::Pii;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::money::Fen;
use crate::values::plate::Plate;

/// A stage of the strip.
pub struct Stage {
    pub label: String,
    pub done: bool,
    pub current: bool,
}

/// A line of the timeline.
pub struct Told {
    pub day: Option<String>,
    pub kind: &'static str,
    pub icon: &'static str,
    pub tone: &'static str,
    pub title: String,
    pub who: String,
    pub time: String,
    pub iso: String,
    pub body: String,
    /// (label, value) of a solution or of goodwill.
    pub facts: Vec<(&'static str, String)>,
    pub link: Option<(String, String)>,
    /// What was attached, and how much of it was taken away since.
    pub files: Vec<FileView>,
    pub lost: usize,
}

impl Told {
    /// Whether there is nothing but the title.
    fn is_bare(&self) -> bool {
        self.body.is_empty() && self.facts.is_empty() && self.files.is_empty() && self.lost == 0 && self.link.is_none()
    }
}

/// A button that opens a step.
pub struct Button {
    pub href: String,
    pub label: &'static str,
    pub icon: &'static str,
    pub key: &'static str,
    /// A second key.
    pub also: &'static str,
}

/// `/complaints/{id}`
#[derive(Template)]
#[template(path = "complaints/detail.html", blocks = ["complaint"])]
pub struct ComplaintPage {
    pub page: Page,
    pub w: &'static ComplaintText,
    pub id: String,
    pub base: String,
    pub number: String,
    pub state: &'static str,
    pub severity: &'static str,
    pub severity_tone: &'static str,
    pub category: String,
    /// Where a merged complaint went: address and number. It is read, and nothing is done to it any more.
    pub merged_into: Option<(String, String)>,
    pub stages: Vec<Stage>,
    pub missing: String,
    /// Whom decisions wait for that this person may not make.
    pub waits: Vec<String>,
    pub next: Option<Button>,
    pub buttons: Vec<Button>,
    pub more: Vec<Button>,
    pub may_take_over: bool,
    pub may_take_back: bool,
    pub may_resume: bool,
    pub may_contact: bool,
    pub may_propose: bool,
    /// What the customer said, as they said it.
    pub words: String,
    pub customer: String,
    pub customer_href: String,
    pub phone: String,
    /// Where the phone is asked for in full, by those who may.
    pub reveal: Option<(String, String)>,
    pub files: Vec<FileView>,
    pub plate: String,
    pub plate_kind: &'static str,
    pub vehicle: String,
    /// The plate they told us, of a car that is not on record.
    pub told_plate: String,
    /// A mail can be written to them.
    pub may_mail: bool,
    pub clocks: Vec<(&'static str, Chip)>,
    /// The clocks of the rounds before, each with its name.
    pub earlier: Vec<(String, Vec<(&'static str, Chip)>)>,
    pub paused: String,
    pub ran: String,
    pub round: String,
    pub report: Option<Chip>,
    pub owner: String,
    pub department: &'static str,
    pub responsible: String,
    pub cause: String,
    /// Where a corrective action against this is opened.
    pub correct: String,
    pub channel: &'static str,
    /// Where the answer to a survey is looked at that became this complaint.
    pub survey_answer: Option<String>,
    pub received: String,
    pub received_iso: String,
    pub place: String,
    pub visit_ref: String,
    pub escalation: String,
    pub escalation_tone: &'static str,
    pub timeline: Vec<Told>,
    pub tab: &'static str,
    /// Where what is typed there is kept, and the address that shows it.
    pub kept_at: String,
    pub here: String,
    /// That the form holds what was left unsaved.
    pub restored: String,
    pub contact: FormView,
    pub note: FormView,
    pub contact_channels: Vec<Choice>,
    pub contact_outcomes: Vec<Choice>,
}

regions!(ComplaintPage {
    main,
    complaint: as_complaint
});

/// Where a state stands on the strip 受理→调查→方案→审批→处理→回访→结案.
fn stage_of(state: State) -> usize {
    match state {
        State::Received | State::Contacted => 0,
        State::Investigating => 1,
        State::Proposed => 3,
        State::Approved | State::Executing => 4,
        State::Resolved => 5,
        State::Closed | State::Withdrawn => 7,
    }
}

fn stages(state: State, lang: Lang) -> Vec<Stage> {
    let names = lang.pick(
        ["受理", "调查", "方案", "审批", "处理", "回访", "结案"],
        [
            "Received",
            "Investigate",
            "Solution",
            "Approval",
            "Carry out",
            "Call back",
            "Close",
        ],
    );
    let here = stage_of(state);
    names
        .into_iter()
        .enumerate()
        .map(|(place, name)| Stage {
            label: name.to_owned(),
            done: place < here && state != State::Withdrawn,
            current: place == here,
        })
        .collect()
}

/// What a form of the composer holds when it is opened.
pub fn composer_start(tab: &str) -> Vec<(&'static str, String)> {
    if tab == "note" {
        return Vec::new();
    }
    vec![("channel", "phone".to_owned()), ("outcome", "answered".to_owned())]
}

impl ComplaintPage {
    /// The page of a complaint that was merged into the one with this number.
    pub fn merged(cx: &Cx, actor: &Actor, detail: &Detail, into: &str) -> Self {
        let page = Self::new(cx, actor, detail, "note");
        let address = detail.complaint.merged_into.map(|id| format!("/complaints/{id}"));
        // The other one has their files too, and may have them taken away.
        let named: Vec<String> = detail
            .own_entries()
            .flat_map(|entry| entry.data.files.iter().map(uuid::Uuid::to_string))
            .collect();
        let mut files = page.files;
        files.retain(|file| named.contains(&file.id));
        for file in &mut files {
            file.removal = None;
        }
        Self {
            state: page.w.merged_away,
            merged_into: address.map(|address| (address, into.to_owned())),
            missing: String::new(),
            waits: Vec::new(),
            more: Vec::new(),
            may_contact: false,
            reveal: None,
            correct: String::new(),
            files,
            ..page
        }
    }

    pub fn new(cx: &Cx, actor: &Actor, detail: &Detail, tab: &'static str) -> Self {
        let (w, lang, now) = (ComplaintText::of(cx.lang), cx.lang, cx.now);
        let (complaint, round) = (&detail.complaint, &detail.round);
        let base = format!("/complaints/{}", complaint.id);
        let open = complaint.ended_at.is_none();
        let works = open && actor.may(Permission::WorkComplaint);
        let clocks = round.clocks_at_a_glance(complaint.severity);
        let alarm = alarm(detail, &clocks).filter(|_| open);
        let chips = |clocks: &Clocks, round: &RoundRow| -> Vec<(&'static str, Chip)> {
            Clock::ALL
                .iter()
                .map(|&clock| (text::clock(clock, lang), chip(clock, clocks, round, now, lang)))
                .filter(|(_, chip)| chip.shows())
                .collect()
        };
        let lacks = detail.progress().missing(complaint.state);
        let left_to = |label: &str, who: String| format!("{label}{who}");
        let solution = solution_waits(actor, detail, lang).filter(|_| open);
        let goodwill = goodwill_waits(actor, detail, lang)
            .into_iter()
            .flatten()
            .filter(|_| open);
        let mut waits: Vec<String> = solution
            .map(|who| left_to(w.solution_waits, who))
            .into_iter()
            .chain(goodwill.map(|who| left_to(w.goodwill_waits, who)))
            .collect();
        waits.dedup();
        let lacking: Vec<&str> = lacks.iter().map(|what| text::missing(*what, lang)).collect();
        let plate = detail.plate.as_ref().map(crate::platform::vault::Pii::expose);
        let name = detail.customer.as_ref().map(|(_, name)| name.expose().clone());
        let reporter = Some(detail.reporter.name.clone()).filter(|name| !name.is_empty());
        let attendant = detail.person(complaint.attendant_id).map(str::to_owned);
        let place = [complaint.room.clone(), attendant]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ");
        let page = cx.page(complaint.number.clone()).live(TOPIC);
        let files: Vec<FileView> = detail
            .files
            .iter()
            .map(|file| {
                FileView::new(
                    actor,
                    complaint.merged_into.unwrap_or(complaint.id),
                    file,
                    &detail.people,
                )
            })
            .collect();
        // A word to the customer that was not sent before the complaint ended is no note.
        let shown = if open { tab } else { "note" };
        let draft = detail.draft.clone().filter(|_| tab == shown);
        let restored = draft
            .as_ref()
            .map(|draft| text::restored(&times::short(draft.at, now, lang), lang));
        let typed = |tab| match draft.clone() {
            Some(draft) => FormView::fresh(draft.over(composer_start(tab))),
            None => FormView::fresh(composer_start(tab)),
        };
        let reach = detail.reach().map(|(_, masked)| masked);
        Self {
            page,
            w,
            id: complaint.id.to_string(),
            number: complaint.number.clone(),
            state: text::state(complaint.state, lang),
            severity: text::severity(complaint.severity, lang),
            severity_tone: severity_tone(complaint.severity),
            category: lang.pick(&detail.category.0, &detail.category.1).clone(),
            merged_into: None,
            stages: stages(complaint.state, lang),
            missing: lacking.join(lang.pick("、", ", ")),
            waits,
            next: next(actor, detail, &base, lang),
            buttons: buttons(actor, detail, &base, lang, w),
            more: more(actor, detail, &base, w),
            may_take_over: works && complaint.owner_id != Some(actor.id),
            may_take_back: works
                && detail
                    .waiting_solution()
                    .is_some_and(|solution| solution.row.author_id == actor.id),
            may_resume: works && round.paused_at.is_some(),
            may_contact: works,
            may_propose: works && complaint.state.allows(Action::Propose),
            customer_href: detail
                .customer
                .as_ref()
                .map(|(id, _)| format!("/customers/{id}"))
                .unwrap_or_default(),
            words: detail.facts.expose().clone(),
            customer: name.or(reporter).unwrap_or_else(|| w.unknown.to_owned()),
            reveal: reach
                .as_ref()
                .filter(|_| actor.may(Permission::RevealContact))
                .map(|_| (reveal_url(complaint.id), FormToken::new().to_string())),
            phone: reach.unwrap_or_default(),
            plate: plate.map(|plate| plate.display()).unwrap_or_default(),
            plate_kind: if plate.is_some_and(|plate| plate.is_new_energy()) {
                "nev"
            } else {
                ""
            },
            vehicle: detail.vehicle.clone().unwrap_or_default(),
            told_plate: Plate::parse(&detail.reporter.plate)
                .ok()
                .filter(|_| complaint.vehicle_id.is_none())
                .map(|plate| plate.display())
                .unwrap_or_default(),
            may_mail: works && detail.has_mail(),
            earlier: detail
                .earlier
                .iter()
                .map(|round| {
                    let clocks = round.clocks_at_a_glance(complaint.severity);
                    (text::round(round.round, lang), chips(&clocks, round))
                })
                .collect(),
            clocks: chips(&clocks, round),
            paused: round
                .pause_reason
                .map(|reason| text::pause_reason(reason, lang).to_owned())
                .unwrap_or_default(),
            ran: durations::span(clocks.ran(now), lang),
            round: text::round(complaint.round, lang),
            report: round.report_due_at.filter(|_| open).map(|due| Chip {
                kind: if due < now { "over" } else { "idle" },
                text: durations::due(due, now, lang),
                iso: times::iso(due),
                exact: times::minute(due),
                when: String::new(),
            }),
            owner: detail.person(complaint.owner_id).unwrap_or_default().to_owned(),
            department: complaint
                .department
                .map(|department| text::department(department, lang))
                .unwrap_or_default(),
            responsible: detail.person(complaint.responsible_id).unwrap_or_default().to_owned(),
            cause: detail
                .cause
                .as_ref()
                .map(|(zh, en)| lang.pick(zh, en).clone())
                .unwrap_or_default(),
            correct: correct(actor, complaint),
            channel: text::channel(complaint.channel, lang),
            survey_answer: (complaint.channel == Channel::Survey && actor.may(Permission::SeeSurveyAnswers))
                .then(|| format!("/survey-answers/of-complaint/{}", complaint.id)),
            received: times::minute(complaint.received_at),
            received_iso: times::iso(complaint.received_at),
            place,
            visit_ref: detail
                .visit_ref
                .as_ref()
                .map(|visit| visit.expose().clone())
                .unwrap_or_default(),
            escalation: alarm.map(|level| capital(text::level(level, lang))).unwrap_or_default(),
            escalation_tone: if alarm == Some(Level::Warn) { "amber" } else { "red" },
            timeline: timeline(cx, detail, &files, w),
            files,
            tab: shown,
            restored: restored.unwrap_or_default(),
            contact: typed("contact"),
            note: typed("note"),
            kept_at: draft_place(
                if shown == "note" {
                    AddNote::NOUN
                } else {
                    ContactStep::NOUN
                },
                complaint.id,
            ),
            here: format!("{base}?tab={shown}"),
            contact_channels: ContactChannel::ALL
                .iter()
                .map(|each| Choice::new(each.code(), text::contact_channel(*each, lang)))
                .collect(),
            contact_outcomes: ContactOutcome::ALL
                .iter()
                .map(|each| Choice::new(each.code(), text::contact_outcome(*each, lang)))
                .collect(),
            base,
        }
    }
}

/// Words that stand by themselves.
fn capital(words: &str) -> String {
    let mut signs = words.chars();
    signs
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

fn button(base: &str, noun: &str, label: &'static str, icon: &'static str, key: &'static str) -> Button {
    Button {
        href: format!("{base}/{noun}"),
        label,
        icon,
        key,
        also: "",
    }
}

/// The step forward, for whoever may take it.
fn next(actor: &Actor, detail: &Detail, base: &str, lang: Lang) -> Option<Button> {
    let complaint = &detail.complaint;
    let action = match (complaint.state.next()?, &*missing_to_close(&detail.progress())) {
        (Action::CallBack, []) => Action::Close,
        // What is left is somebody's decision, which has a button of its own.
        (Action::CallBack, [Missing::Goodwill]) => return None,
        (Action::Approve, _) if solution_waits(actor, detail, lang).is_some() => return None,
        (action, _) => action,
    };
    let (noun, icon) = match action {
        Action::Contact => ("contacts", "phone"),
        Action::Investigate => ("investigation", "search"),
        Action::Propose => ("solutions", "bulb"),
        Action::Approve => ("approval", "checklist"),
        Action::Execute => ("execution", "player-play"),
        Action::Resolve => ("resolution", "circle-check"),
        Action::CallBack => ("call-backs", "phone-outgoing"),
        Action::Close => ("closure", "archive"),
        _ => return None,
    };
    let needed = if action == Action::Approve {
        Permission::ApproveSolution
    } else {
        Permission::WorkComplaint
    };
    let button = button(base, noun, text::action(action, lang), icon, "]");
    // The first step is also what is done again and again.
    let also = if action == Action::Contact { "r" } else { "" };
    actor.may(needed).then_some(Button { also, ..button })
}

fn buttons(actor: &Actor, detail: &Detail, base: &str, lang: Lang, w: &'static ComplaintText) -> Vec<Button> {
    let complaint = &detail.complaint;
    let mut all = Vec::new();
    if complaint.ended_at.is_some() {
        if complaint.state == State::Closed && actor.may(Permission::WorkComplaint) {
            all.push(button(base, "reopening", w.reopen, "rotate-2", ""));
        }
        return all;
    }
    if actor.may(Permission::AssignComplaint) {
        all.push(button(base, "assignment", w.assign, "user-check", "a"));
    }
    if complaint.customer_id.is_none() && actor.may(Permission::WorkComplaint) {
        all.push(button(base, "customer", w.identify, "user-plus", ""));
    }
    if actor.may(Permission::WorkComplaint) {
        if complaint.state.next() != Some(Action::Contact) {
            all.push(button(base, "contacts", w.contact, "phone", "r"));
        }
        all.push(button(base, "cause", w.set_cause, "sitemap", ""));
    }
    if complaint.severity == Severity::Crisis && actor.may(Permission::WorkComplaint) {
        all.push(button(base, "crisis", w.crisis, "flame", ""));
    }
    let mine = goodwill_waits(actor, detail, lang).iter().any(Option::is_none);
    if mine && actor.may(Permission::ApproveSolution) {
        all.push(button(base, "goodwill-approval", w.goodwill_decide, "coin", ""));
    }
    all
}

fn more(actor: &Actor, detail: &Detail, base: &str, w: &'static ComplaintText) -> Vec<Button> {
    let complaint = &detail.complaint;
    let mut all = vec![button(base, "settlement", w.settlement, "printer", "")];
    if complaint.ended_at.is_some() || !actor.may(Permission::WorkComplaint) {
        return all;
    }
    all.push(button(base, "details", w.details, "pencil", "e"));
    all.push(button(base, "goodwill", w.goodwill, "gift", ""));
    all.push(button(base, "severity", w.change_severity, "flag", ""));
    if complaint.state.may_pause() && detail.round.paused_at.is_none() {
        all.push(button(base, "pause", w.pause, "player-pause", ""));
    }
    if complaint.state == State::Resolved {
        all.push(button(base, "call-backs", w.call_back, "phone-outgoing", ""));
    }
    all.push(button(base, "merger", w.merge, "git-merge", ""));
    all.push(button(base, "split", w.split, "arrow-forward-up", ""));
    all.push(button(base, "withdrawal", w.withdraw, "circle-x", ""));
    all
}

fn timeline(cx: &Cx, detail: &Detail, files: &[FileView], w: &'static ComplaintText) -> Vec<Told> {
    let today = times::day_of(cx.now);
    let mut last: Option<NaiveDate> = None;
    // Newest first, with a heading for each day.
    detail
        .entries
        .iter()
        .rev()
        // That a merged one came here was told by the other side.
        .filter(|entry| {
            let foreign = entry.row.complaint_id != detail.complaint.id;
            !(foreign && entry.row.kind == EntryKind::Merged && entry.data.complaint == Some(detail.complaint.id))
        })
        .map(|entry| {
            let day = times::day_of(entry.row.at);
            let heading = (last != Some(day)).then(|| times::heading(day, today, cx.lang));
            last = Some(day);
            let mut told = told(detail, entry, heading, cx.lang, w);
            let kept = |id: &uuid::Uuid| files.iter().find(|file| file.id == id.to_string()).cloned();
            if entry.row.complaint_id != detail.complaint.id
                && let Some(number) = detail.number_of(entry.row.complaint_id)
            {
                told.title = text::elsewhere(number, &told.title, cx.lang);
            }
            told.files = entry.data.files.iter().filter_map(kept).collect();
            told.lost = entry.data.files.len() - told.files.len();
            told
        })
        .collect()
}

fn told(detail: &Detail, entry: &Entry, day: Option<String>, lang: Lang, w: &'static ComplaintText) -> Told {
    use EntryKind as K;
    let (row, data) = (&entry.row, &entry.data);
    let (icon, tone, kind) = match row.kind {
        K::Received => ("message-report", "blue", "quote"),
        K::Contact if reached(data) => ("phone-call", "green", ""),
        K::Contact => ("phone-x", "amber", ""),
        K::Note => ("note", "amber", "note"),
        K::Assigned => ("user-check", "", ""),
        K::Investigating => ("search", "blue", "note"),
        K::Details => ("pencil", "", ""),
        K::Cause => ("sitemap", "violet", "note"),
        K::Proposed => ("bulb", "blue", "note"),
        K::Approved => ("thumb-up", "green", "note"),
        K::Rejected => ("thumb-down", "red", "note"),
        K::TakenBack => ("rotate-2", "", ""),
        K::Executing => ("player-play", "blue", "note"),
        K::Resolved => ("circle-check", "green", ""),
        K::CallBack => ("phone-outgoing", "green", ""),
        K::Closed => ("archive", "green", "note"),
        K::Reopened => ("rotate-2", "red", ""),
        K::Withdrawn => ("circle-x", "", ""),
        K::Severity => ("flag", "amber", "note"),
        K::Crisis => ("flame", "red", ""),
        K::Paused => ("player-pause", "amber", "note"),
        K::Resumed => ("player-play", "", ""),
        K::Goodwill | K::GoodwillDecided => ("gift", "violet", "note"),
        K::Merged => ("git-merge", "", "quote"),
        K::Split => ("arrow-forward-up", "", ""),
        K::Escalated if halfway(data).is_some() => ("alarm", "amber", ""),
        K::Escalated => ("alarm", "red", ""),
        K::Acknowledged => ("mail", "", ""),
    };
    let body = match row.kind {
        K::Received if row.complaint_id == detail.complaint.id => Some(detail.facts.expose().clone()),
        _ => entry.body.as_ref().map(|body| body.expose().clone()),
    };
    let what = what(detail, data, row.kind, lang);
    Told {
        day,
        // A tint without words under it would be an empty box.
        kind: if body.is_none() && data.files.is_empty() && entry.solution.is_none() && entry.goodwill.is_none() {
            ""
        } else {
            kind
        },
        icon,
        tone,
        title: if row.kind == K::Note && !data.files.is_empty() {
            text::attached(data.files.len(), lang)
        } else if let Some(clock) = halfway(data).filter(|_| row.kind == K::Escalated) {
            text::halfway(clock, lang)
        } else if what.is_empty() {
            text::entry(row.kind, lang).to_owned()
        } else {
            format!("{}{}{what}", text::entry(row.kind, lang), lang.pick("：", ": "))
        },
        who: match row.staff_id {
            None if row.kind == K::Received => String::new(),
            None => w.system.to_owned(),
            person => detail.person(person).unwrap_or_default().to_owned(),
        },
        time: times::clock(row.at),
        iso: times::iso(row.at),
        body: body.unwrap_or_default(),
        facts: facts(detail, entry, lang, w),
        link: data
            .complaint
            .zip(data.number.clone())
            .map(|(id, number)| (format!("/complaints/{id}"), number)),
        files: Vec::new(),
        lost: 0,
    }
}

/// The clock of which half was over.
fn halfway(data: &EntryData) -> Option<Clock> {
    let level = Level::parse(data.level.as_deref()?)?;
    let clock = Clock::parse(data.clock.as_deref()?)?;
    (level == Level::Warn).then_some(clock)
}

/// The highest level reached of the clocks that still run in this round.
fn alarm(detail: &Detail, clocks: &Clocks) -> Option<Level> {
    detail
        .own_entries()
        .filter(|entry| entry.row.kind == EntryKind::Escalated && entry.row.round == detail.complaint.round)
        .filter(|entry| {
            let clock = entry.data.clock.as_deref().and_then(Clock::parse);
            clock.is_some_and(|clock| clocks.is_running(clock))
        })
        .filter_map(|entry| entry.data.level.as_deref().and_then(Level::parse))
        .max()
}

fn reached(data: &EntryData) -> bool {
    data.outcome
        .as_deref()
        .and_then(ContactOutcome::parse)
        .is_some_and(ContactOutcome::reached)
}

/// What an entry's codes say.
fn what(detail: &Detail, data: &EntryData, kind: EntryKind, lang: Lang) -> String {
    use EntryKind as K;
    let to = data.to.as_deref();
    let outcome = data.outcome.as_deref();
    let parts: Vec<&str> = match kind {
        K::Received => vec![
            data.channel
                .as_deref()
                .and_then(Channel::parse)
                .map_or("", |each| text::channel(each, lang)),
        ],
        K::Contact => vec![
            data.channel
                .as_deref()
                .and_then(ContactChannel::parse)
                .map_or("", |each| text::contact_channel(each, lang)),
            outcome
                .and_then(ContactOutcome::parse)
                .map_or("", |each| text::contact_outcome(each, lang)),
        ],
        K::CallBack => vec![
            outcome
                .and_then(CallBackOutcome::parse)
                .map_or("", |each| text::call_back_outcome(each, lang)),
        ],
        K::Assigned => vec![detail.person(data.staff).unwrap_or_default()],
        K::Investigating => vec![
            to.and_then(Department::parse)
                .map_or("", |each| text::department(each, lang)),
            detail.person(data.staff).unwrap_or_default(),
        ],
        K::Severity => vec![
            to.and_then(Severity::parse)
                .map_or("", |each| text::severity(each, lang)),
        ],
        K::Cause => vec![
            detail
                .cause
                .as_ref()
                .filter(|_| to.is_some() && to == detail.complaint.cause.as_deref())
                .map_or("", |(zh, en)| lang.pick(zh.as_str(), en.as_str())),
        ],
        K::Paused => vec![
            to.and_then(PauseReason::parse)
                .map_or("", |each| text::pause_reason(each, lang)),
        ],
        K::GoodwillDecided => vec![
            outcome
                .and_then(GoodwillState::parse)
                .map_or("", |each| text::goodwill_state(each, lang)),
        ],
        K::Escalated => vec![
            data.clock
                .as_deref()
                .and_then(Clock::parse)
                .map_or("", |each| text::clock(each, lang)),
            data.level
                .as_deref()
                .and_then(Level::parse)
                .map_or("", |each| text::level(each, lang)),
        ],
        _ => Vec::new(),
    };
    let mut said = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(lang.pick("，", ", "));
    if let Some(score) = data.satisfaction {
        said = format!("{said}{}{score}/5", lang.pick("，满意度 ", ", satisfaction "));
    }
    said
}

fn facts(detail: &Detail, entry: &Entry, lang: Lang, w: &'static ComplaintText) -> Vec<(&'static str, String)> {
    if let Some(solution) = entry
        .solution
        .as_ref()
        .filter(|_| entry.row.kind == EntryKind::Proposed)
    {
        return vec![
            (w.measures, solution.measures.expose().clone()),
            (w.effect, solution.effect.expose().clone()),
            (w.deadline, times::date(solution.row.deadline_on)),
            (w.cost, Fen::new(solution.row.cost_fen).display()),
            (
                w.author,
                detail
                    .person(Some(solution.row.author_id))
                    .unwrap_or_default()
                    .to_owned(),
            ),
        ];
    }
    if let Some((row, note)) = &entry.goodwill {
        let mut all = vec![
            (w.kind, text::goodwill_kind(row.kind, lang).to_owned()),
            (w.amount, Fen::new(row.amount_fen).display()),
        ];
        if entry.row.kind == EntryKind::Goodwill {
            all.push((w.state, text::goodwill_state(row.state, lang).to_owned()));
            all.extend(note.as_ref().map(|note| (w.goodwill_note, note.expose().clone())));
        }
        return all;
    }
    Vec::new()
}

/// `/complaints/{id}/settlement`
#[derive(Template)]
#[template(path = "complaints/settlement.html")]
pub struct SettlementPage {
    pub page: Page,
    pub w: &'static ComplaintText,
    /// Not resolved yet: nothing to sign.
    pub draft: bool,
    pub number: String,
    pub store: String,
    pub rows: Vec<(&'static str, String)>,
    pub facts: String,
    pub solution: Vec<(&'static str, String)>,
    pub outcome: String,
    pub goodwill: Vec<(String, String)>,
    pub goodwill_sum: String,
    pub printed: String,
}

/// What was approved and what came of it, both of one round: of the present one if a solution of it was approved, else of
/// the last that had a result.
#[derive(Default)]
struct Settled<'a> {
    solution: Option<&'a Solution>,
    outcome: Option<&'a Pii<String>>,
}

impl<'a> Settled<'a> {
    fn of(detail: &'a Detail) -> Self {
        let present = detail.complaint.round;
        let last = detail
            .own_entries()
            .rev()
            .find(|entry| entry.row.kind == EntryKind::Resolved)
            .map(|entry| entry.row.round);
        let now = Self::of_round(detail, present);
        match last {
            Some(round) if now.solution.is_none() => Self::of_round(detail, round),
            _ => now,
        }
    }

    fn of_round(detail: &'a Detail, round: i16) -> Self {
        let entries = || detail.own_entries().rev().filter(|entry| entry.row.round == round);
        let approved = |solution: &&Solution| solution.row.decision.as_deref() == Some("approved");
        Self {
            solution: entries().filter_map(|entry| entry.solution.as_ref()).find(approved),
            outcome: entries()
                .find(|entry| entry.row.kind == EntryKind::Resolved)
                .and_then(|entry| entry.body.as_ref()),
        }
    }
}

impl SettlementPage {
    pub fn new(cx: &Cx, actor: &Actor, detail: &Detail) -> Self {
        let (w, lang) = (ComplaintText::of(cx.lang), cx.lang);
        let complaint = &detail.complaint;
        let settled = Settled::of(detail);
        let draft = !matches!(complaint.state, State::Resolved | State::Closed);
        let solution = settled.solution.map_or_else(Vec::new, |solution| {
            vec![
                (w.measures, solution.measures.expose().clone()),
                (w.deadline, times::date(solution.row.deadline_on)),
            ]
        });
        let granted: Vec<(String, Fen)> = detail
            .entries
            .iter()
            .filter(|entry| entry.row.kind == EntryKind::Goodwill)
            .filter_map(|entry| entry.goodwill.as_ref())
            .filter(|(row, _)| row.state == GoodwillState::Granted)
            .map(|(row, _)| (text::goodwill_kind(row.kind, lang).to_owned(), Fen::new(row.amount_fen)))
            .collect();
        let sum = Fen::checked_sum(granted.iter().map(|(_, amount)| *amount)).unwrap_or_default();
        let name = detail.customer.as_ref().map(|(_, name)| name.expose().clone());
        let vehicle = [
            detail.plate.as_ref().map(|plate| plate.expose().display()),
            detail.vehicle.clone(),
        ];
        Self {
            page: cx.page(w.sheet_title),
            w,
            draft,
            number: complaint.number.clone(),
            store: actor.store_name.clone(),
            rows: vec![
                (w.customer, name.unwrap_or_else(|| detail.reporter.name.clone())),
                (
                    w.phone,
                    detail
                        .phone
                        .as_ref()
                        .map(|phone| phone.expose().masked())
                        .unwrap_or_default(),
                ),
                (w.vehicle, vehicle.into_iter().flatten().collect::<Vec<_>>().join(" ")),
                (w.received_at, times::minute(complaint.received_at)),
                (w.category, lang.pick(&detail.category.0, &detail.category.1).clone()),
                (
                    w.owner,
                    detail.person(complaint.owner_id).unwrap_or_default().to_owned(),
                ),
            ],
            facts: detail.facts.expose().clone(),
            solution,
            outcome: settled.outcome.map(|body| body.expose().clone()).unwrap_or_default(),
            goodwill: granted
                .into_iter()
                .map(|(kind, amount)| (kind, amount.display()))
                .collect(),
            goodwill_sum: if sum == Fen::ZERO { String::new() } else { sum.display() },
            printed: times::minute(cx.now),
        }
    }
}

/// The address of a new corrective action that knows this complaint and its cause, once that is known.
fn correct(actor: &Actor, complaint: &ComplaintRow) -> String {
    if !actor.may(Permission::AssignComplaint) || complaint.cause.is_none() {
        return String::new();
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("complaint", &complaint.number)
        .append_pair("cause", complaint.cause.as_deref().unwrap_or_default())
        .finish();
    format!("/corrective-actions/new?{query}")
}
