//! How a prospect is addressed, which wording fits how far they are, and what must not be said without its source.

use crate::sales::quotes::rules::needs_source;
use crate::sales::rules::Stage;
use crate::values::id_document::Gender;

/// Family names of two characters.
const DOUBLE: [&str; 16] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "司空",
    "端木", "东方",
];

/// `李女士`, `Ms Li`… A name that isn't made that way, or somebody of whom no gender is known, is named in full.
pub fn honorific(name: &str, gender: Option<Gender>, chinese: bool) -> String {
    let han = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    let count = name.chars().count();
    let Some(gender) = gender.filter(|_| chinese && (2..=4).contains(&count) && name.chars().all(han)) else {
        return name.to_owned();
    };
    let family: String = match DOUBLE.iter().find(|double| count > 2 && name.starts_with(**double)) {
        Some(double) => (*double).to_owned(),
        None => name.chars().take(1).collect(),
    };
    let title = match gender {
        Gender::Male => "先生",
        Gender::Female => "女士",
    };
    format!("{family}{title}")
}

/// The wording that is offered first.
pub fn first(stage: Stage, has_quote: bool) -> &'static str {
    match stage {
        Stage::New => "sales.hello",
        Stage::Contacted => "sales.model_info",
        Stage::Interested | Stage::Comparing => "sales.drive_invitation",
        Stage::Quoted if has_quote => "sales.quote",
        Stage::TestDriven => "sales.drive_thanks",
        // Nobody is thanked for a drive that there was not, or sent a quote that does not stand.
        _ => "sales.model_info",
    }
}

/// What fuel and range are measured in.
const UNITS: [&str; 7] = ["公里", "千米", "km", "升", "l/", "kwh", "度"];

/// Whether a message gives a figure of fuel or range: within a clause, or with its unit within a sentence. The number of a
/// model or of the store's phone beside such a word is none.
pub fn gives_figure(text: &str) -> bool {
    text.split(['。', '！', '？', '!', '?', '；', ';', '\n'])
        .any(|sentence| {
            let lower = sentence.to_lowercase();
            let measured = UNITS.iter().any(|unit| lower.contains(unit));
            (measured && needs_source(sentence)) || sentence.split(['，', ',', '：', ':']).any(needs_source)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_addressed_by_family_name_and_gender() {
        for (name, gender, chinese, expected) in [
            ("李娜", Some(Gender::Female), true, "李女士"),
            ("欧阳明", Some(Gender::Male), true, "欧阳先生"),
            ("东方", Some(Gender::Male), true, "东先生"),
            ("李娜", None, true, "李娜"),
            ("李娜", Some(Gender::Female), false, "李娜"),
            ("阿依古丽·买买提", Some(Gender::Female), true, "阿依古丽·买买提"),
            ("John Smith", Some(Gender::Male), true, "John Smith"),
        ] {
            assert_eq!(honorific(name, gender, chinese), expected, "{name}");
        }
    }

    #[test]
    fn a_figure_counts_where_it_is_said_of_fuel_or_range() {
        for text in ["您好！续航 605 公里。", "您关心续航，实测 500 公里", "百公里油耗5.8升"] {
            assert!(gives_figure(text), "{text}");
        }
        for text in [
            "您提到看重续航，我按这一点整理了X7的资料。\n门店电话：021-5555 0100",
            "送 3 次保养，全程约一小时",
        ] {
            assert!(!gives_figure(text), "{text}");
        }
    }

    #[test]
    fn a_quote_is_told_of_where_there_is_one() {
        assert_eq!(first(Stage::Quoted, true), "sales.quote");
        assert_eq!(
            first(Stage::Quoted, false),
            "sales.model_info",
            "nobody is thanked for a drive they had not"
        );
        assert_eq!(first(Stage::TestDriven, false), "sales.drive_thanks");
        assert_eq!(first(Stage::New, true), "sales.hello");
    }
}
