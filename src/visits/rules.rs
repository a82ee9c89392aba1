//! The life of a visit and of an appointment.

use chrono::{DateTime, TimeDelta, Utc};

use crate::coded;

coded! {
    /// Whose visitor it is; the letter stands before the number that is called.
    pub enum Line {
        /// 售后
        Service "service",
        /// 销售
        Sales "sales",
        /// 投诉
        Complaint "complaint",
    }
}

impl Line {
    pub const fn letter(self) -> char {
        match self {
            Self::Service => 'A',
            Self::Sales => 'B',
            Self::Complaint => 'C',
        }
    }

    /// What is called out and shown: `A012`.
    pub fn ticket(self, number: i16) -> String {
        format!("{}{number:03}", self.letter())
    }
}

coded! {
    /// What a visit or an appointment is for.
    pub enum Purpose {
        /// 保养
        Service "service",
        /// 维修
        Repair "repair",
        /// 检测
        Inspection "inspection",
        /// 试驾
        TestDrive "test_drive",
        /// 看车
        Showroom "showroom",
        /// 投诉接待
        ComplaintVisit "complaint_visit",
    }
}

impl Purpose {
    pub const fn line(self) -> Line {
        match self {
            Self::Service | Self::Repair | Self::Inspection => Line::Service,
            Self::TestDrive | Self::Showroom => Line::Sales,
            Self::ComplaintVisit => Line::Complaint,
        }
    }
}

coded! {
    pub enum VisitState {
        /// 已到店
        Arrived "arrived",
        /// 等待
        Waiting "waiting",
        /// 接待中
        Receiving "receiving",
        /// 维修中
        InWorkshop "in_workshop",
        /// 质检
        QualityCheck "quality_check",
        /// 待交车
        Ready "ready",
        /// 已结算
        Settled "settled",
        /// 已离店
        Left "left",
    }
}

coded! {
    /// What happens to a visit as far as its state is concerned.
    pub enum VisitAction {
        /// Takes a number and waits.
        Queue "queue",
        /// Somebody looks after the visitor.
        Receive "receive",
        /// The car goes into the workshop.
        StartWork "start_work",
        /// The work is done and somebody else looks at it.
        Check "check",
        /// The check failed: back into the workshop.
        Return "return",
        /// More work was agreed to after the work was done: back into the workshop.
        Reopen "reopen",
        /// The check passed.
        Pass "pass",
        Settle "settle",
        /// A settlement was taken back.
        Unsettle "unsettle",
        Leave "leave",
        /// Leaving was a mistake and was taken back at once.
        ComeBack "come_back",
    }
}

coded! {
    /// Why a visitor goes.
    pub enum LeaveReason {
        Done "done",
        WaitedTooLong "waited_too_long",
        Rescheduled "rescheduled",
        OnlyAsked "only_asked",
        /// Nobody saw them go.
        WithoutWord "without_word",
        Other "other",
    }
}

coded! {
    /// What happened to a consultant's turn on the floor.
    pub enum FloorAction {
        CheckIn "check_in",
        Took "took",
        Skipped "skipped",
        Paused "paused",
        Resumed "resumed",
        Moved "moved",
        Ended "ended",
    }
}

/// Why nothing can be looked up by what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A name maybe: names are not looked for here.
    Words,
    TooShort,
    Plate,
    Vin,
    Phone,
}

impl Trouble {
    /// Of something that is no number which the desk knows.
    pub fn with(typed: &str) -> Self {
        let signs: Vec<char> = typed.chars().filter(|sign| sign.is_alphanumeric()).collect();
        let digits = signs.iter().filter(|sign| sign.is_ascii_digit()).count();
        let foreign = signs.first().is_some_and(|sign| !sign.is_ascii());
        match signs.len() {
            _ if digits == 0 => Self::Words,
            0..=3 => Self::TooShort,
            _ if foreign => Self::Plate,
            17 => Self::Vin,
            length if digits == length => Self::Phone,
            4..=10 => Self::Plate,
            _ => Self::Vin,
        }
    }
}

/// The place of whoever was passed over too often: behind everybody who keeps to their turn.
pub const LAST_RANK: i16 = 9;

/// Whether somebody came in time for an appointment: not longer before it than `early` minutes nor after it than `late`.
pub fn in_time(came: DateTime<Utc>, starts_at: DateTime<Utc>, early: u32, late: u32) -> bool {
    let minutes = |count: u32| TimeDelta::minutes(count.into());
    starts_at - minutes(early) <= came && came <= starts_at + minutes(late)
}

/// The first part of a place in the queue, the smaller the earlier: appointments in time, then the higher tier; within it
/// the order of arrival counts. `tier` is 0 for a regular customer and 3 for platinum.
pub const fn queue_rank(in_time: bool, tier: i16) -> i16 {
    let tier = if tier < 0 {
        0
    } else if tier > 3 {
        3
    } else {
        tier
    };
    if in_time { 3 - tier } else { 7 - tier }
}

/// How far through its limits a wait is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Patience {
    Fine,
    /// Somebody should look.
    Short,
    Lost,
}

pub const fn patience(waited_minutes: i64, amber: u32, red: u32) -> Patience {
    if waited_minutes >= red as i64 {
        Patience::Lost
    } else if waited_minutes >= amber as i64 {
        Patience::Short
    } else {
        Patience::Fine
    }
}

/// About how long somebody still waits with so many before them, whom those on duty share, from how long the last visitors
/// took: rounded up to five minutes, so that nobody counts on the minute. `None` where there is nothing to go by.
pub fn rough_wait(before: i64, on_duty: i64, took: &[i64], usual_minutes: u32) -> Option<i64> {
    if before < 1 || on_duty < 1 {
        return None;
    }
    let kept: Vec<i64> = took.iter().map(|minutes| (*minutes).clamp(2, 30)).collect();
    let each = match i64::try_from(kept.len()) {
        Ok(count) if count >= 3 => kept.iter().sum::<i64>() / count,
        _ => i64::from(usual_minutes),
    };
    let minutes = (before * each.max(1) + on_duty - 1) / on_duty;
    Some((minutes + 4) / 5 * 5)
}

/// A step that this state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalTransition {
    pub from: VisitState,
    pub action: VisitAction,
}

impl VisitState {
    /// Where an action leads. Only a service visit goes through the workshop; any visitor may leave at the door or while
    /// being received, with a reason.
    pub fn after(self, action: VisitAction, line: Line) -> Result<Self, IllegalTransition> {
        use VisitAction as A;
        let service = line == Line::Service;
        match (self, action) {
            (Self::Arrived, A::Queue) => Ok(Self::Waiting),
            (Self::Arrived | Self::Waiting, A::Receive) => Ok(Self::Receiving),
            (Self::Receiving, A::StartWork) if service => Ok(Self::InWorkshop),
            (Self::InWorkshop, A::Check) => Ok(Self::QualityCheck),
            (Self::QualityCheck, A::Return) => Ok(Self::InWorkshop),
            (Self::QualityCheck | Self::Ready, A::Reopen) => Ok(Self::InWorkshop),
            (Self::QualityCheck, A::Pass) => Ok(Self::Ready),
            (Self::Ready, A::Settle) => Ok(Self::Settled),
            (Self::Settled, A::Unsettle) => Ok(Self::Ready),
            (Self::Arrived | Self::Waiting | Self::Receiving | Self::Settled, A::Leave) => Ok(Self::Left),
            (from, action) => Err(IllegalTransition { from, action }),
        }
    }

    pub fn allows(self, action: VisitAction, line: Line) -> bool {
        self.after(action, line).is_ok()
    }

    /// Whether the visitor still waits to be received.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Arrived | Self::Waiting)
    }

    pub const fn is_present(self) -> bool {
        !matches!(self, Self::Left)
    }
}

coded! {
    pub enum AppointmentState {
        /// 已预约
        Booked "booked",
        /// 已到店
        Arrived "arrived",
        /// 已取消
        Cancelled "cancelled",
        /// 爽约
        NoShow "no_show",
    }
}

coded! {
    pub enum AppointmentAction {
        Move "move",
        Arrive "arrive",
        Cancel "cancel",
        Miss "miss",
    }
}

impl AppointmentState {
    /// Where an action leads, if anywhere; who comes late after all has arrived.
    pub const fn after(self, action: AppointmentAction) -> Option<Self> {
        use AppointmentAction as A;
        match (self, action) {
            (Self::Booked, A::Move) => Some(Self::Booked),
            (Self::Booked | Self::NoShow, A::Arrive) => Some(Self::Arrived),
            (Self::Booked, A::Cancel) => Some(Self::Cancelled),
            (Self::Booked, A::Miss) => Some(Self::NoShow),
            _ => None,
        }
    }

    pub const fn allows(self, action: AppointmentAction) -> bool {
        self.after(action).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_visit_goes_through_the_workshop_and_comes_back_after_a_failed_check() {
        let way = [
            (VisitAction::Queue, VisitState::Waiting),
            (VisitAction::Receive, VisitState::Receiving),
            (VisitAction::StartWork, VisitState::InWorkshop),
            (VisitAction::Check, VisitState::QualityCheck),
            (VisitAction::Return, VisitState::InWorkshop),
            (VisitAction::Check, VisitState::QualityCheck),
            (VisitAction::Pass, VisitState::Ready),
            (VisitAction::Reopen, VisitState::InWorkshop),
            (VisitAction::Check, VisitState::QualityCheck),
            (VisitAction::Pass, VisitState::Ready),
            (VisitAction::Settle, VisitState::Settled),
            (VisitAction::Leave, VisitState::Left),
        ];
        let mut state = VisitState::Arrived;
        for (action, next) in way {
            state = state.after(action, Line::Service).unwrap();
            assert_eq!(state, next);
        }
    }

    #[test]
    fn only_a_service_visit_enters_the_workshop() {
        for line in [Line::Sales, Line::Complaint] {
            assert!(!VisitState::Receiving.allows(VisitAction::StartWork, line));
            assert!(VisitState::Receiving.allows(VisitAction::Leave, line));
        }
    }

    #[test]
    fn nobody_leaves_with_a_car_in_the_workshop() {
        for state in [VisitState::InWorkshop, VisitState::QualityCheck, VisitState::Ready] {
            assert!(!state.allows(VisitAction::Leave, Line::Service));
        }
    }

    #[test]
    fn who_comes_late_after_all_has_arrived() {
        let missed = AppointmentState::Booked.after(AppointmentAction::Miss).unwrap();
        assert_eq!(missed.after(AppointmentAction::Arrive), Some(AppointmentState::Arrived));
        assert!(!AppointmentState::Cancelled.allows(AppointmentAction::Arrive));
    }

    #[test]
    fn an_appointment_in_time_goes_first_then_the_tier() {
        let order = [(true, 3), (true, 0), (false, 3), (false, 2), (false, 0)];
        assert!(order.map(|(in_time, tier)| queue_rank(in_time, tier)).is_sorted());
        assert!(queue_rank(false, 0) < LAST_RANK);
        assert_eq!(queue_rank(false, 9), queue_rank(false, 3));
    }

    #[test]
    fn two_places_are_ordered_by_time_kept_then_tier_and_none_is_last() {
        let all: Vec<(bool, i16)> = [false, true]
            .into_iter()
            .flat_map(|in_time| (-3..=6).map(move |tier| (in_time, tier)))
            .collect();
        let rank = |(in_time, tier): (bool, i16)| queue_rank(in_time, tier);
        for a in &all {
            assert!((0..LAST_RANK).contains(&rank(*a)), "{a:?}");
            for b in &all {
                let wanted = (!a.0, -a.1.clamp(0, 3)).cmp(&(!b.0, -b.1.clamp(0, 3)));
                assert_eq!(rank(*a).cmp(&rank(*b)), wanted, "{a:?} before {b:?}");
            }
        }
    }

    #[test]
    fn in_time_is_neither_hours_early_nor_late() {
        let starts = DateTime::from_timestamp(1_764_000_000, 0).unwrap();
        let came = |minutes: i64| in_time(starts + TimeDelta::minutes(minutes), starts, 30, 10);
        assert!(came(-30) && came(0) && came(10));
        assert!(!came(-31) && !came(-540) && !came(11));
    }

    #[test]
    fn a_wait_turns_amber_and_red_on_the_minute() {
        assert_eq!(patience(9, 10, 20), Patience::Fine);
        assert_eq!(patience(10, 10, 20), Patience::Short);
        assert_eq!(patience(20, 10, 20), Patience::Lost);
    }

    #[test]
    fn a_rough_wait_is_shared_by_those_on_duty() {
        assert_eq!(rough_wait(2, 1, &[], 8), Some(20));
        assert_eq!(rough_wait(2, 2, &[], 8), Some(10));
        assert_eq!(rough_wait(2, 1, &[4, 4, 4], 8), Some(10), "the pace of the day");
        assert_eq!(rough_wait(1, 1, &[300, 300, 300], 8), Some(30), "a morning is no pace");
        assert_eq!(rough_wait(0, 2, &[4, 4, 4], 8), None, "the next one");
        assert_eq!(rough_wait(3, 0, &[4, 4, 4], 8), None, "nobody is there");
    }

    #[test]
    fn nobody_comes_back_by_a_step_of_the_screen() {
        for state in VisitState::ALL {
            assert!(!state.allows(VisitAction::ComeBack, Line::Service));
        }
    }

    #[test]
    fn a_ticket_is_a_letter_and_three_figures() {
        assert_eq!(Line::Service.ticket(8), "A008");
        assert_eq!(Line::Complaint.ticket(112), "C112");
    }
}
