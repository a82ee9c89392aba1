//! The steps a person takes with one order, each with its form: `GET` shows it, `POST` does it.
//!
//! A step is a noun in the URL (`POST /service-orders/{id}/consent`). Technicians take some of them below `/repairs`:
//! where a step was opened is where it leads back to.

mod money;
mod people;
mod work;

use actix_web::web::Path;

pub use money::{ConsentStep, LeaveStep, OfferStep, PayStep, RefundStep, SettleStep};
pub use people::{AdvisorStep, AnswerStep, AssignStep, CancelStep, PromiseStep};
pub use work::{CheckStep, FinishStep, PartsStep, ResumeStep};

use super::check_in::rules::Strokes;
use super::commands;
use super::model::{Detail, OrderRow};
use super::queries;
use super::rules::ConsentHow;
use super::text::{self, ServiceText};
use crate::access::{Actor, Permission};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::drafts::{self, Draft};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Answer, Checker, Cx, Form, FormView, Posted};
use crate::values::fault::Fault;
use crate::values::ids::{ServiceOrderId, StaffId};
use crate::values::money::Fen;

/// What a step's form is made from.
pub struct Around {
    pub lang: Lang,
    pub w: &'static ServiceText,
    pub actor: Actor,
    pub detail: Detail,
    /// (id, name, may advise, repairs)
    pub people: Vec<(StaffId, String, bool, bool)>,
    pub points: i64,
    /// The price list, as far as a form can offer it.
    pub prices: Vec<queries::Price>,
}

impl Around {
    pub fn order(&self) -> &OrderRow {
        &self.detail.order
    }

    pub fn technicians(&self) -> Vec<Choice> {
        self.choose(|one| one.3)
    }

    pub fn advisors(&self) -> Vec<Choice> {
        self.choose(|one| one.2)
    }

    fn choose(&self, wanted: impl Fn(&(StaffId, String, bool, bool)) -> bool) -> Vec<Choice> {
        self.people
            .iter()
            .filter(|one| wanted(one))
            .map(|(id, name, ..)| Choice::new(id.to_string(), name.clone()))
            .collect()
    }
}

/// What a step's form needs besides the order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// What the people are called who did what is on record.
    Names,
    People,
    Points,
    Prices,
}

/// One thing that can be done to an order.
pub trait Step: Form<Parsed: Send> {
    /// The last part of its URL.
    const NOUN: &'static str;

    fn title(w: &'static ServiceText) -> &'static str;

    /// What is said when it is done.
    fn said(w: &'static ServiceText) -> &'static str {
        w.saved
    }

    /// `primary`, or `danger` for what is not taken back easily.
    const LOOK: &'static str = "primary";

    const NEEDS: Needs = Needs::Nothing;

    fn fields(_around: &Around) -> Vec<Field> {
        Vec::new()
    }

    /// What the form holds when it is opened.
    fn start(_around: &Around) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Whether it can be taken as things are; if not, its form is not shown.
    fn applies(_around: &Around) -> bool {
        true
    }

    /// What has to be done first, where that is why it does not apply.
    fn lacking(_around: &Around) -> Option<&'static str> {
        None
    }

    /// Why it can't be taken any more, where that can be told.
    fn gone_on(_around: &Around) -> Option<String> {
        None
    }

    /// What there is to know before it is filled in.
    fn about(_around: &Around) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// What has to be heeded before that.
    fn advice(_around: &Around) -> Option<String> {
        None
    }

    /// Whether what was left unsent is still about what the form asks.
    fn fits(_draft: &Draft, _around: &Around) -> bool {
        true
    }

    /// Better words for a fault of this step.
    fn explain(_field: &str, _fault: &Fault, _around: &Around) -> Option<String> {
        None
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, new: Self::Parsed) -> Result<(), Error>;
}

/// How many entries of the price list a form offers.
const MOST_PRICES: usize = 600;

/// Where what is typed into a step is kept until it is sent.
fn place<S: Step>(id: ServiceOrderId) -> String {
    format!("service.{}.{id}", S::NOUN)
}

/// Where a step leads back to: the technician's page, or the order's.
pub fn back(cx: &Cx, id: ServiceOrderId) -> String {
    let sees = cx
        .signed_in()
        .is_some_and(|actor| actor.may(Permission::SeeServiceOrders));
    if cx.info.path.starts_with("/repairs") || !sees {
        "/repairs".to_owned()
    } else {
        format!("/service-orders/{id}")
    }
}

/// That a step no longer applies.
pub fn moved_on(cx: &Cx, id: ServiceOrderId) -> MovedOn {
    let w = ServiceText::of(cx.lang);
    MovedOn::new(cx, w.gone_on, w.gone_on_text, w.look_again, back(cx, id))
}

/// `GET /service-orders/{id}/{step}`
pub async fn show<S: Step>(cx: Cx, id: Path<ServiceOrderId>) -> Answer {
    let mut around = around::<S>(&cx, *id, &place::<S>(*id)).await?;
    if !S::applies(&around) {
        let (title, why) = match S::lacking(&around) {
            Some(first) => (S::title(around.w), Some(first.to_owned())),
            None => (around.w.gone_on, S::gone_on(&around)),
        };
        return cx.conflict(&moved_on(&cx, *id).lacking(title, why));
    }
    let start = S::start(&around);
    let mut left = around.detail.draft.take().filter(|draft| S::fits(draft, &around));
    if let Some(draft) = &mut left {
        draft.pairs.retain(|(name, _)| !OF_THE_MOMENT.contains(&name.as_str()));
    }
    let draft = drafts::worth_showing(&cx, left, &place::<S>(*id), &start).await?;
    let (form, restored) = match draft {
        Some(draft) => {
            let when = times::short(draft.at, cx.now, cx.lang);
            (FormView::fresh(draft.over(start)), text::restored(&when, cx.lang))
        }
        None => (FormView::fresh(start), String::new()),
    };
    let page = StepPage {
        restored,
        ..page::<S>(&cx, *id, &around, form, "")
    };
    cx.show(&page)
}

/// `POST /service-orders/{id}/{step}`
pub async fn take<S: Step>(cx: Cx, id: Path<ServiceOrderId>, posted: Posted<S>) -> Answer {
    let (id, w) = (*id, ServiceText::of(cx.lang));
    let back = back(&cx, id);
    let answer = cx
        .submit(&posted, move |tx, new| {
            S::run(tx, id, new)?;
            drafts::clear(tx, &place::<S>(id))?;
            Ok(SeeOther::to(back).saying(S::said(w)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = around::<S>(&cx, id, "").await?;
            let mut form = posted.view(cx.lang, &errors);
            for (field, fault) in &errors {
                if let Some(words) = S::explain(field, fault, &around) {
                    form = form.with_error(field, words);
                }
            }
            cx.unprocessable(&page::<S>(&cx, id, &around, form, ""))
        }
        Err(Error::Stale) => {
            let around = around::<S>(&cx, id, "").await?;
            if !S::applies(&around) {
                return cx.conflict(&moved_on(&cx, id));
            }
            let theirs: Vec<(String, String)> = S::start(&around)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            // What was seen is the only thing that changed; everything typed stays, but nobody signed for what is seen now.
            let mut pairs = posted.pairs().to_vec();
            pairs.retain(|(name, _)| name != "strokes");
            for (name, value) in &mut pairs {
                if name == "seen"
                    && let Some((_, now)) = theirs.iter().find(|(known, _)| known == name)
                {
                    value.clone_from(now);
                }
            }
            let form = FormView::fresh(pairs);
            cx.conflict(&page::<S>(&cx, id, &around, form, w.changed_meanwhile))
        }
        Err(Error::WrongState) => {
            let around = around::<S>(&cx, id, "").await.ok();
            let told = around.and_then(|around| S::gone_on(&around));
            cx.conflict(&moved_on(&cx, id).lacking(w.gone_on, told))
        }
        answer => answer,
    }
}

async fn around<S: Step>(cx: &Cx, id: ServiceOrderId, place: &str) -> Result<Around, Error> {
    let place = place.to_owned();
    let (actor, vault, lang, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.lang, cx.now);
    cx.read(move |conn| {
        let mut detail = queries::head(conn, &vault, &actor, id, &place)?;
        if S::NEEDS == Needs::Names {
            detail = queries::with_people(conn, &vault, actor.store, detail)?;
        }
        let people = if S::NEEDS == Needs::People {
            queries::people(conn, actor.store)?
        } else {
            Vec::new()
        };
        let points = if S::NEEDS == Needs::Points {
            commands::points_of(conn, now, actor.store, detail.order.customer_id)?
        } else {
            0
        };
        let prices = if S::NEEDS == Needs::Prices {
            let (rows, _) = queries::prices(conn, actor.store, &queries::PriceFilter::default(), MOST_PRICES)?;
            let settings = &detail.settings;
            rows.into_iter().map(|row| queries::priced(row, settings)).collect()
        } else {
            Vec::new()
        };
        Ok(Around {
            lang,
            w: ServiceText::of(lang),
            actor,
            detail,
            people,
            points,
            prices,
        })
    })
    .await
}

fn page<S: Step>(cx: &Cx, id: ServiceOrderId, around: &Around, form: FormView, notice: &'static str) -> StepPage {
    let title = S::title(around.w);
    let fields = S::fields(around);
    // What is quickly chosen again needs no draft.
    let written = fields.iter().any(|field| field.kind == Kind::Text);
    StepPage {
        place: if written { place::<S>(id) } else { String::new() },
        restored: String::new(),
        page: cx.page(title),
        title,
        submit: title,
        look: S::LOOK,
        action: cx.info.path.split('?').next().unwrap_or_default().to_owned(),
        back: back(cx, id),
        number: around.order().number.clone(),
        notice: if notice.is_empty() {
            S::advice(around).unwrap_or_default()
        } else {
            notice.to_owned()
        },
        about: S::about(around),
        fields,
        form,
    }
}

/// What the customer agreed to beside what it comes to now.
fn totals(around: &Around) -> Vec<(&'static str, String)> {
    let (w, order, bill) = (around.w, around.order(), around.detail.bill());
    let agreed = order.agreed_fen.map(|fen| (w.agreed, Fen::new(fen).display()));
    let now = if agreed.is_some() { w.current } else { w.customers_part };
    let others = [(w.warranty_part, bill.warranty), (w.insurer_part, bill.insurer)];
    agreed
        .into_iter()
        .chain([(now, bill.customer.display())])
        .chain(
            others
                .into_iter()
                .filter(|(_, part)| *part > Fen::ZERO)
                .map(|(label, part)| (label, part.display())),
        )
        .collect()
}

/// Where the customer signs, if they do so on the screen.
fn sign(w: &'static ServiceText) -> Field {
    Field::new(Kind::Sign, "strokes", w.sign_here).hint(w.sign_hint)
}

/// What was drawn, needed where the customer signed on the screen and looked at nowhere else.
fn signature(check: &mut Checker, how: Option<ConsentHow>, raw: &str) -> Option<Option<Strokes>> {
    if how == Some(ConsentHow::Drawn) {
        check.required("strokes", raw, Strokes::parse).map(Some)
    } else {
        Some(None)
    }
}

/// What is made anew whenever a form is opened, and is in no draft: the amount that is seen, a signature.
const OF_THE_MOMENT: [&str; 2] = ["seen", "strokes"];

/// All choices of a coded enum, in words.
macro_rules! choices {
    ($Type:ty, $label:path, $lang:expr) => {
        <$Type>::ALL
            .iter()
            .map(|each| $crate::platform::web::page::Choice::new(each.code(), $label(*each, $lang)))
            .collect::<Vec<_>>()
    };
}
use choices;
