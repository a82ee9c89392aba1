//! Days and times of day as typed, in the store's time zone. Years 1900–2100, year first.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{fault::Fault, text};

/// `2020-09-22`, `2020/2/20`, `2020.9.22`, `2023年8月15日`, `20200922`; a midnight behind it, as spreadsheets export days, is let go.
pub fn parse_day(raw: &str) -> Result<NaiveDate, Fault> {
    let typed = typed(raw)?;
    let midnight = [" 00:00:00", " 0:00:00", " 00:00", " 0:00", "T00:00:00"]
        .iter()
        .find_map(|time| typed.strip_suffix(time));
    day(midnight.unwrap_or(&typed)).ok_or(Fault::Date)
}

/// A day up to `today`: birth dates, purchases, visits.
pub fn parse_past_day(raw: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    parse_day(raw).and_then(|day| {
        if day <= today {
            Ok(day)
        } else {
            Err(Fault::DateInFuture)
        }
    })
}

/// A day from `today` on: appointments, promises, plans.
pub fn parse_coming_day(raw: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    parse_day(raw).and_then(|day| if day >= today { Ok(day) } else { Err(Fault::DateInPast) })
}

/// `08:30`, `8:30:15`, `8点`, `8点半`, `8点30分`.
pub fn parse_time(raw: &str) -> Result<NaiveTime, Fault> {
    time(&typed(raw)?).ok_or(Fault::Time)
}

/// A day and a time with a space or a `T` between: `2026-11-22T10:12`, `2026/11/22 10:12:27`.
pub fn parse_local(raw: &str) -> Result<NaiveDateTime, Fault> {
    let typed = typed(raw)?;
    let Some((on, at)) = typed.rsplit_once([' ', 'T']) else {
        return Err(if day(&typed).is_some() {
            Fault::Time
        } else {
            Fault::Moment
        });
    };
    Ok(day(on).ok_or(Fault::Date)?.and_time(time(at).ok_or(Fault::Time)?))
}

/// As [`parse_local`], for what lies ahead: a year beyond the calendar counts as its last, so that whoever asks can say how
/// far is too far.
pub fn parse_ahead(raw: &str) -> Result<NaiveDateTime, Fault> {
    parse_local(raw).or_else(|fault| {
        let typed = typed(raw)?;
        let (year, rest) = typed.split_at_checked(4).ok_or(fault)?;
        if number(year, 4..=4).is_some_and(|year| year > 2100) {
            parse_local(&format!("2100{rest}"))
        } else {
            Err(fault)
        }
    })
}

fn typed(raw: &str) -> Result<String, Fault> {
    let typed = text::single_line(&text::normalize_width(raw));
    if typed.is_empty() {
        Err(Fault::Required)
    } else {
        Ok(typed)
    }
}

fn day(typed: &str) -> Option<NaiveDate> {
    let typed = typed.replace(' ', "").replace(['年', '月', '/', '.'], "-");
    let typed = typed.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = typed.split('-').collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [whole] if whole.len() == 8 => (whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?),
        _ => return None,
    };
    let year = number(year, 4..=4)?
        .try_into()
        .ok()
        .filter(|year| (1900..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, number(month, 1..=2)?, number(day, 1..=2)?)
}

fn time(typed: &str) -> Option<NaiveTime> {
    let typed = typed.replace(' ', "").replace("点半", ":30");
    let typed = match typed.strip_suffix(['点', '时']) {
        Some(hour) => format!("{hour}:00"),
        None => typed.trim_end_matches('分').replace(['点', '时'], ":"),
    };
    let (hour, rest) = typed.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    NaiveTime::from_hms_opt(number(hour, 1..=2)?, number(minute, 2..=2)?, number(second, 2..=2)?)
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = length.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn what_lies_far_ahead_is_a_time_and_nonsense_is_none() {
        assert_eq!(parse_ahead("2126-11-22T09:00"), parse_local("2100-11-22T09:00"));
        assert_eq!(parse_ahead("2026-11-22T09:00"), parse_local("2026-11-22T09:00"));
        assert_eq!(parse_ahead("1626-11-22T09:00"), Err(Fault::Date));
        assert_eq!(parse_ahead("二一二六"), Err(Fault::Moment));
    }

    #[test]
    fn days_as_people_type_them() {
        for raw in [
            "2020-09-22",
            "2020-9-22",
            "2020/9/22",
            "2020.9.22",
            "2020年9月22日",
            "2020 年 9 月 22 号",
            "20200922",
            "２０２０－０９－２２",
            " 2020/9/22 0:00 ",
            "2020-09-22 00:00:00",
            "2020-09-22T00:00:00",
        ] {
            assert_eq!(parse_day(raw), Ok(on(2020, 9, 22)), "{raw}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for raw in [
            "13/45/2020",
            "2023-02-30",
            "去年",
            "20-09-22",
            "2020-09",
            "2020-00-10",
            "2020--22",
            "1899-12-31",
            "2101-01-01",
            "2020-09-22 10:00",
            "+2020-9-22",
            "2020-9-+2",
            "202009",
            "20201322",
            "2020年9日",
        ] {
            assert_eq!(parse_day(raw), Err(Fault::Date), "{raw}");
        }
        assert_eq!(parse_day(" "), Err(Fault::Required));
    }

    #[test]
    fn before_and_after_today() {
        let today = on(2026, 11, 22);
        assert_eq!(parse_past_day("2026-11-22", today), Ok(today));
        assert_eq!(parse_past_day("2031-05-01", today), Err(Fault::DateInFuture));
        assert_eq!(parse_coming_day("2026-11-22", today), Ok(today));
        assert_eq!(parse_coming_day("2026-11-21", today), Err(Fault::DateInPast));
    }

    #[test]
    fn times_as_people_type_them() {
        for (raw, hour, minute, second) in [
            ("08:30", 8, 30, 0),
            ("8：30", 8, 30, 0),
            ("8点半", 8, 30, 0),
            ("8点30分", 8, 30, 0),
            ("8点", 8, 0, 0),
            ("23:59:59", 23, 59, 59),
        ] {
            assert_eq!(
                parse_time(raw),
                Ok(NaiveTime::from_hms_opt(hour, minute, second).unwrap()),
                "{raw}"
            );
        }
        for raw in ["24:00", "8:3", "8:60", "8", "noon", ":30", "8::15", "8:30:"] {
            assert_eq!(parse_time(raw), Err(Fault::Time), "{raw}");
        }
    }

    #[test]
    fn a_day_and_a_time() {
        let expected = on(2026, 11, 11).and_hms_opt(0, 51, 27).unwrap();
        assert_eq!(parse_local("2026-11-11 00:51:27"), Ok(expected));
        assert_eq!(parse_local("2026年11月11日T0:51:27"), Ok(expected));
        assert_eq!(parse_local("2026-11-11"), Err(Fault::Time));
        assert_eq!(parse_local("abc"), Err(Fault::Moment));
        assert_eq!(parse_local("2026-13-11 10:00"), Err(Fault::Date));
        assert_eq!(parse_local("2026-11-11 25:00"), Err(Fault::Time));
    }

    proptest! {
        #[test]
        fn never_panics(raw in "\\PC*|[0-9年月日点半:./T -]{0,20}") {
            let _ = (parse_day(&raw), parse_time(&raw), parse_local(&raw));
        }

        #[test]
        fn iso_days_parse_to_themselves(days in 0u64..73_000) {
            let day = on(1900, 1, 1) + chrono::Days::new(days);
            prop_assert_eq!(parse_day(&day.to_string()), Ok(day));
            prop_assert_eq!(parse_day(&day.format("%Y年%-m月%-d日").to_string()), Ok(day));
        }
    }
}
