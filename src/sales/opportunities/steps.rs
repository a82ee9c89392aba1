//! The steps a person takes with one opportunity, each with its form: `GET` shows it, `POST` does it.

use actix_web::web::Path;
use chrono::Datelike;

use super::commands;
use super::forms::{
    BeBackStep, DecideStep, FollowUpStep, LossStep, MoveStep, NeedsStep, OwnerStep, ReopenStep, WithdrawStep,
    board_again,
};
use super::model::{Opportunity, OpportunityRow};
use super::queries;
use super::rules::Column;
use super::text::{self, BoardText};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind, MovedOn, Quick, StepPage};
use crate::platform::web::{Answer, Cx, Form, FormView, Posted};
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, Level, LossReason, Rhythm, Stage};
use crate::sales::test_drives::model::sees_all;
use crate::values::fault::Fault;
use crate::values::ids::{OpportunityId, StaffId};

/// What a step's form is made from.
pub struct Around {
    pub lang: Lang,
    pub w: &'static BoardText,
    pub now: chrono::DateTime<chrono::Utc>,
    pub opportunity: Opportunity,
    pub people: Vec<(StaffId, String)>,
    /// What the address says besides: the stage that a card was drawn to, or that one works through the queue.
    pub query: String,
    /// The fields that something was typed into.
    pub typed: Vec<String>,
}

impl Around {
    fn row(&self) -> &OpportunityRow {
        &self.opportunity.row
    }

    fn asked(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    fn by_rhythm(&self) -> String {
        let next = self.opportunity.settings.rhythm().next(self.row().level, self.now);
        typed(next)
    }

    fn quick(&self) -> Vec<Quick> {
        quick(self.opportunity.settings.rhythm(), self.now, self.lang)
    }

    /// Who was first, in such words.
    fn first(&self, words: fn(&str, &str, Lang) -> String) -> String {
        let (staff, at) = self.opportunity.last_done();
        let who = match self.opportunity.person(staff) {
            "" => self.w.system,
            name => name,
        };
        words(who, &times::recent(at, self.now, self.lang), self.lang)
    }

    /// Nobody has spoken with them yet.
    fn is_first(&self) -> bool {
        self.row().stage == Stage::New && self.row().last_contact_at.is_none()
    }

    /// Something was typed into it: it is shown again, even where it would not be asked for now.
    fn holds(&self, name: &str) -> bool {
        self.typed.iter().any(|typed| typed == name)
    }

    fn after<S: Step>(self, posted: &Posted<S>) -> Self {
        let typed = posted.pairs().iter().filter(|(_, value)| !value.trim().is_empty());
        Self {
            typed: typed.map(|(name, _)| name.clone()).collect(),
            ..self
        }
    }

    fn levels(&self) -> Vec<Choice> {
        Level::choices(self.lang)
    }

    fn version(&self) -> (&'static str, String) {
        ("lock_version", self.row().lock_version.to_string())
    }
}

/// What can come of each way of contact, for the script that offers only that: `phone=answered booked;…`.
pub fn fits() -> String {
    let ways = FollowUpKind::ALL.iter().map(|kind| {
        let outcomes = FollowUpOutcome::ALL.iter().filter(|outcome| outcome.fits(*kind));
        let outcomes: Vec<&str> = outcomes.map(|outcome| outcome.code()).collect();
        format!("{}={}", kind.code(), outcomes.join(" "))
    });
    ways.collect::<Vec<_>>().join(";")
}

/// When the next follow-up may be: soon, or by the rhythm of each level.
pub fn quick(rhythm: Rhythm, now: chrono::DateTime<chrono::Utc>, lang: Lang) -> Vec<Quick> {
    let today = times::day_of(now);
    let to_monday = 7 - u64::from(today.weekday().num_days_from_monday());
    let days = [
        (1, lang.pick("明天", "Tomorrow")),
        (3, lang.pick("3 天后", "In 3 days")),
        (to_monday, lang.pick("下周一", "Next Monday")),
    ];
    let morning = chrono::TimeDelta::minutes(9 * 60 + 30);
    let soon = days.into_iter().filter_map(|(days, label)| {
        let day = today.checked_add_days(chrono::Days::new(days))?;
        Some(Quick {
            value: typed(times::start_of(day) + morning),
            label: label.to_owned(),
            when: String::new(),
        })
    });
    let by_level = Level::ALL.iter().map(|level| {
        let next = rhythm.next(Some(*level), now);
        let days = text::in_days((next - now).num_days(), lang);
        Quick {
            value: typed(next),
            label: format!("{} · {days}", level.label(lang)),
            when: format!("level={}", level.code()),
        }
    });
    soon.chain(by_level).collect()
}

fn typed(at: chrono::DateTime<chrono::Utc>) -> String {
    times::minute(at).replace(' ', "T")
}

fn level_of(row: &OpportunityRow) -> String {
    row.level.map(|level| level.code().to_owned()).unwrap_or_default()
}

/// One thing that can be done to an opportunity.
pub trait Step: Form<Parsed: Send> {
    /// The last part of its URL.
    const NOUN: &'static str;

    /// `primary`, or `danger` for what is not taken back easily.
    const LOOK: &'static str = "primary";

    /// Its form offers people.
    const PEOPLE: bool = false;

    fn title(w: &'static BoardText) -> &'static str;

    /// What is said when it is done.
    fn said(w: &'static BoardText) -> &'static str {
        w.saved
    }

    fn fields(around: &Around) -> Vec<Field>;

    /// What the form holds when it is opened.
    fn start(_around: &Around) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Whether it can be taken as things are.
    fn applies(around: &Around) -> bool {
        around.row().stage.is_on_board()
    }

    /// What somebody else did instead, where more is known of it than who was first.
    fn overtaken(_around: &Around) -> Option<String> {
        None
    }

    /// What has to be heeded before it is filled in.
    fn advice(_around: &Around) -> Option<&'static str> {
        None
    }

    /// Better words for a fault of this step.
    fn explain(_field: &str, _fault: &Fault, _w: &'static BoardText) -> Option<&'static str> {
        None
    }

    /// Where it leads, if not to the opportunity; `all`: who sees all of the store's.
    fn onward(&self, _all: bool) -> Option<String> {
        None
    }

    /// What there is to know before it is filled in, besides whom it is about.
    fn about(_around: &Around) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, new: Self::Parsed) -> Result<(), Error>;
}

/// `GET /opportunities/{id}/{step}`
pub async fn show<S: Step>(cx: Cx, id: Path<OpportunityId>) -> Answer {
    let around = around::<S>(&cx, *id).await?;
    if !S::applies(&around) {
        return cx.conflict(&moved_on::<S>(&cx, *id, &around, Vec::new()));
    }
    let form = FormView::fresh(S::start(&around));
    cx.show(&page::<S>(&cx, *id, &around, form, String::new()))
}

/// `POST /opportunities/{id}/{step}`
pub async fn take<S: Step>(cx: Cx, id: Path<OpportunityId>, posted: Posted<S>) -> Answer {
    let (id, w) = (*id, BoardText::of(cx.lang));
    let all = sees_all(cx.actor()?);
    let there = posted
        .form
        .onward(all)
        .unwrap_or_else(|| format!("/opportunities/{id}"));
    let answer = cx
        .submit(&posted, move |tx, new| {
            S::run(tx, id, new)?;
            Ok(SeeOther::to(there).saying(S::said(w)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = around::<S>(&cx, id).await?.after(&posted);
            let mut form = posted.view(cx.lang, &errors);
            for (field, fault) in &errors {
                if let Some(words) = S::explain(field, fault, w) {
                    form = form.with_error(field, words);
                }
            }
            cx.unprocessable(&page::<S>(&cx, id, &around, form, String::new()))
        }
        Err(Error::Stale) => {
            let around = around::<S>(&cx, id).await?.after(&posted);
            if !S::applies(&around) {
                return cx.conflict(&moved_on::<S>(&cx, id, &around, kept(&around, &posted)));
            }
            // Where it stands now is said above; the form proposes where it may go.
            let theirs = S::start(&around)
                .into_iter()
                .filter(|(name, _)| *name != "stage")
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            let mut notice = around.first(text::changed_meanwhile);
            notice.push_str(cx.lang.pick("", " "));
            notice.push_str(&text::stands_at(around.row().stage.label(cx.lang), cx.lang));
            cx.conflict(&page::<S>(&cx, id, &around, form, notice))
        }
        Err(Error::WrongState) => {
            let around = around::<S>(&cx, id).await?.after(&posted);
            cx.conflict(&moved_on::<S>(&cx, id, &around, kept(&around, &posted)))
        }
        answer => answer,
    }
}

/// What was written into a form that can't be sent any more.
fn kept<S: Step>(around: &Around, posted: &Posted<S>) -> Vec<(&'static str, String)> {
    let start = S::start(around);
    let written = S::fields(around)
        .into_iter()
        .filter(|field| matches!(field.kind, Kind::Line | Kind::Text));
    written
        .filter_map(|field| {
            let (_, typed) = posted.pairs().iter().find(|(name, _)| name == field.name)?;
            let known = start.iter().any(|(name, value)| *name == field.name && value == typed);
            (!typed.trim().is_empty() && !known).then(|| (field.label, typed.clone()))
        })
        .collect()
}

/// That a step no longer applies, who was first, and what was typed in vain.
fn moved_on<S: Step>(cx: &Cx, id: OpportunityId, around: &Around, typed: Vec<(&'static str, String)>) -> MovedOn {
    let w = around.w;
    let why = S::overtaken(around).unwrap_or_else(|| around.first(text::gone_on));
    MovedOn::new(cx, w.gone_on, "", w.look_again, format!("/opportunities/{id}"))
        .lacking(w.gone_on, Some(why))
        .keeping(typed)
}

async fn around<S: Step>(cx: &Cx, id: OpportunityId) -> Result<Around, Error> {
    let (actor, vault, lang, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.lang, cx.now);
    let query = cx.info.path.split_once('?').map(|(_, query)| query.to_owned());
    cx.read(move |conn| {
        let opportunity = queries::opportunity(conn, &vault, &actor, id)?;
        let people = if S::PEOPLE {
            queries::consultants(conn, actor.store)?
        } else {
            Vec::new()
        };
        Ok(Around {
            lang,
            w: BoardText::of(lang),
            now,
            opportunity,
            people,
            query: query.unwrap_or_default(),
            typed: Vec::new(),
        })
    })
    .await
}

fn page<S: Step>(cx: &Cx, id: OpportunityId, around: &Around, form: FormView, notice: String) -> StepPage {
    let title = S::title(around.w);
    StepPage {
        page: cx.page(title),
        title,
        submit: title,
        look: S::LOOK,
        action: cx.info.path.split('?').next().unwrap_or_default().to_owned(),
        back: format!("/opportunities/{id}"),
        number: around.row().number.clone(),
        notice: if notice.is_empty() {
            S::advice(around).unwrap_or_default().to_owned()
        } else {
            notice
        },
        about: whom(around).into_iter().chain(S::about(around)).collect(),
        place: String::new(),
        restored: String::new(),
        fields: S::fields(around),
        form,
    }
}

/// Whom a step is about, and which car.
fn whom(around: &Around) -> Vec<(&'static str, String)> {
    let (w, row) = (around.w, around.row());
    let car = if row.model.is_empty() {
        w.no_model.to_owned()
    } else {
        row.model.clone()
    };
    vec![
        (w.customer, around.opportunity.customer.name.expose().clone()),
        (w.model, car),
    ]
}

impl Step for FollowUpStep {
    const NOUN: &'static str = "follow-ups";

    fn title(w: &'static BoardText) -> &'static str {
        w.log
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.logged
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "kind", w.how)
                .required()
                .of(FollowUpKind::choices(lang), ""),
            Field::new(Kind::Pills, "outcome", w.outcome)
                .required()
                .of(FollowUpOutcome::choices(lang), ""),
            Field::new(Kind::Text, "note", w.note).required().hint(w.note_hint),
            Field::new(Kind::Moment, "next_at", w.next)
                .required()
                .hint(w.next_hint)
                .quick(around.quick()),
            Field::new(Kind::Choose, "level", w.level).of(around.levels(), w.no_level),
            Field::new(Kind::Hidden, "fits", ""),
            Field::new(Kind::Hidden, "back", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![
            ("kind", FollowUpKind::Phone.code().to_owned()),
            ("next_at", around.by_rhythm()),
            ("level", level_of(around.row())),
            ("fits", fits()),
            ("back", around.asked("back").unwrap_or_default()),
        ]
    }

    fn explain(field: &str, fault: &Fault, w: &'static BoardText) -> Option<&'static str> {
        (field == "outcome" && *fault == Fault::Mismatch).then_some(w.mismatch)
    }

    fn onward(&self, _all: bool) -> Option<String> {
        board_again(&self.back)
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, new: Self::Parsed) -> Result<(), Error> {
        commands::log(tx, id, new)
    }
}

impl Step for MoveStep {
    const NOUN: &'static str = "stage";

    fn title(w: &'static BoardText) -> &'static str {
        w.move_on
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.moved
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang, here) = (around.w, around.lang, around.row().stage);
        let stages = Stage::BOARD
            .into_iter()
            .filter(|stage| *stage != here)
            .map(|stage| Choice::new(stage.code(), stage.label(lang)))
            .collect();
        let mut fields = vec![Field::new(Kind::Pills, "stage", w.stage).required().of(stages, "")];
        // What the chosen stage asks for, and nothing else.
        let codes = |wanted: fn(Stage) -> bool| {
            Stage::BOARD
                .into_iter()
                .filter(move |stage| wanted(*stage))
                .map(Stage::code)
        };
        let forward = || {
            Stage::BOARD
                .into_iter()
                .filter(move |stage| *stage > here)
                .map(Stage::code)
        };
        let back: Vec<&str> = Stage::BOARD
            .into_iter()
            .filter(|stage| *stage < here)
            .map(Stage::code)
            .collect();
        let first = around.is_first();
        if first || around.holds("said") {
            let ways = [FollowUpKind::Phone, FollowUpKind::Visit];
            let ways = ways.map(|kind| Choice::new(kind.code(), kind.label(lang))).to_vec();
            fields.push(
                Field::new(Kind::Pills, "kind", w.how)
                    .required()
                    .of(ways, "")
                    .only("stage", forward()),
            );
            // Somebody else spoke with them meanwhile: this is one more follow-up.
            fields.push(if first {
                Field::new(Kind::Text, "said", w.said_first)
                    .required()
                    .hint(w.said_hint)
                    .only("stage", forward())
            } else {
                Field::new(Kind::Text, "said", w.note).hint(w.said_too)
            });
        }
        fields.push(
            Field::new(Kind::Choose, "level", w.level)
                .hint(w.needs_level)
                .of(around.levels(), w.no_level)
                .only("stage", codes(|stage| stage >= Stage::Interested)),
        );
        fields.push(
            Field::new(Kind::Line, "model", w.model)
                .blank(w.no_model)
                .only("stage", codes(|stage| stage >= Stage::Interested)),
        );
        fields.push(
            Field::new(Kind::Line, "competitor", w.competitor)
                .hint(w.competitor_hint)
                .only("stage", codes(|stage| stage == Stage::Comparing)),
        );
        let undriven = here < Stage::TestDriven && !around.opportunity.known().driven;
        if undriven || around.holds("elsewhere") {
            fields.push(
                Field::new(Kind::Line, "elsewhere", w.elsewhere)
                    .hint(w.elsewhere_hint)
                    .only("stage", codes(|stage| stage == Stage::TestDriven)),
            );
        }
        if !back.is_empty() {
            fields.push(
                Field::new(Kind::Text, "reason", w.because)
                    .hint(w.move_hint)
                    .only("stage", back),
            );
        }
        fields.push(Field::new(Kind::Hidden, "back", ""));
        fields.push(Field::new(Kind::Hidden, "ready", ""));
        fields.push(Field::new(Kind::Hidden, "lock_version", ""));
        fields
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let row = around.row();
        let to = match around.asked("to").as_deref() {
            // The neighbour of where it stands, for the keys.
            Some("next") => Stage::BOARD.into_iter().find(|stage| *stage > row.stage),
            Some("previous") => Stage::BOARD.into_iter().rev().find(|stage| *stage < row.stage),
            Some(column) => Column::parse(column).map(Column::entry),
            None => Stage::BOARD.into_iter().find(|stage| *stage > row.stage),
        };
        // Nothing is missing: a card that is drawn there moves without a question.
        let known = around.opportunity.known();
        let ready = to.is_some_and(|to| to > row.stage && !around.is_first() && known.gaps(to).is_empty());
        let ready = if ready { "1" } else { "" };
        vec![
            ("stage", to.map(|stage| stage.code().to_owned()).unwrap_or_default()),
            ("kind", FollowUpKind::Phone.code().to_owned()),
            ("level", level_of(row)),
            ("model", row.model.clone()),
            ("competitor", row.competitor.clone()),
            ("back", around.asked("back").unwrap_or_default()),
            ("ready", ready.to_owned()),
            around.version(),
        ]
    }

    fn onward(&self, _all: bool) -> Option<String> {
        board_again(&self.back)
    }

    fn explain(field: &str, fault: &Fault, w: &'static BoardText) -> Option<&'static str> {
        match (field, fault) {
            ("said", Fault::Required) => Some(w.needs_contact),
            ("elsewhere", Fault::Required) => Some(w.needs_drive),
            ("stage", Fault::Mismatch) => Some(w.needs_quote),
            _ => None,
        }
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, new: Self::Parsed) -> Result<(), Error> {
        commands::move_to(tx, id, new)
    }
}

impl Step for NeedsStep {
    const NOUN: &'static str = "needs";

    fn title(w: &'static BoardText) -> &'static str {
        w.edit_needs
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "level", w.level).of(around.levels(), w.no_level),
            Field::new(Kind::Line, "model", w.model),
            Field::new(Kind::Line, "colour", w.colour),
            Field::new(Kind::Day, "expected_on", w.expected),
            Field::new(Kind::Line, "competitor", w.competitor),
            Field::new(Kind::Line, "budget", w.budget),
            Field::new(Kind::Text, "who", w.who),
            Field::new(Kind::Text, "functions", w.functions),
            Field::new(Kind::Text, "when", w.when),
            Field::new(Kind::Text, "place", w.place),
            Field::new(Kind::Text, "why", w.why),
            Field::new(Kind::Text, "how", w.how_to_pay),
            Field::new(Kind::Line, "deciders", w.deciders),
            Field::new(Kind::Hidden, "lock_version", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let (row, needs) = (around.row(), around.opportunity.needs.clone());
        vec![
            ("level", level_of(row)),
            ("model", row.model.clone()),
            ("colour", row.colour.clone()),
            (
                "expected_on",
                row.expected_on.map(|day| day.to_string()).unwrap_or_default(),
            ),
            ("competitor", row.competitor.clone()),
            ("budget", needs.budget),
            ("who", needs.who),
            ("functions", needs.functions),
            ("when", needs.when),
            ("place", needs.place),
            ("why", needs.why),
            ("how", needs.how),
            ("deciders", needs.deciders),
            around.version(),
        ]
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, (new, seen): Self::Parsed) -> Result<(), Error> {
        commands::describe(tx, id, new, seen)
    }
}

impl Step for OwnerStep {
    const NOUN: &'static str = "owner";
    const PEOPLE: bool = true;

    fn title(w: &'static BoardText) -> &'static str {
        w.give
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.given
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        let people = around
            .people
            .iter()
            .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
            .collect();
        vec![
            Field::new(Kind::Choose, "owner_id", w.owner)
                .required()
                .of(people, w.owner),
            Field::new(Kind::Text, "reason", w.because).required(),
            Field::new(Kind::Hidden, "back", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("back", around.asked("back").unwrap_or_default())]
    }

    fn applies(around: &Around) -> bool {
        around.row().stage.is_open()
    }

    fn onward(&self, all: bool) -> Option<String> {
        // Who does not see all of the store's may not see it any more.
        board_again(&self.back).or_else(|| (!all).then(|| "/board".to_owned()))
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, (to, reason): Self::Parsed) -> Result<(), Error> {
        commands::give(tx, id, to, &reason)
    }
}

impl Step for BeBackStep {
    const NOUN: &'static str = "be-backs";

    fn title(w: &'static BoardText) -> &'static str {
        w.came_back
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.came_back_done
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Text, "note", w.note).required().hint(w.note_hint),
            Field::new(Kind::Moment, "next_at", w.next)
                .required()
                .hint(w.next_hint)
                .quick(around.quick()),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("next_at", around.by_rhythm())]
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, (said, next_at): Self::Parsed) -> Result<(), Error> {
        commands::came_back(tx, id, &said, Some(next_at))
    }
}

impl Step for LossStep {
    const NOUN: &'static str = "loss";
    const LOOK: &'static str = "danger";

    fn title(w: &'static BoardText) -> &'static str {
        w.propose
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.proposed_done
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Pills, "reason", w.lost_reason)
                .required()
                .of(LossReason::choices(around.lang), ""),
            Field::new(Kind::Line, "competitor", w.lost_to),
            Field::new(Kind::Text, "note", w.note),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("competitor", around.row().competitor.clone())]
    }

    fn applies(around: &Around) -> bool {
        around.row().stage.is_on_board() && around.opportunity.proposal().is_none()
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, new: Self::Parsed) -> Result<(), Error> {
        commands::propose_loss(tx, id, &new)
    }
}

impl Step for DecideStep {
    const NOUN: &'static str = "loss-decision";

    fn title(w: &'static BoardText) -> &'static str {
        w.decide
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.decided
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        let verdicts = vec![Choice::new("approve", w.approve), Choice::new("send_back", w.send_back)];
        vec![
            Field::new(Kind::Pills, "verdict", w.verdict)
                .required()
                .of(verdicts, ""),
            Field::new(Kind::Text, "answer", w.answer).hint(w.answer_hint),
        ]
    }

    fn applies(around: &Around) -> bool {
        around.row().stage.is_on_board() && around.opportunity.proposal().is_some()
    }

    fn overtaken(around: &Around) -> Option<String> {
        let (w, found) = (around.w, &around.opportunity);
        let (loss, ..) = found.losses.iter().find(|(loss, ..)| loss.decided_at.is_some())?;
        let what = match loss.approved {
            Some(true) => w.was_approved,
            _ if loss.decided_by == loss.proposed_by => w.withdrawn,
            _ => w.was_sent_back,
        };
        let at = times::recent(loss.decided_at?, around.now, around.lang);
        Some(text::decided_first(
            found.person(loss.decided_by),
            &at,
            what,
            around.lang,
        ))
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let (w, found) = (around.w, &around.opportunity);
        let proposal = found.losses.iter().find(|(loss, ..)| loss.decided_at.is_none());
        let Some((loss, note, _)) = proposal else {
            return Vec::new();
        };
        let note = note.as_ref().map(|note| note.expose().clone()).unwrap_or_default();
        let by = format!(
            "{} {}",
            found.person(loss.proposed_by),
            times::recent(loss.proposed_at, around.now, around.lang)
        );
        [
            (w.stage, around.row().stage.label(around.lang).to_owned()),
            (w.lost_reason, loss.reason.label(around.lang).to_owned()),
            (w.lost_to, loss.competitor.clone()),
            (w.note, note),
            (w.proposed_by, by),
        ]
        .into_iter()
        .filter(|(_, said)| !said.is_empty())
        .collect()
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, (approved, answer): Self::Parsed) -> Result<(), Error> {
        commands::decide_loss(tx, id, approved, answer.as_deref())
    }
}

impl Step for WithdrawStep {
    const NOUN: &'static str = "loss-withdrawal";

    fn title(w: &'static BoardText) -> &'static str {
        w.withdraw
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.withdrawn_done
    }

    fn fields(_around: &Around) -> Vec<Field> {
        Vec::new()
    }

    fn applies(around: &Around) -> bool {
        around.row().stage.is_on_board() && around.opportunity.proposal().is_some()
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        DecideStep::about(around)
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, (): Self::Parsed) -> Result<(), Error> {
        commands::withdraw_loss(tx, id)
    }
}

impl Step for ReopenStep {
    const NOUN: &'static str = "reopening";

    fn title(w: &'static BoardText) -> &'static str {
        w.reopen
    }

    fn said(w: &'static BoardText) -> &'static str {
        w.reopened
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Text, "reason", w.because).required(),
            Field::new(Kind::Moment, "next_at", w.next)
                .required()
                .hint(w.next_hint)
                .quick(around.quick()),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("next_at", around.by_rhythm())]
    }

    fn applies(around: &Around) -> bool {
        around.row().stage == Stage::Lost
    }

    fn run(tx: &mut Tx<'_>, id: OpportunityId, (reason, next_at): Self::Parsed) -> Result<(), Error> {
        commands::reopen(tx, id, &reason, next_at)
    }
}
