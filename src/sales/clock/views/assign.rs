//! Giving leads to a consultant: a dialog, or a page.

use std::collections::HashMap;

use askama::Template;

use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::clock::model::{Lead, OnRoster};
use crate::sales::clock::text::{self, ClockText};
use crate::sales::leads::model::Brief;
use crate::staff::model::Colleague;
use crate::values::ids::LeadId;

/// `/leads/assignment` and `/leads/{id}/assignment`
#[derive(Template)]
#[template(path = "sales/clock/assign.html", blocks = ["dialog"])]
pub struct AssignPage {
    page: Page,
    w: &'static ClockText,
    form: FormView,
    action: String,
    back: String,
    /// The leads that are posted along; none where the address says which.
    ids: Vec<String>,
    picked: String,
    /// Who they are, with who has each now.
    named: Vec<(String, String)>,
    people: Vec<Choice>,
}

regions!(AssignPage {
    main,
    dialog: as_dialog
});

impl AssignPage {
    pub fn new(
        cx: &Cx,
        (leads, briefs): (&[Lead], &HashMap<LeadId, Brief>),
        people: &[Colleague],
        roster: &[OnRoster],
        form: FormView,
        one: Option<LeadId>,
        back: String,
    ) -> Self {
        let w = ClockText::of(cx.lang);
        let away = |person: &Colleague| roster.iter().any(|on| on.staff == person.id && !on.on_duty);
        Self {
            page: cx.page(w.assign),
            w,
            form,
            action: match one {
                Some(id) => format!("/leads/{id}/assignment"),
                None => "/leads/assignment".to_owned(),
            },
            back,
            ids: match one {
                Some(_) => Vec::new(),
                None => leads.iter().map(|lead| lead.id.to_string()).collect(),
            },
            picked: text::picked(leads.len(), cx.lang),
            named: leads
                .iter()
                .filter_map(|lead| {
                    let brief = briefs.get(&lead.id)?;
                    let owner = people.iter().find(|one| Some(one.id) == lead.owner_id);
                    Some((
                        format!("{} {}", brief.name.expose(), brief.phone),
                        match (owner, lead.owner_id) {
                            (Some(owner), _) => owner.name.clone(),
                            (None, Some(_)) => w.left.to_owned(),
                            (None, None) => w.nobodys.to_owned(),
                        },
                    ))
                })
                .collect(),
            people: people
                .iter()
                .map(|person| {
                    let label = if away(person) {
                        cx.lang.pick(
                            format!("{}（{}）", person.name, w.away),
                            format!("{} ({})", person.name, w.away),
                        )
                    } else {
                        person.name.clone()
                    };
                    Choice::new(person.id.to_string(), label)
                })
                .collect(),
        }
    }
}
