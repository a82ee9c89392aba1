//! Instants and days as people read them, in the store's time zone.

use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use crate::platform::i18n::Lang;

/// The time zone of the screens.
pub const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// The day it is in the store.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ZONE).date_naive()
}

/// When a day begins in the store.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    // A day that clocks jump over begins at the first moment there is.
    ZONE.from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

/// The instant of a date and time typed in the store; `None` for one that clocks jump over.
pub fn instant(typed: chrono::NaiveDateTime) -> Option<DateTime<Utc>> {
    Some(ZONE.from_local_datetime(&typed).earliest()?.with_timezone(&Utc))
}

/// Date and time as the clocks in the store show them.
pub fn local(at: DateTime<Utc>) -> chrono::NaiveDateTime {
    at.with_timezone(&ZONE).naive_local()
}

/// When the day of `at` is over in the store.
pub fn end_of_day(at: DateTime<Utc>) -> DateTime<Utc> {
    start_of(day_of(at) + Days::new(1))
}

/// `2026-11-22 10:12`
pub fn minute(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&ZONE);
    format!("{} {:02}:{:02}", at.date_naive(), at.hour(), at.minute())
}

/// `10:12`
pub fn clock(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&ZONE);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `2026-11-22`
pub fn date(day: NaiveDate) -> String {
    day.to_string()
}

/// For `<time datetime>`.
pub fn iso(at: DateTime<Utc>) -> String {
    at.with_timezone(&ZONE).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// In lists, as short as can be told apart: `10:12` today, `11-20 周五` this year, `2025-03-01` before.
pub fn short(at: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let (day, today) = (day_of(at), day_of(now));
    if day == today {
        clock(at)
    } else if day.year() == today.year() {
        format!("{:02}-{:02} {}", day.month(), day.day(), weekday(day, lang))
    } else {
        date(day)
    }
}

/// As [`short`], and what was within the last twelve hours before midnight by its time: `昨天 23:10`.
pub fn recent(at: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let today = day_of(now);
    if day_of(at) < today && now - at < chrono::TimeDelta::hours(12) {
        format!("{} {}", heading(day_of(at), today, lang), clock(at))
    } else {
        short(at, now, lang)
    }
}

/// Heading of a day: `今天`, `昨天`, `2026-11-20 周五`.
pub fn heading(day: NaiveDate, today: NaiveDate, lang: Lang) -> String {
    if day == today {
        lang.pick("今天", "Today").to_owned()
    } else if day.succ_opt() == Some(today) {
        lang.pick("昨天", "Yesterday").to_owned()
    } else {
        format!("{} {}", date(day), weekday(day, lang))
    }
}

pub fn weekday(day: NaiveDate, lang: Lang) -> &'static str {
    let names = lang.pick(
        ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    );
    names
        .get(day.weekday().num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_the_stores_not_greenwichs() {
        let late = at("2026-11-22T17:30:00Z");
        assert_eq!(date(day_of(late)), "2026-11-23");
        assert_eq!(start_of(day_of(late)), at("2026-11-22T16:00:00Z"));
        assert_eq!(end_of_day(late), at("2026-11-23T16:00:00Z"));
    }

    #[test]
    fn a_list_tells_the_time_today_the_weekday_this_year_and_the_year_before() {
        let now = at("2026-11-22T02:00:00Z");
        assert_eq!(short(at("2026-11-22T01:12:00Z"), now, Lang::Zh), "09:12");
        assert_eq!(short(at("2026-11-20T01:12:00Z"), now, Lang::Zh), "11-20 周五");
        assert_eq!(short(at("2025-03-01T01:12:00Z"), now, Lang::En), "2025-03-01");
        let night = at("2026-11-21T17:00:00Z");
        assert_eq!(recent(at("2026-11-21T15:10:00Z"), night, Lang::Zh), "昨天 23:10");
        assert_eq!(recent(at("2026-11-20T15:10:00Z"), night, Lang::Zh), "11-20 周五");
        assert_eq!(heading(day_of(now), day_of(now), Lang::En), "Today");
    }
}
