//! Words that several parts of the reports use.

use chrono::Datelike;

use super::month::Month;
use crate::platform::i18n::Lang;

/// `2026年11月`, `2026-11`
pub fn month(month: Month, lang: Lang) -> String {
    let first = month.first();
    lang.pick(format!("{}年{}月", first.year(), first.month()), month.to_string())
}

/// `25-12`: under a chart.
pub fn short_month(month: Month) -> String {
    let first = month.first();
    format!("{:02}-{:02}", first.year().rem_euclid(100), first.month())
}

/// `缺电话`
pub fn lacks(field: &str, lang: Lang) -> String {
    lang.pick(format!("缺{field}"), format!("No {}", lower(field)))
}

/// A field's name within a sentence; an abbreviation keeps its capitals.
fn lower(words: &str) -> String {
    let mut signs = words.chars();
    match (signs.next(), signs.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(signs).collect(),
        _ => words.to_owned(),
    }
}

/// `n = 86`
pub fn n(n: i64) -> String {
    format!("n = {n}")
}

/// `数据截至 2026-11-22 10:00`
pub fn until(at: &str, lang: Lang) -> String {
    lang.pick(format!("数据截至 {at}"), format!("Data as of {at}"))
}

/// `并列第 1（2 人）`, `第 3`
pub fn place(place: usize, sharing: usize, lang: Lang) -> String {
    match (sharing, lang) {
        (..=1, Lang::Zh) => format!("第 {place}"),
        (..=1, Lang::En) => place.to_string(),
        (sharing, Lang::Zh) => format!("并列第 {place}（{sharing} 人）"),
        (sharing, Lang::En) => format!("{place}, shared by {sharing}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_within_a_sentence() {
        assert_eq!(lacks("电话", Lang::Zh), "缺电话");
        assert_eq!(lacks("Phone", Lang::En), "No phone");
        assert_eq!(
            lacks("ID number or credit code", Lang::En),
            "No ID number or credit code"
        );
    }

    #[test]
    fn a_shared_place_says_so() {
        assert_eq!(place(1, 1, Lang::Zh), "第 1");
        assert_eq!(place(1, 2, Lang::Zh), "并列第 1（2 人）");
        assert_eq!(place(3, 2, Lang::En), "3, shared by 2");
        assert_eq!(month(Month::parse("2026-03").unwrap(), Lang::Zh), "2026年3月");
        assert_eq!(short_month(Month::parse("2025-12").unwrap()), "25-12");
    }
}
