//! Leaderboards: who stands where in a figure of a month.
//!
//! Only who has enough cases has a place; the others are listed with theirs. Who is shown the same value shares a place, and
//! the next place counts them all (1, 1, 3): a difference that nobody can read is none.

use crate::figures::measures::model::PersonMeasured;
use crate::figures::rules::{Figure, shown};
use crate::values::ids::StaffId;

/// Figures that tell one person from another: those whose cases are somebody's work.
pub const RANKED: &[Figure] = &[
    Figure::LeadConversion,
    Figure::FirstCall,
    Figure::DeliveryCallBack,
    Figure::Satisfaction,
    Figure::ValueAdded,
    Figure::ComplaintPunctuality,
    Figure::Nps,
];

/// Somebody on a leaderboard.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub person: StaffId,
    pub name: String,
    pub n: i64,
    pub value: f64,
    pub target: Option<f64>,
    /// None: too few cases.
    pub place: Option<usize>,
    /// How many share the place, with this one.
    pub sharing: usize,
}

/// The leaderboard of a figure, best first; then those with too few cases, the most first. Nobody's cases are nobody's merit.
pub fn standings(people: &[PersonMeasured]) -> Vec<Standing> {
    let mut ranked: Vec<Standing> = Vec::new();
    let mut few: Vec<Standing> = Vec::new();
    for one in people {
        let (Some(person), Some(value)) = (one.person, one.value) else {
            continue;
        };
        let standing = Standing {
            person,
            name: one.name.clone(),
            n: one.n,
            value: shown(value),
            target: one.target,
            place: None,
            sharing: 1,
        };
        if one.small {
            few.push(standing);
        } else {
            ranked.push(standing);
        }
    }
    ranked.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.name.cmp(&b.name)));
    few.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.name.cmp(&b.name)));
    let values: Vec<f64> = ranked.iter().map(|standing| standing.value).collect();
    for standing in &mut ranked {
        let own = standing.value;
        let same = |value: &&f64| (**value - own).abs() < 0.05;
        let better = values.iter().filter(|value| **value > own && !same(value)).count();
        standing.place = Some(1 + better);
        standing.sharing = values.iter().filter(same).count();
    }
    ranked.extend(few);
    ranked
}

/// How many have a place.
pub fn ranked(standings: &[Standing]) -> usize {
    standings.iter().filter(|standing| standing.place.is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::rules::Light;

    fn person(name: &str, n: i64, sum: i64, small: bool) -> PersonMeasured {
        PersonMeasured {
            person: Some(StaffId::new()),
            name: name.to_owned(),
            team: None,
            n,
            sum,
            value: crate::figures::rules::value(n, sum),
            target: None,
            light: Light::Unknown,
            small,
        }
    }

    #[test]
    fn equals_share_a_place_and_the_next_place_counts_them() {
        let people = [
            person("甲", 40, 36, false),
            person("乙", 60, 54, false),
            person("丙", 50, 44, false),
            // 100 % of three cases is luck.
            person("丁", 3, 3, true),
            person("戊", 5, 0, true),
        ];
        let places: Vec<_> = standings(&people)
            .into_iter()
            .map(|one| (one.name, one.place, one.sharing))
            .collect();
        let line = |name: &str, place, sharing| (name.to_owned(), place, sharing);
        assert_eq!(places[0].1, Some(1));
        assert_eq!(places[1].1, Some(1));
        assert!(places[..2].iter().all(|one| one.2 == 2));
        assert_eq!(places[2], line("丙", Some(3), 1));
        assert_eq!(places[3..], [line("戊", None, 1), line("丁", None, 1)]);
    }

    #[test]
    fn what_reads_the_same_is_the_same() {
        // 92.31 % and 92.28 % both read 92.3 %.
        let people = [person("甲", 1_300, 1_200, false), person("乙", 2_500, 2_307, false)];
        assert!(
            standings(&people)
                .iter()
                .all(|one| one.place == Some(1) && one.sharing == 2)
        );
    }

    #[test]
    fn nobodys_cases_and_no_cases_stand_nowhere() {
        let mut nobody = person("", 40, 36, false);
        nobody.person = None;
        assert!(standings(&[nobody, person("甲", 0, 0, true)]).is_empty());
    }
}
