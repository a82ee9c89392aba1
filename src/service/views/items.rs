//! Adding and changing what stands on an order.

use askama::Template;

use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::service::model::{ItemRow, OrderRow};
use crate::service::rules::{ItemKind, Payer, shown_quantity};
use crate::service::text::{self, ServiceText};
use crate::values::money::Fen;

/// An entry of the price list that fits what was looked for.
pub struct Match {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub part_number: String,
    pub quantity: String,
    pub price: String,
}

/// `/service-orders/{id}/items`
#[derive(Template)]
#[template(path = "service/item.html", blocks = ["dialog"])]
pub struct ItemPage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub number: String,
    pub action: String,
    pub back: String,
    pub q: String,
    pub matches: Vec<Match>,
    /// The list holds more than is shown.
    pub more: bool,
    /// No entry of the list is chosen.
    pub by_hand: bool,
    pub kinds: Vec<Choice>,
    pub payers: Vec<Choice>,
    pub form: FormView,
}

regions!(ItemPage {
    main,
    dialog: as_dialog
});

impl ItemPage {
    pub fn new(cx: &Cx, order: &OrderRow, q: String, matches: Vec<Match>, form: FormView) -> Self {
        let (w, lang) = (ServiceText::of(cx.lang), cx.lang);
        Self {
            page: cx.page(w.add_item),
            w,
            number: order.number.clone(),
            action: format!("/service-orders/{}/items", order.id),
            back: format!("/service-orders/{}", order.id),
            q,
            by_hand: !matches.iter().any(|entry| form.has("price_item_id", &entry.id)),
            matches,
            more: false,
            kinds: ItemKind::ALL
                .iter()
                .map(|kind| Choice::new(kind.code(), kind.label(lang)))
                .collect(),
            payers: payers(cx),
            form,
        }
    }
}

fn payers(cx: &Cx) -> Vec<Choice> {
    Payer::ALL
        .iter()
        .map(|payer| Choice::new(payer.code(), text::payer(*payer, cx.lang)))
        .collect()
}

/// `/service-orders/{id}/items/{item}`
#[derive(Template)]
#[template(path = "service/item_change.html", blocks = ["dialog"])]
pub struct ItemChangePage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub number: String,
    pub name: String,
    pub action: String,
    pub back: String,
    pub by_hand: bool,
    pub payers: Vec<Choice>,
    pub notice: &'static str,
    pub form: FormView,
}

regions!(ItemChangePage {
    main,
    dialog: as_dialog
});

impl ItemChangePage {
    pub fn new(cx: &Cx, order: &OrderRow, item: &ItemRow, form: FormView, notice: &'static str) -> Self {
        let w = ServiceText::of(cx.lang);
        Self {
            page: cx.page(w.change_item),
            w,
            number: order.number.clone(),
            name: cx.lang.pick(&item.zh, &item.en).clone(),
            action: format!("/service-orders/{}/items/{}", order.id, item.id),
            back: format!("/service-orders/{}", order.id),
            by_hand: item.price_item_id.is_none(),
            payers: payers(cx),
            notice,
            form,
        }
    }

    /// What the form holds when it is opened.
    pub fn start(item: &ItemRow) -> [(&'static str, String); 5] {
        let discount = Some(item.discount()).filter(|_| item.discount > 0);
        [
            ("quantity", shown_quantity(item.quantity)),
            ("price", Fen::new(item.price_fen).yuan()),
            ("discount", discount.map(|share| share.to_string()).unwrap_or_default()),
            ("payer", item.payer.code().to_owned()),
            ("lock_version", item.lock_version.to_string()),
        ]
    }
}
