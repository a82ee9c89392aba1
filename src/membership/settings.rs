//! The figures of membership that the store may change: ⚙ in domain.md §8.

use super::rules::Thresholds;
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;
use crate::values::money::Fen;
use crate::values::percent::Percent;

settings! {
    /// From when on somebody belongs to a tier, and how long.
    pub struct TierSettings("membership.tiers", "会员等级", "Membership tiers") {
        silver_from: Yuan(100_000_000) = Fen::new(5_000_000), "银卡消费门槛", "Silver from",
            "统计期内的消费", "Spend within the period";
        gold_from: Yuan(100_000_000) = Fen::new(10_000_000), "金卡消费门槛", "Gold from";
        platinum_from: Yuan(100_000_000) = Fen::new(20_000_000), "白金消费门槛", "Platinum from";
        window_months: Months(1, 120) = 24, "消费统计期", "Spend counts for";
        car_share: Share(100) = Percent::whole(20), "购车金额计入比例", "Share of a car's price that counts";
        fall_days: Days(0, 365) = 90, "降级宽限期", "A fall takes effect after";
        held_months: Months(1, 120) = 24, "手工等级保留", "A tier given by hand holds for",
            "到期后按消费评定", "Then the spend decides";
        silver_price: Points(0, 10_000_000) = 5_000, "积分换银卡", "Silver for points",
            "填 0 表示不可兑换", "0: can't be bought";
        gold_price: Points(0, 10_000_000) = 12_000, "积分换金卡", "Gold for points";
        platinum_price: Points(0, 10_000_000) = 0, "积分换白金", "Platinum for points";
        bought_months: Months(1, 120) = 12, "积分兑换的等级保留", "A tier bought with points holds for";
    }
    check(in_order)
}

settings! {
    /// How points come and go.
    pub struct PointSettings("membership.points", "会员积分", "Membership points") {
        yuan_per_point: WholeYuan(1, 10_000) = 10, "每多少元积 1 分", "Yuan for one point";
        regular_multiplier: Percents(0, 1_000) = 100, "普通会员积分倍率", "Multiplier: regular";
        silver_multiplier: Percents(0, 1_000) = 120, "银卡积分倍率", "Multiplier: silver";
        gold_multiplier: Percents(0, 1_000) = 150, "金卡积分倍率", "Multiplier: gold";
        platinum_multiplier: Percents(0, 1_000) = 200, "白金积分倍率", "Multiplier: platinum";
        cars_earn: Bool() = false, "购车获得积分", "Cars earn points";
        life_months: Months(1, 120) = 24, "积分有效期", "Points live for";
        expiring_days: Days(1, 365) = 60, "即将过期提醒", "Points expire soon: within";
        points_per_yuan: Points(1, 10_000) = 100, "多少积分抵 1 元", "Points for one yuan";
        most_of_bill: Share(100) = Percent::whole(30), "积分最多抵扣账单", "Points pay at most, of a bill";
        adjust_limit: Points(0, 1_000_000) = 1_000, "积分调整免审批上限", "Adjustments without approval up to",
            "超过后须第二人审批", "Above it a second person decides";
    }
}

settings! {
    /// What each tier has in a year.
    pub struct BenefitSettings("membership.benefits", "会员权益", "Membership benefits") {
        silver_discount: Share(100) = Percent::whole(10), "银卡工时折扣", "Silver: off labour";
        silver_washes: Count(0, 366) = 12, "银卡免费洗车（每年）", "Silver: free car washes a year", "填 0 表示没有这项权益", "0: not included";
        silver_disinfections: Count(0, 366) = 0, "银卡车内消毒（每年）", "Silver: disinfections a year";
        silver_courtesy_cars: Count(0, 366) = 0, "银卡免费代步车（每年）", "Silver: courtesy cars a year";
        silver_birthday: Count(0, 12) = 0, "银卡生日免费保养（每年）", "Silver: birthday maintenance a year";
        silver_priority: Bool() = false, "银卡优先维修", "Silver: priority repair";
        silver_advisor: Bool() = false, "银卡专属顾问", "Silver: own advisor";
        silver_events: Bool() = false, "银卡会员活动", "Silver: events";
        gold_discount: Share(100) = Percent::whole(10), "金卡工时折扣", "Gold: off labour";
        gold_washes: Count(0, 366) = 12, "金卡免费洗车（每年）", "Gold: free car washes a year";
        gold_disinfections: Count(0, 366) = 2, "金卡车内消毒（每年）", "Gold: disinfections a year";
        gold_courtesy_cars: Count(0, 366) = 2, "金卡免费代步车（每年）", "Gold: courtesy cars a year";
        gold_birthday: Count(0, 12) = 0, "金卡生日免费保养（每年）", "Gold: birthday maintenance a year";
        gold_priority: Bool() = true, "金卡优先维修", "Gold: priority repair";
        gold_advisor: Bool() = false, "金卡专属顾问", "Gold: own advisor";
        gold_events: Bool() = false, "金卡会员活动", "Gold: events";
        platinum_discount: Share(100) = Percent::whole(10), "白金工时折扣", "Platinum: off labour";
        platinum_washes: Count(0, 366) = 24, "白金免费洗车（每年）", "Platinum: free car washes a year";
        platinum_disinfections: Count(0, 366) = 4, "白金车内消毒（每年）", "Platinum: disinfections a year";
        platinum_courtesy_cars: Count(0, 366) = 4, "白金免费代步车（每年）", "Platinum: courtesy cars a year";
        platinum_birthday: Count(0, 12) = 1, "白金生日免费保养（每年）", "Platinum: birthday maintenance a year";
        platinum_priority: Bool() = true, "白金优先维修", "Platinum: priority repair";
        platinum_advisor: Bool() = true, "白金专属顾问", "Platinum: own advisor";
        platinum_events: Bool() = true, "白金会员活动", "Platinum: events";
        birthday_days: Days(0, 31) = 7, "生日前后", "Birthday benefit: days around it";
    }
}

/// A higher tier asks for more.
fn in_order(settings: &TierSettings) -> FieldErrors {
    let mut faults = FieldErrors::new();
    let Thresholds { silver, gold, platinum } = Thresholds::from(settings);
    for (higher, lower, field) in [
        (silver, Fen::ZERO, "silver_from"),
        (gold, silver, "gold_from"),
        (platinum, gold, "platinum_from"),
    ] {
        if higher <= lower {
            let min = lower.fen() / 100 + 1;
            faults.insert(field.to_owned(), Fault::TooSmall { min });
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_tier_can_not_ask_for_less() {
        assert!(in_order(&TierSettings::default()).is_empty());
        let settings = TierSettings {
            gold_from: Fen::new(5_000_000),
            ..TierSettings::default()
        };
        let faults = in_order(&settings);
        assert_eq!(faults.get("gold_from"), Some(&Fault::TooSmall { min: 50_001 }));
    }

    #[test]
    fn shares_are_whole_percents() {
        assert_eq!(TierSettings::default().car_share.to_string(), "20%");
        assert_eq!(PointSettings::default().most_of_bill.to_string(), "30%");
    }
}
