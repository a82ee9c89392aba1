//! The figures of the desk (domain.md §5).

use chrono::{DateTime, TimeDelta, Utc};

/// One visit of the day, as far as its waiting is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    pub walk_in: bool,
    pub arrived_at: DateTime<Utc>,
    pub received_at: Option<DateTime<Utc>>,
    /// Still waits to be received.
    pub waits: bool,
}

impl Stay {
    /// How long the visitor waited, or has waited by now.
    pub fn waited(&self, now: DateTime<Utc>) -> TimeDelta {
        self.received_at.unwrap_or(now) - self.arrived_at
    }
}

/// The strip of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub walk_ins: usize,
    pub waiting: usize,
    /// Minutes of the longest wait that still goes on.
    pub longest: i64,
    /// Tenths of a minute between arrival and reception, of those received today.
    pub average: Option<i64>,
    pub received: usize,
    /// Received within the limit.
    pub in_time: usize,
}

impl Figures {
    pub fn of(stays: &[Stay], now: DateTime<Utc>, limit_minutes: u32) -> Self {
        let limit = TimeDelta::minutes(limit_minutes.into());
        let received: Vec<TimeDelta> = stays
            .iter()
            .filter(|stay| stay.received_at.is_some())
            .map(|stay| stay.waited(now))
            .collect();
        let seconds: i64 = received.iter().map(TimeDelta::num_seconds).sum();
        let waiting = stays.iter().filter(|stay| stay.waits);
        Self {
            walk_ins: stays.iter().filter(|stay| stay.walk_in).count(),
            waiting: waiting.clone().count(),
            longest: waiting
                .map(|stay| stay.waited(now).num_minutes())
                .max()
                .unwrap_or_default(),
            average: i64::try_from(received.len())
                .ok()
                .filter(|count| *count > 0)
                .map(|count| (seconds * 10 / 60 + count / 2) / count),
            received: received.len(),
            in_time: received.iter().filter(|waited| **waited <= limit).count(),
        }
    }

    /// Receptions in time in basis points; `None` while nobody was received.
    pub fn punctuality(&self) -> Option<u16> {
        let share = (self.in_time * 10_000).checked_div(self.received)?;
        u16::try_from(share).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_a_morning() {
        let at = |minutes: i64| DateTime::from_timestamp(1_764_000_000 + minutes * 60, 0).unwrap();
        let stay = |arrived: i64, received: Option<i64>, walk_in: bool| Stay {
            walk_in,
            arrived_at: at(arrived),
            received_at: received.map(at),
            waits: received.is_none(),
        };
        let stays = [
            stay(0, Some(10), false),
            stay(1, Some(12), true),
            stay(20, None, true),
            stay(25, None, false),
        ];
        let figures = Figures::of(&stays, at(36), 10);
        assert_eq!(
            figures,
            Figures {
                walk_ins: 2,
                waiting: 2,
                longest: 16,
                average: Some(105),
                received: 2,
                in_time: 1,
            }
        );
        assert_eq!(figures.punctuality(), Some(5_000));
        assert_eq!(Figures::of(&[], at(0), 10).punctuality(), None);
    }
}
