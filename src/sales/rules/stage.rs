//! The life of an opportunity: which step leads where.

use super::Stage;

/// What happens to an opportunity as far as its stage is concerned.
///
/// The first seven are facts: who already is further stays where they are, so that a second test drive after a quote leads
/// nowhere. Whoever means to go back says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageAction {
    Contacted,
    Interested,
    Comparing,
    TestDriven,
    Quoted,
    Ordered,
    Delivered,
    /// The order was cancelled.
    BackToQuoted,
    /// By hand, with a reason.
    BackTo(Stage),
    Lost,
    /// A lost one comes to life again, where it was.
    Reopen(Stage),
}

/// A step that this stage does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalTransition {
    pub from: Stage,
    pub action: StageAction,
}

impl StageAction {
    /// How the action is stamped.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contacted => "contacted",
            Self::Interested => "interested",
            Self::Comparing => "comparing",
            Self::TestDriven => "test_driven",
            Self::Quoted => "quoted",
            Self::Ordered => "ordered",
            Self::Delivered => "delivered",
            Self::BackToQuoted | Self::BackTo(_) => "back",
            Self::Lost => "lost",
            Self::Reopen(_) => "reopen",
        }
    }

    /// The action by which somebody moves an opportunity from one stage of the board to another; none for the same.
    pub fn moving(from: Stage, to: Stage) -> Option<Self> {
        if !from.is_on_board() || !to.is_on_board() || from == to {
            return None;
        }
        if to < from {
            return Some(Self::BackTo(to));
        }
        match to {
            Stage::Contacted => Some(Self::Contacted),
            Stage::Interested => Some(Self::Interested),
            Stage::Comparing => Some(Self::Comparing),
            Stage::TestDriven => Some(Self::TestDriven),
            Stage::Quoted => Some(Self::Quoted),
            Stage::New | Stage::Ordered | Stage::Delivered | Stage::Lost => None,
        }
    }

    /// The stage that a fact leads to.
    pub const fn reaches(self) -> Option<Stage> {
        match self {
            Self::Contacted => Some(Stage::Contacted),
            Self::Interested => Some(Stage::Interested),
            Self::Comparing => Some(Stage::Comparing),
            Self::TestDriven => Some(Stage::TestDriven),
            Self::Quoted => Some(Stage::Quoted),
            Self::Ordered | Self::Delivered | Self::BackToQuoted | Self::BackTo(_) | Self::Lost | Self::Reopen(_) => {
                None
            }
        }
    }
}

/// Where an action leads.
pub fn after(stage: Stage, action: StageAction) -> Result<Stage, IllegalTransition> {
    use StageAction as A;
    let illegal = Err(IllegalTransition { from: stage, action });
    if let Some(reached) = action.reaches() {
        // What was ordered or delivered may be driven again, and nothing moves.
        return if stage == Stage::Lost {
            illegal
        } else {
            Ok(stage.max(reached))
        };
    }
    match (stage, action) {
        (from, A::Ordered) if from.is_on_board() => Ok(Stage::Ordered),
        (Stage::Ordered, A::Delivered) => Ok(Stage::Delivered),
        (Stage::Ordered, A::BackToQuoted) => Ok(Stage::Quoted),
        (from, A::BackTo(to)) if from.is_on_board() && to < from => Ok(to),
        (from, A::Lost) if from.is_open() => Ok(Stage::Lost),
        (Stage::Lost, A::Reopen(to)) if to.is_on_board() => Ok(to),
        _ => illegal,
    }
}

impl Stage {
    /// Those that the board shows, in order.
    pub const BOARD: [Self; 6] = [
        Self::New,
        Self::Contacted,
        Self::Interested,
        Self::Comparing,
        Self::TestDriven,
        Self::Quoted,
    ];

    pub const fn is_on_board(self) -> bool {
        !matches!(self, Self::Ordered | Self::Delivered | Self::Lost)
    }

    /// Whether there still is something to do until the car is handed over.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Delivered | Self::Lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::*;
    use StageAction as A;

    #[test]
    fn any_open_stage_moves_to_any_later_one_and_to_lost() {
        for from in Stage::BOARD {
            for to in Stage::BOARD.into_iter().filter(|to| *to > from) {
                let action = A::moving(from, to).unwrap();
                assert_eq!(after(from, action), Ok(to), "{from:?} to {to:?}");
            }
            assert_eq!(after(from, A::Ordered), Ok(Ordered));
            assert_eq!(after(from, A::Lost), Ok(Lost));
            assert!(after(from, A::Delivered).is_err(), "{from:?} was not ordered");
            assert!(after(from, A::Reopen(New)).is_err());
        }
    }

    #[test]
    fn moving_back_says_so_and_a_fact_never_does() {
        assert_eq!(A::moving(Quoted, Contacted), Some(A::BackTo(Contacted)));
        assert_eq!(after(Quoted, A::BackTo(Contacted)), Ok(Contacted));
        assert!(after(Contacted, A::BackTo(Quoted)).is_err());
        assert_eq!(after(Quoted, A::TestDriven), Ok(Quoted));
        assert_eq!(after(Ordered, A::Contacted), Ok(Ordered));
        assert_eq!(A::moving(New, New), None);
    }

    #[test]
    fn an_order_ends_in_delivery_or_leads_back() {
        assert_eq!(after(Ordered, A::Delivered), Ok(Delivered));
        assert_eq!(after(Ordered, A::BackToQuoted), Ok(Quoted));
        assert_eq!(after(Ordered, A::Lost), Ok(Lost));
        for action in [A::Lost, A::BackToQuoted, A::Ordered, A::Reopen(New), A::BackTo(New)] {
            assert!(after(Delivered, action).is_err(), "{action:?}");
        }
        for to in [Ordered, Delivered, Lost] {
            assert_eq!(A::moving(Quoted, to), None, "{to:?} is no column");
        }
    }

    #[test]
    fn a_lost_one_is_only_reopened() {
        assert_eq!(after(Lost, A::Reopen(Comparing)), Ok(Comparing));
        assert!(after(Lost, A::Reopen(Ordered)).is_err());
        for action in [A::Contacted, A::Quoted, A::Ordered, A::Lost, A::BackTo(New)] {
            assert!(after(Lost, action).is_err(), "{action:?}");
        }
    }
}
