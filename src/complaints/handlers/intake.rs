//! Taking a complaint in.

use actix_web::web::Data;
use chrono::TimeDelta;
use serde::Deserialize;

use crate::access::Permission;
use crate::complaints::attachments::commands::attach;
use crate::complaints::commands::{self, NewComplaint};
use crate::complaints::forms::{Complainant, Intake, IntakeForm};
use crate::complaints::model::Reporter;
use crate::complaints::queries;
use crate::complaints::rules::Severity;
use crate::complaints::text::{self, ComplaintText};
use crate::complaints::views::{NewPage, Sheet};
use crate::customers::{self, names::NameIndex};
use crate::followups;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::drafts;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, FormView, Posted, PostedFiles, Query};
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, CustomerId};
use crate::vehicles;

/// Where what is typed is kept until it is sent.
const DRAFT: &str = "complaints.new";

/// Whom a complaint is about to be recorded for: who was just called, or somebody on record.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct For {
    call: String,
    customer: String,
    vehicle: String,
}

/// What is known already: who (with the car), what was said, about which service, and in which call.
async fn known(cx: &Cx, about: &For) -> Result<Option<(CustomerId, [(&'static str, String); 4])>, Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let about = about.clone();
    cx.read(move |conn| {
        let called = match about.call.parse().ok() {
            Some(call) => queries::called(conn, &vault, &actor, call)?,
            None => None,
        };
        let (customer, vehicle, facts, order, call) = match called {
            Some(called) => {
                let order = called.order.unwrap_or_default();
                (
                    Some(called.customer),
                    called.vehicle,
                    called.said,
                    order,
                    about.call.clone(),
                )
            }
            None if about.call.is_empty() => {
                let (customer, vehicle) = (about.customer.parse().ok(), about.vehicle.parse().ok());
                (customer, vehicle, String::new(), String::new(), String::new())
            }
            None => return Ok(None),
        };
        let Some(customer) = customer else { return Ok(None) };
        let scope = actor.customers();
        if customers::queries::ensure_visible(conn, scope, now, customer).is_err() {
            return Ok(None);
        }
        let who = match vehicle {
            Some(vehicle) => format!("{customer}:{vehicle}"),
            None => customer.to_string(),
        };
        let filled = [("who", who), ("facts", facts), ("visit_ref", order), ("call", call)];
        Ok(Some((customer, filled)))
    })
    .await
}

/// `GET /complaints/new`
pub async fn show_new(cx: Cx, about: Query<For>, names: Data<NameIndex>) -> Answer {
    let actor = cx.actor()?;
    let owner = if actor.may(Permission::WorkComplaint) {
        actor.id.to_string()
    } else {
        String::new()
    };
    let start = [
        ("channel", "phone".to_owned()),
        ("severity", "normal".to_owned()),
        ("owner_id", owner),
    ];
    if (!about.call.is_empty() || !about.customer.is_empty())
        && let Some((customer, filled)) = known(&cx, &about).await?
    {
        let form = FormView::fresh(start.into_iter().chain(filled));
        let page = page(&cx, form, names, "", Some(customer)).await?;
        return cx.show(&page);
    }
    let (vault, me) = (cx.db().vault().clone(), actor.id);
    let left = cx.read(move |conn| drafts::load(conn, &vault, me, DRAFT)).await?;
    let draft = drafts::worth_showing(&cx, left, DRAFT, &start).await?;
    let Some(draft) = draft else {
        let page = page(&cx, FormView::fresh(start), names, "", None).await?;
        return cx.show(&page);
    };
    let when = times::short(draft.at, cx.now, cx.lang);
    let form = FormView::fresh(draft.over(start));
    let (term, chosen) = (form.value("q").to_owned(), customer_of(form.value("who")));
    let page = page(&cx, form, names, &term, chosen).await?;
    cx.show(&NewPage {
        restored: text::restored(&when, cx.lang),
        ..page
    })
}

/// The customer of `customer` or `customer:vehicle`.
fn customer_of(who: &str) -> Option<CustomerId> {
    who.split(':').next().and_then(|id| id.parse().ok())
}

/// `POST /complaints/customers`: looks the customer up, and shows the form again with whom it found.
pub async fn find_customer(cx: Cx, posted: Posted<IntakeForm>, names: Data<NameIndex>) -> Answer {
    let form = posted.view(cx.lang, &Default::default());
    let term = posted.form.q.clone();
    if !customers::queries::identities(&term).is_empty() {
        cx.write(move |tx| customers::commands::look_up(tx, &term)).await?;
    }
    let page = page(&cx, form, names, &posted.form.q, None).await?;
    cx.show(&page)
}

/// `POST /complaints`
pub async fn create(cx: Cx, mut posted: PostedFiles<IntakeForm>, names: Data<NameIndex>) -> Answer {
    let w = ComplaintText::of(cx.lang);
    let answer = cx
        .submit_files(&mut posted, move |tx, new, uploads| {
            let (crisis, call) = (new.severity == Severity::Crisis, new.call);
            let (id, known) = record(tx, new)?;
            if let Some(call) = call {
                followups::commands::complaint_recorded(tx, call)?;
            }
            if !uploads.is_empty() {
                attach(tx, id, &uploads, None)?;
            }
            drafts::clear(tx, DRAFT)?;
            Ok(if crisis {
                SeeOther::to(format!("/complaints/{id}/crisis")).saying(w.crisis_next)
            } else {
                let said = if known { w.recorded_known } else { w.recorded };
                SeeOther::to(format!("/complaints/{id}")).saying(said)
            })
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let mut form = posted.view(cx.lang, &errors);
            for field in ["new_name", "new_phone"] {
                if errors.get(field) == Some(&Fault::Required) {
                    form = form.with_error(field, w.new_or_found);
                }
            }
            let chosen = customer_of(&posted.form.who);
            let page = page(&cx, form, names, &posted.form.q, chosen).await?;
            cx.unprocessable(&page)
        }
        answer => answer,
    }
}

/// A complaint is taken in for so many days after it was made.
const OLDEST: u32 = 30;

/// Records it; tells whether the phone of a new customer turned out to be a known one's.
fn record(tx: &mut Tx<'_>, new: Intake) -> Result<(ComplaintId, bool), Error> {
    let actor = tx.actor()?.clone();
    let mut known_by_phone = false;
    let (customer, vehicle) = match new.complainant {
        Complainant::Known(customer, vehicle) => {
            customers::queries::ensure_visible(tx.conn, actor.customers(), tx.now, customer)
                .map_err(|_| Error::field("who", Fault::Choice))?;
            if let Some(vehicle) = vehicle
                && !queries::belongs(tx.conn, vehicle, Some(customer))?
            {
                return Err(Error::field("who", Fault::Choice));
            }
            (customer, vehicle)
        }
        Complainant::New(name, phone) => {
            let (customer, known) = customers::commands::known_or_new(tx, actor.store, name, phone)?;
            known_by_phone = known;
            (customer, None)
        }
    };
    if let Some(owner) = new.owner
        && !queries::is_worker(tx.conn, actor.store, owner)?
    {
        return Err(Error::field("owner_id", Fault::Choice));
    }
    if let Some(attendant) = new.attendant
        && !queries::is_colleague(tx.conn, actor.store, attendant)?
    {
        return Err(Error::field("attendant_id", Fault::Choice));
    }
    let received_at = match new.received_at {
        None => tx.now,
        Some(typed) => match times::instant(typed) {
            Some(at) if at < tx.now - TimeDelta::days(OLDEST.into()) => {
                return Err(Error::field("received_at", Fault::DateTooEarly { days: OLDEST }));
            }
            // A minute ahead is the browser's clock, more is a mistake.
            Some(at) if at <= tx.now + TimeDelta::minutes(1) => at.min(tx.now),
            Some(_) => return Err(Error::field("received_at", Fault::DateInFuture)),
            None => return Err(Error::field("received_at", Fault::Time)),
        },
    };
    let complaint = NewComplaint {
        store: actor.store,
        customer: Some(customer),
        vehicle,
        reporter: Reporter::default(),
        channel: new.channel,
        category: new.category,
        severity: new.severity,
        facts: new.facts,
        room: new.room,
        attendant: new.attendant,
        visit_ref: new.visit_ref,
        department: new.department,
        owner: new.owner,
        received_at,
    };
    Ok((commands::record(tx, &complaint)?, known_by_phone))
}

async fn page(
    cx: &Cx,
    form: FormView,
    names: Data<NameIndex>,
    term: &str,
    chosen: Option<CustomerId>,
) -> Result<NewPage, Error> {
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let term = term.trim().to_owned();
    let searched = !term.is_empty();
    let (found, people, cars, listed) = cx
        .read(move |conn| {
            let mut found = if term.is_empty() {
                Vec::new()
            } else {
                customers::queries::looked_up(conn, &vault, actor.store, actor.customers(), now, &names, &term)?
            };
            found.extend(chosen.filter(|chosen| !found.contains(chosen)));
            let people = customers::queries::seen(conn, &vault, actor.customers(), now, &found)?;
            let cars = vehicles::queries::of_customers(conn, &vault, &found)?;
            Ok((found, people, cars, queries::lists(conn, actor.store)?))
        })
        .await?;
    let matches = vehicles::views::matches(&found, &people, &cars, cx.lang);
    let sheet = Sheet::new(listed, cx.lang);
    Ok(NewPage::new(cx, form, matches, searched, &sheet))
}
