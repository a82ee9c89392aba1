//! Customers to choose from, each with the cars they have now.

use std::collections::HashMap;

use super::model::Brief;
use crate::customers;
use crate::customers::rules::Tier;
use crate::platform::i18n::Lang;
use crate::platform::web::FormView;
use crate::values::ids::CustomerId;

/// A customer that was found, or one of their cars: shown by `vehicles/_matches.html`.
pub struct Match {
    /// `customer` or `customer:vehicle`.
    pub value: String,
    pub name: String,
    pub phone: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub vehicle: String,
    /// What tier of member they are; empty for everybody else.
    pub member: &'static str,
}

/// Each customer once for each car they have now.
pub fn matches(
    found: &[CustomerId],
    people: &HashMap<CustomerId, customers::model::Brief>,
    cars: &HashMap<CustomerId, Vec<Brief>>,
    lang: Lang,
) -> Vec<Match> {
    let mut matches = Vec::new();
    for id in found {
        let Some(person) = people.get(id) else { continue };
        let line = |value: String| Match {
            value,
            name: person.name.expose().clone(),
            phone: person.phone.clone().unwrap_or_default(),
            plate: String::new(),
            plate_kind: "",
            vehicle: String::new(),
            member: if person.tier == Tier::Regular {
                ""
            } else {
                person.tier.label(lang)
            },
        };
        let own = cars.get(id).map(Vec::as_slice).unwrap_or_default();
        if own.is_empty() {
            matches.push(line(id.to_string()));
        }
        for car in own {
            matches.push(Match {
                plate: car.plate.clone().unwrap_or_default(),
                plate_kind: if car.new_energy { "nev" } else { "" },
                vehicle: car.title.clone(),
                ..line(format!("{id}:{}", car.id))
            });
        }
    }
    matches
}

/// Somebody new is being typed in, so nobody found is chosen for them.
pub fn types_anew(form: &FormView) -> bool {
    let typed = |name: &str| !form.value(name).trim().is_empty();
    form.value("who").is_empty() && (typed("new_name") || typed("new_phone"))
}
