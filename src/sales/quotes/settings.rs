//! The figures of quotes that the store may change: ⚙ in domain.md §4.

use super::rules::TaxRules;
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;
use crate::values::money::Fen;
use crate::values::percent::Percent;

settings! {
    /// Taxes, what a new quote begins with, and from which discount on a second person decides.
    pub struct QuoteSettings("sales.quotes", "报价", "Quotes") {
        valid_days: Days(1, 90) = 7, "报价有效期", "A quote is valid for";
        discount_limit: Share(100) = Percent::whole(3), "优惠超过指导价的此比例须审批", "A discount above this share of the list price needs approval";
        plate_fee: Yuan(10_000) = Fen::new(50_000), "上牌服务费", "Plate fee";
        compulsory: Yuan(10_000) = Fen::new(95_000), "交强险", "Compulsory insurance";
        vehicle_tax: Yuan(10_000) = Fen::new(42_000), "车船税", "Vehicle and vessel tax", "纯电动车为零", "None for electric cars";
        vat: Share(30) = Percent::whole(13), "开票价所含增值税", "Value-added tax in the invoice price";
        tax_rate: Share(30) = Percent::whole(10), "购置税税率", "Purchase tax";
        relief: Share(100) = Percent::whole(50), "新能源车减征比例", "New-energy cars are let off";
        relief_cap: Yuan(100_000) = Fen::new(1_500_000), "新能源车每辆最多减征", "At most, per car";
        relief_from: Year(2024, 2100) = 2026, "减征开始年份（按开票日）", "From the year of invoice";
        relief_until: Year(2024, 2100) = 2027, "减征结束年份（按开票日）", "To the year of invoice";
    }
    check(years)
}

fn years(settings: &QuoteSettings) -> FieldErrors {
    if settings.relief_until < settings.relief_from {
        return FieldErrors::from([("relief_until".to_owned(), Fault::EndBeforeStart)]);
    }
    FieldErrors::new()
}

impl From<&QuoteSettings> for TaxRules {
    fn from(settings: &QuoteSettings) -> Self {
        let year = |year: u32| i32::try_from(year).unwrap_or(i32::MAX);
        Self {
            vat: settings.vat,
            rate: settings.tax_rate,
            relief: settings.relief,
            relief_cap: settings.relief_cap,
            relief_from: year(settings.relief_from),
            relief_until: year(settings.relief_until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_rules_own() {
        assert_eq!(TaxRules::from(&QuoteSettings::default()), TaxRules::default());
    }
}
