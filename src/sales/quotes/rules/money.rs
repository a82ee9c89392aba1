//! The arithmetic of a quote, in whole fen: every amount but the typed prices follows from a formula, the total from all.

use chrono::{Datelike, NaiveDate};

use super::LineKind;
use crate::values::fault::Fault;
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// The highest amount of one line.
pub const MAX_AMOUNT: Fen = Fen::new(1_000_000_000);
/// The least that anybody borrows.
pub const MIN_LOAN: Fen = Fen::new(100_000);
/// The growth of a loan is reckoned in billionths of a billionth.
const UNIT: i128 = 1_000_000_000_000_000_000;
/// A year's rate in hundredths of a percent, of a month.
const MONTHLY: i128 = 120_000;

/// How the purchase tax is reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxRules {
    /// The value-added tax that an invoice price contains.
    pub vat: Percent,
    pub rate: Percent,
    /// What a new-energy car is let off, at most the cap, when it is invoiced in these years.
    pub relief: Percent,
    pub relief_cap: Fen,
    pub relief_from: i32,
    pub relief_until: i32,
}

impl Default for TaxRules {
    fn default() -> Self {
        Self {
            vat: Percent::whole(13),
            rate: Percent::whole(10),
            relief: Percent::whole(50),
            relief_cap: Fen::new(1_500_000),
            relief_from: 2026,
            relief_until: 2027,
        }
    }
}

/// A purchase tax and how it comes about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tax {
    pub invoice: Fen,
    pub gross: Fen,
    pub relief: Fen,
}

impl Tax {
    pub fn due(&self) -> Fen {
        less(self.gross, self.relief)
    }
}

fn less(from: Fen, what: Fen) -> Fen {
    Fen::new(from.fen().saturating_sub(what.fen()))
}

fn minus(amount: Fen) -> Fen {
    less(Fen::ZERO, amount)
}

fn fen(wide: i128) -> Fen {
    Fen::new(i64::try_from(wide).unwrap_or(i64::MAX))
}

/// A quotient rounded to the nearest whole, halves up; nothing here is below zero.
fn rounded(above: i128, below: i128) -> i128 {
    (2 * above + below) / (2 * below)
}

/// Invoice price ÷ (1 + VAT) × rate, less what a new-energy car is let off.
pub fn purchase_tax(invoice: Fen, new_energy: bool, invoice_on: NaiveDate, rules: &TaxRules) -> Tax {
    let rate = i128::from(rules.rate.basis_points());
    let below = 10_000 + i128::from(rules.vat.basis_points());
    let gross = fen(rounded(i128::from(invoice.fen().max(0)) * rate, below));
    let relieved = new_energy && (rules.relief_from..=rules.relief_until).contains(&invoice_on.year());
    let relief = if relieved {
        gross.share(rules.relief).min(rules.relief_cap).min(gross)
    } else {
        Fen::ZERO
    };
    Tax { invoice, gross, relief }
}

/// Money that is borrowed for the car and paid back in equal instalments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loan {
    pub amount: Fen,
    pub months: u32,
    /// Of a year.
    pub rate: Percent,
    /// Paid once, when the car is handed over.
    pub fee: Fen,
}

/// How a loan is paid back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub monthly: Fen,
    /// The last instalment settles what rounding left.
    pub last: Fen,
    pub interest: Fen,
}

impl Loan {
    /// Amount × i ÷ (1 − (1 + i)⁻ⁿ), with i a twelfth of the year's rate; interest is rounded month by month.
    pub fn plan(&self) -> Plan {
        let (amount, rate) = (
            i128::from(self.amount.fen().max(0)),
            i128::from(self.rate.basis_points()),
        );
        let months = self.months.max(1);
        let monthly = if rate == 0 {
            rounded(amount, i128::from(months))
        } else {
            let growth = (0..months).fold(UNIT, |growth, _| growth.saturating_mul(MONTHLY + rate) / MONTHLY);
            let below = MONTHLY.saturating_mul(growth - UNIT).max(1);
            rounded(amount.saturating_mul(rate).saturating_mul(growth), below)
        };
        let (mut left, mut interest) = (amount, 0);
        for _ in 1..months {
            let of_month = rounded(left * rate, MONTHLY);
            interest += of_month;
            left = (left + of_month - monthly).max(0);
        }
        let of_month = rounded(left * rate, MONTHLY);
        Plan {
            monthly: fen(monthly),
            last: fen(left + of_month),
            interest: fen(interest + of_month),
        }
    }
}

/// What decides the lines of a quote.
#[derive(Clone, Debug)]
pub struct Offer {
    pub car_price: Fen,
    pub discount: Fen,
    pub new_energy: bool,
    pub electric: bool,
    pub invoice_on: NaiveDate,
    pub compulsory: Fen,
    pub commercial: Fen,
    pub commercial_covers: String,
    pub vehicle_tax: Fen,
    pub plate_fee: Fen,
    pub accessories: Vec<(String, Fen)>,
    /// What it covers, and its price.
    pub warranty: Option<(String, Fen)>,
    pub loan: Option<Loan>,
    /// What the old car is taken for.
    pub trade_in: Option<Fen>,
}

/// A line of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub label: String,
    pub covers: String,
    /// Below zero for what is taken off.
    pub amount: Fen,
}

/// A quote, reckoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub lines: Vec<Line>,
    pub tax: Tax,
    pub plan: Option<Plan>,
    pub total: Fen,
}

impl Offer {
    /// The lines and what they come to; the field and fault of what can't be.
    pub fn sum(&self, rules: &TaxRules) -> Result<Sum, (&'static str, Fault)> {
        let at_most = |field, most: Fen| {
            let fault = Fault::TooLarge { max: most.fen() / 100 };
            (field, fault)
        };
        if self.discount > self.car_price {
            return Err(at_most("discount", self.car_price));
        }
        if self.electric && self.vehicle_tax > Fen::ZERO {
            return Err(at_most("vehicle_tax", Fen::ZERO));
        }
        // The discount is given on the invoice; the old car is bought by the store on its own.
        let tax = purchase_tax(
            less(self.car_price, self.discount),
            self.new_energy,
            self.invoice_on,
            rules,
        );
        let mut lines = Vec::new();
        let mut add = |kind, label: &str, covers: &str, amount| {
            lines.push(Line {
                kind,
                label: label.to_owned(),
                covers: covers.to_owned(),
                amount,
            });
        };
        add(LineKind::Car, "", "", self.car_price);
        if self.discount > Fen::ZERO {
            add(LineKind::Discount, "", "", minus(self.discount));
        }
        add(LineKind::PurchaseTax, "", "", tax.due());
        add(LineKind::Compulsory, "", "", self.compulsory);
        if self.commercial > Fen::ZERO {
            add(LineKind::Commercial, "", &self.commercial_covers, self.commercial);
        }
        add(LineKind::VehicleTax, "", "", self.vehicle_tax);
        add(LineKind::PlateFee, "", "", self.plate_fee);
        for (name, price) in &self.accessories {
            add(LineKind::Accessory, name, "", *price);
        }
        if let Some((covers, price)) = &self.warranty {
            add(LineKind::Warranty, "", covers, *price);
        }
        let plan = self.loan.map(|loan| loan.plan());
        if let Some((loan, plan)) = self.loan.zip(plan) {
            let cost = Fen::new(plan.interest.fen().saturating_add(loan.fee.fen()));
            add(LineKind::Finance, "", "", cost);
        }
        if let Some(worth) = self.trade_in {
            add(LineKind::TradeIn, "", "", minus(worth));
        }
        let total = Fen::checked_sum(lines.iter().map(|line| line.amount)).unwrap_or(Fen::MAX);
        let finance = self
            .loan
            .zip(plan)
            .map_or(0, |(loan, plan)| loan.fee.fen().saturating_add(plan.interest.fen()));
        if let Some(loan) = self.loan {
            let to_pay = Fen::new(total.fen().saturating_sub(finance).max(0));
            if loan.amount > to_pay {
                return Err(at_most("loan", to_pay));
            }
        }
        if total < Fen::ZERO {
            let worth = self.trade_in.unwrap_or(Fen::ZERO).fen().saturating_add(total.fen());
            return Err(at_most("trade_in", Fen::new(worth)));
        }
        Ok(Sum {
            lines,
            tax,
            plan,
            total,
        })
    }
}

/// What a customer gets off the catalogue: the discount, and whatever the price of the car is below the catalogue's.
pub fn given_away(list_price: Option<Fen>, car_price: Fen, discount: Fen) -> Fen {
    let below = list_price.map_or(0, |list| list.fen().saturating_sub(car_price.fen()).max(0));
    Fen::new(discount.fen().saturating_add(below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn tax(yuan_fen: i64, new_energy: bool, on: &str) -> i64 {
        purchase_tax(Fen::new(yuan_fen), new_energy, day(on), &TaxRules::default())
            .due()
            .fen()
    }

    fn loan(amount: i64, months: u32, points: i32) -> Loan {
        Loan {
            amount: Fen::new(amount),
            months,
            rate: Percent::from_basis_points(points).unwrap(),
            fee: Fen::ZERO,
        }
    }

    fn offer() -> Offer {
        Offer {
            car_price: Fen::new(16_980_000),
            discount: Fen::new(500_000),
            new_energy: false,
            electric: false,
            invoice_on: day("2026-12-01"),
            compulsory: Fen::new(95_000),
            commercial: Fen::new(420_050),
            commercial_covers: "车损、三者 200 万".to_owned(),
            vehicle_tax: Fen::new(42_000),
            plate_fee: Fen::new(50_000),
            accessories: vec![("脚垫".to_owned(), Fen::new(68_000))],
            warranty: Some(("2 年或 6 万公里".to_owned(), Fen::new(298_000))),
            loan: None,
            trade_in: Some(Fen::new(5_500_000)),
        }
    }

    #[test]
    fn the_purchase_tax_of_a_fuel_car_to_the_fen() {
        for (invoice, due) in [
            (11_300_000, 1_000_000),
            (16_980_000, 1_502_655),
            (33_900_000, 3_000_000),
            (33_900_001, 3_000_000),
            (40_000_000, 3_539_823),
            (12_345_678, 1_092_538),
            (1, 0),
            (0, 0),
        ] {
            assert_eq!(tax(invoice, false, "2026-12-01"), due, "{invoice}");
        }
    }

    #[test]
    fn a_new_energy_car_of_these_years_is_let_off_half_and_at_most_the_cap() {
        for (invoice, due) in [
            (11_300_000, 500_000),
            (16_980_000, 751_327),
            (33_900_000, 1_500_000),
            (40_000_000, 2_039_823),
            (12_345_678, 546_269),
        ] {
            assert_eq!(tax(invoice, true, "2026-12-01"), due, "{invoice}");
        }
        assert_eq!(tax(11_300_000, true, "2026-01-01"), 500_000);
        assert_eq!(tax(11_300_000, true, "2027-12-31"), 500_000);
        assert_eq!(tax(11_300_000, true, "2028-01-01"), 1_000_000, "the relief has ended");
        assert_eq!(tax(11_300_000, true, "2025-12-31"), 1_000_000);
    }

    #[test]
    fn instalments_by_the_annuity_formula_to_the_fen() {
        for (loan, monthly, last, interest) in [
            (loan(10_000_000, 36, 450), 297_469, 297_478, 708_893),
            (loan(12_000_000, 60, 525), 227_832, 227_819, 1_669_907),
            (loan(10_000_000, 12, 399), 851_453, 851_458, 217_441),
            (loan(100_000_000, 84, 2_400), 2_467_581, 2_467_618, 107_276_841),
            (loan(5_000_000, 12, 0), 416_667, 416_663, 0),
        ] {
            let expected = Plan {
                monthly: Fen::new(monthly),
                last: Fen::new(last),
                interest: Fen::new(interest),
            };
            assert_eq!(loan.plan(), expected, "{loan:?}");
        }
    }

    #[test]
    fn a_quote_to_the_fen() {
        let sum = offer().sum(&TaxRules::default()).unwrap();
        let amounts: Vec<_> = sum.lines.iter().map(|line| (line.kind, line.amount.fen())).collect();
        assert_eq!(
            amounts,
            [
                (LineKind::Car, 16_980_000),
                (LineKind::Discount, -500_000),
                (LineKind::PurchaseTax, 1_458_407),
                (LineKind::Compulsory, 95_000),
                (LineKind::Commercial, 420_050),
                (LineKind::VehicleTax, 42_000),
                (LineKind::PlateFee, 50_000),
                (LineKind::Accessory, 68_000),
                (LineKind::Warranty, 298_000),
                (LineKind::TradeIn, -5_500_000),
            ]
        );
        assert_eq!(sum.total, Fen::new(13_411_457));
    }

    #[test]
    fn what_financing_costs_is_a_line() {
        let financed = Offer {
            loan: Some(Loan {
                fee: Fen::new(150_000),
                ..loan(10_000_000, 36, 450)
            }),
            ..offer()
        };
        let sum = financed.sum(&TaxRules::default()).unwrap();
        let finance = sum.lines.iter().find(|line| line.kind == LineKind::Finance).unwrap();
        assert_eq!(finance.amount, Fen::new(858_893));
        assert_eq!(sum.total, Fen::new(13_411_457 + 858_893));
    }

    #[test]
    fn what_can_not_be() {
        let fault = |offer: Offer| offer.sum(&TaxRules::default()).unwrap_err();
        let dear = Offer {
            discount: Fen::new(16_980_001),
            ..offer()
        };
        assert_eq!(fault(dear), ("discount", Fault::TooLarge { max: 169_800 }));
        let taxed = Offer {
            electric: true,
            ..offer()
        };
        assert_eq!(fault(taxed), ("vehicle_tax", Fault::TooLarge { max: 0 }));
        let borrowed = Offer {
            loan: Some(loan(13_411_458, 36, 450)),
            ..offer()
        };
        assert_eq!(fault(borrowed), ("loan", Fault::TooLarge { max: 134_114 }));
        let exchanged = Offer {
            trade_in: Some(Fen::new(50_000_000)),
            ..offer()
        };
        assert_eq!(fault(exchanged), ("trade_in", Fault::TooLarge { max: 189_114 }));
    }

    #[test]
    fn a_price_below_the_catalogue_is_given_away_too() {
        let list = Some(Fen::new(1_000));
        assert_eq!(given_away(list, Fen::new(900), Fen::new(50)), Fen::new(150));
        assert_eq!(given_away(list, Fen::new(1_100), Fen::new(50)), Fen::new(50));
        assert_eq!(given_away(None, Fen::new(900), Fen::new(50)), Fen::new(50));
    }

    proptest! {
        #[test]
        fn what_is_paid_back_is_the_loan_and_its_interest(
            amount in MIN_LOAN.fen()..=MAX_AMOUNT.fen(),
            months in 1..=120_u32,
            points in 0..=3_600,
        ) {
            let loan = loan(amount, months, points);
            let plan = loan.plan();
            let paid = plan.monthly.fen() * i64::from(months - 1) + plan.last.fen();
            prop_assert_eq!(paid, amount + plan.interest.fen());
            // Rounding half a fen a month never makes the last instalment differ by more than it grew to.
            prop_assert!((plan.last.fen() - plan.monthly.fen()).abs() <= 1_200);
        }

        #[test]
        fn the_total_is_the_sum_of_the_lines(
            car in 1_000_000..=MAX_AMOUNT.fen(),
            off in 0..=1_000_000_i64,
            price in 0..=1_000_000_i64,
            new_energy in any::<bool>(),
        ) {
            let offer = Offer {
                car_price: Fen::new(car),
                discount: Fen::new(off),
                new_energy,
                accessories: vec![("脚垫".to_owned(), Fen::new(price)); 3],
                trade_in: None,
                ..offer()
            };
            let sum = offer.sum(&TaxRules::default()).unwrap();
            prop_assert_eq!(sum.total.fen(), sum.lines.iter().map(|line| line.amount.fen()).sum::<i64>());
            prop_assert!(sum.tax.relief <= sum.tax.gross);
        }
    }
}
