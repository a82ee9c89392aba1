//! The statements that count answers as they stand: for the rows that are kept, and for days whose rows don't stand.

use crate::surveys::programmes::queries::RATED;
use crate::surveys::report::model::Narrow;
use crate::surveys::report::rules::Dimension;

/// The answer as a whole, where a question would stand.
pub const WHOLE: &str = "'00000000-0000-0000-0000-000000000000'::uuid";

/// All columns that are summed up.
pub const SUMS: &str = "n, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, pairs, x, xx, y, yy, xy";

/// How the answers of a group, counted once, are rows: as a whole, by overall score, by recommendation.
const AS_A_WHOLE: &str = "(VALUES ('', g.n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), \
     ('overall', o1 + o2 + o3 + o4 + o5, 0, o1, o2, o3, o4, o5, 0, 0, 0, 0, 0), \
     ('nps', p0 + p1 + p2 + p3 + p4 + p5 + p6 + p7 + p8 + p9 + p10, p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10)) \
     AS w (choice, n, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)";

fn listed(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// What `GROUPING` says of the dimensions where only these are grouped by.
fn bits(grouped: &[Dimension]) -> u32 {
    Dimension::ALL
        .iter()
        .fold(0, |bits, dimension| bits * 2 + u32::from(!grouped.contains(dimension)))
}

/// How often each overall score and each recommendation was given.
fn parts() -> String {
    let one = |column: &str, letter: char, score: usize| {
        format!("(count(*) FILTER (WHERE r.{column} = {score}))::int AS {letter}{score}")
    };
    listed(
        (1..=5)
            .map(|score| one("overall", 'o', score))
            .chain((0..=10).map(|score| one("nps", 'p', score))),
    )
}

/// The common table expressions `given` to `counted`; `responses` and `invitations` narrow what is counted. By each group
/// besides all answers, or not.
pub fn counted(by_each: bool, responses: &str, invitations: &str) -> String {
    let codes = || Dimension::ALL.iter().map(|dimension| dimension.code());
    let (groups, dimension, value) = if by_each {
        let whens = Dimension::ALL
            .iter()
            .map(|one| format!("WHEN {} THEN '{}'", bits(&[*one]), one.code()));
        let whens: Vec<String> = whens.collect();
        let all = listed(codes().map(str::to_owned));
        (
            format!(
                ", GROUPING SETS ((), {})",
                listed(codes().map(|code| format!("({code})")))
            ),
            format!("CASE GROUPING({all}) {} ELSE '' END", whens.join(" ")),
            format!("COALESCE({all}, '')"),
        )
    } else {
        (String::new(), "''".to_owned(), "''".to_owned())
    };
    let scores = (0..=10).map(|score| format!("(count(*) FILTER (WHERE score = {score}))::int AS c{score}"));
    include_str!("../recount.sql")
        .replace("{scores}", &listed(scores))
        .replace("{groups}", &groups)
        .replace("{dimension}", &dimension)
        .replace("{value}", &value)
        .replace("{of_response}", responses)
        .replace("{of_invitation}", invitations)
        .replace("{rated}", RATED)
        .replace("{whole}", WHOLE)
}

/// Each group of the answers and invitations that conditions find, without a look at the single questions.
pub fn groups_now(responses: &str, invitations: &str) -> String {
    include_str!("../groups.sql")
        .replace("{parts}", &parts())
        .replace("{of_response}", responses)
        .replace("{of_invitation}", invitations)
        .replace("{rated}", RATED)
        .replace("{as_a_whole}", AS_A_WHOLE)
        .replace("{whole}", WHOLE)
}

/// Sums the days of a month up.
pub fn month() -> String {
    let pairs = Dimension::ALL.iter().flat_map(|one| {
        let others = Dimension::ALL.iter().filter(move |other| *other != one);
        others.map(move |other| format!("({}, '{}', '{}')", bits(&[*one, *other]), one.code(), other.code()))
    });
    let value_of = |column: &str| {
        let whens: Vec<String> = Dimension::ALL
            .iter()
            .map(|one| format!("WHEN '{0}' THEN g.{0}", one.code()))
            .collect();
        format!("COALESCE(CASE p.{column} {} END, '')", whens.join(" "))
    };
    include_str!("../month.sql")
        .replace("{names}", SUMS)
        .replace("{sums}", &listed(SUMS.split(", ").map(|name| format!("sum({name})"))))
        .replace("{value_of_dimension}", &value_of("dimension"))
        .replace("{value_of_by}", &value_of("by_what"))
        .replace("{parts}", &parts())
        .replace("{places}", &listed(pairs))
        .replace("{as_a_whole}", AS_A_WHOLE)
        .replace("{whole}", WHOLE)
}

/// A condition on answers or invitations: this survey, these versions, narrowed by parameters from `first` on, one for each
/// dimension. Only what narrows is named, so that an index on it can be used.
pub fn condition(row: &str, narrow: &Narrow, survey: usize, versions: usize, first: usize) -> String {
    let one = |(at, dimension): (usize, &Dimension)| {
        let (column, kind) = match dimension {
            Dimension::Advisor => ("advisor_id", "uuid"),
            Dimension::Technician => ("technician_id", "uuid"),
            Dimension::Model => ("model_id", "uuid"),
            Dimension::Tier => ("tier", "text"),
            Dimension::Way => ("way", "text"),
        };
        narrow.value(*dimension).map(|value| {
            if value.is_empty() {
                format!(" AND {row}.{column} IS NULL")
            } else {
                format!(" AND {row}.{column} = ${at}::{kind}")
            }
        })
    };
    let narrowed: String = (first..).zip(Dimension::ALL).filter_map(one).collect();
    format!("AND {row}.survey_id = ${survey} AND {row}.version_id = ANY (${versions}){narrowed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled_in() {
        let narrow = Narrow::new([(Dimension::Way, "link".to_owned()), (Dimension::Tier, String::new())]);
        let of = |row| condition(row, &narrow, 6, 7, 14);
        for text in [
            counted(true, &of("r"), &of("i")),
            counted(false, "", ""),
            groups_now(&of("r"), &of("i")),
            month(),
        ] {
            assert!(!text.contains('{'), "{text}");
        }
        assert_eq!(
            condition("i", &narrow, 1, 2, 3),
            "AND i.survey_id = $1 AND i.version_id = ANY ($2) AND i.tier IS NULL AND i.way = $7::text"
        );
    }

    #[test]
    fn groups_are_told_by_what_they_are_not_grouped_by() {
        assert_eq!(bits(&[]), 31);
        assert_eq!(bits(&[Dimension::Advisor]), 15);
        assert_eq!(bits(&[Dimension::Way]), 30);
        assert_eq!(bits(&[Dimension::Tier, Dimension::Advisor]), 13);
    }
}
