//! Pages of subscriptions.

use askama::Template;

use super::model::Listed;
use super::rules::{Language, Rhythm, State, Topic};
use super::text::{self, SubscriptionText, language_name, languages};
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::Colleague;
use crate::values::ids::ReportSubscriptionId;

struct Line {
    id: String,
    name: String,
    report: &'static str,
    when: String,
    language: &'static str,
    next: String,
    last: String,
    state: (&'static str, &'static str),
    trouble: &'static str,
    paused: bool,
    base: String,
    test_token: String,
    turn_token: String,
    stop_token: String,
    /// The language is Chinese, on whatever page.
    chinese: bool,
}

fn line(listed: &Listed, w: &'static SubscriptionText, lang: Lang) -> Line {
    let row = &listed.row;
    let token = || FormView::blank().token().to_owned();
    Line {
        id: row.id.to_string(),
        name: listed.name.clone(),
        report: row.report.label(lang),
        when: text::plan(row.plan(), lang),
        language: language_name(row.language),
        next: if row.state == State::Active {
            times::minute(row.next_at)
        } else {
            "–".to_owned()
        },
        last: row.last_sent_at.map_or_else(|| w.never.to_owned(), times::minute),
        state: match row.state {
            State::Active => (row.state.label(lang), "green"),
            State::Paused | State::Stopped => (row.state.label(lang), ""),
        },
        trouble: row.trouble.map(|trouble| trouble.label(lang)).unwrap_or_default(),
        paused: row.state == State::Paused,
        base: format!("/reports/subscriptions/{}", row.id),
        test_token: token(),
        turn_token: token(),
        stop_token: token(),
        chinese: row.language == Language::Zh,
    }
}

/// `/reports/subscriptions`
#[derive(Template)]
#[template(path = "figures/reports/subscriptions.html")]
pub struct ListPage {
    page: Page,
    w: &'static SubscriptionText,
    lines: Vec<Line>,
    problem: &'static str,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, rows: &[Listed], problem: &'static str) -> Self {
        let w = SubscriptionText::of(cx.lang);
        Self {
            page: cx.page(w.title),
            w,
            lines: rows.iter().map(|row| line(row, w, cx.lang)).collect(),
            problem,
        }
    }
}

/// `/reports/subscriptions/new`, `/reports/subscriptions/{id}`
#[derive(Template)]
#[template(path = "figures/reports/subscription.html")]
pub struct FormPage {
    page: Page,
    w: &'static SubscriptionText,
    title: &'static str,
    action: String,
    people: Vec<Choice>,
    reports: Vec<Choice>,
    rhythms: Vec<Choice>,
    weekdays: Vec<Choice>,
    days: Vec<Choice>,
    hours: Vec<Choice>,
    languages: Vec<Choice>,
    stale: bool,
    form: FormView,
}

regions!(FormPage { main });

impl FormPage {
    pub fn new(
        cx: &Cx,
        id: Option<ReportSubscriptionId>,
        readers: Vec<Colleague>,
        form: FormView,
        stale: bool,
    ) -> Self {
        let (w, lang) = (SubscriptionText::of(cx.lang), cx.lang);
        let title = if id.is_some() { w.edit } else { w.new };
        Self {
            page: cx.page(title),
            w,
            title,
            action: id.map_or_else(
                || "/reports/subscriptions".to_owned(),
                |id| format!("/reports/subscriptions/{id}"),
            ),
            people: readers
                .into_iter()
                .map(|one| Choice::new(one.id.to_string(), one.name))
                .collect(),
            reports: Topic::choices(lang),
            rhythms: Rhythm::choices(lang),
            weekdays: (1..=7)
                .map(|day| Choice::new(day.to_string(), text::weekday(day, lang)))
                .collect(),
            days: (1..=28)
                .map(|day| Choice::new(day.to_string(), day.to_string()))
                .collect(),
            hours: (0..24)
                .map(|hour| Choice::new(hour.to_string(), format!("{hour:02}:00")))
                .collect(),
            languages: languages(),
            stale,
            form,
        }
    }
}
