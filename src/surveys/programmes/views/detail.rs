//! The page of a survey: how it runs.

use askama::Template;
use chrono::NaiveDate;

use super::form::{AudiencePart, in_words};
use super::{Fact, tone};
use crate::access::{Permission, Scope};
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Column, Head, Stacked};
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::surveys::programmes::model::{Audience, Detail, Round, Stopped, TOPIC};
use crate::surveys::programmes::rules::{
    Because, InvitationState, SurveyAction, SurveyState, is_event, is_sent, last_weeks, rate,
};
use crate::surveys::programmes::text::{self, SurveyText};
use crate::surveys::questionnaires;
use crate::surveys::rules::Way;
use crate::surveys::text as room;

pub struct Kpi {
    pub href: String,
    pub label: &'static str,
    pub value: String,
    pub small: String,
}

pub struct WayLine {
    pub href: String,
    pub way: &'static str,
    pub asked: String,
    pub answered: String,
    pub rate: String,
}

/// Why somebody is not asked, and how many.
pub struct Reason {
    pub href: String,
    pub label: &'static str,
    pub count: String,
}

pub struct RoundLine {
    pub round: String,
    pub matched: String,
    pub invited: String,
    pub reasons: Vec<Fact>,
    pub drawn_at: String,
}

impl RoundLine {
    fn new(round: &Round, way: Way, lang: Lang) -> Self {
        let reasons = [
            (Because::NoContact, round.no_contact),
            (Because::NoConsent, round.no_consent),
            (Because::AskedRecently, round.asked_recently),
            (Because::OverQuota, round.over_quota),
        ];
        Self {
            round: text::round(&round.round, lang),
            matched: round.matched.to_string(),
            invited: round.invited.to_string(),
            reasons: reasons
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(because, count)| Fact {
                    label: text::why(because, way, lang),
                    value: count.to_string(),
                })
                .collect(),
            drawn_at: round.drawn_at.map(times::minute).unwrap_or_default(),
        }
    }
}

/// `/surveys/{id}`
#[derive(Template)]
#[template(path = "surveys/programmes/detail.html", blocks = ["survey"])]
pub struct DetailPage {
    page: Page,
    w: &'static SurveyText,
    base: String,
    number: String,
    name: String,
    state: &'static str,
    tone: &'static str,
    anonymous: bool,
    /// What there is to know of its way or its kind; may be empty.
    note: &'static str,
    kpis: Vec<Kpi>,
    weeks: Option<Stacked>,
    ways: Vec<WayLine>,
    reasons: Vec<Reason>,
    rounds: Vec<RoundLine>,
    /// Whether this person sees who is asked, besides how many.
    sees_rows: bool,
    facts: Vec<Fact>,
    /// Whether it is put before those whom a filter finds; one after an event has none.
    shows_filter: bool,
    whom: Vec<Fact>,
    draws: bool,
    audience: AudiencePart,
    to_slips: String,
    to_invitations: String,
    to_report: String,
    to_edit: String,
    to_stop: String,
    may_start: bool,
    may_pause: bool,
    may_resume: bool,
    may_stop: bool,
    may_change: bool,
    may_ask: bool,
    may_report: bool,
    start_question: String,
    pause_question: String,
    token: String,
}

regions!(DetailPage {
    main,
    survey: as_survey
});

impl DetailPage {
    /// `found` is whom it would ask as things are, where that was counted.
    pub fn new(cx: &Cx, detail: &Detail, found: Option<&Audience>, stopped: Option<&Stopped>) -> Result<Self, Error> {
        let (w, lang, actor) = (SurveyText::of(cx.lang), cx.lang, cx.actor()?);
        let survey = &detail.survey;
        let base = format!("/surveys/{}", survey.id);
        let runs = actor.may(Permission::RunSurveys);
        let allows = |action: SurveyAction| runs && survey.state.allows(action);
        let after_event = survey.standing && is_event(survey.purpose);
        let sent = is_sent(survey.way);
        let sees_rows = matches!(actor.customers(), Scope::Store { .. });
        let (mut kpis, mut ways, mut reasons) = (
            kpis(detail, &base, w),
            ways(detail, &base, lang),
            reasons(detail, &base, lang),
        );
        if !sees_rows {
            kpis.iter_mut().for_each(|one| one.href.clear());
            ways.iter_mut().for_each(|one| one.href.clear());
            reasons.iter_mut().for_each(|one| one.href.clear());
        }
        Ok(Self {
            page: cx.page(survey.number.clone()).live(TOPIC),
            w,
            number: survey.number.clone(),
            name: survey.name.clone(),
            state: survey.state.label(lang),
            tone: tone(survey.state),
            anonymous: survey.anonymous,
            note: if survey.state.is_over() {
                w.over_note
            } else if !sent {
                w.by_hand
            } else if after_event {
                w.one_at_a_time
            } else if is_event(survey.purpose) && in_words(survey, w, lang).is_empty() {
                w.whom_hint_event
            } else {
                ""
            },
            kpis,
            sees_rows,
            weeks: weeks(detail, times::day_of(cx.now), w, lang),
            ways,
            reasons,
            rounds: detail
                .rounds
                .iter()
                .map(|round| RoundLine::new(round, survey.way, lang))
                .collect(),
            facts: facts(detail, stopped, w, lang),
            shows_filter: !after_event,
            whom: if after_event {
                Vec::new()
            } else {
                in_words(survey, w, lang)
            },
            draws: found.is_some(),
            audience: found.map_or_else(
                || AudiencePart::note(lang, ""),
                |found| AudiencePart::new(lang, survey.way, found),
            ),
            to_slips: format!("{base}/slips"),
            to_invitations: format!("{base}/invitations"),
            to_report: format!("{base}/report"),
            to_edit: format!("{base}/edit"),
            to_stop: format!("{base}/stop"),
            may_start: allows(SurveyAction::Start),
            may_pause: allows(SurveyAction::Pause),
            may_resume: allows(SurveyAction::Resume),
            may_stop: allows(SurveyAction::Stop),
            may_change: allows(SurveyAction::Change),
            may_ask: actor.may(Permission::InterviewCustomers) && survey.state.allows(SurveyAction::Ask),
            may_report: actor.may(Permission::SeeSurveyReport) && survey.state != SurveyState::Draft,
            start_question: match found {
                Some(found) => format!(
                    "{} {}",
                    text::sure(w.start, &survey.number, lang),
                    text::goes_out(found, lang)
                ),
                None => text::sure(w.start, &survey.number, lang),
            },
            pause_question: format!("{} {}", text::sure(w.pause, &survey.number, lang), w.pause_shown),
            token: FormToken::new().to_string(),
            base,
        })
    }
}

fn kpis(detail: &Detail, base: &str, w: &'static SurveyText) -> Vec<Kpi> {
    let figures = &detail.figures;
    let of = |state: InvitationState| format!("{base}/invitations?state={}", state.code());
    let kpi = |href: String, label: &'static str, value: i64, small: String| Kpi {
        href,
        label,
        value: value.to_string(),
        small,
    };
    let (asked, answered) = figures.rated(None);
    let mut small = text::percent(rate(answered, asked));
    // The rate isn't of all that stands beside it.
    if asked > 0 && (asked, answered) != (figures.asked(), figures.answered()) {
        small = format!("{small} ({answered}/{asked})");
    }
    let mut kpis = vec![
        kpi(format!("{base}/invitations"), w.asked, figures.asked(), String::new()),
        kpi(of(InvitationState::Answered), w.answered, figures.answered(), small),
    ];
    for (label, state) in [
        (w.planned, InvitationState::Planned),
        (w.opened, InvitationState::Opened),
        (w.refused, InvitationState::Refused),
        (w.expired, InvitationState::Expired),
        (w.left_out, InvitationState::Cancelled),
    ] {
        kpis.push(kpi(of(state), label, figures.of(state), String::new()));
    }
    kpis
}

/// Asked and answered by the week of asking.
fn weeks(detail: &Detail, today: NaiveDate, w: &'static SurveyText, lang: Lang) -> Option<Stacked> {
    let over = detail.weeks.last().filter(|_| detail.survey.state.is_over());
    let weeks = last_weeks(&detail.weeks, over.map_or(today, |(week, ..)| *week));
    if weeks.iter().all(|(_, asked, _)| *asked == 0) {
        return None;
    }
    let head = Head::new("weeks", w.weeks, w.week, w.customers, lang);
    let whole = |count: i64| u32::try_from(count).unwrap_or_default();
    let columns = weeks.iter().map(|(week, asked, answered)| Column {
        label: week.format("%m-%d").to_string(),
        counts: vec![whole(*answered), whole(asked - answered)],
        href: None,
    });
    Some(Stacked::new(&head, &[w.answered, w.unanswered], columns.collect()))
}

fn ways(detail: &Detail, base: &str, lang: Lang) -> Vec<WayLine> {
    let lines = Way::ALL.iter().map(|way| (*way, detail.figures.by_way(*way)));
    lines
        .filter(|(_, (asked, _))| *asked > 0)
        .map(|(way, (asked, answered))| {
            let (rated, rated_answered) = detail.figures.rated(Some(way));
            WayLine {
                href: format!("{base}/invitations?way={}", way.code()),
                way: room::way(way, lang),
                asked: asked.to_string(),
                answered: answered.to_string(),
                rate: text::percent(rate(rated_answered, rated)),
            }
        })
        .collect()
}

fn reasons(detail: &Detail, base: &str, lang: Lang) -> Vec<Reason> {
    let lines = Because::ALL
        .iter()
        .map(|because| (*because, detail.figures.left_out(*because)));
    lines
        .filter(|(_, count)| *count > 0)
        .map(|(because, count)| Reason {
            href: format!("{base}/invitations?state=cancelled&because={}", because.code()),
            label: text::why(because, detail.survey.way, lang),
            count: count.to_string(),
        })
        .collect()
}

fn facts(detail: &Detail, stopped: Option<&Stopped>, w: &'static SurveyText, lang: Lang) -> Vec<Fact> {
    let survey = &detail.survey;
    let last = survey.ends_on.map(times::date);
    let (zh, en, version) = &detail.questionnaire;
    let fact = |label: &'static str, value: String| Fact { label, value };
    let mut facts = vec![
        fact(
            w.questionnaire,
            format!(
                "{} · {}",
                lang.pick(zh, en),
                questionnaires::text::version(*version, lang)
            ),
        ),
        fact(w.purpose, room::purpose(survey.purpose, lang).to_owned()),
        fact(w.kind, if survey.standing { w.standing } else { w.one_off }.to_owned()),
        fact(w.way, room::way(survey.way, lang).to_owned()),
        fact(
            w.period,
            text::period(&times::date(survey.starts_on), last.as_deref(), lang),
        ),
    ];
    if survey.standing && is_event(survey.purpose) {
        facts.push(fact(w.delay_days, text::days(survey.delay_days, lang)));
    }
    facts.push(fact(w.cool_off_days, text::days(survey.cool_off_days, lang)));
    if survey.remind_after_days > 0 {
        facts.push(fact(w.remind_after_days, text::days(survey.remind_after_days, lang)));
    }
    facts.push(fact(w.expire_after_days, text::days(survey.expire_after_days, lang)));
    if let Some(quota) = survey.self_paid_quota {
        facts.push(fact(w.self_paid_quota, format!("{quota}%")));
    }
    let (own, others) = detail.figures.payers();
    if own + others > 0 {
        facts.push(fact(
            w.payers,
            format!("{} (n = {})", text::percent(rate(own, own + others)), own + others),
        ));
    }
    let unknown = detail.figures.asked() - own - others;
    if survey.self_paid_quota.is_some() && unknown > 0 {
        facts.push(fact(w.unknown_payers, unknown.to_string()));
    }
    let blank = detail.figures.blank();
    if blank > 0 {
        facts.push(fact(w.blank_slips, format!("{blank} ({})", w.blank_hint)));
    }
    if let Some(at) = detail.next_at {
        facts.push(fact(w.next_at, times::minute(at)));
    }
    if !detail.creator.is_empty() {
        facts.push(fact(w.creator, detail.creator.clone()));
    }
    if let Some(stopped) = stopped {
        let by = stopped.by.as_deref().unwrap_or_default();
        facts.push(fact(
            w.stopped_at,
            format!("{} {by}", times::minute(stopped.at)).trim_end().to_owned(),
        ));
        if let Some(reason) = &stopped.reason {
            facts.push(fact(w.stopped_why, reason.expose().clone()));
        }
    }
    facts
}
