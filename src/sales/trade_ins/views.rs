//! Pages of trade-ins.

use askama::Template;

use super::model::TradeIn;
use super::rules::{Accident, Grade, Point, TradeState, holds};
use super::text::TradeText;
use crate::access::Permission;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::files::FileInfo;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::steps::MovedOn;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::test_drives::model::Candidate;
use crate::values::ids::OpportunityId;
use crate::values::money::Fen;
use crate::values::plate::Plate;

/// What a browser is told to offer.
const ACCEPT: &str = "image/jpeg,image/png,image/webp";

fn tone(trade: &TradeIn) -> &'static str {
    match trade.state {
        TradeState::Open => "amber",
        TradeState::Offered => "blue",
        TradeState::Accepted => "green",
        TradeState::Declined => "",
    }
}

fn plate_kind(trade: &TradeIn) -> &'static str {
    let plate = trade.plate.as_ref().and_then(|plate| Plate::parse(plate.expose()).ok());
    if plate.is_some_and(|plate| plate.is_new_energy()) {
        "nev"
    } else {
        ""
    }
}

fn base(opportunity: OpportunityId) -> String {
    format!("/opportunities/{opportunity}/trade-ins")
}

/// A trade-in in the list.
pub struct Line {
    pub id: String,
    pub href: String,
    pub model: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub mileage: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub offer: String,
    pub valid_until: String,
}

/// `/opportunities/{id}/trade-ins`
#[derive(Template)]
#[template(path = "sales/trade_ins/list.html")]
pub struct ListPage {
    page: Page,
    w: &'static TradeText,
    number: String,
    customer: String,
    back: String,
    new_href: String,
    may_work: bool,
    lines: Vec<Line>,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, of: &Candidate, trades: &[TradeIn]) -> Result<Self, Error> {
        let (w, lang) = (TradeText::of(cx.lang), cx.lang);
        let base = base(of.id);
        Ok(Self {
            page: cx.page(w.title),
            w,
            number: of.number.clone(),
            customer: of.customer.clone(),
            back: format!("/opportunities/{}", of.id),
            new_href: format!("{base}/new"),
            may_work: cx.actor()?.may(Permission::WorkSales),
            lines: trades
                .iter()
                .map(|trade| Line {
                    id: trade.id.to_string(),
                    href: format!("{base}/{}", trade.id),
                    model: trade.model.clone(),
                    plate: trade.plate_shown(),
                    plate_kind: plate_kind(trade),
                    mileage: trade.mileage.display(),
                    state: trade.state.label(lang),
                    tone: tone(trade),
                    offer: trade.offer.map(Fen::display).unwrap_or_default(),
                    valid_until: trade.valid_until.map(times::date).unwrap_or_default(),
                })
                .collect(),
        })
    }
}

/// A part of the car, as the form asks about it.
pub struct PointField {
    pub name: &'static str,
    pub label: &'static str,
}

/// `/opportunities/{id}/trade-ins/new`, `…/{trade}/edit`
#[derive(Template)]
#[template(path = "sales/trade_ins/form.html")]
pub struct FormPage {
    page: Page,
    w: &'static TradeText,
    title: &'static str,
    number: String,
    customer: String,
    action: String,
    back: String,
    /// Photos come along with a new one only.
    is_new: bool,
    notice: &'static str,
    accept: &'static str,
    points: Vec<PointField>,
    grades: Vec<Choice>,
    accidents: Vec<Choice>,
    form: FormView,
}

regions!(FormPage { main });

impl FormPage {
    pub fn new(cx: &Cx, of: &Candidate, trade: Option<&TradeIn>, form: FormView, notice: &'static str) -> Self {
        let (w, lang) = (TradeText::of(cx.lang), cx.lang);
        let title = if trade.is_some() { w.edit } else { w.new };
        let base = base(of.id);
        let here = trade.map_or_else(|| base.clone(), |trade| format!("{base}/{}", trade.id));
        Self {
            page: cx.page(title),
            w,
            title,
            number: of.number.clone(),
            customer: of.customer.clone(),
            action: here.clone(),
            back: here,
            is_new: trade.is_none(),
            notice,
            accept: ACCEPT,
            points: Point::ALL
                .iter()
                .map(|point| PointField {
                    name: point.code(),
                    label: point.label(lang),
                })
                .collect(),
            grades: Grade::choices(lang),
            accidents: Accident::choices(lang),
            form,
        }
    }
}

/// What the form holds when it is opened.
pub fn start(trade: &TradeIn) -> Vec<(&'static str, String)> {
    let mut pairs = vec![
        ("model", trade.model.clone()),
        ("colour", trade.colour.clone()),
        ("plate", trade.plate_shown()),
        (
            "vin",
            trade.vin.as_ref().map(|vin| vin.expose().clone()).unwrap_or_default(),
        ),
        (
            "registered_on",
            trade.registered_on.map(times::date).unwrap_or_default(),
        ),
        ("mileage", trade.mileage.km().to_string()),
        ("accident", trade.accident.code().to_owned()),
        ("note", trade.note.clone().unwrap_or_default()),
        ("lock_version", trade.lock_version.to_string()),
    ];
    let graded = trade.condition.iter();
    pairs.extend(graded.map(|(point, grade)| (point.code(), grade.code().to_owned())));
    pairs
}

pub struct Photo {
    pub href: String,
    pub thumbnail: String,
    pub name: String,
    pub removal: String,
    pub token: String,
}

/// `/opportunities/{id}/trade-ins/{trade}`
#[derive(Template)]
#[template(path = "sales/trade_ins/show.html")]
pub struct ShowPage {
    page: Page,
    w: &'static TradeText,
    number: String,
    customer: String,
    back: String,
    base: String,
    edit_href: String,
    model: String,
    plate: String,
    plate_kind: &'static str,
    state: &'static str,
    tone: &'static str,
    notice: &'static str,
    may_work: bool,
    may_offer: bool,
    may_answer: bool,
    /// The offer is no longer to be taken.
    expired: bool,
    lock_version: String,
    facts: Vec<(&'static str, String)>,
    condition: Vec<(&'static str, &'static str, &'static str)>,
    photos: Vec<Photo>,
    accept: &'static str,
    /// Of the offer, of the answer, of the photos.
    form: FormView,
    reply: FormView,
    upload: FormView,
}

regions!(ShowPage { main });

/// The forms of the page; all blank when it is opened.
pub struct Forms {
    pub offer: FormView,
    pub reply: FormView,
    pub upload: FormView,
}

impl ShowPage {
    pub fn new(
        cx: &Cx,
        of: &Candidate,
        (trade, photos): (&TradeIn, &[FileInfo]),
        forms: Forms,
        notice: &'static str,
    ) -> Result<Self, Error> {
        let (w, lang, today) = (TradeText::of(cx.lang), cx.lang, times::day_of(cx.now));
        let may_work = cx.actor()?.may(Permission::WorkSales);
        let base_ = base(of.id);
        let here = format!("{base_}/{}", trade.id);
        let mut facts = vec![
            (w.vin, trade.vin_masked()),
            (w.colour, trade.colour.clone()),
            (
                w.registered_on,
                trade.registered_on.map(times::date).unwrap_or_default(),
            ),
            (w.mileage, trade.mileage.display()),
            (w.accident, trade.accident.label(lang).to_owned()),
            (w.note, trade.note.clone().unwrap_or_default()),
            (w.amount, trade.offer.map(Fen::display).unwrap_or_default()),
            (w.valid_until, trade.valid_until.map(times::date).unwrap_or_default()),
            (w.declined_because, trade.declined_because.clone().unwrap_or_default()),
        ];
        facts.retain(|(_, value)| !value.is_empty());
        Ok(Self {
            page: cx.page(w.one),
            w,
            number: of.number.clone(),
            customer: of.customer.clone(),
            edit_href: format!("{here}/edit"),
            model: trade.model.clone(),
            plate: trade.plate_shown(),
            plate_kind: plate_kind(trade),
            state: trade.state.label(lang),
            tone: tone(trade),
            notice,
            may_work,
            may_offer: may_work && trade.state.takes_offer(),
            may_answer: may_work && trade.state == TradeState::Offered,
            expired: trade.state == TradeState::Offered && !holds(trade.state, trade.valid_until, today),
            lock_version: trade.lock_version.to_string(),
            facts,
            condition: trade
                .condition
                .iter()
                .map(|(point, grade)| {
                    let tone = match grade {
                        Grade::Good => "green",
                        Grade::Worn => "amber",
                        Grade::Faulty => "red",
                    };
                    (point.label(lang), grade.label(lang), tone)
                })
                .collect(),
            photos: photos
                .iter()
                .map(|file| {
                    let href = format!("{here}/photos/{}", file.id);
                    Photo {
                        thumbnail: format!("{href}/thumbnail"),
                        removal: format!("{href}/removal"),
                        name: file.name.expose().clone(),
                        token: FormToken::new().to_string(),
                        href,
                    }
                })
                .collect(),
            accept: ACCEPT,
            form: forms.offer,
            reply: forms.reply,
            upload: forms.upload,
            back: base_,
            base: here,
        })
    }
}

/// A step that can't be taken any more.
pub fn moved_on(cx: &Cx, back: String) -> MovedOn {
    let w = TradeText::of(cx.lang);
    MovedOn::new(cx, w.one, w.moved_on, w.back, back)
}
