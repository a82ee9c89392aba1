use crate::platform::i18n::Lang;
use crate::words;

words! {
    pub(super) struct ChartText {
        none: "这段时间没有数据", "No data in this period";
        table: "查看数据表", "Show the figures";
        share: "占比", "Share";
        cumulative: "累计", "Cumulative";
        total: "合计", "Total";
        faint: "样本少，仅供参考", "few cases: take with care";
    }
}

pub(super) fn highest(label: &str, shown: &str, lang: Lang) -> String {
    lang.pick(format!("最高 {label} {shown}"), format!("highest {label} {shown}"))
}

pub(super) fn lowest(label: &str, shown: &str, lang: Lang) -> String {
    lang.pick(format!("最低 {label} {shown}"), format!("lowest {label} {shown}"))
}

pub(super) fn from_to(first: &str, last: &str, lang: Lang) -> String {
    lang.pick(format!("从 {first} 到 {last}"), format!("from {first} to {last}"))
}

pub(super) fn target(shown: &str, lang: Lang) -> String {
    lang.pick(format!("目标 {shown}"), format!("target {shown}"))
}

/// The few that make up most: `前 3 项占 71%：钣金、配件、时间`.
pub(super) fn vital_few(labels: &[&str], share: &str, lang: Lang) -> String {
    let count = labels.len();
    match lang {
        Lang::Zh => format!("前 {count} 项占 {share}：{}", labels.join("、")),
        Lang::En => format!("the first {count} make up {share}: {}", labels.join(", ")),
    }
}

pub(super) fn in_all(total: &str, lang: Lang) -> String {
    lang.pick(format!("共 {total}"), format!("{total} in all"))
}

/// Parts of a finding, one after the other.
pub(super) fn joined(parts: &[String], lang: Lang) -> String {
    parts.join(lang.pick("，", ", "))
}
