//! The steps a person takes with one complaint, each with its form: `GET` shows it, `POST` does it.
//!
//! A step is a noun in the URL (`POST /complaints/{id}/approval`). It names its fields once; the dialog, the page without
//! script, the faults and the conflict answers are the same for all.

mod clock;
mod dealing;
mod ending;
mod solving;
mod together;

use actix_web::web::Path;
use chrono::{DateTime, NaiveDate, Utc};

pub use clock::{Checklist, PauseStep, Resume, SeverityStep};
pub use dealing::{AddNote, Assign, CauseStep, ContactStep, DetailsStep, Investigate, TakeOver};
pub use ending::{CallBackStep, Close, Reopen, Withdraw};
pub use solving::{DecideStep, Execute, GoodwillDecision, GoodwillStep, Propose, Resolve, TakeBack};
pub use together::{MergeStep, SplitStep};

use super::model::{ComplaintRow, Detail, RoundRow};
use super::queries::{self, Crisis};
use super::text::{self, ComplaintText};
use super::views::{Field, Kind, Sheet, StepPage, moved_on};
use crate::access::Actor;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::drafts;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::{Answer, Cx, Form, FormView, Posted};
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;
use crate::vehicles;

/// What a step's form is made from.
pub struct Around {
    pub lang: Lang,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub w: &'static ComplaintText,
    /// Whoever looks at it.
    pub actor: Actor,
    pub sheet: Sheet,
    pub cars: Vec<vehicles::model::Brief>,
    pub detail: Detail,
    pub crisis: Option<Crisis>,
}

impl Around {
    pub fn complaint(&self) -> &ComplaintRow {
        &self.detail.complaint
    }

    pub fn round(&self) -> &RoundRow {
        &self.detail.round
    }
}

/// One thing that can be done to a complaint.
pub trait Step: Form<Parsed: Send> {
    /// The last part of its URL.
    const NOUN: &'static str;

    fn title(w: &'static ComplaintText) -> &'static str;

    /// The words on the button; the title unless said otherwise.
    fn submit(w: &'static ComplaintText) -> &'static str {
        Self::title(w)
    }

    /// What is said when it is done.
    fn said(w: &'static ComplaintText) -> &'static str {
        w.saved
    }

    /// `primary`, or `danger` for what is not taken back easily.
    const LOOK: &'static str = "primary";

    /// Its form offers categories, causes or people.
    const CHOOSES: bool = false;

    /// Its form offers the customer's cars.
    const OFFERS_CARS: bool = false;

    /// Its form begins with what the timeline holds.
    const READS_TIMELINE: bool = false;

    /// Its form begins with the crisis checklist.
    const IN_A_CRISIS: bool = false;

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

    /// What has to be done before it can be taken, where that is all that stands in its way.
    fn lacks(_around: &Around) -> Option<String> {
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

    /// Better words for a fault of this step.
    fn explain(_field: &str, _fault: &Fault, _around: &Around) -> Option<String> {
        None
    }

    /// Does it, and says where to go: back to the complaint unless it leads to another.
    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: Self::Parsed) -> Result<Option<ComplaintId>, Error>;

    /// As [`Step::run`], with what is said when it is done, where that depends on what came of it.
    fn run_saying(
        tx: &mut Tx<'_>,
        id: ComplaintId,
        new: Self::Parsed,
        w: &'static ComplaintText,
    ) -> Result<(Option<ComplaintId>, &'static str), Error> {
        Ok((Self::run(tx, id, new)?, Self::said(w)))
    }
}

/// Where what is typed into a step is kept until it is sent.
fn place<S: Step>(id: ComplaintId) -> String {
    draft_place(S::NOUN, id)
}

/// Where what is typed at one place of a complaint's page is kept.
pub fn draft_place(noun: &str, id: ComplaintId) -> String {
    format!("complaints.{noun}.{id}")
}

/// `GET /complaints/{id}/{step}`
pub async fn show<S: Step>(cx: Cx, id: Path<ComplaintId>) -> Answer {
    let mut around = around::<S>(&cx, *id, &place::<S>(*id)).await?;
    if !S::applies(&around) {
        return cx.conflict(&moved_on(&cx, *id, S::lacks(&around)));
    }
    let start = S::start(&around);
    let draft = drafts::worth_showing(&cx, around.detail.draft.take(), &place::<S>(*id), &start).await?;
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

/// `POST /complaints/{id}/{step}`
pub async fn take<S: Step>(cx: Cx, id: Path<ComplaintId>, posted: Posted<S>) -> Answer {
    let (id, w) = (*id, ComplaintText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            let (led_to, said) = S::run_saying(tx, id, new, w)?;
            let led_to = led_to.unwrap_or(id);
            drafts::clear(tx, &place::<S>(id))?;
            Ok(SeeOther::to(format!("/complaints/{led_to}")).saying(said))
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
            let theirs = S::start(&around)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&page::<S>(&cx, id, &around, form, w.changed_meanwhile))
        }
        Err(Error::WrongState) => {
            let lacks = match around::<S>(&cx, id, "").await {
                Ok(around) => S::lacks(&around),
                Err(Error::NotFound) => None,
                Err(error) => return Err(error),
            };
            cx.conflict(&moved_on(&cx, id, lacks))
        }
        answer => answer,
    }
}

async fn around<S: Step>(cx: &Cx, id: ComplaintId, place: &str) -> Result<Around, Error> {
    let place = place.to_owned();
    let (actor, vault, lang) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.lang);
    let (now, today) = (cx.now, times::day_of(cx.now));
    cx.read(move |conn| {
        let mut detail = queries::head(conn, &vault, &actor, id, &place)?;
        if S::READS_TIMELINE {
            // Who chooses among people has their names from there.
            detail = if S::CHOOSES {
                queries::with_entries(conn, &vault, detail)?
            } else {
                queries::with_timeline(conn, &vault, &actor, detail)?
            };
        }
        let listed = if S::CHOOSES {
            queries::lists(conn, actor.store)?
        } else {
            Vec::new()
        };
        let customer = detail.complaint.customer_id.filter(|_| S::OFFERS_CARS);
        let cars = match customer {
            Some(customer) => vehicles::queries::of_customers(conn, &vault, &[customer])?.remove(&customer),
            None => None,
        };
        Ok(Around {
            cars: cars.unwrap_or_default(),
            actor,
            lang,
            today,
            now,
            w: ComplaintText::of(lang),
            sheet: Sheet::new(listed, lang),
            crisis: if S::IN_A_CRISIS {
                queries::crisis(conn, &vault, id)?
            } else {
                None
            },
            detail,
        })
    })
    .await
}

fn page<S: Step>(cx: &Cx, id: ComplaintId, around: &Around, form: FormView, notice: &'static str) -> StepPage {
    let title = S::title(around.w);
    let fields = S::fields(around);
    // What is quickly chosen again needs no draft.
    let written = fields.iter().any(|field| field.kind == Kind::Text);
    StepPage {
        place: if written { place::<S>(id) } else { String::new() },
        restored: String::new(),
        page: cx.page(title),
        title,
        submit: S::submit(around.w),
        look: S::LOOK,
        action: format!("/complaints/{id}/{}", S::NOUN),
        back: format!("/complaints/{id}"),
        number: around.complaint().number.clone(),
        notice: if notice.is_empty() {
            S::advice(around).unwrap_or_default()
        } else {
            notice.to_owned()
        },
        about: S::about(around),
        form: form.named(cx.lang, fields.iter().map(|field| (field.name, field.label))),
        fields,
    }
}

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
