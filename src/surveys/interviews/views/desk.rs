//! Handing the tablet over, sheets of paper, the poster.

use askama::Template;

use super::questions::{Group, Scores, groups, named, worded};
use crate::access::Permission;
use crate::customers::model::Brief;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page, Qr};
use crate::regions;
use crate::surveys::interviews::model::{Present, Sheet, Survey};
use crate::surveys::interviews::text::{self, DeskText};
use crate::surveys::rules::Paper;

/// `/surveys/{id}/on-site`
#[derive(Template)]
#[template(path = "surveys/interviews/hand_over.html")]
pub struct HandOverPage {
    page: Page,
    w: &'static DeskText,
    survey: String,
    back: String,
    action: String,
    running: bool,
    anonymous: bool,
    people: Vec<Choice>,
    /// Where the others are offered too, and how many there are.
    others: String,
    others_href: String,
    notice: &'static str,
    form: FormView,
}

regions!(HandOverPage { main });

impl HandOverPage {
    pub fn new(
        cx: &Cx,
        survey: &Survey,
        present: Vec<Present>,
        all: bool,
        asked: Option<Brief>,
        form: FormView,
        notice: &'static str,
    ) -> Self {
        let w = DeskText::of(cx.lang);
        let asked =
            asked.map(|customer| Choice::new(format!("customer:{}", customer.id), customer.name.expose().clone()));
        let chosen = form.value("whom").to_owned();
        let choice = |one: Present| {
            // A ticket of another day has a number that somebody of today may have too.
            let ticket = if times::day_of(one.arrived_at) == times::day_of(cx.now) {
                one.ticket.clone()
            } else {
                format!("{} ({})", one.ticket, times::date(times::day_of(one.arrived_at)))
            };
            let name = format!("{ticket} {}", one.customer.name.expose());
            let label = if one.fits {
                name
            } else {
                format!("{name} · {}", text::not_yet(survey.purpose, cx.lang))
            };
            Choice::new(format!("visit:{}", one.visit), label)
        };
        let (fit, others): (Vec<Present>, Vec<Present>) = present.into_iter().partition(|one| one.fits);
        // Whom the survey doesn't fit is offered when asked for.
        let (later, more): (Vec<Present>, Vec<Present>) = others
            .into_iter()
            .partition(|one| all || chosen == format!("visit:{}", one.visit));
        let here = fit.into_iter().chain(later).map(choice);
        let mut page = cx.page(w.on_site);
        page.path = format!("/surveys/{}/on-site", survey.id);
        Self {
            action: page.path.clone(),
            page,
            w,
            survey: survey.name.clone(),
            back: format!("/surveys/{}", survey.id),
            running: survey.running,
            anonymous: survey.anonymous,
            people: asked
                .into_iter()
                .chain(here)
                .chain([Choice::new("nobody", w.nameless)])
                .collect(),
            others: if more.is_empty() {
                String::new()
            } else {
                text::others(more.len(), cx.lang)
            },
            others_href: format!("/surveys/{}/on-site?all=1", survey.id),
            // A survey that doesn't run says so by itself.
            notice: if survey.running { notice } else { "" },
            form: form.named(cx.lang, [("whom", w.whom)]),
        }
    }
}

struct SheetLine {
    number: String,
    by: String,
    at: String,
    iso: String,
    href: String,
}

/// `/surveys/{id}/paper`
#[derive(Template)]
#[template(path = "surveys/interviews/paper.html")]
pub struct PaperPage {
    page: Page,
    w: &'static DeskText,
    survey: String,
    back: String,
    action: String,
    anonymous: bool,
    groups: Vec<Group>,
    only_if: &'static str,
    keys: &'static str,
    keys_ten: &'static str,
    wishes: &'static str,
    call_me: &'static str,
    complaint: &'static str,
    sheets: Vec<SheetLine>,
    notice: &'static str,
    form: FormView,
}

regions!(PaperPage { main });

impl PaperPage {
    pub fn new(
        cx: &Cx,
        survey: &Survey,
        paper: &Paper,
        sheets: Vec<Sheet>,
        form: FormView,
        notice: &'static str,
    ) -> Self {
        let (lang, w) = (cx.lang, DeskText::of(cx.lang));
        let calls = crate::surveys::interviews::text::CallText::of(lang);
        let may_see = cx
            .signed_in()
            .is_some_and(|actor| actor.may(Permission::SeeSurveyAnswers));
        let groups = groups(paper, lang, Scores::Both);
        let form = named(form, lang, groups.iter().flat_map(|group| &group.questions))
            .named(lang, [("number", w.number), ("phone", w.phone)]);
        let mut page = cx.page(w.paper);
        page.path = format!("/surveys/{}/paper", survey.id);
        Self {
            action: page.path.clone(),
            page,
            w,
            survey: survey.name.clone(),
            back: format!("/surveys/{}", survey.id),
            anonymous: survey.anonymous,
            groups,
            only_if: calls.only_if,
            keys: calls.keys,
            keys_ten: calls.keys_ten,
            wishes: calls.wishes,
            call_me: calls.call_me,
            complaint: calls.complaint,
            sheets: sheets
                .into_iter()
                .map(|sheet| SheetLine {
                    number: sheet.number,
                    by: sheet.typed_by.unwrap_or_default(),
                    at: times::minute(sheet.typed_at),
                    iso: times::iso(sheet.typed_at),
                    href: sheet
                        .response
                        .filter(|_| may_see)
                        .map(|id| format!("/survey-answers/{id}"))
                        .unwrap_or_default(),
                })
                .collect(),
            notice,
            form,
        }
    }
}

/// `/surveys/{id}/paper/sheet`: to be printed as often as needed; the number is written on by hand.
#[derive(Template)]
#[template(path = "surveys/interviews/sheet.html")]
pub struct PrintedSheet {
    page: Page,
    w: &'static DeskText,
    store: String,
    survey: String,
    title: String,
    intro: String,
    version: String,
    anonymous: bool,
    groups: Vec<Group>,
    wishes: &'static str,
    call_me: &'static str,
    complaint: &'static str,
    worst: &'static str,
    best: &'static str,
}

impl PrintedSheet {
    pub fn new(cx: &Cx, survey: &Survey, paper: &Paper) -> Result<Self, Error> {
        let (lang, w) = (cx.lang, DeskText::of(cx.lang));
        let sitting = crate::surveys::interviews::text::SittingText::of(lang);
        let (title, _) = worded(&paper.title_zh, &paper.title_en, lang);
        Ok(Self {
            page: cx.page(title.clone()),
            w,
            store: cx.actor()?.store_name.clone(),
            survey: survey.number.clone(),
            title,
            intro: worded(&paper.intro_zh, &paper.intro_en, lang).0,
            version: paper.number.to_string(),
            anonymous: survey.anonymous,
            groups: groups(paper, lang, Scores::Words),
            wishes: sitting.wishes,
            call_me: sitting.call_me,
            complaint: sitting.complaint,
            worst: sitting.worst,
            best: sitting.best,
        })
    }
}

/// Where a code leads.
struct Code {
    whole: String,
    qr: Qr,
}

/// `/surveys/{id}/poster`
#[derive(Template)]
#[template(path = "surveys/interviews/poster.html")]
pub struct PosterPage {
    page: Page,
    w: &'static DeskText,
    store: String,
    survey: String,
    action: String,
    back: String,
    code: Option<Code>,
    /// How many answers came by it; empty while none has.
    came: String,
    minutes: String,
    running: bool,
    may_make: bool,
    /// Who makes it, for whoever may not.
    who: String,
    token: String,
}

impl PosterPage {
    pub fn new(
        cx: &Cx,
        survey: &Survey,
        minutes: usize,
        token: Option<&str>,
        (sent, repeated): (i64, i64),
    ) -> Result<Self, Error> {
        let (actor, w) = (cx.actor()?, DeskText::of(cx.lang));
        let code = match token {
            Some(token) => {
                let whole = cx.app.config.whole(&format!("/desk/{token}"));
                Some(Code {
                    qr: Qr::new(&whole)?,
                    whole,
                })
            }
            None => None,
        };
        Ok(Self {
            page: cx.page(w.poster),
            w,
            store: actor.store_name.clone(),
            survey: survey.name.clone(),
            action: format!("/surveys/{}/poster", survey.id),
            back: format!("/surveys/{}", survey.id),
            code,
            came: if sent > 0 {
                crate::surveys::interviews::text::by_poster(sent, repeated, cx.lang)
            } else {
                String::new()
            },
            minutes: crate::surveys::text::about_minutes(minutes, cx.lang),
            running: survey.running,
            may_make: actor.may(Permission::RunSurveys),
            who: text::poster_who(cx.lang),
            token: FormToken::new().to_string(),
        })
    }
}
