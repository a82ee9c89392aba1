//! Rules of the follow-up board.

use chrono::{DateTime, TimeDelta, Utc};

use crate::coded;
use crate::sales::leads::rules::Found;
use crate::sales::rules::{Level, Stage};
use crate::values::ids::{LeadId, OpportunityId, StaffId};

coded! {
    /// A column of the board.
    pub enum Column {
        New "new",
        Contacted "contacted",
        /// 培育中
        Nurturing "nurturing",
        TestDriven "test_driven",
        Quoted "quoted",
    }
}

impl Column {
    pub const fn stages(self) -> &'static [Stage] {
        match self {
            Self::New => &[Stage::New],
            Self::Contacted => &[Stage::Contacted],
            Self::Nurturing => &[Stage::Interested, Stage::Comparing],
            Self::TestDriven => &[Stage::TestDriven],
            Self::Quoted => &[Stage::Quoted],
        }
    }

    /// The column that shows a stage.
    pub fn of(stage: Stage) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|column| column.stages().contains(&stage))
    }

    /// The stage that a card takes when it is put into this column.
    pub const fn entry(self) -> Stage {
        match self {
            Self::New => Stage::New,
            Self::Contacted => Stage::Contacted,
            Self::Nurturing => Stage::Interested,
            Self::TestDriven => Stage::TestDriven,
            Self::Quoted => Stage::Quoted,
        }
    }
}

coded! {
    /// Which opportunities the board shows.
    pub enum View {
        /// Whatever is open and not ordered.
        Open "open",
        /// Due by the end of today.
        Today "today",
        /// Late.
        Late "late",
        /// Due within the hour.
        Soon "soon",
        /// Late by some days.
        Overdue "overdue",
        /// Late by weeks.
        Stalled "stalled",
        /// Level H.
        Hot "hot",
        /// Losses that wait for a decision.
        Proposed "proposed",
        Ordered "ordered",
        Delivered "delivered",
        Lost "lost",
    }
}

impl View {
    /// Those that are shown in columns; the others are lists.
    pub const fn has_columns(self) -> bool {
        !matches!(self, Self::Proposed | Self::Ordered | Self::Delivered | Self::Lost)
    }
}

/// What an opportunity needs for a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    Level,
    Model,
    Competitor,
    Expected,
    Needs,
    /// Nobody has spoken with them yet.
    Contact,
    /// No drive was finished.
    Drive,
    /// No quote was given out.
    Quote,
}

/// What is known of an opportunity.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    pub level: Option<Level>,
    pub model: bool,
    pub competitor: bool,
    pub expected: bool,
    pub needs: bool,
    pub contacted: bool,
    pub driven: bool,
    pub quoted: bool,
}

impl Known {
    /// What is missing before it may stand at a stage.
    pub fn gaps(self, stage: Stage) -> Vec<Gap> {
        let needed: &[Gap] = match stage {
            Stage::New | Stage::Lost => &[],
            Stage::Contacted => &[Gap::Contact],
            Stage::Interested => &[Gap::Level, Gap::Model],
            Stage::Comparing => &[Gap::Level, Gap::Model, Gap::Competitor],
            Stage::TestDriven => &[Gap::Level, Gap::Model, Gap::Drive],
            Stage::Quoted => &[Gap::Level, Gap::Model, Gap::Quote],
            Stage::Ordered | Stage::Delivered => &[Gap::Level, Gap::Model],
        };
        needed.iter().copied().filter(|gap| self.lacks(*gap)).collect()
    }

    /// What would be good to know at this stage: the bar names it, nothing is held up by it.
    pub fn wanted(self, stage: Stage) -> Vec<Gap> {
        let wanted: &[Gap] = match stage {
            Stage::New => &[Gap::Contact],
            Stage::Lost | Stage::Delivered | Stage::Ordered => &[],
            Stage::Contacted => &[Gap::Level, Gap::Model, Gap::Needs],
            Stage::Interested => &[Gap::Level, Gap::Model, Gap::Needs, Gap::Expected, Gap::Drive],
            Stage::Comparing => &[
                Gap::Level,
                Gap::Model,
                Gap::Competitor,
                Gap::Needs,
                Gap::Expected,
                Gap::Drive,
            ],
            Stage::TestDriven | Stage::Quoted => &[
                Gap::Level,
                Gap::Model,
                Gap::Needs,
                Gap::Expected,
                Gap::Drive,
                Gap::Quote,
            ],
        };
        wanted.iter().copied().filter(|gap| self.lacks(*gap)).collect()
    }

    /// How far towards a stage somebody comes with what is known: no stage is taken whose needs are open.
    pub fn reach(self, from: Stage, wanted: Stage) -> Stage {
        Stage::BOARD
            .into_iter()
            .rev()
            .filter(|stage| *stage > from && *stage <= wanted)
            .find(|stage| self.gaps(*stage).is_empty())
            .unwrap_or(from)
    }

    const fn lacks(self, gap: Gap) -> bool {
        match gap {
            Gap::Level => self.level.is_none(),
            Gap::Model => !self.model,
            Gap::Competitor => !self.competitor,
            Gap::Expected => !self.expected,
            Gap::Needs => !self.needs,
            Gap::Contact => !self.contacted,
            Gap::Drive => !self.driven,
            Gap::Quote => !self.quoted,
        }
    }
}

/// What stands in the way of a new opportunity of somebody who may be known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nobody works on them.
    Free,
    /// Their open lead becomes the opportunity; with who has it.
    Lead(LeadId, Option<StaffId>),
    /// There is an open one already, which one sees.
    Again(OpportunityId),
    /// There is one in the pool, to be claimed there.
    Pool,
    /// A colleague has them.
    Colleague,
}

/// What a person who works in sales finds in the way: whoever sees all of the store's is nobody's rival.
pub fn way(found: &Found, me: StaffId, sees_all: bool) -> Way {
    let mine = |owner: Option<StaffId>| owner == Some(me);
    if let Some((opportunity, _, owner)) = found.opportunity {
        return if sees_all || mine(owner) {
            Way::Again(opportunity)
        } else if owner.is_none() {
            Way::Pool
        } else {
            Way::Colleague
        };
    }
    let theirs = |owner: Option<StaffId>| !sees_all && owner.is_some() && !mine(owner);
    if let Some((lead, owner)) = found.lead {
        return if theirs(owner) {
            Way::Colleague
        } else {
            Way::Lead(lead, owner)
        };
    }
    // One number of several customers says nothing about who it is.
    match found.customers.as_slice() {
        [(_, owner)] if theirs(*owner) => Way::Colleague,
        _ => Way::Free,
    }
}

/// How a next follow-up stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Late(TimeDelta),
    /// Within the hour.
    Soon(TimeDelta),
    Later(TimeDelta),
}

pub fn due(next: DateTime<Utc>, now: DateTime<Utc>) -> Due {
    let left = next - now;
    if left < TimeDelta::zero() {
        Due::Late(-left)
    } else if left <= TimeDelta::hours(1) {
        Due::Soon(left)
    } else {
        Due::Later(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_of_the_board_stands_in_one_column() {
        for stage in Stage::BOARD {
            let columns = Column::ALL.iter().filter(|column| column.stages().contains(&stage));
            assert_eq!(columns.count(), 1, "{stage:?}");
        }
        for stage in [Stage::Ordered, Stage::Delivered, Stage::Lost] {
            assert_eq!(Column::of(stage), None);
        }
        for column in Column::ALL {
            assert_eq!(Column::of(column.entry()), Some(*column));
        }
    }

    #[test]
    fn a_comparison_names_with_what() {
        let known = Known {
            level: Some(Level::A),
            model: true,
            ..Known::default()
        };
        assert_eq!(known.gaps(Stage::Interested), []);
        assert_eq!(known.gaps(Stage::Comparing), [Gap::Competitor]);
        let nothing = Known::default();
        assert_eq!(nothing.gaps(Stage::Quoted), [Gap::Level, Gap::Model, Gap::Quote]);
        assert_eq!(nothing.gaps(Stage::Contacted), [Gap::Contact]);
    }

    #[test]
    fn what_never_happened_is_no_stage() {
        let known = Known {
            level: Some(Level::A),
            model: true,
            contacted: true,
            ..Known::default()
        };
        assert_eq!(known.gaps(Stage::TestDriven), [Gap::Drive]);
        assert_eq!(known.gaps(Stage::Quoted), [Gap::Quote]);
        assert!(known.wanted(Stage::Quoted).contains(&Gap::Drive));
        let driven = Known { driven: true, ..known };
        assert_eq!(driven.gaps(Stage::TestDriven), []);
    }

    #[test]
    fn a_fact_leads_as_far_as_what_is_known_allows() {
        let quoted = Known {
            quoted: true,
            ..Known::default()
        };
        assert_eq!(
            quoted.reach(Stage::New, Stage::Quoted),
            Stage::New,
            "no level, no model"
        );
        let reached = Known {
            contacted: true,
            ..quoted
        };
        assert_eq!(reached.reach(Stage::New, Stage::Quoted), Stage::Contacted);
        let known = Known {
            level: Some(Level::B),
            model: true,
            ..quoted
        };
        assert_eq!(known.reach(Stage::New, Stage::Quoted), Stage::Quoted);
        assert_eq!(
            known.reach(Stage::Quoted, Stage::TestDriven),
            Stage::Quoted,
            "never back"
        );
    }

    #[test]
    fn a_colleagues_lead_customer_or_opportunity_is_not_opened_again() {
        use crate::values::ids::CustomerId;
        let (me, other) = (StaffId::new(), StaffId::new());
        let (lead, customer, opportunity) = (LeadId::new(), CustomerId::new(), OpportunityId::new());
        let of_lead = |owner| Found {
            lead: Some((lead, owner)),
            ..Found::default()
        };
        assert_eq!(way(&Found::default(), me, false), Way::Free);
        assert_eq!(way(&of_lead(Some(other)), me, false), Way::Colleague);
        assert_eq!(way(&of_lead(Some(other)), me, true), Way::Lead(lead, Some(other)));
        assert_eq!(way(&of_lead(Some(me)), me, false), Way::Lead(lead, Some(me)));
        assert_eq!(way(&of_lead(None), me, false), Way::Lead(lead, None));
        let of_customer = |owner| Found {
            customers: vec![(customer, owner)],
            ..Found::default()
        };
        assert_eq!(way(&of_customer(Some(other)), me, false), Way::Colleague);
        assert_eq!(way(&of_customer(None), me, false), Way::Free);
        let open = |owner| Found {
            opportunity: Some((opportunity, customer, owner)),
            ..of_customer(Some(me))
        };
        assert_eq!(way(&open(Some(me)), me, false), Way::Again(opportunity));
        assert_eq!(way(&open(Some(other)), me, false), Way::Colleague);
        assert_eq!(way(&open(Some(other)), me, true), Way::Again(opportunity));
        assert_eq!(way(&open(None), me, false), Way::Pool);
    }

    #[test]
    fn what_is_due_within_the_hour_is_soon() {
        let now: DateTime<Utc> = "2026-11-22T02:00:00Z".parse().unwrap();
        assert_eq!(due(now, now), Due::Soon(TimeDelta::zero()));
        assert_eq!(due(now + TimeDelta::hours(1), now), Due::Soon(TimeDelta::hours(1)));
        assert!(matches!(due(now + TimeDelta::minutes(61), now), Due::Later(_)));
        assert_eq!(due(now - TimeDelta::minutes(1), now), Due::Late(TimeDelta::minutes(1)));
    }
}
