//! The figures of service orders that the store may change: ⚙ in domain.md §5.

use super::rules::{Interval, LabourKind, WarnLimits};
use crate::platform::settings::Name;
use crate::settings;
use crate::values::money::Fen;

settings! {
    /// Rates, warnings, what is checked, when a car is due again.
    pub struct ServiceSettings("service.orders", "维修工单", "Service orders") {
        rate_maintenance: Yuan(10_000) = Fen::new(16_000), "工时单价：保养", "Hourly rate: maintenance";
        rate_mechanical: Yuan(10_000) = Fen::new(20_000), "工时单价：机修", "Hourly rate: mechanical";
        rate_electrical: Yuan(10_000) = Fen::new(24_000), "工时单价：电器", "Hourly rate: electrical";
        rate_body: Yuan(10_000) = Fen::new(22_000), "工时单价：钣金", "Hourly rate: body work";
        rate_paint: Yuan(10_000) = Fen::new(26_000), "工时单价：喷漆", "Hourly rate: paint";
        rate_diagnosis: Yuan(10_000) = Fen::new(28_000), "工时单价：检测诊断", "Hourly rate: diagnosis";
        warn_share: Percents(1, 99) = 50, "交车时间提醒：已用百分比", "Promise: warn at this share of the time (%)";
        warn_minutes: Minutes(1, 240) = 15, "交车时间提醒：提前", "Promise: warn before";
        most_hours: Hours(1, 500) = 100, "单项工时上限", "Most hours of one item";
        most_line: Yuan(10_000_000) = Fen::new(100_000_000), "单项金额上限", "Most money of one item";
        later_days: Days(1, 365) = 30, "客户暂缓的项目再询问", "Ask again about what the customer put off after";
        service_km: Km(500, 100_000) = 10_000, "下次保养里程间隔", "Next service after (km)",
            "车型没有规定时", "Where the model says nothing";
        service_months: Months(1, 60) = 12, "下次保养时间间隔", "Next service after",
            "车型没有规定时", "Where the model says nothing";
        repeat_count: Count(2, 20) = 5, "同一故障返修预警次数", "Alarm at the repair of one fault, number";
        warranty_days: Days(1, 365) = 30, "保修维修累计天数预警", "Alarm when warranty repairs add up to";
        check_points: Names(30) = check_points(), "质检项目", "Points of the quality check";
    }
}

fn check_points() -> Vec<Name> {
    [
        ("items_done", "工单项目全部完成", "All items done"),
        ("torque", "紧固件扭矩已复核", "Torques checked"),
        ("leaks", "无渗漏、无异响", "No leaks, no noises"),
        ("lights", "灯光与仪表无报警", "Lights and warning lamps in order"),
        ("road_test", "路试正常", "Road test passed"),
        ("clean", "车内外清洁，工具已取出", "Clean, no tools left"),
        ("old_parts", "旧件已按客户要求处理", "Old parts as the customer asked"),
    ]
    .map(|(code, zh, en)| Name::new(code, zh, en))
    .to_vec()
}

impl ServiceSettings {
    pub fn rate(&self, kind: LabourKind) -> Fen {
        match kind {
            LabourKind::Maintenance => self.rate_maintenance,
            LabourKind::Mechanical => self.rate_mechanical,
            LabourKind::Electrical => self.rate_electrical,
            LabourKind::Body => self.rate_body,
            LabourKind::Paint => self.rate_paint,
            LabourKind::Diagnosis => self.rate_diagnosis,
        }
    }

    pub fn warnings(&self) -> WarnLimits {
        WarnLimits {
            share: self.warn_share,
            minutes: self.warn_minutes,
        }
    }

    pub fn interval(&self) -> Interval {
        Interval {
            km: i32::try_from(self.service_km).unwrap_or(10_000),
            months: self.service_months,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_rules_own() {
        let settings = ServiceSettings::default();
        assert_eq!(settings.warnings(), WarnLimits::default());
        assert_eq!(settings.interval(), Interval { km: 10_000, months: 12 });
        assert!(settings.check_points.len() > 3);
    }
}
