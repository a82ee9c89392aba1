//! Cars: their page, sheet and owners.

use actix_web::web::Path;

use crate::access::Permission;
use crate::history::forms::{HandOn, HandOnForm, VehicleForm};
use crate::history::queries;
use crate::history::text::HistoryText;
use crate::history::views::{Ask, CarPage, Input, Sheet};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted};
use crate::values::ids::{CustomerId, VehicleId};
use crate::vehicles::commands::{self, Update};
use crate::vehicles::model::{NewVehicle, Vehicle};
use crate::vehicles::rules::Energy;
use crate::{customers, vehicles};

pub(super) async fn car(cx: &Cx, id: VehicleId) -> Result<Vehicle, Error> {
    let (scope, now, vault) = (cx.actor()?.customers(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| vehicles::queries::record(conn, &vault, scope, now, id))
        .await
}

async fn check_customer(cx: &Cx, id: CustomerId) -> Result<(), Error> {
    let (scope, now) = (cx.actor()?.customers(), cx.now);
    cx.read(move |conn| customers::queries::ensure_visible(conn, scope, now, id))
        .await
}

/// `GET /vehicles/{id}`
pub async fn show(cx: Cx, id: Path<VehicleId>) -> Answer {
    let id = *id;
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let car = cx.read(move |conn| queries::car(conn, &vault, &actor, now, id)).await?;
    cx.show(&CarPage::new(&cx, car)?)
}

fn sheet(cx: &Cx, title: &str, action: String, back: String, form: FormView, known: bool) -> Sheet {
    let w = HistoryText::of(cx.lang);
    let the_car = vec![
        Input::new("text", "brand", w.brand).required(),
        Input::new("text", "model", w.model).required(),
        Input::new("text", "trim", w.trim),
        Input::new("text", "colour", w.colour),
        Input::new("select", "energy", w.energy).choices(Energy::choices(cx.lang)),
        Input::new("text", "plate", w.plate),
        Input::new("text", "vin", w.vin),
        Input::new("text", "engine_number", w.engine_number),
    ];
    let mut dates = vec![
        Input::new("text", "mileage", w.mileage).unit("km"),
        Input::new("date", "purchased_on", w.purchased),
        Input::new("date", "warranty_until", w.warranty_until),
        Input::new("date", "insurance_until", w.insurance_until),
    ];
    if known {
        dates.push(Input::new("text", "lower_because", w.lower_because).hint(w.lower_hint));
        dates.push(Input::hidden("lock_version"));
    }
    let sections = vec![(w.the_car, the_car), (w.dates, dates)];
    Sheet::new(cx, title, action, back, form, sections)
}

fn new_sheet(cx: &Cx, id: CustomerId, form: FormView) -> Sheet {
    let title = HistoryText::of(cx.lang).new_vehicle;
    let action = format!("/customers/{id}/vehicles/new");
    sheet(cx, title, action, format!("/customers/{id}"), form, false)
}

/// `GET /customers/{id}/vehicles/new`
pub async fn new(cx: Cx, id: Path<CustomerId>) -> Answer {
    check_customer(&cx, *id).await?;
    cx.show(&new_sheet(&cx, *id, FormView::blank()))
}

/// `POST /customers/{id}/vehicles/new`
pub async fn create(cx: Cx, id: Path<CustomerId>, posted: Posted<VehicleForm>) -> Answer {
    let id = *id;
    check_customer(&cx, id).await?;
    let (scope, store, w) = (cx.actor()?.customers(), cx.actor()?.store, HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, typed| {
        customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
        commands::add(tx, NewVehicle::new(store, Some(id), typed.details))?;
        Ok(SeeOther::to(format!("/customers/{id}")).saying(w.vehicle_saved))
    });
    match done.await {
        Err(Error::Invalid(faults)) => cx.unprocessable(&new_sheet(&cx, id, posted.view(cx.lang, &faults))),
        answer => answer,
    }
}

fn edit_sheet(cx: &Cx, id: VehicleId, form: FormView) -> Sheet {
    let title = HistoryText::of(cx.lang).edit_vehicle;
    let action = format!("/vehicles/{id}/edit");
    sheet(cx, title, action, format!("/vehicles/{id}"), form, true)
}

/// The fields of a car as the sheet holds them: its numbers masked.
fn values(car: &Vehicle) -> Vec<(String, String)> {
    const FIELDS: [&str; 12] = [
        "brand",
        "model",
        "trim",
        "colour",
        "energy",
        "plate",
        "vin",
        "engine_number",
        "mileage",
        "purchased_on",
        "warranty_until",
        "insurance_until",
    ];
    let texts = car.texts();
    let masked = [("vin", car.vin_masked()), ("engine_number", car.engine_number_masked())];
    let mut values: Vec<(String, String)> = FIELDS
        .into_iter()
        .map(|field| {
            let masked = masked.iter().find(|one| one.0 == field).and_then(|one| one.1.clone());
            let text = masked.unwrap_or_else(|| texts.get(field).unwrap_or_default().to_owned());
            (field.to_owned(), text)
        })
        .collect();
    values.push(("lock_version".to_owned(), car.lock_version.to_string()));
    values
}

/// `GET /vehicles/{id}/edit`
pub async fn edit(cx: Cx, id: Path<VehicleId>) -> Answer {
    let known = car(&cx, *id).await?;
    cx.show(&edit_sheet(&cx, *id, FormView::fresh(values(&known))))
}

/// `POST /vehicles/{id}/edit`
pub async fn update(cx: Cx, id: Path<VehicleId>, mut posted: Posted<VehicleForm>) -> Answer {
    let id = *id;
    let known = car(&cx, id).await?;
    posted.form.keep_masked(&known);
    let (scope, w, model_id) = (cx.actor()?.customers(), HistoryText::of(cx.lang), known.model_id);
    let done = cx.submit(&posted, move |tx, typed| {
        let mut details = typed.details;
        details.model_id = model_id;
        let new = Update {
            seen: typed.seen,
            details,
            lower_because: typed.lower_because,
        };
        commands::update(tx, scope, id, new)?;
        Ok(SeeOther::to(format!("/vehicles/{id}")).saying(w.vehicle_saved))
    });
    match done.await {
        Err(Error::Invalid(faults)) => cx.unprocessable(&edit_sheet(&cx, id, posted.view(cx.lang, &faults))),
        Err(Error::Stale) => {
            let theirs = values(&car(&cx, id).await?);
            cx.conflict(&edit_sheet(&cx, id, FormView::against(posted.pairs().to_vec(), theirs)))
        }
        answer => answer,
    }
}

/// With `found`, the customers to choose the new owner from.
fn owner_dialog(cx: &Cx, id: VehicleId, form: FormView, found: Vec<Choice>) -> Ask {
    let w = HistoryText::of(cx.lang);
    let mut inputs = vec![
        Input::new("tel", "phone", w.owner_phone).required(),
        Input::new("date", "day", w.owner_day).required(),
    ];
    let submit = if found.is_empty() { w.find } else { w.hand_on };
    let intro = if found.is_empty() { "" } else { w.choose_owner };
    if !found.is_empty() {
        inputs.push(Input::new("radio", "customer", w.new_owner).choices(found).required());
    }
    let (action, back) = (format!("/vehicles/{id}/owners"), format!("/vehicles/{id}"));
    Ask::new(cx, w.hand_on, action, back, submit, form, inputs).intro(intro)
}

/// `GET /vehicles/{id}/owners`
pub async fn ask_owner(cx: Cx, id: Path<VehicleId>) -> Answer {
    car(&cx, *id).await?;
    let form = FormView::fresh([("day", times::date(times::day_of(cx.now)))]);
    cx.show(&owner_dialog(&cx, *id, form, Vec::new()))
}

/// `POST /vehicles/{id}/owners`: finds the new owner by phone, asks to confirm, then hands the car on.
pub async fn change_owner(cx: Cx, id: Path<VehicleId>, posted: Posted<HandOnForm>) -> Answer {
    let id = *id;
    car(&cx, id).await?;
    let typed = match posted.form.parse() {
        Ok(typed) => typed,
        Err(faults) => return cx.unprocessable(&owner_dialog(&cx, id, posted.view(cx.lang, &faults), Vec::new())),
    };
    let found = candidates(&cx, &typed).await?;
    let w = HistoryText::of(cx.lang);
    let chosen = typed
        .customer
        .filter(|customer| found.iter().any(|choice| choice.value == customer.to_string()));
    let Some(customer) = chosen else {
        let form = posted.view(cx.lang, &FieldErrors::new());
        return if found.is_empty() {
            let form = form.with_error("phone", w.nobody_found);
            let dialog = owner_dialog(&cx, id, form, found);
            if cx.actor()?.may(Permission::EditCustomers) {
                cx.unprocessable(&dialog.link("/customers/new", w.add_customer))
            } else {
                cx.unprocessable(&dialog)
            }
        } else {
            cx.show(&owner_dialog(&cx, id, form, found))
        };
    };
    let scope = cx.actor()?.customers();
    let done = cx.submit(&posted, move |tx, typed| {
        commands::change_owner(tx, scope, id, Some(customer), typed.day)?;
        Ok(SeeOther::to(format!("/customers/{customer}")).saying(w.hand_on_done))
    });
    match done.await {
        Err(Error::Invalid(faults)) => cx.unprocessable(&owner_dialog(&cx, id, posted.view(cx.lang, &faults), found)),
        Err(Error::WrongState) => {
            let form = posted.view(cx.lang, &FieldErrors::new());
            let form = form.with_error("customer", w.owner_already);
            cx.unprocessable(&owner_dialog(&cx, id, form, found))
        }
        answer => answer,
    }
}

/// Customers within scope who have the typed phone.
async fn candidates(cx: &Cx, typed: &HandOn) -> Result<Vec<Choice>, Error> {
    let (actor, now, vault, phone) = (
        cx.actor()?.clone(),
        cx.now,
        cx.db().vault().clone(),
        typed.phone.clone(),
    );
    let (found, mut cars) = cx
        .read(move |conn| {
            let found = queries::with_phone(conn, &vault, actor.customers(), now, actor.store, &phone)?;
            let ids: Vec<CustomerId> = found.keys().copied().collect();
            let cars = vehicles::queries::of_customers(conn, &vault, &ids)?;
            Ok((found, cars))
        })
        .await?;
    let mut choices: Vec<Choice> = found
        .into_values()
        .map(|one| {
            // One phone, several customers: their cars tell them apart.
            let cars = cars.remove(&one.id).unwrap_or_default();
            let cars = cars.into_iter().map(|car| car.plate.unwrap_or(car.title));
            let words: Vec<String> = [one.name.expose().clone(), one.phone.unwrap_or_default()]
                .into_iter()
                .chain(cars)
                .collect();
            Choice::new(one.id.to_string(), words.join(" "))
        })
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(choices)
}
