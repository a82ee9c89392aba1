//! The figures of the clock that the store may change: ⚙ in domain.md §4.

use chrono::TimeDelta;

use super::rules::{Idle, Limits};
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;

settings! {
    /// How long each step may take, how leads are dealt out, the open pool.
    pub struct ClockSettings("sales.clock", "线索时限与公海", "Clock of leads and open pool") {
        first_call_minutes: Minutes(5, 480) = 60, "首次联系时限", "First call within",
            "按营业时间计算", "Counted in opening hours";
        message_hours: Hours(1, 168) = 24, "发送个性化资料时限", "Personal message within";
        second_days: Days(1, 30) = 3, "第二次跟进时限", "Second follow-up within";
        status_days: Days(1, 60) = 7, "状态更新间隔", "Status update at least every";
        attempts: Count(1, 10) = 3, "无人接听：拨打次数", "Unanswered: number of calls",
            "打满次数且分布在足够天数后，首次联系算完成", "On enough days they do the first call";
        attempt_days: Days(1, 7) = 2, "无人接听：至少分布天数", "Unanswered: on so many days";
        deal: Bool = true, "新线索自动轮流分配", "Deal new leads out in turn";
        skip_late: Bool = true, "跳过首次联系超时的顾问", "Pass over consultants with an overdue first call";
        pool_h: Days(1, 365) = 3, "进入公海：H 级", "Into the pool: level H",
            "多少天没有有效联系", "Days without contact";
        pool_a: Days(1, 365) = 7, "进入公海：A 级", "Into the pool: level A";
        pool_b: Days(1, 365) = 15, "进入公海：B 级", "Into the pool: level B";
        pool_c: Days(1, 365) = 30, "进入公海：C 级", "Into the pool: level C";
        pool_unlevelled: Days(1, 365) = 7, "进入公海：未定级", "Into the pool: no level";
        claims_a_day: Count(1, 100) = 5, "每人每天认领上限", "Claims a day and person";
        own_days: Days(1, 90) = 7, "本人丢失的商机多少天后可认领", "One's own may be claimed again after";
    }
    check(in_order)
}

fn in_order(rules: &ClockSettings) -> FieldErrors {
    let mut faults = FieldErrors::new();
    if rules.attempts < rules.attempt_days {
        let min = rules.attempt_days.into();
        faults.insert("attempts".to_owned(), Fault::TooSmall { min });
    }
    faults
}

impl ClockSettings {
    pub fn limits(&self) -> Limits {
        Limits {
            first_call: TimeDelta::minutes(self.first_call_minutes.into()),
            message: TimeDelta::hours(self.message_hours.into()),
            second_call: TimeDelta::days(self.second_days.into()),
            status: TimeDelta::days(self.status_days.into()),
            attempts: whole(self.attempts),
            attempt_days: whole(self.attempt_days),
        }
    }

    pub fn idle(&self) -> Idle {
        Idle {
            h: whole(self.pool_h),
            a: whole(self.pool_a),
            b: whole(self.pool_b),
            c: whole(self.pool_c),
            unlevelled: whole(self.pool_unlevelled),
        }
    }
}

fn whole(figure: u32) -> i32 {
    i32::try_from(figure).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_calls_than_days_can_never_be_enough() {
        assert!(in_order(&ClockSettings::default()).is_empty());
        let few = ClockSettings {
            attempts: 1,
            ..ClockSettings::default()
        };
        assert!(in_order(&few).contains_key("attempts"));
        assert_eq!(few.limits().first_call, TimeDelta::hours(1));
    }
}
