//! The figures of the front desk that the store may change: ⚙ in domain.md §5.

use crate::platform::error::FieldErrors;
use crate::platform::settings::Name;
use crate::settings;
use crate::values::fault::Fault;
use crate::values::percent::Percent;

settings! {
    /// How long, how often, where to.
    pub struct Reception("visits.reception", "接待与叫号", "Reception and calling") {
        amber_minutes: Minutes(1, 240) = 10, "等候提醒", "Waiting: amber after";
        red_minutes: Minutes(1, 480) = 20, "等候超时", "Waiting: red after";
        punctual_minutes: Minutes(1, 240) = 10, "及时接待", "Received in time within";
        punctual_target: Share(100) = Percent::from_basis_points(9_500).unwrap_or_default(), "接待及时率目标", "Target for receptions in time";
        early_minutes: Minutes(0, 480) = 30, "预约提前有效", "Appointments count from",
            "更早到店按到店时间排队", "Who comes earlier queues by arrival";
        late_minutes: Minutes(0, 240) = 10, "预约迟到宽限", "Appointments keep their place until",
            "超过后按到店时间排队", "Who comes later queues by arrival";
        passes: Count(1, 10) = 3, "过号次数上限", "Passed over at most",
            "达到后排到队尾", "Then the visitor goes to the end";
        counters: Names(30) = vec![
            Name::new("1", "1 号台", "Counter 1"),
            Name::new("2", "2 号台", "Counter 2"),
            Name::new("3", "3 号台", "Counter 3"),
            Name::new("4", "4 号台", "Counter 4"),
        ], "接待台位", "Counters";
        board_calls: Count(3, 5) = 5, "叫号屏显示最近", "Last calls on the call board";
        usual_minutes: Minutes(2, 60) = 8, "预计每位用时", "A visitor usually takes",
            "刚开门、还没有当天数据时估算等候用", "For the rough wait, while the day has no figures yet";
    }
    check(in_order)
}

fn in_order(settings: &Reception) -> FieldErrors {
    let mut faults = FieldErrors::new();
    if settings.red_minutes < settings.amber_minutes {
        let min = settings.amber_minutes.into();
        faults.insert("red_minutes".to_owned(), Fault::TooSmall { min });
    }
    if settings.counters.is_empty() {
        faults.insert("counters".to_owned(), Fault::Required);
    }
    faults
}
