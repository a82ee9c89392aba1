//! Booking, and joining the waiting list.

use actix_web::web::Data;
use serde::Deserialize;

use super::{after_booking, picked, say};
use crate::access::Actor;
use crate::customers::{self, names::NameIndex};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, FormView, Posted, Query};
use crate::values::date::{parse_day, parse_local};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, VehicleId};
use crate::vehicles;
use crate::visits::appointments::commands;
use crate::visits::appointments::forms::{BookForm, WaitForm, Whom, chosen};
use crate::visits::appointments::model::{NewAppointment, NewWait, rank};
use crate::visits::appointments::queries::lines;
use crate::visits::appointments::text::AppointmentText;
use crate::visits::appointments::views::NewPage;
use crate::visits::rules::{Line, Purpose};

/// What a link to the form says already.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    customer: String,
    vehicle: String,
    purpose: String,
    line: String,
    day: String,
    /// `1030`
    slot: String,
    advisor: String,
}

/// `GET /appointments/new`
pub async fn new(cx: Cx, start: Query<Start>, names: Data<NameIndex>) -> Answer {
    let actor = cx.actor()?;
    let line = Line::parse(&start.line).or_else(|| lines(actor).first().copied());
    let purpose = Purpose::parse(&start.purpose).unwrap_or(match line {
        Some(Line::Sales) => Purpose::Showroom,
        Some(Line::Complaint) => Purpose::ComplaintVisit,
        Some(Line::Service) | None => Purpose::Service,
    });
    let day = parse_day(&start.day).unwrap_or_else(|_| times::day_of(cx.now));
    let slot = match (start.slot.get(..2), start.slot.get(2..4)) {
        (Some(hour), Some(minute)) => format!("{day}T{hour}:{minute}"),
        _ => String::new(),
    };
    let who = whom_of(&cx, &start).await?;
    let form = FormView::fresh([
        ("purpose", purpose.code().to_owned()),
        ("day", day.to_string()),
        ("slot", slot),
        ("advisor", start.advisor.clone()),
        ("part", "day".to_owned()),
        ("who", who.clone()),
    ]);
    let page = page(&cx, form, names, "", chosen(&who)).await?;
    cx.show(&page)
}

/// The customer that a link names, or who has the car that it names now.
async fn whom_of(cx: &Cx, start: &Start) -> Result<String, Error> {
    let customer: Option<CustomerId> = start.customer.parse().ok();
    let vehicle: Option<VehicleId> = start.vehicle.parse().ok();
    match (customer, vehicle) {
        (Some(customer), Some(vehicle)) => Ok(format!("{customer}:{vehicle}")),
        (Some(customer), None) => Ok(customer.to_string()),
        (None, Some(vehicle)) => {
            let (scope, now, vault) = (cx.actor()?.customers(), cx.now, cx.db().vault().clone());
            let owner = cx
                .read(move |conn| {
                    let (_, owners) = vehicles::queries::with_owners(conn, &vault, scope, now, vehicle)?;
                    let present = owners.into_iter().find(|owner| owner.until.is_none());
                    Ok(present.map(|owner| owner.customer))
                })
                .await?;
            Ok(owner.map(|owner| format!("{owner}:{vehicle}")).unwrap_or_default())
        }
        (None, None) => Ok(String::new()),
    }
}

/// `POST /appointments/customers`: looks the customer up and the times of a day, and shows the form again.
pub async fn find_customer(cx: Cx, posted: Posted<BookForm>, names: Data<NameIndex>) -> Answer {
    let form = posted.view(cx.lang, &FieldErrors::new());
    let term = posted.form.q.clone();
    if !customers::queries::identities(&term).is_empty() {
        cx.write(move |tx| customers::commands::look_up(tx, &term)).await?;
    }
    let page = page(&cx, form, names, &posted.form.q, posted.form.chosen()).await?;
    cx.show(&page)
}

/// `POST /appointments`
pub async fn create(cx: Cx, posted: Posted<BookForm>, names: Data<NameIndex>) -> Answer {
    let w = AppointmentText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            let actor = tx.actor()?.clone();
            let (customer, vehicle) = whom(tx, &actor, new.whom)?;
            let id = commands::book(
                tx,
                &NewAppointment {
                    store: actor.store,
                    customer,
                    vehicle,
                    purpose: new.purpose,
                    starts_at: new.starts_at,
                    advisor: new.advisor,
                    wish: new.wish,
                },
            )?;
            let there = after_booking(&actor, new.purpose.line(), times::day_of(new.starts_at), id);
            Ok(SeeOther::to(there).saying(w.booked))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => again(&cx, &posted.form, posted.view(cx.lang, &errors), &errors, names).await,
        answer => answer,
    }
}

/// `POST /appointments/waits`
pub async fn join(cx: Cx, posted: Posted<WaitForm>, names: Data<NameIndex>) -> Answer {
    let w = AppointmentText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, wish| {
            let actor = tx.actor()?.clone();
            let (customer, vehicle) = whom(tx, &actor, wish.whom)?;
            let id = commands::wait(
                tx,
                &NewWait {
                    store: actor.store,
                    customer,
                    vehicle,
                    purpose: wish.purpose,
                    day: wish.day,
                    part: wish.part,
                    advisor: wish.advisor,
                    wish: wish.wish,
                },
            )?;
            let there = after_booking(&actor, wish.purpose.line(), wish.day, format!("waits/{id}"));
            Ok(SeeOther::to(there).saying(w.joined))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let mut form = posted.view(cx.lang, &errors);
            if errors.get("who") == Some(&Fault::Taken) {
                form = form.with_error("who", w.who_waits);
            }
            again(&cx, &posted.form.form, form, &errors, names).await
        }
        answer => answer,
    }
}

/// The form again, with every fault in words beside its field.
async fn again(cx: &Cx, typed: &BookForm, form: FormView, errors: &FieldErrors, names: Data<NameIndex>) -> Answer {
    let w = AppointmentText::of(cx.lang);
    let mut form = say(form, errors, cx);
    if errors.get("who") == Some(&Fault::Taken) {
        let words = form.error("who").unwrap_or_default().to_owned();
        let own = words == w.who_waits;
        form = form.with_error("who", if own { w.who_waits } else { w.who_busy });
        // A new customer turned out to be a known one.
        if typed.who.is_empty() {
            form = form.with_error("new_phone", if own { w.who_waits } else { w.who_busy });
        }
    }
    let page = page(cx, form, names, &typed.q, typed.chosen()).await?;
    cx.unprocessable(&page)
}

/// The customer it is for, among those whom this person sees; a new one is made.
fn whom(tx: &mut Tx<'_>, actor: &Actor, whom: Whom) -> Result<(CustomerId, Option<VehicleId>), Error> {
    match whom {
        Whom::Known(customer, vehicle) => {
            customers::queries::ensure_visible(tx.conn, actor.customers(), tx.now, customer)
                .map_err(|_| Error::field("who", Fault::Choice))?;
            Ok((customer, vehicle))
        }
        Whom::New(name, phone) => Ok((customers::commands::known_or_new(tx, actor.store, name, phone)?.0, None)),
    }
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
    let (found, people, cars) = cx
        .read(move |conn| {
            let scope = actor.customers();
            let mut found = if term.is_empty() {
                Vec::new()
            } else {
                customers::queries::looked_up(conn, &vault, actor.store, scope, now, &names, &term)?
            };
            found.extend(chosen.filter(|chosen| !found.contains(chosen)));
            let people = customers::queries::seen(conn, &vault, scope, now, &found)?;
            found.retain(|id| people.contains_key(id));
            let cars = vehicles::queries::of_customers(conn, &vault, &found)?;
            Ok((found, people, cars))
        })
        .await?;
    let purpose = Purpose::parse(form.value("purpose")).unwrap_or(Purpose::Service);
    let today = times::day_of(cx.now);
    // The day that is looked at, or that of the time that was chosen.
    let chosen_day = || parse_local(form.value("slot")).map(|slot| slot.date());
    let day = parse_day(form.value("day")).or_else(|_| chosen_day());
    let day = day.map_or(today, |day| day.max(today));
    let tier = chosen
        .and_then(|id| people.get(&id))
        .map_or(0, |person| rank(person.tier));
    let advisor = form.value("advisor").parse().ok();
    let picked = picked(cx, purpose.line(), day, advisor, tier, None).await?;
    let matches = vehicles::views::matches(&found, &people, &cars);
    Ok(NewPage::new(cx, form, matches, searched, &picked))
}
