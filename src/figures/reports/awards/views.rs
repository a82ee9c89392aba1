//! Pages of awards.

use std::collections::HashMap;

use askama::Template;

use super::forms::AwardsQuery;
use super::model::{Award, NewAward};
use super::queries::Boards;
use super::text::{self, AwardText};
use crate::figures::reports::board::Standing;
use crate::figures::reports::month::Month;
use crate::figures::reports::text as reports;
use crate::figures::rules::Figure;
use crate::figures::text as figures;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::{Chooser, Narrowed, address};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::StoreRow;
use crate::values::ids::StaffId;

/// So many months back there are nominations.
const MONTHS: u32 = 12;

/// Where an award is given.
pub fn giving(month: Month, figure: Figure, person: StaffId) -> String {
    let pairs = [
        ("month", month.to_string()),
        ("figure", figure.code().to_owned()),
        ("person", person.to_string()),
    ];
    address("/reports/awards/new", pairs)
}

/// Where the rows of somebody's figure are.
pub fn rows_of(month: Month, figure: Figure, person: StaffId) -> String {
    let pairs = [
        ("person", person.to_string()),
        ("period", "month".to_owned()),
        ("day", times::date(month.first())),
    ];
    address(&format!("/figures/{}", figure.code()), pairs)
}

/// Somebody who stands first.
struct Nominee {
    figure: &'static str,
    name: String,
    value: String,
    n: String,
    place: String,
    rows: String,
    /// Empty: not to be given, or given already.
    give: String,
    given: bool,
}

/// An award in a line; also on the monthly report.
pub struct Line {
    pub month: String,
    pub figure: &'static str,
    pub name: String,
    pub value: String,
    pub n: String,
    pub place: String,
    pub words: String,
    pub by: String,
    pub certificate: String,
    pub removal: String,
    pub token: String,
}

pub fn line(award: &Award, names: &HashMap<StaffId, String>, lang: Lang) -> Line {
    let count = |count: i32| usize::try_from(count).unwrap_or_default();
    let by = names.get(&award.given_by).cloned().unwrap_or_default();
    Line {
        month: reports::month(Month::of(award.month), lang),
        figure: figures::name(award.figure, lang),
        name: award.name.clone(),
        value: figures::number(award.value, award.figure.unit()),
        n: reports::n(award.n),
        place: reports::place(count(award.place), count(award.sharing), lang),
        words: award.words.clone(),
        by: format!("{by} {}", times::date(times::day_of(award.given_at)))
            .trim()
            .to_owned(),
        certificate: format!("/reports/awards/{}/certificate", award.id),
        removal: format!("/reports/awards/{}/removal", award.id),
        token: FormView::blank().token().to_owned(),
    }
}

/// What the page is made of.
pub struct Loaded {
    pub month: Month,
    pub this: Month,
    pub boards: Boards,
    pub awards: Vec<Award>,
    pub names: HashMap<StaffId, String>,
}

/// `/reports/awards`
#[derive(Template)]
#[template(path = "figures/reports/awards.html")]
pub struct AwardsPage {
    page: Page,
    w: &'static AwardText,
    month: String,
    chooser: Chooser,
    runs: bool,
    nominees: Vec<Nominee>,
    lines: Vec<Line>,
}

regions!(AwardsPage { main });

impl AwardsPage {
    pub fn new(cx: &Cx, query: &AwardsQuery, of: &Loaded) -> Self {
        let (w, lang) = (AwardText::of(cx.lang), cx.lang);
        let runs = of.month >= of.this;
        let months = (0..=MONTHS)
            .map(|back| of.this.back(back))
            .map(|month| Choice::new(month.to_string(), reports::month(month, lang)))
            .collect();
        let mut nominees = Vec::new();
        for (figure, board) in &of.boards {
            for one in board.iter().filter(|one| one.place == Some(1)) {
                nominees.push(nominee(*figure, one, of, runs, lang));
            }
        }
        Self {
            page: cx.page(w.title),
            w,
            month: reports::month(of.month, lang),
            chooser: query.chooser("month", w.month, &of.month.to_string(), months),
            runs,
            nominees,
            lines: of.awards.iter().map(|award| line(award, &of.names, lang)).collect(),
        }
    }
}

fn nominee(figure: Figure, one: &Standing, of: &Loaded, runs: bool, lang: Lang) -> Nominee {
    let given = of
        .awards
        .iter()
        .any(|award| award.month == of.month.first() && award.figure == figure && award.staff_id == one.person);
    Nominee {
        figure: figures::name(figure, lang),
        name: one.name.clone(),
        value: figures::number(one.value, figure.unit()),
        n: reports::n(one.n),
        place: reports::place(one.place.unwrap_or_default(), one.sharing, lang),
        rows: rows_of(of.month, figure, one.person),
        give: if runs || given {
            String::new()
        } else {
            giving(of.month, figure, one.person)
        },
        given,
    }
}

/// `/reports/awards/new`
#[derive(Template)]
#[template(path = "figures/reports/award.html", blocks = ["dialog"])]
pub struct AskPage {
    page: Page,
    w: &'static AwardText,
    about: Vec<(&'static str, String)>,
    back: String,
    form: FormView,
}

regions!(AskPage {
    main,
    dialog: as_dialog
});

impl AskPage {
    /// Of somebody who can't be given it: what is wrong stands beside.
    pub fn bare(cx: &Cx, form: FormView) -> Self {
        let w = AwardText::of(cx.lang);
        Self {
            page: cx.page(w.give_title),
            w,
            about: Vec::new(),
            back: AwardsQuery::PATH.to_owned(),
            form,
        }
    }

    pub fn new(cx: &Cx, wanted: &NewAward, standing: &Standing, form: FormView) -> Self {
        let (w, lang) = (AwardText::of(cx.lang), cx.lang);
        let place = reports::place(standing.place.unwrap_or_default(), standing.sharing, lang);
        let unit = wanted.figure.unit();
        Self {
            about: vec![
                (w.person, standing.name.clone()),
                (w.month, reports::month(wanted.month, lang)),
                (w.figure, figures::name(wanted.figure, lang).to_owned()),
                (
                    w.value,
                    format!("{} ({})", figures::number(standing.value, unit), reports::n(standing.n)),
                ),
                (w.place, place),
                (w.target, figures::value(standing.target, unit)),
            ],
            back: address(AwardsQuery::PATH, [("month", wanted.month.to_string())]),
            ..Self::bare(cx, form)
        }
    }
}

/// `/reports/awards/{id}/certificate`
#[derive(Template)]
#[template(path = "figures/reports/certificate.html", blocks = ["main"])]
pub struct CertificatePage {
    page: Page,
    w: &'static AwardText,
    store: String,
    name: String,
    line: String,
    words: String,
    given_on: String,
}

regions!(CertificatePage { main: as_main });

impl CertificatePage {
    pub fn new(cx: &Cx, award: &Award, store: &StoreRow) -> Self {
        let (w, lang) = (AwardText::of(cx.lang), cx.lang);
        Self {
            page: cx.page(w.certificate_title),
            w,
            store: store.letterhead(lang),
            name: award.name.clone(),
            line: text::line(award, lang),
            words: award.words.clone(),
            given_on: times::date(times::day_of(award.given_at)),
        }
    }
}
