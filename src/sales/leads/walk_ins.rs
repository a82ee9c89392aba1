//! A visitor of the showroom becomes a lead.

use actix_web::web::Path;
use chrono::TimeDelta;
use diesel::PgConnection;
use serde::Deserialize;
use validator::Validate;

use super::commands::take_in;
use super::forms::{MODEL, WORDS};
use super::model::{NewLead, TakenIn, Whence, of_visit, subject as lead_subject};
use super::queries;
use super::rules::Joined;
use super::text::{self, LeadText};
use crate::access::{Actor, Scope};
use crate::customers::queries as customers;
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::platform::db::{SeeOther, Subject, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::vault::Vault;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Answer, Checker, Cx, Form, FormView, Posted};
use crate::sales::clock;
use crate::sales::clock::model::How;
use crate::sales::clock::rules::Contact;
use crate::sales::opportunities;
use crate::sales::rules::SourceKind;
use crate::values;
use crate::values::ids::{CustomerId, LeadId, StaffId, StoreId, VisitId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::visits;
use crate::visits::rules::Line;

/// Asks a consultant whether their visitor is a lead: a notice, that one may also say one saw to.
const ASK: &str = "lead.walk_in_alert";
/// What it is about: the visit, of which a lead is made.
const WALK_IN: &str = "walk_in";

fn subject(visit: VisitId) -> Subject {
    Subject::new(WALK_IN, visit)
}

/// Somebody receives a visitor of the showroom: they are asked for a lead, unless the visitor is worked on already.
pub fn ask(tx: &mut Tx<'_>, store: StoreId, visit: VisitId, customer: CustomerId, staff: StaffId) -> Result<(), Error> {
    let dealt_with = opportunities::queries::open_of_customer(tx.conn, store, customer)?.is_some()
        || queries::has_open(tx.conn, store, customer)?;
    if dealt_with {
        return Ok(());
    }
    let task = NewTask {
        store,
        kind: ASK,
        subject: subject(visit),
        customer: Some(customer),
        owner: Some(staff),
        role: None,
        started_at: tx.now,
        due_at: tx.now + TimeDelta::hours(2),
        title: "到店客户还没有线索，请建线索".to_owned(),
    };
    followups::open_task(tx, task).map(drop)
}

/// A visitor as the form shows them: (name, number half hidden).
struct Visitor {
    customer: CustomerId,
    name: String,
    phone: String,
}

/// The visitor of the showroom whom this person works on, and whom no colleague received; [`Error::WrongState`] for one
/// without a record.
fn visitor(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: VisitId) -> Result<Visitor, Error> {
    let visit = visits::queries::worked(conn, actor, id)?;
    let only_own = matches!(actor.customers(), Scope::Own { .. });
    if only_own && visit.advisor_id.is_some_and(|colleague| colleague != actor.id) {
        return Err(Error::NotFound);
    }
    let customer = visit.customer_id.ok_or(Error::WrongState)?;
    if visit.line != Line::Sales {
        return Err(Error::WrongState);
    }
    let known = customers::brief(conn, vault, &[customer])?
        .remove(&customer)
        .ok_or(Error::NotFound)?;
    Ok(Visitor {
        customer,
        name: known.name.expose().clone(),
        phone: known.phone.unwrap_or_default(),
    })
}

/// Makes a lead of a visitor. They are there: that is the first contact.
fn make(tx: &mut Tx<'_>, id: VisitId, typed: Typed) -> Result<TakenIn, Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    let visitor = visitor(tx.conn, &vault, &actor, id)?;
    // Of one visit one lead is made, however often it is asked for.
    if let Some((lead, owner)) = queries::of_visits(tx.conn, actor.store, &[id])?.remove(&id) {
        tx.record("leads.repeat", lead_subject(lead), &[])?;
        followups::finish_task(tx, subject(id), ASK, "lead")?;
        let joined = Joined::Repeat;
        return Ok(TakenIn { lead, joined, owner });
    }
    let phone = customers::phones(tx.conn, &vault, visitor.customer)?
        .first()
        .and_then(|known| Phone::parse(known.number.expose()).ok());
    let visit = visits::queries::worked(tx.conn, &actor, id)?;
    let taken = take_in(
        tx,
        NewLead {
            store: actor.store,
            whence: Whence::Kind(SourceKind::WalkIn),
            external_id: Some(of_visit(id)),
            name: PersonName::parse(&visitor.name).map_err(|fault| Error::field("model", fault))?,
            phone: phone.ok_or(Error::WrongState)?,
            model: typed.model,
            city: String::new(),
            words: typed.words,
            sent_at: None,
            owner: visit.advisor_id.or(Some(actor.id)),
            import: None,
        },
    )?;
    let met = How {
        contact: Contact::Visit,
        note: None,
    };
    match taken.joined {
        Joined::Lead(earlier) => clock::commands::contacted(tx, earlier, met)?,
        Joined::Nothing | Joined::Customer(_) => clock::commands::contacted(tx, taken.lead, met)?,
        Joined::Repeat | Joined::Opportunity(_) => {}
    }
    followups::finish_task(tx, subject(id), ASK, "lead")?;
    Ok(taken)
}

/// What is asked about a visitor.
#[derive(Clone, Debug)]
struct Typed {
    model: String,
    words: Option<String>,
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct WalkInForm {
    model: String,
    words: String,
}

impl Form for WalkInForm {
    type Parsed = (String, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let model = check.optional("model", &self.model, |raw| values::text::line(raw, MODEL));
        let words = check.optional("words", &self.words, |raw| values::text::note(raw, WORDS));
        check.finish(|| Some((model?.unwrap_or_default(), words?)))
    }
}

fn page(cx: &Cx, id: VisitId, visitor: &Visitor, form: FormView) -> StepPage {
    let w = LeadText::of(cx.lang);
    StepPage {
        page: cx.page(w.walk_in),
        title: w.walk_in,
        submit: w.walk_in,
        look: "primary",
        action: format!("/leads/walk-ins/{id}"),
        back: "/call-backs".to_owned(),
        number: visitor.name.clone(),
        notice: String::new(),
        about: vec![
            (w.name, visitor.name.clone()),
            (w.phone, visitor.phone.clone()),
            (w.source, SourceKind::WalkIn.label(cx.lang).to_owned()),
        ],
        place: String::new(),
        restored: String::new(),
        fields: vec![
            Field::new(Kind::Line, "model", w.model).hint(w.model_hint),
            Field::new(Kind::Text, "words", w.words).hint(w.words_hint),
        ],
        form,
    }
}

/// The visitor, and the lead that was made of this visit.
async fn found(cx: &Cx, id: VisitId) -> Result<(Visitor, Option<LeadId>), Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| {
        let visitor = visitor(conn, &vault, &actor, id)?;
        let made = queries::of_visits(conn, actor.store, &[id])?.remove(&id);
        Ok((visitor, made.map(|(lead, _)| lead)))
    })
    .await
}

fn moved_on(cx: &Cx) -> MovedOn {
    let w = LeadText::of(cx.lang);
    MovedOn::new(
        cx,
        w.no_walk_in,
        w.no_walk_in_text,
        w.to_reception,
        "/reception".to_owned(),
    )
}

/// `GET /leads/walk-ins/{id}`
pub async fn show(cx: Cx, id: Path<VisitId>) -> Answer {
    match found(&cx, *id).await {
        Ok((_, Some(lead))) => {
            let w = LeadText::of(cx.lang);
            let there = format!("/leads/{lead}");
            cx.show(&MovedOn::new(&cx, w.walk_in, w.walk_in_made, w.open_lead, there))
        }
        Ok((visitor, None)) => cx.show(&page(&cx, *id, &visitor, FormView::blank())),
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx)),
        Err(error) => Err(error),
    }
}

/// `POST /leads/walk-ins/{id}`
pub async fn create(cx: Cx, id: Path<VisitId>, posted: Posted<WalkInForm>) -> Answer {
    let (id, lang) = (*id, cx.lang);
    let answer = cx
        .submit(&posted, move |tx, (model, words)| {
            let actor = tx.actor()?.clone();
            let taken = make(tx, id, Typed { model, words })?;
            let only_own = matches!(actor.customers(), Scope::Own { .. });
            if only_own && taken.owner != Some(actor.id) {
                return Ok(SeeOther::to("/leads").saying(text::with_a_colleague(lang)));
            }
            let there = match taken.joined {
                Joined::Opportunity(opportunity) => format!("/opportunities/{opportunity}"),
                Joined::Lead(earlier) => format!("/leads/{earlier}"),
                _ => format!("/leads/{}", taken.lead),
            };
            Ok(SeeOther::to(there).saying(text::taken_down(taken.joined, lang)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (visitor, _) = found(&cx, id).await?;
            cx.unprocessable(&page(&cx, id, &visitor, posted.view(lang, &errors)))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx)),
        answer => answer,
    }
}
