//! The bill, or before it the estimate, on paper.

use askama::Template;

use super::{sums, taken_off};
use crate::access::Actor;
use crate::platform::i18n::times;
use crate::platform::web::{Cx, Page};
use crate::service::check_in::rules::Strokes;
use crate::service::model::Detail;
use crate::service::rules::FindingState;
use crate::service::text::{self, ServiceText};
use crate::values::money::Fen;

/// A line of the bill.
pub struct Line {
    pub name: String,
    pub part_number: String,
    pub kind: &'static str,
    pub quantity: String,
    pub price: String,
    /// What is taken off, and why.
    pub discount: String,
    pub why: String,
    pub net: String,
    pub payer: &'static str,
}

/// `/service-orders/{id}/bill`
#[derive(Template)]
#[template(path = "service/bill.html")]
pub struct BillPage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub title: &'static str,
    pub settled: bool,
    /// That it was taken back.
    pub refunded: String,
    pub store: String,
    pub number: String,
    pub rows: Vec<(&'static str, String)>,
    pub wish: String,
    pub lines: Vec<Line>,
    /// (label, amount, strong)
    pub sums: Vec<(&'static str, String, bool)>,
    pub payments: Vec<(String, String, String, String)>,
    /// What was agreed to, how, by whom, when, and the path of a signature that was drawn.
    pub consents: Vec<(&'static str, String, String, String, String)>,
    pub declined: Vec<(String, &'static str)>,
    pub next: String,
    pub printed: String,
}

impl BillPage {
    pub fn new(cx: &Cx, actor: &Actor, detail: &Detail) -> Self {
        let (w, lang) = (ServiceText::of(cx.lang), cx.lang);
        let (order, settled) = (&detail.order, detail.settlement());
        let tier = order.labour_discount();
        let billed = settled.is_some() || order.refunded_at.is_some();
        let title = if billed { w.bill_title } else { w.quote_title };
        let refunded = detail.refund().map(|(at, back, because)| {
            let because = because.map(|because| because.expose().as_str()).unwrap_or_default();
            text::given_back(&times::minute(at), back, because, lang)
        });
        let person = |id| detail.person(id).unwrap_or_default().to_owned();
        let plate = detail.plate.as_ref().map(|plate| plate.expose().display());
        let car = [plate.unwrap_or_default(), detail.vehicle.clone()].join(" ");
        let mut rows = vec![
            (w.customer, detail.customer.expose().clone()),
            (w.vehicle, car.trim().to_owned()),
            (w.arrived, times::minute(detail.arrived_at)),
            (w.advisor, person(order.advisor_id)),
            (w.technician, person(order.technician_id)),
        ];
        rows.extend(order.mileage_km.map(|km| (w.mileage, text::km(km))));
        let promised = order.promised_at.filter(|_| !billed);
        rows.extend(promised.map(|at| (w.promise, times::minute(at))));
        rows.extend(settled.map(|settled| (w.settled_at, times::minute(settled.at))));
        let next = settled.map(|settled| {
            let on = settled.next_service_on.map(times::date);
            let km = settled.next_service_km.map(text::km);
            on.into_iter().chain(km).collect::<Vec<_>>().join(" / ")
        });
        let put_off = |state| matches!(state, FindingState::Declined | FindingState::Later);
        Self {
            page: cx.page(format!("{title} {}", order.number)),
            w,
            title,
            settled: billed,
            refunded: refunded.unwrap_or_default(),
            store: actor.store_name.clone(),
            number: order.number.clone(),
            rows,
            wish: detail
                .wish
                .as_ref()
                .map(|wish| wish.expose().clone())
                .unwrap_or_default(),
            lines: detail
                .items
                .iter()
                .map(|row| {
                    let (discount, why) = taken_off(row, tier, w);
                    Line {
                        name: lang.pick(&row.zh, &row.en).clone(),
                        part_number: row.part_number.clone(),
                        kind: row.kind.label(lang),
                        quantity: text::quantity(row.quantity, &row.unit),
                        price: Fen::new(row.price_fen).display(),
                        discount,
                        why,
                        net: row.charge().sum(tier).net.display(),
                        payer: text::payer(row.payer, lang),
                    }
                })
                .collect(),
            sums: sums(detail, w),
            payments: detail
                .payments
                .iter()
                .map(|payment| {
                    let method = text::payment(payment.method, payment.amount_fen < 0, lang);
                    let amount = Fen::new(payment.amount_fen).display();
                    (method, amount, payment.receipt.clone(), times::minute(payment.at))
                })
                .collect(),
            consents: detail
                .consents
                .iter()
                .map(|consent| {
                    let how = text::consent_how(consent.row.how, lang);
                    let amount = Fen::new(consent.row.amount_fen).display();
                    let path = consent.strokes.as_ref().map(Strokes::path).unwrap_or_default();
                    let at = times::minute(consent.row.at);
                    (how, amount, detail.who_agreed(consent), at, path)
                })
                .collect(),
            declined: detail
                .findings
                .iter()
                .filter(|finding| put_off(finding.row.state))
                .map(|finding| {
                    let state = text::finding_state(finding.row.state, lang);
                    (finding.what.expose().clone(), state)
                })
                .collect(),
            next: next.unwrap_or_default(),
            printed: times::minute(cx.now),
        }
    }
}
