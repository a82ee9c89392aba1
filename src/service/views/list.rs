//! The list of orders.

use askama::Template;
use serde::Deserialize;

use super::{Chip, chip};
use crate::access::Permission;
use crate::platform::db::page::Slice;
use crate::platform::i18n::times;
use crate::platform::vault::Pii;
use crate::platform::web::narrow::{Chooser, Narrowed, Tab};
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::service::model::{Counts, ListRow, TOPIC};
use crate::service::rules::View;
use crate::service::text::{self, ServiceText};
use crate::values::ids::StaffId;
use crate::values::money::Fen;

/// The query string of the list, as typed: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub advisor: String,
    pub technician: String,
    /// `warned` or `late`.
    pub promise: String,
    pub customer: String,
    pub vehicle: String,
    pub after: String,
}

impl Narrowed for ListQuery {
    const PATH: &'static str = "/service-orders";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("view", &self.view),
            ("advisor", &self.advisor),
            ("technician", &self.technician),
            ("promise", &self.promise),
            ("customer", &self.customer),
            ("vehicle", &self.vehicle),
        ]
    }
}

/// A line.
pub struct Line {
    pub id: String,
    pub href: String,
    pub class: &'static str,
    pub number: String,
    pub ticket: String,
    pub customer: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub vehicle: String,
    pub state: &'static str,
    pub state_tone: &'static str,
    pub extra: bool,
    pub to_answer: bool,
    pub failed: String,
    pub promise: Chip,
    pub advisor: String,
    pub technician: String,
    pub technician_initial: String,
    pub technician_tone: &'static str,
    pub amount: String,
    pub agreed: String,
    pub on_account: bool,
}

/// `/service-orders`
#[derive(Template)]
#[template(path = "service/list.html", blocks = ["orders"])]
pub struct ListPage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub tabs: Vec<Tab>,
    pub choosers: Vec<Chooser>,
    pub lines: Vec<Line>,
    pub narrowed: bool,
    pub next: String,
    pub shown: String,
    pub here: String,
    pub may_open: bool,
}

regions!(ListPage {
    main,
    orders: as_orders
});

impl ListPage {
    pub fn new(
        cx: &Cx,
        query: &ListQuery,
        view: View,
        counts: Counts,
        slice: Slice<ListRow>,
        people: &[(StaffId, String, bool, bool)],
    ) -> Self {
        let w = ServiceText::of(cx.lang);
        let lines: Vec<Line> = slice.rows.iter().map(|row| line(cx, row)).collect();
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: tabs(cx, query, view, counts),
            choosers: choosers(query, w, people),
            narrowed: query.pairs().iter().any(|(name, _)| *name != "view"),
            next: slice.next.map(|after| query.with("after", &after)).unwrap_or_default(),
            shown: text::shown(lines.len(), cx.lang),
            lines,
            here: query.with("after", &query.after),
            may_open: cx
                .signed_in()
                .is_some_and(|actor| actor.may(Permission::WorkServiceOrders)),
        }
    }
}

fn tabs(cx: &Cx, query: &ListQuery, view: View, counts: Counts) -> Vec<Tab> {
    View::ALL
        .iter()
        .map(|&each| {
            let count = match each {
                View::Open => Some(counts.open),
                View::Consent => Some(counts.consent),
                View::Work => Some(counts.work),
                View::Parts => Some(counts.parts),
                View::Check => Some(counts.check),
                View::Ready => Some(counts.ready),
                View::Late => Some(counts.late),
                View::Settled => None,
            };
            let code = if each == View::Open { "" } else { each.code() };
            Tab {
                href: query.with("view", code),
                label: text::view(each, cx.lang),
                count: count.map(|count| count.to_string()).unwrap_or_default(),
                hot: each == View::Late && counts.late > 0,
                current: each == view,
            }
        })
        .collect()
}

fn choosers(query: &ListQuery, w: &'static ServiceText, people: &[(StaffId, String, bool, bool)]) -> Vec<Chooser> {
    let of = |wanted: fn(&(StaffId, String, bool, bool)) -> bool| -> Vec<Choice> {
        let named = people
            .iter()
            .filter(|one| wanted(one))
            .map(|(id, name, ..)| Choice::new(id.to_string(), name.clone()));
        std::iter::once(Choice::new("me", w.me)).chain(named).collect()
    };
    let promises = vec![Choice::new("warned", w.warned), Choice::new("late", w.late)];
    vec![
        query.chooser("advisor", w.advisor, &query.advisor, of(|one| one.2)),
        query.chooser("technician", w.technician, &query.technician, of(|one| one.3)),
        query.chooser("promise", w.promise_chip, &query.promise, promises),
    ]
}

fn line(cx: &Cx, row: &ListRow) -> Line {
    let (order, lang) = (&row.order, cx.lang);
    let promise = chip(order, row.ready_at, cx.now, lang);
    let plate = row.plate.as_ref().map(Pii::expose);
    let technician = row.technician.clone().unwrap_or_default();
    let agreed = order.agreed_fen.filter(|agreed| *agreed != order.current_fen);
    let open = order.ended_at.is_none();
    Line {
        id: order.id.to_string(),
        href: format!("/service-orders/{}", order.id),
        class: match promise.kind {
            "over" => "row-over",
            "due" => "row-due",
            _ => "",
        },
        number: order.number.clone(),
        ticket: order
            .ended_at
            .map_or_else(|| row.ticket.clone(), |at| times::recent(at, cx.now, lang)),
        customer: row.customer.expose().clone(),
        plate: plate.map(|plate| plate.display()).unwrap_or_default(),
        plate_kind: if plate.is_some_and(|plate| plate.is_new_energy()) {
            "nev"
        } else {
            ""
        },
        vehicle: row.vehicle.clone(),
        state: text::state(order.state, lang),
        state_tone: text::state_tone(order.state),
        extra: open && order.open_items > 0,
        to_answer: open && order.open_findings > 0,
        failed: if order.checks_failed > 0 {
            text::failed_times(order.checks_failed, lang)
        } else {
            String::new()
        },
        promise,
        advisor: row.advisor.clone().unwrap_or_default(),
        technician_initial: technician.chars().next().map(String::from).unwrap_or_default(),
        technician_tone: avatar_tone(&technician),
        technician,
        amount: Fen::new(order.current_fen).display(),
        agreed: agreed.map(|fen| Fen::new(fen).display()).unwrap_or_default(),
        on_account: order.on_account_sealed.is_some(),
    }
}
