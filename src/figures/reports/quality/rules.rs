//! Rules of data quality: what is looked at, what a score is made of. Values only.

crate::coded! {
    /// A field that matters and is empty.
    pub enum Gap {
        Phone "phone",
        /// ID number of a person, credit code of a company.
        Identity "identity",
        /// Of a company.
        ContactPerson "contact_person",
        /// Of a person.
        Birthday "birthday",
        Address "address",
        Source "source",
        Usage "usage",
    }
}

crate::coded! {
    /// Which customers a list holds.
    pub enum View {
        All "all",
        Incomplete "incomplete", Complete "complete",
        /// Not verified for too long, or never.
        Stale "stale", Fresh "fresh",
        /// Shares a number with somebody else.
        Alike "alike", Single "single",
    }
}

crate::coded! {
    /// What came of verifying a customer of the sample.
    pub enum Outcome {
        Correct "correct",
        /// Was wrong, and was put right.
        Corrected "corrected",
        /// Is wrong, and could not be put right yet.
        Wrong "wrong",
        Unreachable "unreachable",
    }
}

crate::coded! {
    /// Which of the sample are shown.
    pub enum Sampled { Open "open", Done "done", All "all" }
}

impl Outcome {
    /// Whether the record is known to be right now.
    pub fn verifies(self) -> bool {
        matches!(self, Self::Correct | Self::Corrected)
    }
}

/// How much each share counts in the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    pub complete: i64,
    pub fresh: i64,
    pub single: i64,
}

impl Weights {
    pub fn sum(self) -> i64 {
        self.complete + self.fresh + self.single
    }
}

/// Customers, and how many of them have nothing wanting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub n: i64,
    pub complete: i64,
    pub fresh: i64,
    pub single: i64,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        self.n += other.n;
        self.complete += other.complete;
        self.fresh += other.fresh;
        self.single += other.single;
    }

    /// The score as a fraction: the weighted shares, of one. Nobody without customers has one.
    pub fn score(self, weights: Weights) -> (i64, i64) {
        let part = weights.complete * self.complete + weights.fresh * self.fresh + weights.single * self.single;
        (part, weights.sum() * self.n)
    }
}

/// Those drawn in a month: how many were looked at, and what was found of those that could be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub drawn: i64,
    pub done: i64,
    /// Whether right could be told.
    pub told: i64,
    /// Were right as they stood.
    pub correct: i64,
}

impl Checked {
    pub fn add(&mut self, other: Self) {
        self.drawn += other.drawn;
        self.done += other.done;
        self.told += other.told;
        self.correct += other.correct;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_weighs_the_three_shares() {
        let weights = Weights {
            complete: 50,
            fresh: 30,
            single: 20,
        };
        let counts = Counts {
            n: 10,
            complete: 8,
            fresh: 5,
            single: 10,
        };
        // 0.5 × 80 % + 0.3 × 50 % + 0.2 × 100 % = 75 %
        assert_eq!(counts.score(weights), (750, 1_000));
        assert_eq!(Counts::default().score(weights).1, 0, "of nothing there is no score");
    }

    #[test]
    fn only_a_record_known_to_be_right_counts_as_verified() {
        let verifies: Vec<&str> = Outcome::ALL
            .iter()
            .filter(|one| one.verifies())
            .map(|one| one.code())
            .collect();
        assert_eq!(verifies, ["correct", "corrected"]);
    }
}
