//! The statement that counts answers as they stand: for the rows that are kept, and for days whose rows don't stand.

use std::fmt::Write as _;

use crate::surveys::report::rules::Dimension;

/// The answer as a whole, where a question would stand.
pub const WHOLE: &str = "'00000000-0000-0000-0000-000000000000'::uuid";

/// All columns that are summed up.
pub const SUMS: &str = "n, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, pairs, x, xx, y, yy, xy";

/// By each group, besides all answers.
pub fn by_each() -> String {
    Dimension::ALL.iter().fold("()".to_owned(), |text, dimension| {
        format!("{text}, ({})", dimension.code())
    })
}

/// All answers, and nothing else.
pub const TOGETHER: &str = "()";

/// The common table expressions `given` to `counted`; `responses` and `invitations` narrow what is counted.
pub fn counted(groups: &str, responses: &str, invitations: &str) -> String {
    let mut scores = String::new();
    for score in 0..=10 {
        let comma = if score > 0 { ", " } else { "" };
        let _ = write!(
            scores,
            "{comma}(count(*) FILTER (WHERE score = {score}))::int AS c{score}"
        );
    }
    include_str!("../recount.sql")
        .replace("{scores}", &scores)
        .replace("{groups}", groups)
        .replace("{of_response}", responses)
        .replace("{of_invitation}", invitations)
        .replace("{whole}", WHOLE)
}

/// Each group of the answers that a condition finds, without a look at the single questions.
pub fn groups_now(responses: &str) -> String {
    let one = |column: &str, letter: char, score: usize| {
        format!("(count(*) FILTER (WHERE {column} = {score}))::int AS {letter}{score}")
    };
    let sums: Vec<String> = (1..=5)
        .map(|score| one("overall", 'o', score))
        .chain((0..=10).map(|score| one("nps", 'p', score)))
        .collect();
    include_str!("../groups.sql")
        .replace("{sums}", &sums.join(", "))
        .replace("{of_response}", responses)
        .replace("{whole}", WHOLE)
}

/// A condition on answers or invitations: this survey, these versions, narrowed by parameters from `first` on.
pub fn condition(row: &str, survey: u8, versions: u8, first: u8) -> String {
    let columns = [
        "advisor_id::text",
        "technician_id::text",
        "model_id::text",
        "tier",
        "way",
    ];
    let mut text = format!("AND {row}.survey_id = ${survey} AND {row}.version_id = ANY (${versions})");
    for (at, column) in (first..).zip(columns) {
        let _ = write!(
            text,
            " AND (${at}::text IS NULL OR COALESCE({row}.{column}, '') = ${at})"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled_in() {
        let of = |row| condition(row, 6, 7, 14);
        for text in [
            counted(&by_each(), &of("r"), &of("i")),
            counted(TOGETHER, "", ""),
            groups_now(&of("r")),
        ] {
            assert!(!text.contains('{'), "{text}");
        }
        assert_eq!(by_each(), "(), (advisor), (technician), (model), (tier), (way)");
        assert!(condition("i", 1, 2, 3).ends_with("($7::text IS NULL OR COALESCE(i.way, '') = $7)"));
    }
}
