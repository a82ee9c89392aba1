//! What a service order costs: every amount follows from the items, in whole fen; none is typed.

use super::{ItemKind, Payer};
use crate::values::fault::Fault;
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::values::text::normalize_width;

/// The largest quantity, in hundredths of a unit.
pub const MAX_QUANTITY: i32 = 999_999;
/// The most hours of one job, in hundredths.
const MAX_HOURS: i32 = 50_000;
/// The highest price of a unit.
pub const MAX_PRICE: Fen = Fen::new(100_000_000);

/// What of an item decides its amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    pub kind: ItemKind,
    /// Hundredths: of an hour, of a unit.
    pub quantity: i32,
    /// Of an hour, of a unit.
    pub price: Fen,
    pub discount: Percent,
    pub payer: Payer,
}

/// An item's amount and how it comes about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub gross: Fen,
    /// The discount of the item itself.
    pub discount: Fen,
    /// The member's discount on labour.
    pub tier: Fen,
    pub net: Fen,
}

impl Charge {
    /// The amount, with the member's discount on labour that the customer pays.
    pub fn sum(&self, labour_discount: Percent) -> Sum {
        let raw = i128::from(self.price.fen()) * i128::from(self.quantity.max(0));
        let gross = Fen::new(i64::try_from((raw + 50) / 100).unwrap_or(i64::MAX));
        let discount = gross.share(self.discount);
        let left = less(gross, discount);
        let tier = if self.kind == ItemKind::Labour && self.payer == Payer::Customer {
            left.share(labour_discount)
        } else {
            Fen::ZERO
        };
        Sum {
            gross,
            discount,
            tier,
            net: less(left, tier),
        }
    }
}

fn less(from: Fen, what: Fen) -> Fen {
    Fen::new(from.fen().saturating_sub(what.fen()))
}

fn plus(one: Fen, other: Fen) -> Fen {
    Fen::new(one.fen().saturating_add(other.fen()))
}

/// The sum of all items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    pub gross: Fen,
    pub discount: Fen,
    pub tier: Fen,
    pub customer: Fen,
    pub warranty: Fen,
    pub insurer: Fen,
}

impl Bill {
    pub fn discounts(&self) -> Fen {
        plus(self.discount, self.tier)
    }

    /// What everybody pays together.
    pub fn total(&self) -> Fen {
        less(self.gross, self.discounts())
    }

    /// What is left for the customer once points are taken off.
    pub fn due(&self, points: Fen) -> Fen {
        Fen::new(self.customer.fen().saturating_sub(points.fen()).max(0))
    }
}

/// Adds up what the items come to.
pub fn bill(charges: impl IntoIterator<Item = Charge>, labour_discount: Percent) -> Bill {
    charges.into_iter().fold(Bill::default(), |bill, charge| {
        let sum = charge.sum(labour_discount);
        let of = |payer| if charge.payer == payer { sum.net } else { Fen::ZERO };
        Bill {
            gross: plus(bill.gross, sum.gross),
            discount: plus(bill.discount, sum.discount),
            tier: plus(bill.tier, sum.tier),
            customer: plus(bill.customer, of(Payer::Customer)),
            warranty: plus(bill.warranty, of(Payer::Warranty)),
            insurer: plus(bill.insurer, of(Payer::Insurer)),
        }
    })
}

/// A quantity as typed, in hundredths: more than nothing, at most 9,999.99.
pub fn quantity(raw: &str) -> Result<i32, Fault> {
    hundredths(raw, MAX_QUANTITY)
}

/// Hours as typed, in hundredths: more than none, at most 500.
pub fn hours(raw: &str) -> Result<i32, Fault> {
    hundredths(raw, MAX_HOURS)
}

fn hundredths(raw: &str, max: i32) -> Result<i32, Fault> {
    // Money is typed with at most two decimals too.
    let typed = Fen::parse(raw).map_err(|fault| match fault {
        Fault::Money if is_decimal(raw) => Fault::Decimals { max: 2 },
        Fault::Money => Fault::Number,
        Fault::TooLarge { .. } => Fault::TooLarge {
            max: i64::from(max / 100),
        },
        other => other,
    })?;
    match typed.fen() {
        0 => Err(Fault::Zero),
        many if many > i64::from(max) => Err(Fault::TooLarge {
            max: i64::from(max / 100),
        }),
        many => i32::try_from(many).map_err(|_| Fault::Number),
    }
}

/// `1.234`: a number, whatever its decimals.
fn is_decimal(raw: &str) -> bool {
    let typed = normalize_width(raw);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    typed
        .trim()
        .split_once('.')
        .is_some_and(|(whole, rest)| digits(whole) && digits(rest))
}

/// `1`, `0.5`, `2.25`.
pub fn shown_quantity(hundredths: i32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percent(points: i32) -> Percent {
        Percent::from_basis_points(points).unwrap()
    }

    fn charge(kind: ItemKind, quantity: i32, price: i64, discount: i32, payer: Payer) -> Charge {
        Charge {
            kind,
            quantity,
            price: Fen::new(price),
            discount: percent(discount),
            payer,
        }
    }

    #[test]
    fn half_an_hour_at_a_rate_less_both_discounts() {
        let sum = charge(ItemKind::Labour, 150, 22_000, 500, Payer::Customer).sum(percent(1_000));
        assert_eq!(sum.gross, Fen::new(33_000));
        assert_eq!(sum.discount, Fen::new(1_650));
        assert_eq!(sum.tier, Fen::new(3_135));
        assert_eq!(sum.net, Fen::new(28_215));
    }

    #[test]
    fn a_member_pays_less_for_labour_only_and_only_what_is_theirs_to_pay() {
        for (kind, payer) in [
            (ItemKind::Part, Payer::Customer),
            (ItemKind::Other, Payer::Customer),
            (ItemKind::Labour, Payer::Warranty),
            (ItemKind::Labour, Payer::Insurer),
        ] {
            assert_eq!(charge(kind, 100, 10_000, 0, payer).sum(percent(1_000)).tier, Fen::ZERO);
        }
    }

    #[test]
    fn quantities_as_people_type_them() {
        assert_eq!(quantity("0.5"), Ok(50));
        assert_eq!(quantity("４"), Ok(400));
        assert_eq!(quantity("-1"), Err(Fault::Negative));
        assert_eq!(quantity("0"), Err(Fault::Zero));
        assert_eq!(quantity("0.01"), Ok(1));
        assert_eq!(quantity("1.234"), Err(Fault::Decimals { max: 2 }));
        assert_eq!(quantity("1.2.3"), Err(Fault::Number));
        assert_eq!(quantity("12345678901234567890"), Err(Fault::TooLarge { max: 9_999 }));
        assert_eq!(hours("501"), Err(Fault::TooLarge { max: 500 }));
        assert_eq!([50, 100, 225, 30].map(shown_quantity), ["0.5", "1", "2.25", "0.3"]);
    }

    fn charges() -> impl Strategy<Value = Vec<Charge>> {
        let one = (0..3_usize, 1..MAX_QUANTITY, 0..MAX_PRICE.fen(), 0..=10_000, 0..3_usize).prop_map(
            |(kind, quantity, price, discount, payer)| {
                charge(ItemKind::ALL[kind], quantity, price, discount, Payer::ALL[payer])
            },
        );
        proptest::collection::vec(one, 0..30)
    }

    proptest! {
        #[test]
        fn the_bill_is_the_items_less_discounts_and_points(all in charges(), tier in 0..=10_000, share in 0..=30_i64) {
            let tier = percent(tier);
            let bill = bill(all.iter().copied(), tier);
            let nets: i64 = all.iter().map(|charge| charge.sum(tier).net.fen()).sum();
            prop_assert_eq!(bill.total().fen(), nets);
            prop_assert_eq!(bill.gross.fen() - bill.discount.fen() - bill.tier.fen(), nets);
            prop_assert_eq!(bill.customer.fen() + bill.warranty.fen() + bill.insurer.fen(), nets);
            let points = Fen::new(bill.customer.fen() * share / 100);
            prop_assert_eq!(bill.due(points).fen(), bill.customer.fen() - points.fen());
        }

        #[test]
        fn nobody_pays_less_than_nothing(all in charges(), tier in 0..=10_000) {
            for charge in all {
                let sum = charge.sum(percent(tier));
                prop_assert!(sum.net.fen() >= 0 && sum.net <= sum.gross);
                prop_assert_eq!(sum.gross.fen() - sum.discount.fen() - sum.tier.fen(), sum.net.fen());
            }
        }
    }
}
