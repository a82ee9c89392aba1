//! Booking, and joining the waiting list.

use actix_web::web::Data;
use serde::Deserialize;

use super::{after_booking, asked_for, day_to_show, picked, say, say_day};
use crate::access::Actor;
use crate::customers::{self, names::NameIndex};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, FormView, Part, Posted, Query};
use crate::values::date::{parse_day, parse_local};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StoreId, VehicleId};
use crate::values::plate::Plate;
use crate::vehicles;
use crate::vehicles::model::{Details, NewVehicle};
use crate::vehicles::views::types_anew;
use crate::visits::appointments::forms::{BookForm, WaitForm, Whom, chosen};
use crate::visits::appointments::model::{NewAppointment, NewWait, rank};
use crate::visits::appointments::queries::lines;
use crate::visits::appointments::text::{self, AppointmentText};
use crate::visits::appointments::views::{NewPage, Picked};
use crate::visits::appointments::{commands, queries};
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
    let day = match start.day.trim() {
        "" => times::day_of(cx.now).to_string(),
        typed => parse_day(typed).map_or_else(|_| typed.to_owned(), |day| day.to_string()),
    };
    let slot = match (start.slot.get(..2), start.slot.get(2..4)) {
        (Some(hour), Some(minute)) => format!("{day}T{hour}:{minute}"),
        _ => String::new(),
    };
    let who = whom_of(&cx, &start).await?;
    let form = FormView::fresh([
        ("purpose", purpose.code().to_owned()),
        ("day", day),
        ("slot", slot),
        ("advisor", start.advisor.clone()),
        ("part", "day".to_owned()),
        ("who", who.clone()),
    ]);
    let page = page(&cx, form, names, "", chosen(&who)).await?;
    cx.show(&page)
}

/// `GET /appointments/customers`, `GET /appointments/waits`: where the form stood when it was shown again.
pub async fn to_form(cx: Cx) -> Answer {
    cx.see_other(&SeeOther::to("/appointments/new"))
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
    // Who only looks at other times doesn't look for anybody.
    let term = match cx.part() {
        Part::Region(id) if id == "slots" => String::new(),
        _ => posted.form.q.clone(),
    };
    note_look_up(&cx, &term).await?;
    let page = page(&cx, form, names, &term, posted.form.chosen()).await?;
    cx.show(&page)
}

/// Puts on record whom somebody looks for by a whole phone, plate or VIN.
async fn note_look_up(cx: &Cx, term: &str) -> Result<(), Error> {
    if customers::queries::identities(term).is_empty() {
        return Ok(());
    }
    let term = term.to_owned();
    cx.write(move |tx| customers::commands::look_up(tx, &term)).await
}

/// `POST /appointments`
pub async fn create(cx: Cx, posted: Posted<BookForm>, names: Data<NameIndex>) -> Answer {
    let lang = cx.lang;
    let answer = cx
        .submit(&posted, move |tx, new| {
            let actor = tx.actor()?.clone();
            let (customer, vehicle, known) = whom(tx, &actor, new.whom)?;
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
            let others = queries::others_of_day(tx.conn, customer, id, new.starts_at)?;
            let there = after_booking(&actor, new.purpose.line(), times::day_of(new.starts_at), id);
            Ok(SeeOther::to(there).saying(text::booked(known, &others, lang)))
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
            let (customer, vehicle, _) = whom(tx, &actor, wish.whom)?;
            let id = commands::wait(
                tx,
                &NewWait {
                    store: actor.store,
                    customer,
                    vehicle,
                    purpose: wish.purpose,
                    day: wish.day,
                    part: wish.part,
                    slot: wish.slot,
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
    if errors.get("new_phone") == Some(&Fault::Taken) {
        // Whoever has that phone stands there to be chosen.
        note_look_up(cx, &typed.new_phone).await?;
        let page = page(cx, form, names, &typed.new_phone, typed.chosen()).await?;
        return cx.unprocessable(&page.asking(&typed.new_phone));
    }
    let page = page(cx, form, names, &typed.q, typed.chosen()).await?;
    cx.unprocessable(&page)
}

/// The customer it is for, among those whom this person sees, with the car, and whether a phone named somebody on file;
/// a new one is made. Whose phone is on file is asked about first: [`Fault::Taken`] at `new_phone`.
fn whom(tx: &mut Tx<'_>, actor: &Actor, whom: Whom) -> Result<(CustomerId, Option<VehicleId>, bool), Error> {
    match whom {
        Whom::Known(customer, vehicle) => {
            customers::queries::ensure_visible(tx.conn, actor.customers(), tx.now, customer)
                .map_err(|_| Error::field("who", Fault::Choice))?;
            Ok((customer, vehicle, false))
        }
        Whom::New(new) => {
            let vault = tx.vault().clone();
            let on_file = customers::queries::find_by_phone(tx.conn, &vault, actor.store, &new.phone)?;
            if !on_file.is_empty() && !new.known {
                return Err(Error::field("new_phone", Fault::Taken));
            }
            let (customer, known) = customers::commands::known_or_new(tx, actor.store, new.name, new.phone)?;
            let vehicle = new
                .plate
                .map(|plate| car(tx, actor.store, customer, plate))
                .transpose()?;
            Ok((customer, vehicle, known))
        }
    }
}

/// The customer's car with this plate, or a new one. [`Fault::Taken`] at `new_plate` if it is somebody else's.
fn car(tx: &mut Tx<'_>, store: StoreId, customer: CustomerId, plate: Plate) -> Result<VehicleId, Error> {
    let vault = tx.vault().clone();
    let on_file = vehicles::queries::by_plate(tx.conn, &vault, store, &plate)?;
    for id in &on_file {
        if vehicles::queries::belongs(tx.conn, *id, customer)? {
            return Ok(*id);
        }
    }
    if !on_file.is_empty() {
        return Err(Error::field("new_plate", Fault::Taken));
    }
    let details = Details {
        plate: Some(plate),
        ..Details::default()
    };
    vehicles::commands::add(tx, NewVehicle::new(store, Some(customer), details))
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
    let searched = !form.value("q").trim().is_empty();
    // A time that could not be had is still what was asked for.
    let wanted = form.value("wanted").to_owned();
    let form = if wanted.is_empty() || !form.value("slot").is_empty() {
        form
    } else {
        form.with("slot", wanted)
    };
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
    let of_slot = parse_local(form.value("slot")).map_or(today, |slot| slot.date());
    let (day, wrong) = day_to_show(form.value("day"), of_slot, today);
    let form = say_day(form, day, wrong, cx);
    let matches = vehicles::views::matches(&found, &people, &cars, cx.lang);
    // The only one who was found is chosen already.
    let only = found.first().filter(|_| matches.len() == 1 && !types_anew(&form));
    let tier = chosen
        .as_ref()
        .or(only)
        .and_then(|id| people.get(id))
        .map_or(0, |person| rank(person.tier));
    let advisor = form.value("advisor").parse().ok();
    let picked = Picked {
        refused: wrong.is_some(),
        wanted: asked_for(&form),
        ..picked(cx, purpose.line(), day, advisor, tier, None).await?
    };
    Ok(NewPage::new(cx, form, matches, searched, &picked))
}
