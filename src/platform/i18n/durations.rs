//! Spans of time in words: the chip of a deadline, how long ago, how long. Rounded down, so that no promise looks longer than it is.

use chrono::{DateTime, TimeDelta, Utc};

use super::times;
use crate::{platform::i18n::Lang, values::deadline::Standing};

/// How late something is that should be done by now; else when it is due: `超时 42 分`, `16:30`, `11-23 周一`.
pub fn due(due: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    if due < now {
        sla(Standing::Overdue(now - due), lang)
    } else {
        times::short(due, now, lang)
    }
}

/// `超时 42 分`, `剩 17 分`, `剩 9 小时`, `剩 3 天`, `已暂停`, `已完成`.
pub fn sla(standing: Standing, lang: Lang) -> String {
    match (standing, lang) {
        (Standing::Done { on_time: true }, Lang::Zh) => "已完成".to_owned(),
        (Standing::Done { on_time: true }, Lang::En) => "Done".to_owned(),
        (Standing::Done { on_time: false }, Lang::Zh) => "超时完成".to_owned(),
        (Standing::Done { on_time: false }, Lang::En) => "Done late".to_owned(),
        (Standing::Paused, Lang::Zh) => "已暂停".to_owned(),
        (Standing::Paused, Lang::En) => "Paused".to_owned(),
        (Standing::Overdue(over), Lang::Zh) if is_moment(over) => "刚超时".to_owned(),
        (Standing::Overdue(over), Lang::En) if is_moment(over) => "Just late".to_owned(),
        (Standing::Overdue(over), Lang::Zh) => format!("超时 {}", largest_unit(over, lang)),
        (Standing::Overdue(over), Lang::En) => format!("{} late", largest_unit(over, lang)),
        (Standing::DueSoon(left) | Standing::OnTime(left), Lang::Zh) if is_moment(left) => "剩不到 1 分".to_owned(),
        (Standing::DueSoon(left) | Standing::OnTime(left), Lang::En) if is_moment(left) => {
            "Under 1 min left".to_owned()
        }
        (Standing::DueSoon(left) | Standing::OnTime(left), Lang::Zh) => {
            format!("剩 {}", largest_unit(left, lang))
        }
        (Standing::DueSoon(left) | Standing::OnTime(left), Lang::En) => {
            format!("{} left", largest_unit(left, lang))
        }
    }
}

/// How long ago, or how far ahead if negative: `刚刚`, `5 分钟前`, `2 天后`.
pub fn ago(since: TimeDelta, lang: Lang) -> String {
    let unit = largest_unit(since.abs(), lang);
    let unit = if lang == Lang::Zh {
        unit.replace('分', "分钟")
    } else {
        unit
    };
    match lang {
        Lang::Zh if is_moment(since) => "刚刚".to_owned(),
        Lang::En if is_moment(since) => "just now".to_owned(),
        Lang::Zh if since < TimeDelta::zero() => format!("{unit}后"),
        Lang::En if since < TimeDelta::zero() => format!("in {unit}"),
        Lang::Zh => format!("{unit}前"),
        Lang::En => format!("{unit} ago"),
    }
}

/// A length in its two largest units: `1 小时 20 分`, `3 天 4 小时`, `0 分`.
pub fn span(length: TimeDelta, lang: Lang) -> String {
    let minutes = length.num_minutes().max(0);
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let parts = if days > 0 {
        [(days, Unit::Day), (hours, Unit::Hour)]
    } else {
        [(hours, Unit::Hour), (minutes, Unit::Minute)]
    };
    let said: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| unit.of(count, lang))
        .collect();
    if said.is_empty() {
        Unit::Minute.of(0, lang)
    } else {
        said.join(" ")
    }
}

fn largest_unit(length: TimeDelta, lang: Lang) -> String {
    match length.num_minutes() {
        minutes if minutes < 60 => Unit::Minute.of(minutes, lang),
        minutes if minutes < 1_440 => Unit::Hour.of(minutes / 60, lang),
        minutes => Unit::Day.of(minutes / 1_440, lang),
    }
}

fn is_moment(length: TimeDelta) -> bool {
    length.abs() < TimeDelta::minutes(1)
}

#[derive(Clone, Copy)]
enum Unit {
    Minute,
    Hour,
    Day,
}

impl Unit {
    fn of(self, count: i64, lang: Lang) -> String {
        let word = match (self, lang) {
            (Self::Minute, Lang::Zh) => "分",
            (Self::Hour, Lang::Zh) => "小时",
            (Self::Day, Lang::Zh) => "天",
            (Self::Minute, Lang::En) => "min",
            (Self::Hour, Lang::En) => "h",
            (Self::Day, Lang::En) if count == 1 => "day",
            (Self::Day, Lang::En) => "days",
        };
        format!("{count} {word}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chip() {
        let minutes = TimeDelta::minutes;
        for (standing, zh, en) in [
            (Standing::Overdue(minutes(42)), "超时 42 分", "42 min late"),
            (Standing::Overdue(TimeDelta::seconds(59)), "刚超时", "Just late"),
            (Standing::Overdue(minutes(60)), "超时 1 小时", "1 h late"),
            (Standing::DueSoon(minutes(17)), "剩 17 分", "17 min left"),
            (Standing::DueSoon(TimeDelta::zero()), "剩不到 1 分", "Under 1 min left"),
            (Standing::OnTime(minutes(599)), "剩 9 小时", "9 h left"),
            (Standing::OnTime(minutes(1_440)), "剩 1 天", "1 day left"),
            (Standing::OnTime(minutes(3 * 1_440 + 60)), "剩 3 天", "3 days left"),
            (Standing::Paused, "已暂停", "Paused"),
            (Standing::Done { on_time: true }, "已完成", "Done"),
            (Standing::Done { on_time: false }, "超时完成", "Done late"),
        ] {
            assert_eq!((&*sla(standing, Lang::Zh), &*sla(standing, Lang::En)), (zh, en));
        }
    }

    #[test]
    fn how_long_ago() {
        for (seconds, zh, en) in [
            (0, "刚刚", "just now"),
            (59, "刚刚", "just now"),
            (300, "5 分钟前", "5 min ago"),
            (3 * 3_600 + 5, "3 小时前", "3 h ago"),
            (86_400, "1 天前", "1 day ago"),
            (-600, "10 分钟后", "in 10 min"),
            (-30, "刚刚", "just now"),
        ] {
            let since = TimeDelta::seconds(seconds);
            assert_eq!((&*ago(since, Lang::Zh), &*ago(since, Lang::En)), (zh, en));
        }
    }

    #[test]
    fn how_long() {
        for (minutes, zh, en) in [
            (0, "0 分", "0 min"),
            (-5, "0 分", "0 min"),
            (45, "45 分", "45 min"),
            (60, "1 小时", "1 h"),
            (80, "1 小时 20 分", "1 h 20 min"),
            (3 * 1_440 + 4 * 60 + 9, "3 天 4 小时", "3 days 4 h"),
        ] {
            let length = TimeDelta::minutes(minutes);
            assert_eq!((&*span(length, Lang::Zh), &*span(length, Lang::En)), (zh, en));
        }
    }
}
