//! The store's pages of answers.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::access::Permission;
use crate::customers::model::Brief;
use crate::customers::rules::Tier;
use crate::platform::db::FormToken;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::{Chooser, Narrowed, Tab};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::answers::model::{Answer, Listed, ResponseRow, TOPIC};
use crate::surveys::answers::queries::{Named, Wanted};
use crate::surveys::answers::rules::{CallResult, Cause, Follows, ReplyWay, View};
use crate::surveys::answers::text::{self, AnswerText};
use crate::surveys::rules::{Value, Way};
use crate::surveys::text::way as way_label;
use crate::values::date::parse_day;
use crate::values::ids::{StaffId, SurveyId};
use crate::values::person_name::PersonName;

/// So many questions a section has at most.
const QUESTIONS: usize = 60;

/// The query string of the list, as typed: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub survey: String,
    pub version: String,
    pub advisor: String,
    pub technician: String,
    pub model: String,
    pub tier: String,
    pub way: String,
    pub from: String,
    pub to: String,
    pub overall: String,
    /// `promoters`, `passives`, `detractors`, or a number.
    pub nps: String,
    /// A question, or those of a section with commas between.
    pub question: String,
    pub score: String,
    pub after: String,
}

impl ListQuery {
    pub fn view(&self) -> View {
        // Whoever comes from a figure sees all that it was counted from.
        let others = self.pairs().iter().any(|(name, _)| *name != "view");
        View::parse(&self.view).unwrap_or(if others { View::All } else { View::ToCall })
    }

    pub fn wanted(&self) -> Wanted {
        Wanted {
            view: self.view(),
            survey: self.survey.parse().ok(),
            version: self.version.parse().ok(),
            advisor: self.advisor.parse().ok(),
            technician: self.technician.parse().ok(),
            model: self.model.parse().ok(),
            tier: Tier::parse(&self.tier).map(|tier| tier.code().to_owned()),
            way: Way::parse(&self.way),
            from: parse_day(&self.from).ok(),
            to: parse_day(&self.to).ok(),
            overall: self.overall.parse().ok(),
            nps: match self.nps.as_str() {
                "promoters" => Some((9, 10)),
                "passives" => Some((7, 8)),
                "detractors" => Some((0, 6)),
                number => number.parse().ok().map(|number: i16| (number, number)),
            },
            questions: self
                .question
                .split(',')
                .filter_map(|key| key.parse().ok())
                .take(QUESTIONS)
                .collect(),
            score: self.score.parse().ok(),
        }
    }
}

impl Narrowed for ListQuery {
    const PATH: &'static str = "/survey-answers";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("view", &self.view),
            ("survey", &self.survey),
            ("version", &self.version),
            ("advisor", &self.advisor),
            ("technician", &self.technician),
            ("model", &self.model),
            ("tier", &self.tier),
            ("way", &self.way),
            ("from", &self.from),
            ("to", &self.to),
            ("overall", &self.overall),
            ("nps", &self.nps),
            ("question", &self.question),
            ("score", &self.score),
        ]
    }
}

/// A deadline as it is shown.
pub struct Chip {
    pub kind: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
}

impl Chip {
    fn of(due: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> Self {
        Self {
            kind: if due < now { "over" } else { "due" },
            text: durations::due(due, now, lang),
            iso: times::iso(due),
            exact: times::minute(due),
        }
    }
}

/// A line.
pub struct Line {
    pub id: String,
    pub href: String,
    pub customer: String,
    pub survey: String,
    pub overall: String,
    pub overall_tone: &'static str,
    pub nps: String,
    pub nps_tone: &'static str,
    pub way: &'static str,
    pub advisor: String,
    pub follows: &'static str,
    pub follows_tone: &'static str,
    /// That something was written, and whether it waits for an answer.
    pub remark: &'static str,
    pub remark_tone: &'static str,
    pub due: Option<Chip>,
    pub came: String,
    pub iso: String,
}

fn tone(score: Option<i16>) -> &'static str {
    match score {
        Some(..=2) => "red",
        Some(3) => "amber",
        Some(_) => "green",
        None => "",
    }
}

fn nps_tone(nps: Option<i16>) -> &'static str {
    match nps {
        Some(..=6) => "red",
        Some(7 | 8) => "amber",
        Some(_) => "green",
        None => "",
    }
}

fn follows_tone(follows: Follows) -> &'static str {
    match follows {
        Follows::Complaint => "red",
        Follows::CallBack => "amber",
        Follows::Thanks => "green",
        Follows::None => "",
    }
}

fn figure(number: Option<i16>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// Who an answer is from, as far as whoever looks may know.
fn whose(row: &ResponseRow, customer: Option<&Brief>, masked: bool, w: &'static AnswerText) -> String {
    let Some(customer) = customer else {
        return nobody(row, w).to_owned();
    };
    let name = customer.name.expose();
    if masked {
        PersonName::parse(name).map_or_else(|_| "**".to_owned(), |name| name.masked())
    } else {
        name.clone()
    }
}

/// How an answer came in: at the desk with nobody who asked, it was the poster.
fn came_by(row: &ResponseRow, lang: Lang) -> &'static str {
    if row.way == Way::OnSite && row.taken_by.is_none() && !row.anonymous {
        AnswerText::of(lang).poster
    } else {
        way_label(row.way, lang)
    }
}

/// Why nobody knows who an answer is from.
fn nobody(row: &ResponseRow, w: &'static AnswerText) -> &'static str {
    if row.was_withdrawn() {
        w.withdrawn
    } else if row.erased_at.is_some() {
        w.outdated
    } else if row.anonymous {
        w.anonymous
    } else {
        match row.way {
            Way::Paper => w.paper_nameless,
            Way::OnSite => w.on_site_nameless,
            Way::Link | Way::Email | Way::Phone => w.nobody,
        }
    }
}

/// What followed, and how it looks: of somebody unhappy whom nobody knows, that nothing can.
fn followed(row: &ResponseRow, w: &'static AnswerText, lang: Lang) -> (&'static str, &'static str) {
    match row.consequence {
        Follows::None | Follows::Thanks if row.is_out_of_reach() && row.anonymous => (w.anonymous_no_call, "amber"),
        Follows::None | Follows::Thanks if row.is_out_of_reach() => (w.nameless_no_call, "amber"),
        follows => (follows.label(lang), follows_tone(follows)),
    }
}

fn line(cx: &Cx, one: &Listed) -> Line {
    let (w, lang, row) = (AnswerText::of(cx.lang), cx.lang, &one.row);
    let at = row.submitted_at.unwrap_or(row.started_at);
    let call = row.due_at.filter(|_| row.followed_up_at.is_none());
    let reply = one.reply_due_at.filter(|_| one.replied_at.is_none());
    let (follows, follows_tone) = followed(row, w, lang);
    let (remark, remark_tone) = match reply {
        Some(_) => (w.remark_waits, "amber"),
        None if row.has_remark => (w.has_remark, ""),
        None => ("", ""),
    };
    Line {
        id: row.id.to_string(),
        href: format!("/survey-answers/{}", row.id),
        customer: whose(row, one.customer.as_ref(), one.masked, w),
        survey: one.survey.clone(),
        overall: figure(row.overall),
        overall_tone: tone(row.overall),
        nps: figure(row.nps),
        nps_tone: nps_tone(row.nps),
        way: came_by(row, lang),
        advisor: one.advisor.clone().unwrap_or_default(),
        follows: if follows == Follows::None.label(lang) {
            ""
        } else {
            follows
        },
        follows_tone,
        remark,
        remark_tone,
        due: call.or(reply).map(|due| Chip::of(due, cx.now, lang)),
        came: if row.anonymous {
            times::date(times::day_of(at))
        } else {
            times::short(at, cx.now, lang)
        },
        iso: times::iso(at),
    }
}

/// `/survey-answers`
#[derive(Template)]
#[template(path = "surveys/answers/list.html", blocks = ["answers"])]
pub struct ListPage {
    page: Page,
    w: &'static AnswerText,
    tabs: Vec<Tab>,
    choosers: Vec<Chooser>,
    /// The other filters, beside the days.
    kept: Vec<(&'static str, String)>,
    from: String,
    to: String,
    lines: Vec<Line>,
    narrowed: bool,
    all: String,
    none: (&'static str, &'static str),
    next: String,
    shown: String,
    here: String,
}

regions!(ListPage {
    main,
    answers: as_answers
});

impl ListPage {
    pub fn new(
        cx: &Cx,
        query: &ListQuery,
        (calls, late, replies): (i64, i64, i64),
        slice: Slice<Listed>,
        around: (Named<SurveyId>, Named<StaffId>),
    ) -> Self {
        let (w, lang, view) = (AnswerText::of(cx.lang), cx.lang, query.view());
        let lines: Vec<Line> = slice.rows.iter().map(|one| line(cx, one)).collect();
        let tabs = View::ALL
            .iter()
            .map(|&each| Tab {
                href: query.with("view", each.code()),
                label: each.label(lang),
                count: match each {
                    View::ToCall => calls.to_string(),
                    View::ToReply => replies.to_string(),
                    _ => String::new(),
                },
                hot: each == View::ToCall && late > 0,
                current: each == view,
            })
            .collect();
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs,
            choosers: choosers(query, around, lang),
            kept: query.kept(&["from", "to"]),
            from: query.from.clone(),
            to: query.to.clone(),
            narrowed: query.pairs().iter().any(|(name, _)| *name != "view"),
            all: format!("/survey-answers?view={}", view.code()),
            none: match view {
                View::ToCall => (w.none_to_call, ""),
                View::All => (w.none_yet, w.none_text),
                _ => (w.none_found, ""),
            },
            next: slice.next.map(|after| query.with("after", &after)).unwrap_or_default(),
            shown: text::shown(lines.len(), lang),
            lines,
            here: query.with("after", &query.after),
        }
    }
}

fn choosers(query: &ListQuery, (surveys, people): (Named<SurveyId>, Named<StaffId>), lang: Lang) -> Vec<Chooser> {
    let w = AnswerText::of(lang);
    let ways = Way::ALL
        .iter()
        .map(|way| Choice::new(way.code(), way_label(*way, lang)))
        .collect();
    let surveys = surveys.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let people = people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    vec![
        query.chooser("survey", w.survey, &query.survey, surveys.collect()),
        query.chooser("way", w.way, &query.way, ways),
        query.chooser("advisor", w.advisor, &query.advisor, people.collect()),
    ]
}

/// How much of what was written is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Masked,
    /// With how many looks there were today, once they are many.
    Open(Option<i32>),
    UsedUp,
}

/// A question with its answer.
pub struct Said {
    pub section: Option<String>,
    pub question: String,
    pub answer: String,
    pub tone: &'static str,
    /// Written by the customer, and not shown just now.
    pub masked: bool,
    pub text: bool,
}

/// `/survey-answers/{id}`
#[derive(Template)]
#[template(path = "surveys/answers/answer.html", blocks = ["said"])]
pub struct AnswerPage {
    page: Page,
    w: &'static AnswerText,
    id: String,
    who: String,
    customer: Option<String>,
    survey: String,
    facts: Vec<(&'static str, String)>,
    follows: &'static str,
    follows_tone: &'static str,
    wishes: Vec<&'static str>,
    /// That its writer isn't known any more, and why.
    erased: &'static str,
    /// That it is about the work of whoever looks, whose customer it isn't.
    not_yours: &'static str,
    said: Vec<Said>,
    has_text: bool,
    open: bool,
    used_up: bool,
    warning: String,
    due: Option<Chip>,
    calls: bool,
    /// Whom to call, as it is shown; and in full for this look.
    phone: String,
    phone_shown: Option<Pii<String>>,
    may_see_phone: bool,
    loop_facts: Vec<(&'static str, String)>,
    reply_due: Option<Chip>,
    /// Whether a call may answer what was written, too.
    asks_remark: bool,
    replies: bool,
    reply_facts: Vec<(&'static str, String)>,
    complaint: Option<(String, String)>,
    may_complain: bool,
    may_erase: bool,
    others: Vec<(String, String, String)>,
    results: Vec<Choice>,
    causes: Vec<Choice>,
    ways: Vec<Choice>,
    lock_version: i32,
    notice: &'static str,
    form: FormView,
    token: String,
}

regions!(AnswerPage { main, said: as_said });

impl AnswerPage {
    pub fn new(cx: &Cx, answer: &Answer, shown: Shown, form: FormView, notice: &'static str) -> Result<Self, Error> {
        let (w, lang, row, actor) = (AnswerText::of(cx.lang), cx.lang, &answer.row, cx.actor()?);
        let who = whose(row, answer.customer.as_ref(), answer.masked, w);
        let (follows, follows_tone) = followed(row, w, lang);
        let done = answer.follow_up.as_ref();
        let open = matches!(shown, Shown::Open(_));
        let said = said(answer, open, lang);
        let reply_due = done
            .and_then(|done| done.reply_due_at)
            .filter(|_| done.is_some_and(|done| done.replied_at.is_none()));
        let known = row.customer_id.is_some() && !answer.masked;
        Ok(Self {
            page: cx.page(format!("{} {who}", w.one)).live(TOPIC),
            w,
            id: row.id.to_string(),
            who,
            customer: row
                .customer_id
                .filter(|_| known && actor.may(Permission::SeeCustomers))
                .map(|id| format!("/customers/{id}")),
            survey: answer.survey.clone(),
            facts: facts(answer, lang),
            follows,
            follows_tone,
            wishes: [
                row.wants_call.then_some(w.wants_call),
                row.wants_complaint.then_some(w.wants_complaint),
            ]
            .into_iter()
            .flatten()
            .collect(),
            erased: if row.was_withdrawn() {
                w.withdrawn_text
            } else if row.erased_at.is_some() {
                w.outdated_text
            } else {
                ""
            },
            not_yours: if answer.masked { w.not_yours } else { "" },
            has_text: said.iter().any(|one| one.text),
            said,
            open,
            used_up: shown == Shown::UsedUp,
            warning: match shown {
                Shown::Open(Some(today)) => {
                    lang.pick(format!("今天已查看 {today} 次"), format!("{today} reveals today"))
                }
                _ => String::new(),
            },
            due: row
                .due_at
                .filter(|_| row.followed_up_at.is_none())
                .map(|due| Chip::of(due, cx.now, lang)),
            calls: row.waits_for_call() && known,
            phone: answer
                .customer
                .as_ref()
                .and_then(|brief| brief.phone.clone())
                .unwrap_or_default(),
            phone_shown: None,
            may_see_phone: actor.may(Permission::RevealContact),
            loop_facts: loop_facts(answer, lang),
            asks_remark: reply_due.is_some(),
            reply_due: reply_due.map(|due| Chip::of(due, cx.now, lang)),
            replies: known && row.has_remark && done.is_none_or(|done| done.replied_at.is_none()),
            reply_facts: reply_facts(answer, lang),
            complaint: answer
                .complaint
                .as_ref()
                .filter(|_| !answer.masked)
                .map(|(id, number)| (format!("/complaints/{id}"), number.clone())),
            may_complain: known
                && answer.complaint.is_none()
                && row.consequence != Follows::Complaint
                && actor.may(Permission::RecordComplaint),
            may_erase: actor.may(Permission::RunSurveys) && row.erased_at.is_none() && !row.anonymous,
            others: answer
                .others
                .iter()
                .map(|other| {
                    let points = [figure(other.overall), figure(other.nps)];
                    (
                        format!("/survey-answers/{}", other.id),
                        format!("{} {}", times::date(times::day_of(other.at)), other.survey),
                        points
                            .into_iter()
                            .filter(|one| !one.is_empty())
                            .collect::<Vec<_>>()
                            .join(" · "),
                    )
                })
                .collect(),
            results: CallResult::choices(lang),
            causes: Cause::choices(lang),
            ways: ReplyWay::choices(lang),
            lock_version: row.lock_version,
            notice,
            form: form.named(
                lang,
                [
                    ("result", w.result),
                    ("cause", w.cause),
                    ("measure", w.measure),
                    ("note", w.note),
                    ("how", w.how),
                    ("reply", w.reply),
                    ("reason", w.erase_reason),
                ],
            ),
            token: FormToken::new().to_string(),
        })
    }

    /// With the number in full.
    #[must_use]
    pub fn with_phone(mut self, number: Pii<String>) -> Self {
        self.phone_shown = Some(number);
        self
    }

    fn at(&self, path: &str) -> String {
        format!("/survey-answers/{}/{path}", self.id)
    }
}

fn said(answer: &Answer, open: bool, lang: Lang) -> Vec<Said> {
    let w = AnswerText::of(lang);
    let shown = answer.paper.shown(&answer.given);
    let mut said: Vec<Said> = Vec::new();
    let mut last = None;
    for question in shown {
        let section = answer.paper.section_of(question.id);
        let begins = section.filter(|section| last != Some(section.id));
        last = section.map(|section| section.id);
        let value = answer.given.get(&question.id);
        let is_text = matches!(value, Some(Value::Text(_)));
        said.push(Said {
            section: begins
                .map(|section| lang.pick(&section.zh, &section.en).clone())
                .filter(|title| !title.is_empty()),
            question: lang.pick(&question.zh, &question.en).clone(),
            answer: match value {
                Some(_) if is_text && !open => w.remark_hidden.to_owned(),
                Some(value) => text::said(question, value, lang),
                None => w.not_answered.to_owned(),
            },
            tone: match value {
                Some(Value::Score(score)) => tone(Some(i16::from(*score))),
                Some(Value::Nps(nps)) => nps_tone(Some(i16::from(*nps))),
                _ => "",
            },
            masked: is_text && !open,
            text: is_text,
        });
    }
    said
}

fn facts(answer: &Answer, lang: Lang) -> Vec<(&'static str, String)> {
    let (w, row) = (AnswerText::of(lang), &answer.row);
    let at = row.submitted_at.unwrap_or(row.started_at);
    let came = if row.anonymous {
        times::date(times::day_of(at))
    } else {
        times::minute(at)
    };
    let name = |id| answer.name(id).map(str::to_owned);
    let tier = row.tier.as_deref().and_then(Tier::parse);
    let all = [
        (w.came, Some(came)),
        (w.overall, row.overall.map(|score| format!("{score} / 5"))),
        (w.nps, row.nps.map(|nps| format!("{nps} / 10"))),
        (w.lowest, row.lowest.map(|score| format!("{score} / 5"))),
        (w.way, Some(came_by(row, lang).to_owned())),
        (w.taken_by, name(row.taken_by)),
        (w.advisor, name(row.advisor_id)),
        (w.technician, name(row.technician_id)),
        (w.model, Some(row.model.clone()).filter(|model| !model.is_empty())),
        (w.tier, tier.map(|tier| tier.label(lang).to_owned())),
        (w.version, Some(text::version(answer.paper.number, lang))),
    ];
    all.into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .collect()
}

/// How the loop was closed.
fn loop_facts(answer: &Answer, lang: Lang) -> Vec<(&'static str, String)> {
    let (w, row) = (AnswerText::of(lang), &answer.row);
    let Some(done) = &answer.follow_up else {
        return Vec::new();
    };
    let called = row.followed_up_at.map(|at| {
        let late = row.due_at.is_some_and(|due| due < at);
        let word = if done.reached == Some(false) {
            w.not_reached
        } else if late {
            w.called_late
        } else {
            w.called_in_time
        };
        let by = answer.name(done.followed_up_by).unwrap_or_default();
        format!("{} {word} {by}", times::minute(at)).trim_end().to_owned()
    });
    let recovered = row.consequence.unhappy().then_some(match row.recovered {
        Some(true) => w.recovered,
        Some(false) => w.not_recovered,
        None => w.recovery_open,
    });
    let all = [
        (
            w.attempts,
            (done.attempts > 0).then(|| text::times_called(done.attempts, lang)),
        ),
        (w.called_at, called),
        (w.cause, done.reason.map(|cause| cause.label(lang).to_owned())),
        (w.measure, answer.measure.as_ref().map(|text| text.expose().clone())),
        (w.follow_up, recovered.map(str::to_owned)),
    ];
    all.into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .collect()
}

fn reply_facts(answer: &Answer, lang: Lang) -> Vec<(&'static str, String)> {
    let w = AnswerText::of(lang);
    let Some((done, at)) = answer
        .follow_up
        .as_ref()
        .and_then(|done| Some((done, done.replied_at?)))
    else {
        return Vec::new();
    };
    let by = answer.name(done.replied_by).unwrap_or_default();
    let all = [
        (w.replied, Some(format!("{} {by}", times::minute(at)))),
        (w.how, done.replied_how.map(|how| how.label(lang).to_owned())),
        (w.reply, answer.reply.as_ref().map(|text| text.expose().clone())),
    ];
    all.into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .collect()
}
