//! Days that were packed answer by answer: what several groups have in common is counted from them, in one go through some
//! megabytes instead of a look at each answer in the database.

use chrono::NaiveDate;
use uuid::Uuid;

use super::figures::{item, reached};
use crate::platform::error::Error;
use crate::surveys::report::model::{Family, Figures, Heads, Narrow};
use crate::surveys::report::rules::{Dimension, Pairs, Tally};

/// The answers of a day to one version, or how far those got who were asked that day.
pub struct Pack {
    pub family: Family,
    /// The first day of its month.
    pub month: NaiveDate,
    pub groups: Vec<String>,
    pub questions: Vec<Uuid>,
    pub choices: Vec<String>,
    pub units: Vec<u8>,
}

/// Places of the groups and the number of marks, two bytes each.
const HEAD: usize = 12;
/// A place and a score.
const MARK: usize = 3;

/// What was counted in one place.
#[derive(Clone, Default)]
struct Cell {
    n: i64,
    tally: Tally,
    pairs: Pairs,
}

/// Where answers as a whole stand among what is counted.
struct Wholes {
    overall: Option<usize>,
    nps: Option<usize>,
}

fn number(two: &[u8]) -> usize {
    match *two {
        [high, low] => usize::from(u16::from_be_bytes([high, low])),
        _ => 0,
    }
}

/// The place and the score of each mark.
fn marks(bytes: &[u8]) -> impl Iterator<Item = (usize, Option<u8>)> {
    bytes.chunks_exact(MARK).map(|mark| match *mark {
        [high, low, score] => (number(&[high, low]), score.checked_sub(1)),
        _ => (usize::MAX, None),
    })
}

impl Pack {
    fn whole(&self, wanted: &str) -> Option<usize> {
        let mut known = self.questions.iter().zip(&self.choices);
        known.position(|(question, choice)| question.is_nil() && choice == wanted)
    }

    /// Adds those that are in all of these groups to the figures.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn count(&self, narrow: &Narrow, figures: &mut Figures) -> Result<(), Error> {
        let mut wanted: Vec<(usize, usize)> = Vec::new();
        for (at, dimension) in Dimension::ALL.iter().enumerate() {
            if let Some(value) = narrow.value(*dimension) {
                match self.groups.iter().position(|group| group == value) {
                    Some(place) => wanted.push((at, place)),
                    None => return Ok(()),
                }
            }
        }
        let wholes = Wholes {
            overall: self.whole("overall"),
            nps: self.whole("nps"),
        };
        let mut cells = vec![Cell::default(); self.questions.len()];
        let mut all = Heads::default();
        let mut groups = vec![vec![Heads::default(); self.groups.len()]; Dimension::ALL.len()];
        let mut rest = self.units.as_slice();
        while let Some((head, after)) = rest.split_at_checked(HEAD) {
            let mut numbers = [0; HEAD / 2];
            for (to, two) in numbers.iter_mut().zip(head.chunks_exact(2)) {
                *to = number(two);
            }
            let [places @ .., many] = numbers;
            let (own, next) = after
                .split_at_checked(many * MARK)
                .ok_or_else(|| Error::internal("a pack of answers is cut off"))?;
            rest = next;
            if wanted.iter().any(|(at, place)| places.get(*at) != Some(place)) {
                continue;
            }
            let heads = one(own, &wholes, &mut cells);
            if self.family == Family::Answers {
                all.add(&heads);
                for (group, place) in groups.iter_mut().zip(places) {
                    if let Some(group) = group.get_mut(place) {
                        group.add(&heads);
                    }
                }
            }
        }
        if !rest.is_empty() {
            return Err(Error::internal("a pack of answers is cut off"));
        }
        self.add(figures, &cells, &all, &groups);
        Ok(())
    }

    fn add(&self, figures: &mut Figures, cells: &[Cell], all: &Heads, groups: &[Vec<Heads>]) {
        let counted = cells.iter().zip(self.questions.iter().zip(&self.choices));
        for (cell, (question, choice)) in counted.filter(|(cell, _)| cell.n > 0) {
            match self.family {
                Family::Answers if question.is_nil() => {}
                Family::Answers => item(figures, *question, choice, cell.n, &cell.tally, &cell.pairs),
                Family::Asked => reached(figures, *question, choice, cell.n),
            }
        }
        if all.n > 0 {
            figures.heads.add(all);
            figures.months.entry(self.month).or_default().add(all);
        }
        for (dimension, heads) in Dimension::ALL.iter().zip(groups) {
            for (heads, value) in heads.iter().zip(&self.groups).filter(|(heads, _)| heads.n > 0) {
                let group = figures.groups.entry((*dimension, value.clone())).or_default();
                group.heads.add(heads);
            }
        }
    }
}

/// Counts the marks of one answer; gives it as a whole.
fn one(own: &[u8], wholes: &Wholes, cells: &mut [Cell]) -> Heads {
    let of_whole = |at: Option<usize>| {
        let at = at?;
        marks(own).find(|(place, _)| *place == at).and_then(|(_, score)| score)
    };
    let (overall, nps) = (of_whole(wholes.overall), of_whole(wholes.nps));
    for (place, score) in marks(own) {
        let Some(cell) = cells.get_mut(place) else { continue };
        cell.n += 1;
        if let Some(score) = score {
            cell.tally.give(score);
            if let Some(overall) = overall {
                cell.pairs.give(score, overall);
            }
        }
    }
    let tally = |score: Option<u8>| {
        let mut tally = Tally::default();
        if let Some(score) = score {
            tally.give(score);
        }
        tally
    };
    Heads {
        n: 1,
        overall: tally(overall),
        nps: tally(nps),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: Uuid = Uuid::from_u128(7);

    /// Three answers of one day: by mail from gold (5 overall, 4 to the question), by phone from gold (2 overall, question left
    /// out, one choice), by mail from nobody known (nothing as a whole, 3 to the question).
    fn pack() -> Pack {
        let head = |tier: u8, way: u8, marks: u8| vec![0, 0, 0, 0, 0, 0, 0, tier, 0, way, 0, marks];
        let units = [
            head(2, 1, 3),
            vec![0, 0, 0, 0, 1, 6, 0, 2, 5],
            head(2, 3, 3),
            vec![0, 0, 0, 0, 1, 3, 0, 3, 0],
            head(0, 1, 2),
            vec![0, 0, 0, 0, 2, 4],
        ];
        Pack {
            family: Family::Answers,
            month: "2026-11-01".parse().unwrap(),
            groups: ["", "email", "gold", "phone"].map(str::to_owned).into(),
            questions: vec![Uuid::nil(), Uuid::nil(), QUESTION, QUESTION],
            choices: ["", "overall", "", "desk"].map(str::to_owned).into(),
            units: units.concat(),
        }
    }

    fn counted(narrow: &[(Dimension, &str)]) -> Figures {
        let narrow = Narrow::new(narrow.iter().map(|(one, value)| (*one, (*value).to_owned())));
        let mut figures = Figures::default();
        pack().count(&narrow, &mut figures).unwrap();
        figures
    }

    #[test]
    fn what_groups_have_in_common_is_counted() {
        let both = counted(&[(Dimension::Tier, "gold"), (Dimension::Way, "email")]);
        assert_eq!(
            (both.heads.n, both.heads.overall.count(5), both.heads.nps.n()),
            (1, 1, 0)
        );
        let item = &both.items[&QUESTION];
        assert_eq!((item.n, item.tally.count(4), item.pairs.xy), (1, 1, 20));
        assert!(item.choices.is_empty());
        let gold = counted(&[(Dimension::Tier, "gold"), (Dimension::Advisor, "")]);
        assert_eq!(gold.heads.n, 2);
        assert_eq!(gold.items[&QUESTION].choices["desk"], 1);
        assert_eq!(gold.groups[&(Dimension::Way, "phone".to_owned())].heads.n, 1);
        let unknown = counted(&[(Dimension::Tier, ""), (Dimension::Way, "email")]);
        assert_eq!((unknown.heads.n, unknown.heads.overall.n()), (1, 0));
        assert_eq!(
            unknown.items[&QUESTION].pairs.n, 0,
            "nothing as a whole to compare with"
        );
        let none = counted(&[(Dimension::Tier, "silver"), (Dimension::Way, "email")]);
        assert_eq!(none, Figures::default());
        let apart = counted(&[(Dimension::Tier, ""), (Dimension::Way, "phone")]);
        assert_eq!(apart, Figures::default());
    }

    #[test]
    fn a_pack_that_is_cut_off_is_no_figure() {
        let whole = pack().units.len();
        for short in [whole - 1, whole - 7, whole - 17, 5] {
            let mut pack = pack();
            pack.units.truncate(short);
            assert!(
                pack.count(&Narrow::default(), &mut Figures::default()).is_err(),
                "{short}"
            );
        }
    }
}
