//! Claim guard: a figure of fuel or range is said with its source or not at all.

use crate::values::text::normalize_width;

/// Words that speak of fuel or range.
const TOPICS: [&str; 15] = [
    "续航",
    "油耗",
    "电耗",
    "能耗",
    "百公里",
    "一箱油",
    "满电",
    "cltc",
    "wltc",
    "wltp",
    "nedc",
    "range",
    "consumption",
    "l/100",
    "kwh/100",
];
/// Words that hold a numeral and give no figure.
const NO_FIGURES: [&str; 4] = ["百公里", "一箱油", "l/100", "kwh/100"];
const NUMERALS: &str = "零一二两三四五六七八九十百千";
/// What a figure in words is followed by: 上一代 gives none.
const UNITS: [&str; 5] = ["公里", "千米", "升", "度", "里"];

/// Whether a text gives a figure of fuel or range.
pub fn needs_source(text: &str) -> bool {
    let text = normalize_width(text).to_lowercase();
    if !TOPICS.iter().any(|topic| text.contains(topic)) {
        return false;
    }
    UNITS.iter().any(|unit| is_spelled_out(&text, unit)) || {
        let rest = NO_FIGURES.iter().fold(text, |text, words| text.replace(words, " "));
        rest.chars().any(|c| c.is_ascii_digit())
    }
}

/// Whether a number in words stands before this unit; 百公里 alone is what consumption is told by.
fn is_spelled_out(text: &str, unit: &str) -> bool {
    text.rsplit(unit).skip(1).any(|before| {
        let number: String = before.chars().rev().take_while(|c| NUMERALS.contains(*c)).collect();
        !(number.is_empty() || unit == "公里" && number == "百")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_of_fuel_or_range_needs_its_source() {
        for text in [
            "CLTC 续航 605 km",
            "续航５００公里",
            "百公里油耗 5.8 升",
            "一箱油能跑八百公里",
            "Range 605 km",
            "5.8 L/100 km",
            "满电开六百公里",
        ] {
            assert!(needs_source(text), "{text}");
        }
    }

    #[test]
    fn other_words_and_other_figures_need_none() {
        for text in [
            "",
            "送 3 次保养",
            "续航比上一代更长",
            "百公里油耗很低",
            "延保 2 年或 60,000 公里",
            "Arrange a visit on Friday",
        ] {
            assert!(!needs_source(text), "{text}");
        }
    }
}
