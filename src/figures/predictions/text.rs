//! Words of predictions.

use super::model::{Card, State};
use super::rules::learn::{Factor, Feature};
use super::rules::service::{Due, Least, Unknown};
use crate::platform::i18n::{Lang, times};
use crate::values::decimal::grouped;
use crate::words;

words! {
    /// Words of predictions.
    pub struct PredictionText {
        title: "再购预测", "Likely buyers";
        intro: "按本店自己的历史估计客户 12 个月内再购车的概率，每个数字都给出最主要的三个因素。",
            "How likely customers buy another car within twelve months, by the store's own history; with the three strongest factors each.";
        groups: "客户分群", "Customer groups";
        learn: "立即重新训练", "Learn again now";
        learning: "已开始训练，完成后本页自动更新", "Learning has begun; the page refreshes when it is done";
        customer: "客户", "Customer";
        chance: "12 个月内再购", "Buys in 12 months";
        factors: "主要因素（与平均客户相比）", "Main factors, against the average customer";
        no_factor: "与平均客户相近", "Much like the average customer";
        no_contact: "没有电话", "No phone";
        raises: "提高", "raises it";
        lowers: "降低", "lowers it";
        empty: "没有可显示的预测", "Nothing is foretold";
        empty_scope: "您负责的客户中没有可预测的。", "None of the customers you look after.";
        never: "还没有训练过，系统会自动开始。", "Nothing learned yet; it begins by itself.";

        card: "模型说明", "About the model";
        method: "方法", "Method";
        method_text: "逻辑回归，特征标准化，岭惩罚 1；客户按一年前的样子学习，以其后 12 个月内是否签订购车合同为结果。",
            "Logistic regression on standardised features, ridge penalty 1; customers as they were a year ago, and whether they signed for a car within the twelve months since.";
        trained: "训练时间", "Learned";
        history: "样本期", "History";
        sample: "样本客户", "Customers";
        positives: "其中再购", "Of these, bought";
        held_out: "留出检验", "Held out";
        auc: "AUC（留出样本）", "AUC on those held out";
        auc_hint: "随机取一位再购和一位未再购的客户，模型排对先后的比例；50% 等于随机。",
            "How often the model puts a buyer above somebody who did not buy; 50 % is chance.";
        weights: "系数", "Weights";
        weights_hint: "特征增加一个标准差，对数几率的变化。", "The change of the log odds for one standard deviation more.";
        feature: "特征", "Feature";
        mean: "均值", "Mean";
        sd: "标准差", "Spread";
        weight: "系数", "Weight";

        ahead: "预测", "Predictions";
        next_service: "下次保养", "Next service";
        by_time: "按时间到期", "Due by time";
        by_km: "按里程预计", "By mileage";
        likely_from: "多半在", "most likely between";
        service_method: "方法：按历次里程求日均里程，假定行驶稳定；区间为八成把握。",
            "By the mileage a day so far, if the car is driven as before; the interval holds eight times out of ten.";
        no_target: "没有登记下次保养里程", "No mileage for the next service on record";
        no_car: "没有车辆", "No car";
        no_chance: "暂无再购概率", "No probability of a purchase";
        to_customer: "返回客户", "Back to the customer";
    }
}

/// What a feature is called.
pub fn feature(feature: Feature, lang: Lang) -> &'static str {
    match feature {
        Feature::Recency => lang.pick("距上次消费（天）", "Days since the last bill"),
        Feature::Frequency => lang.pick("36 个月内消费次数", "Bills in 36 months"),
        Feature::Money => lang.pick("36 个月消费额（对数）", "Spend in 36 months (log)"),
        Feature::CarAge => lang.pick("最近一台车车龄（年）", "Age of the newest car (years)"),
        Feature::Satisfaction => lang.pick("最近满意度（1–5）", "Last satisfaction (1–5)"),
        Feature::Complaints => lang.pick("24 个月内投诉", "Complaints in 24 months"),
    }
}

/// A factor in words: `上次消费在 20 天前`.
pub fn factor(factor: &Factor, lang: Lang) -> String {
    let value = factor.value.unwrap_or_default();
    let whole = grouped(value.round() as i64);
    match factor.feature {
        Feature::Recency => lang.pick(
            format!("上次消费在 {whole} 天前"),
            format!("Last bill {whole} days ago"),
        ),
        Feature::Frequency => lang.pick(
            format!("36 个月内消费 {whole} 次"),
            format!("{whole} bills in 36 months"),
        ),
        Feature::Money => {
            let yuan = grouped((value.exp() - 1.0).round() as i64);
            lang.pick(format!("36 个月内消费 {yuan} 元"), format!("{yuan} yuan in 36 months"))
        }
        Feature::CarAge => lang.pick(
            format!("最近一台车已用 {value:.1} 年"),
            format!("The newest car is {value:.1} years old"),
        ),
        Feature::Satisfaction => lang.pick(
            format!("最近满意度 {whole} 分"),
            format!("Last satisfaction {whole} of 5"),
        ),
        Feature::Complaints => lang.pick(
            format!("24 个月内投诉 {whole} 次"),
            format!("{whole} complaints in 24 months"),
        ),
    }
}

/// `12%`, `<1%`
pub fn chance(chance: f64) -> String {
    let percent = (chance * 100.0).round() as i64;
    if percent == 0 {
        "<1%".to_owned()
    } else {
        format!("{percent}%")
    }
}

/// `平均 4.2%`
pub fn average(card: &Card, lang: Lang) -> String {
    if card.customers == 0 {
        return String::new();
    }
    let share = f64::from(card.positives) * 100.0 / f64::from(card.customers);
    lang.pick(format!("平均 {share:.1}%"), format!("{share:.1}% on average"))
}

/// Why no number is shown; nothing when numbers are.
pub fn silent(card: &Card, purchases: u32, least_auc: u32, lang: Lang) -> String {
    match card.state {
        State::Ready => String::new(),
        State::Short => {
            let have = grouped(card.positives);
            lang.pick(
                format!("历史太短：一年内只有 {have} 次再购，至少需要 {purchases} 次，因此不显示任何概率。"),
                format!("The history is too short: {have} purchases in a year, {purchases} are needed. So no probability is shown."),
            )
        }
        State::Weak => {
            let auc = percent(card.auc.unwrap_or_default());
            lang.pick(
                format!("模型在留出样本上的 AUC 为 {auc}，低于 {least_auc}%，与随机相差不大，因此不显示任何概率。"),
                format!("The AUC on those held out is {auc}, below {least_auc}%: hardly better than chance. So no probability is shown."),
            )
        }
    }
}

/// `78.3%`
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// `2024-11-22 – 2025-11-21`
pub fn history(card: &Card) -> String {
    let last = card
        .as_of
        .checked_add_months(chrono::Months::new(12))
        .and_then(|day| day.pred_opt())
        .unwrap_or(card.as_of);
    format!("{} – {}", times::date(card.as_of), times::date(last))
}

/// `3,000（其中再购 812）`
pub fn held_out(card: &Card, lang: Lang) -> String {
    let (all, bought) = (grouped(card.held_out), grouped(card.held_out_positives));
    lang.pick(
        format!("{all}（其中再购 {bought}）"),
        format!("{all}, {bought} of them bought"),
    )
}

/// `日均 42 公里，依据 6 次里程、跨 540 天`
pub fn basis(due: &Due, lang: Lang) -> String {
    let (km, many, days) = (due.km_a_day.round() as i64, due.readings, due.days);
    lang.pick(
        format!("日均 {km} 公里，依据 {many} 次里程、跨 {days} 天"),
        format!("{km} km a day, from {many} mileages over {days} days"),
    )
}

/// Why nothing is told of a car.
pub fn unknown(why: Unknown, least: Least, lang: Lang) -> String {
    match why {
        Unknown::TooFew { have } => lang.pick(
            format!("里程记录只有 {have} 次，至少需要 {} 次", least.readings),
            format!("Only {have} mileages known, {} are needed", least.readings),
        ),
        Unknown::TooShort { days } => lang.pick(
            format!("里程记录只跨 {days} 天，至少需要 {} 天", least.days),
            format!("Mileages over {days} days only, {} are needed", least.days),
        ),
        Unknown::Standing => lang
            .pick("车辆几乎不行驶，无法按里程预计", "The car is hardly driven")
            .to_owned(),
        Unknown::TooWide => lang
            .pick(
                "行驶里程波动太大，无法给出可靠日期",
                "The mileage varies too much to tell a day",
            )
            .to_owned(),
        Unknown::Reached => lang.pick("保养里程已到", "The mileage is reached").to_owned(),
    }
}

pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 位"), format!("{count} on this page"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_chance_is_not_none() {
        assert_eq!(
            (chance(0.004), chance(0.006), chance(0.126)),
            ("<1%".into(), "1%".into(), "13%".into())
        );
    }

    #[test]
    fn a_factor_tells_what_was_known() {
        let told = |feature, value| {
            factor(
                &Factor {
                    feature,
                    value: Some(value),
                    pull: 1.0,
                },
                Lang::Zh,
            )
        };
        assert_eq!(told(Feature::Recency, 20.0), "上次消费在 20 天前");
        assert_eq!(told(Feature::Money, 10_001_f64.ln()), "36 个月内消费 10,000 元");
        assert_eq!(told(Feature::CarAge, 3.26), "最近一台车已用 3.3 年");
    }
}
