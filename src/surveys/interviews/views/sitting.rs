//! What a customer sees on the tablet, or after the poster's code.

use askama::Template;

use super::questions::{Group, Scores, asked, named, worded};
use crate::platform::db::FormToken;
use crate::platform::i18n::Lang;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::answers::rules::pages::{leaves, pages};
use crate::surveys::interviews::model::{Posted, Sitting};
use crate::surveys::interviews::rules::SittingEnd;
use crate::surveys::interviews::text::{self, SittingText};
use crate::surveys::rules::{Given, Paper};
use crate::surveys::text as room;

/// Which page lies open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// From nought on.
    Page(usize),
    /// All is answered.
    End,
}

/// A page that nothing leads away from: no names of staff, no navigation.
fn bare(cx: &Cx, title: &str) -> Page {
    let mut page = Page::bare(cx.lang, title, cx.info.path.clone());
    page.demo = cx.app.config.demo;
    page
}

fn store_name((zh, en): &(String, String), lang: Lang) -> String {
    worded(zh, en, lang).0
}

/// `/on-site/{token}`
#[derive(Template)]
#[template(path = "surveys/interviews/sitting.html", blocks = ["main"])]
pub struct SittingPage {
    page: Page,
    w: &'static SittingText,
    store: String,
    title: String,
    intro: String,
    action: String,
    end_action: String,
    place: String,
    at: usize,
    most: usize,
    is_first: bool,
    is_end: bool,
    /// Nothing more can be asked: it is sent off from here.
    is_last: bool,
    /// The first section of the page, by which it is known.
    section: String,
    groups: Vec<Group>,
    offers_help: bool,
    anonymous: bool,
    form: FormView,
}

regions!(SittingPage { main: as_main });

impl SittingPage {
    pub fn new(
        cx: &Cx,
        token: &str,
        sitting: &Sitting,
        paper: &Paper,
        given: &Given,
        place: Where,
        form: FormView,
    ) -> Self {
        let (lang, w) = (cx.lang, SittingText::of(cx.lang));
        let shown = leaves(paper, given);
        let leaf = match place {
            Where::Page(at) => shown.get(at),
            Where::End => None,
        };
        // The number of a question is its place among those that are shown.
        let before: usize = match place {
            Where::Page(at) => shown.iter().take(at).map(|leaf| leaf.questions().count()).sum(),
            Where::End => 0,
        };
        let mut numbers = before + 1..;
        let groups: Vec<Group> = leaf
            .iter()
            .flat_map(|leaf| &leaf.steps)
            .map(|step| Group {
                title: worded(&step.section.zh, &step.section.en, lang).0,
                questions: step
                    .questions
                    .iter()
                    .zip(numbers.by_ref())
                    .map(|(question, number)| asked(question, number, lang, Scores::Words))
                    .collect(),
            })
            .collect();
        let form = named(form, lang, groups.iter().flat_map(|group| &group.questions));
        // Pages that may still come are counted.
        let most = leaf.map_or(shown.len(), |leaf| pages(paper, given, leaf.id));
        let at = match place {
            Where::Page(at) => at + 1,
            Where::End => most,
        };
        let (title, _) = worded(&paper.title_zh, &paper.title_en, lang);
        Self {
            page: bare(cx, &title),
            w,
            store: store_name(&sitting.store_name, lang),
            title,
            intro: worded(&paper.intro_zh, &paper.intro_en, lang).0,
            action: format!("/on-site/{token}?lang={}", lang.code()),
            end_action: format!("/on-site/{token}/end?lang={}", lang.code()),
            place: text::page_of(at, most, lang),
            at,
            most,
            is_first: at == 1,
            is_end: leaf.is_none(),
            is_last: at == most,
            section: leaf.map_or_else(|| "end".to_owned(), |leaf| leaf.id.to_string()),
            groups,
            offers_help: sitting.offers_help(paper, given),
            anonymous: sitting.anonymous,
            form,
        }
    }
}

/// `/on-site/{token}` when it is over: thanks, and the way back into the portal for staff.
#[derive(Template)]
#[template(path = "surveys/interviews/end.html", blocks = ["main"])]
pub struct EndPage {
    page: Page,
    w: &'static SittingText,
    store: String,
    title: &'static str,
    said: &'static str,
    thanks: bool,
    /// Where staff unlock the tablet.
    unlock: String,
}

regions!(EndPage { main: as_main });

impl EndPage {
    pub fn new(cx: &Cx, sitting: &Sitting) -> Self {
        let (lang, w) = (cx.lang, SittingText::of(cx.lang));
        let (title, said) = match sitting.ended {
            Some(SittingEnd::Answered) => (w.thanks, w.thanks_text),
            Some(SittingEnd::GivenBack) => (w.stopped, w.stopped_text),
            None => (w.over, w.over_text),
        };
        Self {
            page: bare(cx, title),
            w,
            store: store_name(&sitting.store_name, lang),
            title,
            said,
            thanks: sitting.ended == Some(SittingEnd::Answered),
            unlock: if sitting.handed_over {
                format!("/sign-in?next=%2Fsurveys%2F{}%2Fon-site", sitting.survey)
            } else {
                String::new()
            },
        }
    }
}

/// `/desk/{token}`: what follows the poster's code.
#[derive(Template)]
#[template(path = "surveys/interviews/scan.html", blocks = ["main"])]
pub struct ScanPage {
    page: Page,
    w: &'static SittingText,
    store: String,
    title: String,
    minutes: String,
    running: bool,
    /// From this device, today.
    answered: bool,
    action: String,
    token: String,
}

regions!(ScanPage { main: as_main });

impl ScanPage {
    pub fn new(cx: &Cx, token: &str, posted: &Posted, answered: bool) -> Self {
        let (lang, w) = (cx.lang, SittingText::of(cx.lang));
        Self {
            page: bare(cx, w.hello),
            w,
            store: store_name(&posted.store_name, lang),
            title: worded(&posted.title.0, &posted.title.1, lang).0,
            minutes: room::about_minutes(posted.minutes, lang),
            running: posted.survey.running,
            answered,
            action: format!("/desk/{token}?lang={}", lang.code()),
            token: FormToken::new().to_string(),
        }
    }
}
