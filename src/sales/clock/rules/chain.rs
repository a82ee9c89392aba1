//! The chain of a lead: first call, message, second follow-up, status. What is due when, and what stops which clock.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::values::business_hours::BusinessHours;

crate::coded! {
    /// What a lead asks for in time.
    pub enum StepKind {
        FirstCall "first_call",
        Message "message",
        SecondCall "second_call",
        Status "status",
    }
}

crate::coded! {
    /// What did a step.
    pub enum Evidence {
        /// A call that was answered.
        Call "call",
        /// As many calls as are asked for, on as many days, that nobody answered.
        Attempts "attempts",
        Message "message",
        Visit "visit",
    }
}

/// What happened with a lead. Opening the record and internal notes are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    Answered,
    Unanswered,
    /// A message sent from the record.
    Message,
    Visit,
}

/// How long each step may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of opening hours.
    pub first_call: TimeDelta,
    pub message: TimeDelta,
    pub second_call: TimeDelta,
    pub status: TimeDelta,
    /// So many unanswered calls, …
    pub attempts: i32,
    /// … on so many days, do the first call.
    pub attempt_days: i32,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub attempts: i32,
    pub attempt_days: i32,
    pub last_attempt_on: Option<NaiveDate>,
}

/// What a contact does to an open step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// Counts as an attempt.
    Attempt(Progress),
    /// The last attempt that was asked for.
    Attempted(Progress),
    Done(Evidence),
}

/// How a step stands; what is done or missed stays so for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Not due yet.
    Waiting,
    /// Due and not done, tried in time or not: a call that nobody answered reached nobody.
    Overdue,
    OnTime,
    Late,
    /// The lead was closed with the step undone and overdue.
    Missed,
    /// The lead was closed before the step was due.
    Dropped,
}

/// When a step that starts at `start` is due: the first call in opening hours, the others in elapsed time. `None` if the
/// store never opens again.
pub fn due(kind: StepKind, start: DateTime<Utc>, hours: &BusinessHours, limits: &Limits) -> Option<DateTime<Utc>> {
    match kind {
        StepKind::FirstCall => first_call(start, hours, limits.first_call),
        StepKind::Message => start.checked_add_signed(limits.message),
        StepKind::SecondCall => start.checked_add_signed(limits.second_call),
        StepKind::Status => start.checked_add_signed(limits.status),
    }
}

/// As [`due`], of a first call. Who came so shortly before closing that hardly anything of the limit is left at the next
/// opening, less than a quarter, is called within the whole limit from there: nobody makes a call in the first seconds.
fn first_call(start: DateTime<Utc>, hours: &BusinessHours, limit: TimeDelta) -> Option<DateTime<Utc>> {
    let due = hours.add(start, limit)?;
    let opened = hours.spans(start, due).last().map(|(open, _)| *open);
    match opened {
        Some(opened) if opened > start && due - opened < limit / 4 => hours.add(opened, limit),
        _ => Some(due),
    }
}

/// The whole chain of a lead that arrived at `start`.
pub fn plan(start: DateTime<Utc>, hours: &BusinessHours, limits: &Limits) -> Option<Vec<(StepKind, DateTime<Utc>)>> {
    StepKind::ALL
        .iter()
        .map(|kind| due(*kind, start, hours, limits).map(|due| (*kind, due)))
        .collect()
}

/// What a contact does to an open step. `called` tells that the first call was done before: the same call is not the
/// second follow-up too.
pub fn effect(
    kind: StepKind,
    progress: Progress,
    contact: Contact,
    called: bool,
    on: NaiveDate,
    limits: &Limits,
) -> Effect {
    match (kind, contact) {
        (StepKind::FirstCall, Contact::Unanswered) => attempt(progress, on, limits),
        (StepKind::FirstCall | StepKind::Status, Contact::Answered) => Effect::Done(Evidence::Call),
        (StepKind::FirstCall | StepKind::Status, Contact::Visit) => Effect::Done(Evidence::Visit),
        (StepKind::SecondCall, Contact::Answered) if called => Effect::Done(Evidence::Call),
        (StepKind::SecondCall, Contact::Visit) if called => Effect::Done(Evidence::Visit),
        (StepKind::Message | StepKind::Status, Contact::Message) => Effect::Done(Evidence::Message),
        _ => Effect::Nothing,
    }
}

fn attempt(progress: Progress, on: NaiveDate, limits: &Limits) -> Effect {
    let another_day = progress.last_attempt_on != Some(on);
    let after = Progress {
        attempts: progress.attempts + 1,
        attempt_days: progress.attempt_days + i32::from(another_day),
        last_attempt_on: Some(on),
    };
    if after.attempts >= limits.attempts && after.attempt_days >= limits.attempt_days {
        Effect::Attempted(after)
    } else {
        Effect::Attempt(after)
    }
}

/// How a step stands. A first call that is done was on time if the first attempt was; until it is done it is asked for.
pub fn mark(
    due_at: DateTime<Utc>,
    first_attempt_at: Option<DateTime<Utc>>,
    done_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Mark {
    let tried = first_attempt_at.or(done_at);
    let in_time = tried.is_some_and(|at| at <= due_at);
    match (done_at, ended_at) {
        (Some(_), _) if in_time => Mark::OnTime,
        (Some(_), _) => Mark::Late,
        (None, Some(ended)) if !in_time && ended > due_at => Mark::Missed,
        (None, Some(_)) => Mark::Dropped,
        (None, None) if now > due_at => Mark::Overdue,
        (None, None) => Mark::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::NaiveTime;
    use chrono_tz::Asia::Shanghai;

    use super::*;
    use crate::values::business_hours::Period;

    const LIMITS: Limits = Limits {
        first_call: TimeDelta::hours(1),
        message: TimeDelta::hours(24),
        second_call: TimeDelta::days(3),
        status: TimeDelta::days(7),
        attempts: 3,
        attempt_days: 2,
    };

    /// In Shanghai: `11-20 17:30` of 2026.
    fn at(text: &str) -> DateTime<Utc> {
        let (day, time) = text.split_once(' ').unwrap();
        format!("2026-{day}T{time}:00+08:00").parse().unwrap()
    }

    fn on(text: &str) -> NaiveDate {
        format!("2026-{text}").parse().unwrap()
    }

    fn period(from: (u32, u32), until: (u32, u32)) -> Period {
        let time = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        Period::new(time(from), time(until)).unwrap()
    }

    /// 08:30 to 18:00 every day.
    fn daily() -> BusinessHours {
        BusinessHours::daily(Shanghai, period((8, 30), (18, 0)))
    }

    /// Closed on Sundays and in the first week of October, with a break at noon.
    fn with_breaks() -> BusinessHours {
        let working = vec![period((8, 30), (12, 0)), period((13, 30), (18, 0))];
        let week = std::array::from_fn(|day| if day < 6 { working.clone() } else { Vec::new() });
        let closed: BTreeSet<NaiveDate> = (1..=7).map(|day| on(&format!("10-{day:02}"))).collect();
        BusinessHours::new(Shanghai, week, closed, BTreeMap::new()).unwrap()
    }

    fn first_call(start: &str, hours: &BusinessHours) -> DateTime<Utc> {
        due(StepKind::FirstCall, at(start), hours, &LIMITS).unwrap()
    }

    #[test]
    fn a_lead_of_the_night_is_called_within_an_hour_of_the_opening() {
        assert_eq!(first_call("11-20 10:00", &daily()), at("11-20 11:00"));
        assert_eq!(first_call("11-20 21:40", &daily()), at("11-21 09:30"));
        assert_eq!(first_call("11-21 03:00", &daily()), at("11-21 09:30"));
        assert_eq!(first_call("11-20 17:40", &daily()), at("11-21 09:10"));
    }

    #[test]
    fn what_is_left_for_the_first_seconds_after_the_opening_runs_from_there() {
        let seconds = TimeDelta::seconds(24);
        let due = |start| due(StepKind::FirstCall, start, &daily(), &LIMITS);
        assert_eq!(due(at("11-23 17:00") + seconds), Some(at("11-24 09:30")));
        assert_eq!(due(at("11-23 17:00")), Some(at("11-23 18:00")), "in time today");
        assert_eq!(due(at("11-23 17:14")), Some(at("11-24 09:30")));
        assert_eq!(due(at("11-23 17:15")), Some(at("11-24 08:45")));
        let noon = first_call("11-20 11:05", &with_breaks());
        assert_eq!(noon, at("11-20 14:30"));
    }

    #[test]
    fn a_closed_weekend_and_a_holiday_do_not_count() {
        // Saturday evening, then Monday.
        assert_eq!(first_call("11-21 17:30", &with_breaks()), at("11-23 09:00"));
        assert_eq!(first_call("11-22 10:00", &with_breaks()), at("11-23 09:30"));
        // From the last day of September to the eighth of October.
        assert_eq!(first_call("09-30 17:45", &with_breaks()), at("10-08 09:15"));
        assert_eq!(first_call("10-03 12:00", &with_breaks()), at("10-08 09:30"));
    }

    #[test]
    fn a_pause_at_noon_does_not_count() {
        assert_eq!(first_call("11-20 11:40", &with_breaks()), at("11-20 14:10"));
        assert_eq!(first_call("11-20 12:30", &with_breaks()), at("11-20 14:30"));
    }

    #[test]
    fn the_other_steps_run_day_and_night_from_the_arrival() {
        let planned = plan(at("11-20 21:40"), &with_breaks(), &LIMITS).unwrap();
        assert_eq!(
            planned,
            [
                (StepKind::FirstCall, at("11-21 09:30")),
                (StepKind::Message, at("11-21 21:40")),
                (StepKind::SecondCall, at("11-23 21:40")),
                (StepKind::Status, at("11-27 21:40")),
            ]
        );
    }

    fn of(kind: StepKind, contact: Contact, called: bool) -> Effect {
        effect(kind, Progress::default(), contact, called, on("11-20"), &LIMITS)
    }

    #[test]
    fn a_call_that_is_answered_is_one_follow_up_and_not_two() {
        use StepKind::*;
        assert_eq!(of(FirstCall, Contact::Answered, false), Effect::Done(Evidence::Call));
        assert_eq!(of(SecondCall, Contact::Answered, false), Effect::Nothing);
        assert_eq!(of(SecondCall, Contact::Answered, true), Effect::Done(Evidence::Call));
        assert_eq!(of(Status, Contact::Answered, false), Effect::Done(Evidence::Call));
        assert_eq!(of(Message, Contact::Answered, true), Effect::Nothing);
    }

    #[test]
    fn a_message_stops_its_own_clock_and_no_call() {
        use StepKind::*;
        assert_eq!(of(Message, Contact::Message, false), Effect::Done(Evidence::Message));
        assert_eq!(of(Status, Contact::Message, false), Effect::Done(Evidence::Message));
        for kind in [FirstCall, SecondCall] {
            assert_eq!(of(kind, Contact::Message, true), Effect::Nothing);
        }
    }

    #[test]
    fn three_calls_on_two_days_that_nobody_answers_do_the_first_call() {
        let mut progress = Progress::default();
        let mut call = |day: &str| {
            let found = effect(
                StepKind::FirstCall,
                progress,
                Contact::Unanswered,
                false,
                on(day),
                &LIMITS,
            );
            if let Effect::Attempt(after) | Effect::Attempted(after) = found {
                progress = after;
            }
            found
        };
        for _ in 0..3 {
            assert!(matches!(call("11-20"), Effect::Attempt(_)));
        }
        let last = call("11-21");
        assert_eq!(
            last,
            Effect::Attempted(Progress {
                attempts: 4,
                attempt_days: 2,
                last_attempt_on: Some(on("11-21")),
            })
        );
        for kind in [StepKind::Message, StepKind::SecondCall, StepKind::Status] {
            assert_eq!(of(kind, Contact::Unanswered, true), Effect::Nothing);
        }
    }

    #[test]
    fn the_first_attempt_decides_whether_a_first_call_is_on_time() {
        let due = at("11-20 11:00");
        let (before, after) = (Some(at("11-20 10:50")), Some(at("11-20 11:10")));
        let now = at("11-22 10:00");
        assert_eq!(mark(due, None, before, None, now), Mark::OnTime);
        assert_eq!(mark(due, before, after, None, now), Mark::OnTime);
        assert_eq!(mark(due, None, after, None, now), Mark::Late);
        assert_eq!(mark(due, after, after, None, now), Mark::Late);
        assert_eq!(mark(due, before, None, None, at("11-20 10:55")), Mark::Waiting);
        assert_eq!(mark(due, before, None, None, now), Mark::Overdue, "nobody was reached");
        assert_eq!(mark(due, None, None, None, now), Mark::Overdue);
        assert_eq!(mark(due, None, None, None, at("11-20 10:00")), Mark::Waiting);
        assert_eq!(mark(due, None, None, after, now), Mark::Missed);
        assert_eq!(mark(due, None, None, before, now), Mark::Dropped);
    }
}
