//! Making a survey: which questionnaire, then whom and when.

use askama::Template;
use chrono::{Days, NaiveDate};

use super::Fact;
use crate::customers::rules::{Tier, Usage};
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::programmes::model::{Audience, Survey};
use crate::surveys::programmes::rules::{Because, has_trigger, is_event, is_of_owners, is_quarterly};
use crate::surveys::programmes::settings::SurveySettings;
use crate::surveys::programmes::text::{self, SurveyText};
use crate::surveys::rules::{Purpose, Way};
use crate::surveys::text as room;
use crate::values::ids::{QuestionnaireId, SurveyId};

/// How long a survey that goes out once is open unless somebody says otherwise.
const ONE_OFF_DAYS: u64 = 30;

/// A questionnaire to choose.
pub struct Offered {
    pub id: QuestionnaireId,
    pub title: String,
    pub purpose: Purpose,
    /// A standing survey of its purpose has not ended.
    pub followed: bool,
}

pub struct Row {
    pub title: String,
    pub purpose: &'static str,
    /// Empty where it can't be had.
    pub standing: String,
    pub followed: bool,
    pub one_off: String,
}

/// `/surveys/new`: which questionnaire.
#[derive(Template)]
#[template(path = "surveys/programmes/choose.html")]
pub struct ChoosePage {
    page: Page,
    w: &'static SurveyText,
    rows: Vec<Row>,
}

regions!(ChoosePage { main });

impl ChoosePage {
    pub fn new(cx: &Cx, offered: Vec<Offered>) -> Self {
        let w = SurveyText::of(cx.lang);
        let rows = offered.into_iter().map(|one| Row {
            purpose: room::purpose(one.purpose, cx.lang),
            standing: if has_trigger(one.purpose) && !one.followed {
                format!("/surveys/new?kind=standing&questionnaire={}", one.id)
            } else {
                String::new()
            },
            followed: one.followed,
            one_off: format!("/surveys/new?kind=one_off&questionnaire={}", one.id),
            title: one.title,
        });
        Self {
            page: cx.page(w.new),
            w,
            rows: rows.collect(),
        }
    }
}

/// What the form of a new survey holds when it is opened: the figures of the store.
pub fn begin(
    standing: bool,
    offered: &Offered,
    rules: &SurveySettings,
    today: NaiveDate,
    lang: Lang,
) -> Vec<(&'static str, String)> {
    let kind = if standing { "standing" } else { "one_off" };
    let last = today.checked_add_days(Days::new(ONE_OFF_DAYS)).unwrap_or(today);
    let mut start = vec![
        ("kind", kind.to_owned()),
        ("questionnaire", offered.id.to_string()),
        ("way", Way::Link.code().to_owned()),
        ("starts_on", times::date(today)),
        ("cool_off_days", rules.cool_off_days.to_string()),
        ("remind_after_days", rules.remind_days.to_string()),
        ("expire_after_days", rules.expire_days.to_string()),
    ];
    if standing {
        start.push(("name", room::purpose(offered.purpose, lang).to_owned()));
        start.push(("delay_days", rules.delay(offered.purpose).to_string()));
        if rules.self_paid_quota > 0 && offered.purpose != Purpose::Complaint && offered.purpose != Purpose::Delivery {
            start.push(("self_paid_quota", rules.self_paid_quota.to_string()));
        }
    } else {
        start.push(("ends_on", times::date(last)));
    }
    start
}

/// What the form of a survey holds when it is changed.
pub fn of_survey(survey: &Survey) -> Vec<(&'static str, String)> {
    let filter = survey.filter();
    let day = |day: Option<NaiveDate>| day.map(times::date).unwrap_or_default();
    let mut start = vec![
        ("kind", if survey.standing { "standing" } else { "one_off" }.to_owned()),
        ("name", survey.name.clone()),
        ("questionnaire", survey.questionnaire_id.to_string()),
        ("way", survey.way.code().to_owned()),
        ("starts_on", times::date(survey.starts_on)),
        ("ends_on", day(survey.ends_on)),
        ("delay_days", survey.delay_days.to_string()),
        ("cool_off_days", survey.cool_off_days.to_string()),
        ("remind_after_days", survey.remind_after_days.to_string()),
        ("expire_after_days", survey.expire_after_days.to_string()),
        (
            "self_paid_quota",
            survey
                .self_paid_quota
                .map(|quota| quota.to_string())
                .unwrap_or_default(),
        ),
        ("visited_from", day(filter.visited_from)),
        ("visited_to", day(filter.visited_to)),
        ("bought_from", day(filter.bought_from)),
        ("bought_to", day(filter.bought_to)),
        ("lock_version", survey.lock_version.to_string()),
    ];
    if survey.anonymous {
        start.push(("anonymous", "1".to_owned()));
    }
    start.extend(filter.models.into_iter().map(|model| ("models", model)));
    start.extend(filter.tiers.iter().map(|tier| ("tiers", tier.code().to_owned())));
    start.extend(filter.usages.iter().map(|usage| ("usages", usage.code().to_owned())));
    start
}

/// Whom a survey would be put before.
#[derive(Template)]
#[template(path = "surveys/programmes/audience.html")]
pub struct AudiencePart {
    pub w: &'static SurveyText,
    /// Why there is nothing to count; empty if there is.
    pub note: &'static str,
    pub matched: String,
    pub asked: String,
    /// How many by which way, where there are two.
    pub ways: Vec<Fact>,
    pub left_out: Vec<Fact>,
    /// Who paid for their last service, where a quota counts.
    pub payers: Vec<Fact>,
}

impl AudiencePart {
    /// Where nothing is drawn.
    pub fn note(lang: Lang, note: &'static str) -> Self {
        Self {
            w: SurveyText::of(lang),
            note,
            matched: String::new(),
            asked: String::new(),
            ways: Vec::new(),
            left_out: Vec::new(),
            payers: Vec::new(),
        }
    }

    pub fn new(lang: Lang, way: Way, found: &Audience) -> Self {
        let w = SurveyText::of(lang);
        let exact = found.over_quota == 0;
        let fact = |label: &'static str, value: String| Fact { label, value };
        let ways = if way == Way::Link {
            vec![
                fact(w.by_mail, text::at_most(found.mailed, exact)),
                fact(w.by_call, text::at_most(found.called, exact)),
            ]
        } else {
            Vec::new()
        };
        let payers = found.payers.map_or_else(Vec::new, |(own, others, unknown)| {
            vec![
                fact(w.own_payers, own.to_string()),
                fact(w.other_payers, others.to_string()),
                fact(w.unknown_payers, unknown.to_string()),
            ]
        });
        let left_out = [
            (Because::NoContact, found.no_contact),
            (Because::NoConsent, found.no_consent),
            (Because::AskedRecently, found.asked_recently),
            (Because::OverQuota, found.over_quota),
        ];
        Self {
            matched: found.matched.to_string(),
            asked: found.asked.to_string(),
            left_out: left_out
                .into_iter()
                .map(|(because, count)| fact(text::why(because, way, lang), count.to_string()))
                .collect(),
            ways,
            payers,
            ..Self::note(lang, "")
        }
    }
}

/// `/surveys/new?kind=&questionnaire=`, `/surveys/{id}/edit`
#[derive(Template)]
#[template(path = "surveys/programmes/form.html")]
pub struct FormPage {
    page: Page,
    w: &'static SurveyText,
    title: &'static str,
    action: String,
    back: String,
    submit: &'static str,
    notice: &'static str,
    questionnaire: String,
    purpose: &'static str,
    kind: &'static str,
    /// After an event: when, not whom.
    after_event: bool,
    /// Drawn from all customers: whom.
    drawn: bool,
    whom_hint: &'static str,
    has_quota: bool,
    ways: Vec<Choice>,
    models: Vec<Choice>,
    tiers: Vec<Choice>,
    usages: Vec<Choice>,
    audience: AudiencePart,
    form: FormView,
}

regions!(FormPage { main });

impl FormPage {
    pub fn new(
        cx: &Cx,
        survey: Option<SurveyId>,
        offered: &Offered,
        models: Vec<String>,
        form: FormView,
        notice: &'static str,
    ) -> Self {
        let (w, lang) = (SurveyText::of(cx.lang), cx.lang);
        let standing = form.value("kind") == "standing";
        let after_event = standing && is_event(offered.purpose);
        let labels = [
            ("name", w.name),
            ("questionnaire", w.questionnaire),
            ("way", w.way),
            ("starts_on", w.starts_on),
            ("ends_on", w.ends_on),
            ("delay_days", w.delay_days),
            ("cool_off_days", w.cool_off_days),
            ("remind_after_days", w.remind_after_days),
            ("expire_after_days", w.expire_after_days),
            ("self_paid_quota", w.self_paid_quota),
            ("models", w.models),
            ("tiers", w.tiers),
            ("usages", w.usages),
            ("visited_to", w.visited_to),
            ("bought_to", w.bought_to),
        ];
        let title = if survey.is_some() { w.edit } else { w.new };
        let (action, back) = match survey {
            Some(id) => (format!("/surveys/{id}"), format!("/surveys/{id}")),
            None => ("/surveys".to_owned(), "/surveys/new".to_owned()),
        };
        Self {
            page: cx.page(title),
            w,
            title,
            action,
            back,
            submit: if survey.is_some() { w.save } else { w.create },
            notice,
            questionnaire: offered.title.clone(),
            purpose: room::purpose(offered.purpose, lang),
            kind: if standing { w.standing } else { w.one_off },
            after_event,
            drawn: !after_event,
            whom_hint: if !standing && is_event(offered.purpose) {
                w.whom_hint_event
            } else if is_of_owners(standing, offered.purpose) {
                w.whom_hint_owners
            } else {
                w.whom_hint
            },
            has_quota: !standing || offered.purpose == Purpose::Service || is_quarterly(offered.purpose),
            ways: Way::ALL
                .iter()
                .map(|way| Choice::new(way.code(), room::way(*way, lang)))
                .collect(),
            models: models
                .into_iter()
                .map(|model| Choice::new(model.clone(), model))
                .collect(),
            tiers: Tier::choices(lang),
            usages: Usage::choices(lang),
            audience: AudiencePart::note(lang, if after_event { w.one_at_a_time } else { "" }),
            form: form.named(lang, labels),
        }
    }
}

/// The filter in words, for the page of a survey; empty if it finds everybody.
pub(super) fn in_words(survey: &Survey, w: &'static SurveyText, lang: Lang) -> Vec<Fact> {
    let filter = survey.filter();
    let join = |names: Vec<String>| names.join(lang.pick("、", ", "));
    let days = |from: Option<NaiveDate>, to: Option<NaiveDate>| match (from, to) {
        (None, None) => String::new(),
        (Some(from), to) => text::period(&times::date(from), to.map(times::date).as_deref(), lang),
        (None, Some(to)) => text::period("…", Some(&times::date(to)), lang),
    };
    let labels = |names: Vec<&'static str>| join(names.into_iter().map(str::to_owned).collect());
    let owners = is_of_owners(survey.standing, survey.purpose);
    let all = [
        (w.among, if owners { w.owners.to_owned() } else { String::new() }),
        (w.models, join(filter.models.clone())),
        (
            w.tiers,
            labels(filter.tiers.iter().map(|tier| tier.label(lang)).collect()),
        ),
        (
            w.usages,
            labels(filter.usages.iter().map(|usage| usage.label(lang)).collect()),
        ),
        (
            lang.pick("最近到店", "Last visit"),
            days(filter.visited_from, filter.visited_to),
        ),
        (
            lang.pick("购车时间", "Purchase"),
            days(filter.bought_from, filter.bought_to),
        ),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| Fact { label, value })
        .collect()
}
