//! Pages of the service room.

mod bill;
mod detail;
mod items;
mod list;
mod paper;
mod prices;
mod repairs;

pub use bill::BillPage;
pub use detail::OrderPage;
pub use items::{ItemChangePage, ItemPage, Match};
pub use list::{ListPage, ListQuery};
pub use paper::PaperOrders;
pub use prices::{PriceEntry, PriceListPage, PricePage, PriceQuery};
pub use repairs::{Answered, FindingPage, RepairCard, RepairsPage};

use chrono::{DateTime, Utc};

use super::model::{Detail, ItemRow, OrderRow};
use super::rules::WarnLimits;
use super::text::ServiceText;
use crate::platform::i18n::{Lang, durations, times};
use crate::values::deadline::Standing;
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// A promise as pages show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    /// `over`, `due`, `ok`, `paused` or `done`; empty where nothing was promised.
    pub kind: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
}

impl Chip {
    pub fn shows(&self) -> bool {
        !self.kind.is_empty()
    }
}

/// How the promise of an order stands.
pub fn chip(order: &OrderRow, ready_at: Option<DateTime<Utc>>, now: DateTime<Utc>, lang: Lang) -> Chip {
    let Some(promise) = order.promise(ready_at) else {
        return Chip::default();
    };
    // What was told says whether the store wanted to be warned by now, should it want so earlier than most.
    let standing = match promise.standing(now, WarnLimits::default()) {
        Standing::OnTime(left) if order.warned > 0 => Standing::DueSoon(left),
        other => other,
    };
    Chip {
        kind: match standing {
            Standing::Overdue(_) => "over",
            Standing::DueSoon(_) => "due",
            Standing::OnTime(_) => "ok",
            Standing::Paused => "paused",
            Standing::Done { .. } => "done",
        },
        text: match standing {
            Standing::Done { on_time: true } => lang.pick("按时完成", "Promise kept").to_owned(),
            Standing::Done { on_time: false } => lang.pick("超时完成", "Promise missed").to_owned(),
            running => durations::sla(running, lang),
        },
        iso: times::iso(promise.due),
        exact: times::minute(promise.due),
    }
}

/// A button that opens a step.
pub struct Button {
    pub href: String,
    pub label: &'static str,
    pub icon: &'static str,
    pub key: &'static str,
}

impl Button {
    pub fn new(base: &str, noun: &str, label: &'static str, icon: &'static str, key: &'static str) -> Self {
        Self {
            href: format!("{base}/{noun}"),
            label,
            icon,
            key,
        }
    }
}

/// What is taken off a line, and why: its own discount, the member's on labour. Empty if nothing is.
fn taken_off(row: &ItemRow, tier: Percent, w: &'static ServiceText) -> (String, String) {
    let sum = row.charge().sum(tier);
    let off = sum.gross.fen() - sum.net.fen();
    if off == 0 {
        return (String::new(), String::new());
    }
    let own = (sum.discount > Fen::ZERO).then(|| row.discount().to_string());
    let member = (sum.tier > Fen::ZERO).then(|| format!("{} {tier}", w.member));
    let why: Vec<String> = own.into_iter().chain(member).collect();
    (Fen::new(-off).display(), why.join(" + "))
}

/// How the amount comes about, line by line: (label, amount, strong). No line says the same as the one before.
fn sums(detail: &Detail, w: &'static ServiceText) -> Vec<(&'static str, String, bool)> {
    let bill = detail.bill();
    let off = |fen: Fen| Fen::new(-fen.fen()).display();
    let mut sums = Vec::new();
    if bill.discounts() > Fen::ZERO {
        sums.push((w.gross, bill.gross.display(), false));
    }
    for (label, part) in [(w.discounts, bill.discount), (w.tier_discount, bill.tier)] {
        if part > Fen::ZERO {
            sums.push((label, off(part), false));
        }
    }
    sums.push((w.total, bill.total().display(), true));
    for (label, part) in [(w.warranty_part, bill.warranty), (w.insurer_part, bill.insurer)] {
        if part > Fen::ZERO {
            sums.push((label, part.display(), false));
        }
    }
    if let Some(settled) = detail.settlement() {
        if settled.points_fen > 0 {
            sums.push((w.points, off(Fen::new(settled.points_fen)), false));
        }
        let (owed, insurer) = detail.unpaid();
        let paid = Fen::new(settled.due_fen - owed.fen());
        sums.push((w.customers_part, Fen::new(settled.due_fen).display(), true));
        sums.push((w.paid, paid.display(), false));
        sums.push((w.still_owed, owed.display(), owed > Fen::ZERO));
        if insurer > Fen::ZERO {
            sums.push((w.insurer_owes, insurer.display(), false));
        }
    } else if bill.customer != bill.total() {
        sums.push((w.customers_part, bill.customer.display(), true));
    }
    sums
}
