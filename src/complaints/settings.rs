//! The figures of complaints that the store may change: ⚙ in domain.md §6.

use super::rules::{BySeverity, Limits};
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;
use crate::values::money::Fen;

settings! {
    /// How fast, how much, how often.
    pub struct ComplaintSettings("complaints.limits", "投诉处理", "Complaints") {
        contact_minutes: Minutes(1, 1_440) = 10, "首次响应", "First contact within";
        proposal_normal: Hours(1, 240) = 24, "提出方案：一般", "Proposal: normal";
        proposal_serious: Hours(1, 240) = 8, "提出方案：严重", "Proposal: serious";
        proposal_crisis: Hours(1, 240) = 2, "提出方案：危机", "Proposal: crisis";
        resolution_normal: Hours(1, 720) = 72, "解决：一般", "Resolution: normal";
        resolution_serious: Hours(1, 720) = 48, "解决：严重", "Resolution: serious";
        resolution_crisis: Hours(1, 720) = 24, "解决：危机", "Resolution: crisis";
        call_back_hours: Hours(1, 240) = 24, "解决后回访", "Call-back after the resolution";
        report_hours: Hours(1, 240) = 24, "进度告知间隔", "Progress report every";
        allowance: Yuan(10_000) = Fen::new(20_000), "一线授权额度", "Front-line allowance",
            "每单投诉累计，免审批", "Per complaint, without an approval";
        manager_approves: Yuan(1_000_000) = Fen::new(200_000), "部门经理审批上限", "Managers approve up to",
            "超过由总经理审批", "Above it the store manager decides";
        reopen_days: Days(1, 365) = 30, "结案后可重开", "May be reopened for";
        repeat_count: Count(2, 100) = 3, "重复原因预警次数", "Repeat-cause alarm after";
        repeat_days: Days(1, 365) = 30, "重复原因预警周期", "Repeat-cause alarm: within";
        corrective_days: Days(1, 365) = 14, "预警整改期限", "Corrective action due after";
    }
    check(in_order)
}

/// A worse complaint has no more time than a milder one, and a manager decides about more than the front line.
fn in_order(settings: &ComplaintSettings) -> FieldErrors {
    let mut faults = FieldErrors::new();
    for (worse, milder, field) in [
        (settings.proposal_serious, settings.proposal_normal, "proposal_serious"),
        (settings.proposal_crisis, settings.proposal_serious, "proposal_crisis"),
        (
            settings.resolution_serious,
            settings.resolution_normal,
            "resolution_serious",
        ),
        (
            settings.resolution_crisis,
            settings.resolution_serious,
            "resolution_crisis",
        ),
    ] {
        if worse > milder {
            faults.insert(field.to_owned(), Fault::TooLarge { max: milder.into() });
        }
    }
    if settings.manager_approves < settings.allowance {
        let min = settings.allowance.fen() / 100;
        faults.insert("manager_approves".to_owned(), Fault::TooSmall { min });
    }
    faults
}

impl From<ComplaintSettings> for Limits {
    fn from(settings: ComplaintSettings) -> Self {
        Self {
            contact_minutes: settings.contact_minutes,
            proposal_hours: BySeverity {
                normal: settings.proposal_normal,
                serious: settings.proposal_serious,
                crisis: settings.proposal_crisis,
            },
            resolution_hours: BySeverity {
                normal: settings.resolution_normal,
                serious: settings.resolution_serious,
                crisis: settings.resolution_crisis,
            },
            call_back_hours: settings.call_back_hours,
            report_hours: settings.report_hours,
            allowance: settings.allowance,
            manager_approves: settings.manager_approves,
            reopen_days: settings.reopen_days,
            repeat_count: settings.repeat_count,
            repeat_days: settings.repeat_days,
            corrective_days: settings.corrective_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_rules_own() {
        assert_eq!(Limits::from(ComplaintSettings::default()), Limits::default());
        assert!(in_order(&ComplaintSettings::default()).is_empty());
    }

    #[test]
    fn a_crisis_can_not_be_given_more_time() {
        let settings = ComplaintSettings {
            proposal_crisis: 9,
            allowance: Fen::new(300_000),
            ..ComplaintSettings::default()
        };
        let faults = in_order(&settings);
        assert_eq!(faults.get("proposal_crisis"), Some(&Fault::TooLarge { max: 8 }));
        assert_eq!(faults.get("manager_approves"), Some(&Fault::TooSmall { min: 3_000 }));
    }
}
