//! The figures of appointments that a store may change: ⚙ in domain.md §5.

use super::rules::Room;
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;
use crate::visits::rules::Line;

settings! {
    /// How many may come, and how long a place is kept.
    pub struct AppointmentSettings("visits.appointments", "预约", "Appointments") {
        service_places: Places(1, 99) = 4, "售后：每半小时接待台次", "Service: places per half-hour",
            "全店合计", "All together";
        service_each: Places(1, 20) = 2, "售后：每位服务顾问每半小时", "Service: per advisor and half-hour";
        reserved_places: Places(0, 20) = 1, "售后：每半小时为会员保留", "Service: kept for members per half-hour",
            "包含在上面的合计里，至少留一个给所有客户", "Part of the places above; one always stays for everybody";
        reserved_from: Tiers(1, 3) = 2, "保留名额从哪一级会员起可用", "Kept places are for members from";
        sales_places: Places(1, 99) = 3, "销售：每半小时接待批次", "Sales: places per half-hour";
        sales_each: Places(1, 20) = 1, "销售：每位销售顾问每半小时", "Sales: per consultant and half-hour";
        complaint_places: Places(1, 20) = 1, "投诉接待：每半小时", "Complaint visits per half-hour";
        no_show_minutes: Minutes(5, 240) = 30, "过时多久算爽约", "Counts as missed after";
        reminder_hour: OClock(8, 20) = 10, "前一天几点提醒客户", "Reminder on the day before, at (hour)";
        hold_hours: Hours(1, 72) = 4, "候补名额保留", "A freed place is held for",
            "到时没有确认就给下一位", "Then the next on the waiting list is asked";
        ahead_days: Days(1, 365) = 60, "最多提前多久预约", "Can be booked ahead by";
    }
    check(fits)
}

/// Somebody must be able to book who is no member.
fn fits(settings: &AppointmentSettings) -> FieldErrors {
    let mut faults = FieldErrors::new();
    if settings.reserved_places >= settings.service_places {
        let max = i64::from(settings.service_places) - 1;
        faults.insert("reserved_places".to_owned(), Fault::TooLarge { max });
    }
    faults
}

impl AppointmentSettings {
    pub fn room(&self, line: Line) -> Room {
        let (places, each, reserved) = match line {
            Line::Service => (self.service_places, self.service_each, self.reserved_places),
            Line::Sales => (self.sales_places, self.sales_each, 0),
            Line::Complaint => (self.complaint_places, self.complaint_places, 0),
        };
        Room {
            places,
            each,
            reserved,
            reserved_from: u8::try_from(self.reserved_from).unwrap_or(u8::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_who_is_no_member_can_book() {
        assert!(fits(&AppointmentSettings::default()).is_empty());
        let settings = AppointmentSettings {
            reserved_places: 4,
            ..AppointmentSettings::default()
        };
        assert_eq!(
            fits(&settings).get("reserved_places"),
            Some(&Fault::TooLarge { max: 3 })
        );
    }

    #[test]
    fn only_service_keeps_places_for_members() {
        let settings = AppointmentSettings::default();
        assert_eq!(settings.room(Line::Service).reserved, 1);
        assert_eq!(settings.room(Line::Sales).reserved, 0);
    }
}
