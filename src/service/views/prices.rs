//! The price list.

use askama::Template;
use serde::Deserialize;

use crate::platform::db::FormToken;
use crate::platform::web::narrow::{Narrowed, Tab};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::service::model::PriceItemRow;
use crate::service::rules::{Extra, ItemKind, LabourKind, shown_quantity};
use crate::service::text::{self, ServiceText};
use crate::values::money::Fen;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PriceQuery {
    pub q: String,
    pub kind: String,
    /// `1`: those taken out of use.
    pub retired: String,
    pub after: String,
}

impl Narrowed for PriceQuery {
    const PATH: &'static str = "/price-list";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![("q", &self.q), ("kind", &self.kind), ("retired", &self.retired)]
    }
}

/// An entry with what it comes to.
pub struct PriceEntry {
    pub row: PriceItemRow,
    pub unit_price: Fen,
    pub quantity: i32,
}

pub struct Line {
    pub id: String,
    pub href: String,
    pub name: String,
    pub other: String,
    pub other_lang: &'static str,
    pub kind: &'static str,
    pub rate: &'static str,
    pub part_number: String,
    pub unit: String,
    pub quantity: String,
    pub price: String,
    pub total: String,
    pub token: String,
}

/// `/price-list`
#[derive(Template)]
#[template(path = "service/prices.html", blocks = ["prices"])]
pub struct PriceListPage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub q: String,
    pub kind: String,
    pub only_retired: bool,
    pub tabs: Vec<Tab>,
    pub lines: Vec<Line>,
    pub shown: String,
    pub next: String,
    pub here: String,
}

regions!(PriceListPage {
    main,
    prices: as_prices
});

impl PriceListPage {
    pub fn new(cx: &Cx, query: &PriceQuery, entries: Vec<PriceEntry>, next: Option<String>) -> Self {
        let (w, lang) = (ServiceText::of(cx.lang), cx.lang);
        let retired = query.retired == "1";
        let in_use = PriceQuery {
            retired: String::new(),
            ..query.clone()
        };
        let of_any_kind = PriceQuery {
            kind: String::new(),
            ..query.clone()
        };
        let kinds = ItemKind::ALL.iter().map(|kind| (kind.code(), kind.label(lang)));
        let mut tabs: Vec<Tab> = std::iter::once(("", w.in_use))
            .chain(kinds)
            .map(|(code, label)| Tab::new(in_use.with("kind", code), label, !retired && query.kind == code))
            .collect();
        tabs.push(Tab::new(of_any_kind.with("retired", "1"), w.retired, retired));
        let lines: Vec<Line> = entries.into_iter().map(|entry| line(cx, entry)).collect();
        Self {
            page: cx.page(w.prices),
            w,
            q: query.q.clone(),
            kind: query.kind.clone(),
            only_retired: retired,
            tabs,
            shown: text::shown(lines.len(), lang),
            lines,
            next: next.map(|after| query.with("after", &after)).unwrap_or_default(),
            here: query.with("after", &query.after),
        }
    }
}

fn line(cx: &Cx, entry: PriceEntry) -> Line {
    let (lang, w) = (cx.lang, ServiceText::of(cx.lang));
    let PriceEntry {
        row,
        unit_price,
        quantity,
    } = entry;
    let total = i128::from(unit_price.fen()) * i128::from(quantity) / 100;
    let (name, other) = lang.pick((&row.zh, &row.en), (&row.en, &row.zh));
    Line {
        id: row.id.to_string(),
        href: format!("/price-list/{}", row.id),
        name: name.clone(),
        other: other.clone(),
        other_lang: lang.pick("en", "zh-CN"),
        kind: row.kind.label(lang),
        rate: row.labour_kind.map_or("", |kind| text::labour_kind(kind, lang)),
        part_number: row.part_number.clone(),
        unit: row.unit.clone(),
        quantity: row.hours.map(shown_quantity).unwrap_or_default(),
        price: if row.price_fen.is_none() {
            w.by_rate.to_owned()
        } else {
            unit_price.display()
        },
        total: Fen::new(i64::try_from(total).unwrap_or(i64::MAX)).display(),
        token: FormToken::new().to_string(),
    }
}

/// `/price-list/new`, `/price-list/{id}`
#[derive(Template)]
#[template(path = "service/price.html", blocks = ["dialog"])]
pub struct PricePage {
    pub page: Page,
    pub w: &'static ServiceText,
    pub title: &'static str,
    pub action: String,
    pub kinds: Vec<Choice>,
    pub rates: Vec<Choice>,
    pub extras: Vec<Choice>,
    /// An entry keeps its kind.
    pub kept_kind: bool,
    pub notice: &'static str,
    pub form: FormView,
}

regions!(PricePage {
    main,
    dialog: as_dialog
});

impl PricePage {
    /// `id`: of the entry that is changed, or empty for a new one.
    pub fn new(cx: &Cx, id: &str, form: FormView, notice: &'static str) -> Self {
        let (w, lang) = (ServiceText::of(cx.lang), cx.lang);
        let title = if id.is_empty() { w.new_price } else { w.change_price };
        Self {
            page: cx.page(title),
            w,
            title,
            action: if id.is_empty() {
                "/price-list".to_owned()
            } else {
                format!("/price-list/{id}")
            },
            kinds: ItemKind::ALL
                .iter()
                .map(|kind| Choice::new(kind.code(), kind.label(lang)))
                .collect(),
            rates: LabourKind::ALL
                .iter()
                .map(|kind| Choice::new(kind.code(), text::labour_kind(*kind, lang)))
                .collect(),
            extras: Extra::ALL
                .iter()
                .map(|extra| Choice::new(extra.code(), extra.label(lang)))
                .collect(),
            kept_kind: !id.is_empty(),
            notice,
            form,
        }
    }
}
