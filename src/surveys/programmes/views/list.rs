//! The list of surveys.

use askama::Template;
use serde::Deserialize;

use super::tone;
use crate::access::Permission;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::Tab;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::surveys::programmes::model::{Listed, TOPIC};
use crate::surveys::programmes::rules::{SurveyView, rate};
use crate::surveys::programmes::text::{self, SurveyText};
use crate::surveys::text as room;

/// The query string of the list, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub after: String,
}

/// A survey in the list.
pub struct Line {
    pub id: String,
    pub href: String,
    pub number: String,
    pub name: String,
    pub purpose: &'static str,
    pub kind: &'static str,
    pub way: &'static str,
    pub anonymous: bool,
    pub state: &'static str,
    pub tone: &'static str,
    pub period: String,
    pub planned: String,
    pub asked: String,
    pub answered: String,
    pub rate: String,
}

impl Line {
    fn new(listed: &Listed, w: &'static SurveyText, lang: Lang) -> Self {
        let survey = &listed.survey;
        let last = survey.ends_on.map(times::date);
        Self {
            id: survey.id.to_string(),
            href: format!("/surveys/{}", survey.id),
            number: survey.number.clone(),
            name: survey.name.clone(),
            purpose: room::purpose(survey.purpose, lang),
            kind: if survey.standing { w.standing } else { w.one_off },
            way: room::way(survey.way, lang),
            anonymous: survey.anonymous,
            state: survey.state.label(lang),
            tone: tone(survey.state),
            period: text::period(&times::date(survey.starts_on), last.as_deref(), lang),
            planned: listed.planned.to_string(),
            asked: listed.asked.to_string(),
            answered: listed.answered.to_string(),
            rate: text::percent(rate(listed.rated.1, listed.rated.0)),
        }
    }
}

/// `/surveys`
#[derive(Template)]
#[template(path = "surveys/programmes/list.html", blocks = ["surveys"])]
pub struct ListPage {
    page: Page,
    w: &'static SurveyText,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: String,
    shown: String,
    may_run: bool,
    may_design: bool,
    may_report: bool,
}

regions!(ListPage {
    main,
    surveys: as_surveys
});

impl ListPage {
    pub fn new(cx: &Cx, view: SurveyView, slice: Slice<Listed>) -> Result<Self, Error> {
        let (w, lang, actor) = (SurveyText::of(cx.lang), cx.lang, cx.actor()?);
        let href = |view: SurveyView| format!("/surveys?view={}", view.code());
        Ok(Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: SurveyView::ALL
                .iter()
                .map(|one| Tab::new(href(*one), one.label(lang), *one == view))
                .collect(),
            shown: slice.rows.len().to_string(),
            lines: slice.rows.iter().map(|row| Line::new(row, w, lang)).collect(),
            next: slice
                .next
                .map(|after| format!("{}&after={after}", href(view)))
                .unwrap_or_default(),
            may_run: actor.may(Permission::RunSurveys),
            may_design: actor.may(Permission::SeeSurveys),
            may_report: actor.may(Permission::SeeSurveyReport),
        })
    }
}
