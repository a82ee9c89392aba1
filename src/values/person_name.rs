//! Names of people and companies, 1–60 characters with at least one letter of any script.
//! Canonical: one kind of interpunct (`阿依古丽·买买提`), no spaces between Han characters (`张　三` is `张三`), and the
//! full-width brackets of registered company names (`星驰汽车（上海）有限公司`).

use super::{fault::Fault, personal::hide_from_debug, text};

const MAX: usize = 60;
const INTERPUNCTS: [char; 7] = ['·', '•', '・', '‧', '∙', '⋅', '･'];

/// Two-character surnames that are not as likely a one-character surname with a given name.
const COMPOUND_SURNAMES: [&str; 47] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空",
    "司寇", "端木", "东方", "独孤", "南宫", "万俟", "闻人", "赫连", "澹台", "宗政", "濮阳", "公冶", "太史", "太叔",
    "申屠", "仲孙", "钟离", "鲜于", "闾丘", "亓官", "巫马", "颛孙", "壤驷", "漆雕", "拓跋", "轩辕", "呼延", "东郭",
    "西门", "羊舌", "完颜", "纳兰", "贺兰",
];

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

hide_from_debug!(PersonName);

impl PersonName {
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::normalize_width(raw.trim());
        if text::single_line(&typed).is_empty() {
            return Err(Fault::Required);
        }
        if typed.chars().any(char::is_control) || !typed.chars().any(char::is_alphabetic) {
            return Err(Fault::Name);
        }
        text::line(&close_up(&text::single_line(&typed)), MAX).map(Self)
    }

    /// As somebody called themselves on another system. Signs alone (`😀`) say who wrote as little as no name would, but
    /// they did write: they stand behind 客户. Digits alone are no name: they may be a phone number.
    pub fn nickname(raw: &str) -> Result<Self, Fault> {
        let seen = text::single_line(raw);
        match Self::parse(&seen) {
            Err(Fault::Name) if !seen.chars().any(char::is_numeric) => Self::parse(&format!("客户 {seen}")),
            parsed => parsed,
        }
    }

    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// What the person is addressed by: 欧阳 of 欧阳伟, 阿依古丽 of 阿依古丽·买买提, the last word of a Latin name.
    pub fn surname(&self) -> &str {
        if let Some((first, _)) = self.0.split_once('·') {
            first
        } else if !self.0.starts_with(is_han) {
            self.0.rsplit(' ').next().unwrap_or(&self.0)
        } else {
            let length = if self.has_compound_surname() { 2 } else { 1 };
            self.0
                .char_indices()
                .nth(length)
                .and_then(|(end, _)| self.0.get(..end))
                .unwrap_or(&self.0)
        }
    }

    /// For an avatar.
    pub fn initial(&self) -> String {
        let first = self.0.chars().find(|c| c.is_alphabetic());
        first.into_iter().flat_map(char::to_uppercase).collect()
    }

    /// `张*`, `欧阳**`; other names show their first character only: `阿***`, `J***`.
    pub fn masked(&self) -> String {
        if self.0.starts_with(is_han) && !self.0.contains('·') {
            let given = self.0.chars().count() - self.surname().chars().count();
            format!("{}{}", self.surname(), "*".repeat(given.clamp(1, 3)))
        } else {
            format!("{}***", self.initial())
        }
    }

    fn has_compound_surname(&self) -> bool {
        self.0.chars().count() > 2 && COMPOUND_SURNAMES.iter().any(|surname| self.0.starts_with(surname))
    }
}

/// One interpunct (a dot between Han characters is meant as one), and no space beside it or between Han characters.
fn close_up(name: &str) -> String {
    let name: Vec<char> = name
        .chars()
        .map(|c| if INTERPUNCTS.contains(&c) { '·' } else { c })
        .collect();
    let mut closed = String::with_capacity(name.len() * 3);
    for (i, &c) in name.iter().enumerate() {
        let next = name.get(i + 1).copied().unwrap_or_default();
        let joins = |c: char| is_han(c) || c == '·';
        match c {
            ' ' if closed.ends_with(joins) && joins(next) => {}
            '(' if closed.ends_with(is_han) => closed.push('（'),
            ')' if closed.contains('（') => closed.push('）'),
            '.' if closed.ends_with(is_han) && is_han(next) => closed.push('·'),
            _ => closed.push(c),
        }
    }
    closed.trim_matches(['·', ' ']).to_owned()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{E000}'..='\u{F8FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_spelling_for_one_name() {
        for (raw, canonical) in [
            (" 张三 ", "张三"),
            ("张　三", "张三"),
            ("阿依古丽·买买提", "阿依古丽·买买提"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
            ("阿依古丽．买买提", "阿依古丽·买买提"),
            ("· 张 三 ·", "张三"),
            ("星驰汽车(上海)有限公司", "星驰汽车（上海）有限公司"),
            ("Acme (Shanghai) Ltd", "Acme (Shanghai) Ltd"),
            ("John  O'Neil Jr.", "John O'Neil Jr."),
            ("王先生2", "王先生2"),
            ("𠮷田", "𠮷田"),
        ] {
            assert_eq!(PersonName::parse(raw).unwrap().canonical(), canonical);
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for raw in ["13812345621", "１２３", "---", "·", "？？", "张\u{0}三", "张\n三", "😀"] {
            assert_eq!(PersonName::parse(raw), Err(Fault::Name), "{raw:?}");
        }
        for raw in ["", "  ", "\u{3000}", "\n", "\u{feff}"] {
            assert_eq!(PersonName::parse(raw), Err(Fault::Required), "{raw:?}");
        }
        assert!(PersonName::parse(&"王".repeat(60)).is_ok());
        assert_eq!(PersonName::parse(&"王".repeat(61)), Err(Fault::TooLong { max: 60 }));
    }

    #[test]
    fn a_nickname_of_signs_is_kept() {
        for (raw, kept) in [
            ("😀", "客户 😀"),
            ("❤️‍🔥", "客户 ❤️‍🔥"),
            ("张三😀", "张三😀"),
            ("张\u{0}三\n", "张三"),
            ("阿强", "阿强"),
        ] {
            assert_eq!(PersonName::nickname(raw).unwrap().canonical(), kept, "{raw:?}");
        }
        assert_eq!(PersonName::nickname("13812345621"), Err(Fault::Name));
        assert_eq!(PersonName::nickname(" \u{200b}"), Err(Fault::Required));
        assert!(PersonName::nickname(&"😀".repeat(58)).is_err());
    }

    #[test]
    fn surname_initial_and_mask() {
        for (raw, surname, initial, masked) in [
            ("张三", "张", "张", "张*"),
            ("张三丰", "张", "张", "张**"),
            ("张", "张", "张", "张*"),
            ("欧阳伟", "欧阳", "欧", "欧阳*"),
            ("欧阳娜娜", "欧阳", "欧", "欧阳**"),
            ("欧阳", "欧", "欧", "欧*"),
            ("阿依古丽·买买提", "阿依古丽", "阿", "阿***"),
            ("john smith", "smith", "J", "J***"),
            ("星驰汽车销售有限公司", "星", "星", "星***"),
        ] {
            let name = PersonName::parse(raw).unwrap();
            assert_eq!(
                (name.surname(), &*name.initial(), &*name.masked()),
                (surname, initial, masked)
            );
        }
        assert_eq!(format!("{:?}", PersonName::parse("张三").unwrap()), "PersonName([PII])");
    }

    proptest! {
        #[test]
        fn canonical_parses_to_itself(raw in "\\PC{0,70}|[张三·. ()（a-c]{0,12}") {
            if let Ok(name) = PersonName::parse(&raw) {
                prop_assert_eq!(PersonName::parse(name.canonical()).unwrap(), name.clone());
                prop_assert!(!name.surname().is_empty() && !name.initial().is_empty());
            }
        }
    }
}
