//! What a store may change about the audit of its data: ⚙ in domain.md §3.

use super::rules::{Gap, Weights};
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;

settings! {
    /// What a good record is, and how many are looked at each month.
    pub struct QualitySettings("figures.quality", "数据质量", "Data quality") {
        need_phone: Bool = true, "完整性：须有电话", "Complete with: phone";
        need_identity: Bool = true, "完整性：须有证件号或统一社会信用代码", "Complete with: ID number or credit code";
        need_contact_person: Bool = true, "完整性：公司须有联系人", "Complete with: contact person of a company";
        need_birthday: Bool = true, "完整性：个人须有生日", "Complete with: birthday of a person";
        need_address: Bool = true, "完整性：须有地址", "Complete with: address";
        need_source: Bool = true, "完整性：须有来源", "Complete with: source";
        need_usage: Bool = false, "完整性：须有用车场景", "Complete with: usage scenario";
        weight_complete: Percents(0, 100) = 50, "得分权重：完整", "Weight in the score: complete",
            "三项权重按比例计算", "The three weights count in proportion";
        weight_fresh: Percents(0, 100) = 30, "得分权重：已核实", "Weight in the score: verified";
        weight_single: Percents(0, 100) = 20, "得分权重：无疑似重复", "Weight in the score: no duplicates";
        sample: Places(1, 50) = 5, "每月每人抽查客户数", "Customers re-verified a month, for each consultant";
    }
    check(something_counts)
}

fn something_counts(rules: &QualitySettings) -> FieldErrors {
    if rules.weights().sum() == 0 {
        FieldErrors::from([("weight_complete".to_owned(), Fault::Zero)])
    } else {
        FieldErrors::new()
    }
}

impl QualitySettings {
    /// The fields that a complete record has.
    pub fn needed(&self) -> Vec<Gap> {
        let needs = |gap: &Gap| match gap {
            Gap::Phone => self.need_phone,
            Gap::Identity => self.need_identity,
            Gap::ContactPerson => self.need_contact_person,
            Gap::Birthday => self.need_birthday,
            Gap::Address => self.need_address,
            Gap::Source => self.need_source,
            Gap::Usage => self.need_usage,
        };
        Gap::ALL.iter().copied().filter(needs).collect()
    }

    pub fn weights(&self) -> Weights {
        Weights {
            complete: self.weight_complete.into(),
            fresh: self.weight_fresh.into(),
            single: self.weight_single.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_of_nothing_is_refused() {
        assert!(something_counts(&QualitySettings::default()).is_empty());
        let nothing = QualitySettings {
            weight_complete: 0,
            weight_fresh: 0,
            weight_single: 0,
            ..QualitySettings::default()
        };
        assert!(something_counts(&nothing).contains_key("weight_complete"));
        assert!(!QualitySettings::default().needed().contains(&Gap::Usage));
    }
}
