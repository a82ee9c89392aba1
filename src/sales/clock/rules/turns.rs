//! Whose turn it is to get the next lead.

use chrono::{DateTime, Utc};

use crate::values::ids::StaffId;

/// Somebody who may get a lead.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub staff: StaffId,
    /// Works now, or at the next opening.
    pub on_duty: bool,
    pub takes_leads: bool,
    /// Has a break just now.
    pub on_break: bool,
    /// How many first calls are overdue.
    pub late: i64,
    /// How many first calls they have to make, overdue or not.
    pub waiting: i64,
    /// Codes of the kinds of sources that are theirs.
    pub sources: Vec<String>,
    /// Parts of the names of models that are theirs.
    pub models: Vec<String>,
    pub last_dealt_at: Option<DateTime<Utc>>,
}

/// What a lead is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    pub source: &'a str,
    pub model: &'a str,
}

impl Candidate {
    fn takes_any(&self) -> bool {
        self.sources.is_empty() && self.models.is_empty()
    }

    fn is_for(&self, wish: Wish<'_>) -> bool {
        let wanted = wish.model.to_lowercase();
        let model = |name: &String| !wanted.is_empty() && wanted.contains(&name.to_lowercase());
        self.sources.iter().any(|source| source == wish.source) || self.models.iter().any(model)
    }
}

/// Whose turn is next of those on duty: who has no break goes first, who is late with first calls last; are all of them
/// late, then of those whose source or model it is whoever has the fewest first calls to make, those that came just now
/// among them. `None` if nobody on duty takes leads.
pub fn next_in_turn(people: &[Candidate], wish: Wish<'_>, skip_late: bool) -> Option<StaffId> {
    let here = || people.iter().filter(|one| one.on_duty && one.takes_leads);
    let in_time = |one: &&Candidate| !skip_late || one.late == 0;
    turn(here().filter(in_time).filter(|one| !one.on_break), wish)
        .or_else(|| turn(here().filter(in_time), wish))
        .or_else(|| lightest(here(), wish))
}

/// Among these whose turn is next. Who waited longest gets it; who never got one comes first, in the order given.
fn turn<'a>(here: impl Iterator<Item = &'a Candidate>, wish: Wish<'_>) -> Option<StaffId> {
    let here = suited(here, wish);
    here.into_iter()
        .min_by_key(|one| one.last_dealt_at)
        .map(|one| one.staff)
}

/// Among these who has the fewest first calls to make; of equals who waited longest.
fn lightest<'a>(here: impl Iterator<Item = &'a Candidate>, wish: Wish<'_>) -> Option<StaffId> {
    let here = suited(here, wish);
    here.into_iter()
        .min_by_key(|one| (one.waiting, one.last_dealt_at))
        .map(|one| one.staff)
}

/// Of these those whose source or model it is; if there are none those who take any, or whoever is there.
fn suited<'a>(here: impl Iterator<Item = &'a Candidate>, wish: Wish<'_>) -> Vec<&'a Candidate> {
    let here: Vec<&Candidate> = here.collect();
    let own: Vec<&Candidate> = here.iter().copied().filter(|one| one.is_for(wish)).collect();
    if !own.is_empty() {
        return own;
    }
    let any: Vec<&Candidate> = here.iter().copied().filter(|one| one.takes_any()).collect();
    if any.is_empty() { here } else { any }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(last: Option<&str>) -> Candidate {
        Candidate {
            staff: StaffId::new(),
            on_duty: true,
            takes_leads: true,
            on_break: false,
            late: 0,
            waiting: 0,
            sources: Vec::new(),
            models: Vec::new(),
            last_dealt_at: last.map(|at| at.parse().unwrap()),
        }
    }

    fn dealt(people: &[Candidate], wish: Wish<'_>) -> Option<StaffId> {
        next_in_turn(people, wish, true)
    }

    const EARLY: Option<&str> = Some("2026-11-22T01:00:00Z");
    const LATE: Option<&str> = Some("2026-11-22T02:00:00Z");

    #[test]
    fn who_waited_longest_is_next_and_who_never_had_one_first() {
        let mut people = vec![person(LATE), person(EARLY), person(None), person(None)];
        assert_eq!(dealt(&people, Wish::default()), Some(people[2].staff));
        people.truncate(2);
        assert_eq!(dealt(&people, Wish::default()), Some(people[1].staff));
        assert_eq!(dealt(&[], Wish::default()), None);
    }

    #[test]
    fn who_is_away_out_of_turn_or_late_is_passed_over() {
        let mut people = vec![person(None), person(None), person(None), person(LATE)];
        people[0].on_duty = false;
        people[1].takes_leads = false;
        people[2].late = 1;
        assert_eq!(dealt(&people, Wish::default()), Some(people[3].staff));
        assert_eq!(next_in_turn(&people, Wish::default(), false), Some(people[2].staff));
        people.truncate(2);
        assert_eq!(dealt(&people, Wish::default()), None, "nobody is there");
    }

    fn behind(one: &mut Candidate, late: i64) {
        (one.late, one.waiting) = (late, late);
    }

    #[test]
    fn if_all_are_late_it_goes_to_whose_source_it_is_and_new_ones_weigh_too() {
        let mut people = vec![person(None), person(LATE), person(EARLY)];
        behind(&mut people[0], 3);
        behind(&mut people[1], 1);
        behind(&mut people[2], 2);
        people[0].sources = vec!["douyin".into()];
        let douyin = Wish {
            source: "douyin",
            model: "",
        };
        assert_eq!(dealt(&people, douyin), Some(people[0].staff), "late, but theirs");
        let website = Wish {
            source: "website",
            model: "",
        };
        assert_eq!(dealt(&people, website), Some(people[1].staff));
        people[1].waiting += 2;
        assert_eq!(dealt(&people, website), Some(people[2].staff), "just got two");
    }

    #[test]
    fn if_all_are_late_whoever_has_the_fewest_calls_to_make_takes_it() {
        let mut people = vec![person(None), person(LATE), person(EARLY)];
        behind(&mut people[0], 3);
        behind(&mut people[1], 1);
        behind(&mut people[2], 2);
        assert_eq!(dealt(&people, Wish::default()), Some(people[1].staff));
        behind(&mut people[2], 1);
        assert_eq!(
            dealt(&people, Wish::default()),
            Some(people[2].staff),
            "whoever waited longer"
        );
    }

    #[test]
    fn who_has_a_break_is_asked_when_nobody_else_is_in_time() {
        let mut people = vec![person(None), person(LATE)];
        people[0].on_break = true;
        assert_eq!(dealt(&people, Wish::default()), Some(people[1].staff));
        people[1].late = 1;
        assert_eq!(dealt(&people, Wish::default()), Some(people[0].staff));
    }

    #[test]
    fn a_source_or_a_model_goes_to_whoever_it_belongs_to() {
        let mut people = vec![person(None), person(LATE), person(LATE)];
        people[1].sources = vec!["douyin".into()];
        people[2].models = vec!["es6".into()];
        let wish = |source, model| Wish { source, model };
        assert_eq!(dealt(&people, wish("douyin", "")), Some(people[1].staff));
        assert_eq!(dealt(&people, wish("website", "ES6 2026 款")), Some(people[2].staff));
        assert_eq!(dealt(&people, wish("website", "ET5")), Some(people[0].staff));
        people[0].on_duty = false;
        assert_eq!(dealt(&people, wish("website", "ET5")), Some(people[1].staff));
    }
}
