//! The page of one car.

use std::collections::HashMap;

use askama::Template;

use super::reveal::{Look, Masked};
use super::{ChangeView, changes};
use crate::access::Permission;
use crate::customers::rules::RevealReason;
use crate::history::model::Car;
use crate::history::text::{self, HistoryText};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::values::ids::VehicleId;
use crate::vehicles::model::RevealField;

/// `/vehicles/{id}`
#[derive(Template)]
#[template(path = "history/vehicle.html")]
pub struct CarPage {
    page: Page,
    w: &'static HistoryText,
    id: VehicleId,
    title: String,
    plate: Option<String>,
    plate_kind: &'static str,
    props: Vec<(&'static str, String)>,
    numbers: Vec<Masked>,
    reasons: Vec<Choice>,
    may_reveal: bool,
    owners: Vec<OwnerView>,
    services: Vec<ServiceView>,
    changes: Vec<ChangeView>,
    may_edit: bool,
    book_href: String,
}

regions!(CarPage { main });

/// A service that the car had.
struct ServiceView {
    day: String,
    number: String,
    href: String,
    items: String,
    km: String,
    total: String,
    technician: String,
}

struct OwnerView {
    name: String,
    href: String,
    phone: String,
    relation: &'static str,
    from: String,
    until: String,
}

impl CarPage {
    /// An address below this car's.
    fn at(&self, path: &str) -> String {
        format!("/vehicles/{}{path}", self.id)
    }

    pub fn new(cx: &Cx, car: Car) -> Result<Self, Error> {
        let (w, lang) = (HistoryText::of(cx.lang), cx.lang);
        let Car {
            vehicle,
            owners,
            people,
            services,
            past,
        } = car;
        let may_open = cx.actor()?.may(Permission::SeeServiceOrders);
        let title = vehicle.title();
        let title = if title.is_empty() {
            w.unnamed_car.to_owned()
        } else {
            title
        };
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mileage = vehicle.mileage.map(|km| {
            let at = vehicle
                .mileage_at
                .map_or(String::new(), |at| times::date(times::day_of(at)));
            format!("{} {at}", km.display())
        });
        let number = |label: &str, masked: Option<String>, field| {
            masked.map(|text| Masked::new(Look::at_vehicle(vehicle.id, field, lang), label.to_owned(), text))
        };
        let numbers = [
            number(w.vin, vehicle.vin_masked(), RevealField::Vin),
            number(
                w.engine_number,
                vehicle.engine_number_masked(),
                RevealField::EngineNumber,
            ),
        ];
        let props = [
            (w.colour, text(&vehicle.colour)),
            (w.energy, vehicle.energy.map(|one| one.label(lang).to_owned())),
            (w.mileage, mileage),
            (
                w.next_service,
                text::next_service(
                    vehicle.next_service_on.map(times::date),
                    vehicle.next_service.map(|km| km.display()),
                ),
            ),
            (w.purchased, vehicle.purchased_on.map(times::date)),
            (w.warranty_until, vehicle.warranty_until.map(times::date)),
            (w.insurance_until, vehicle.insurance_until.map(times::date)),
        ];
        Ok(Self {
            page: cx.page(title.clone()),
            w,
            id: vehicle.id,
            title,
            plate: vehicle.plate_shown(),
            plate_kind: if vehicle.is_new_energy_plate() { "nev" } else { "" },
            props: props
                .into_iter()
                .filter_map(|(label, text)| Some((label, text?)))
                .collect(),
            numbers: numbers.into_iter().flatten().collect(),
            reasons: RevealReason::choices(lang),
            may_reveal: cx.actor()?.may(Permission::RevealContact),
            owners: owners
                .into_iter()
                .map(|one| {
                    let known = people.get(&one.customer);
                    OwnerView {
                        name: known.map_or(w.hidden_owner.to_owned(), |known| known.name.expose().clone()),
                        href: known.map_or(String::new(), |known| format!("/customers/{}", known.id)),
                        phone: known.and_then(|known| known.phone.clone()).unwrap_or_default(),
                        relation: one.relation.label(lang),
                        from: one.from.map(times::date).unwrap_or_default(),
                        until: one.until.map(times::date).unwrap_or_default(),
                    }
                })
                .collect(),
            services: services
                .into_iter()
                .map(|one| ServiceView {
                    day: times::date(times::day_of(one.at)),
                    href: if one.order && may_open {
                        format!("/service-orders/{}", one.id)
                    } else {
                        String::new()
                    },
                    number: one.number,
                    items: one.items.join(lang.pick("、", ", ")),
                    km: one.mileage.map(|km| km.display()).unwrap_or_default(),
                    total: one.total.map(|fen| fen.display()).unwrap_or_default(),
                    technician: one.technician.map(|name| name.into_exposed()).unwrap_or_default(),
                })
                .collect(),
            // Who had the car stands above, by name and within the reader's scope.
            changes: changes(
                past.into_iter().filter(|one| one.field != "owner").collect(),
                &HashMap::new(),
                lang,
            ),
            may_edit: cx.actor()?.may(Permission::EditCustomers),
            book_href: if cx.actor()?.may(Permission::BookAppointments) {
                format!("/appointments/new?vehicle={}", vehicle.id)
            } else {
                String::new()
            },
        })
    }
}
