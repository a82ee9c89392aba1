//! The figures the store may change (⚙ in domain.md §6), with their defaults.

use chrono::TimeDelta;

use super::clocks::Clock;
use super::kinds::Severity;
use crate::values::money::Fen;

/// One figure for each severity, in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BySeverity {
    pub normal: u32,
    pub serious: u32,
    pub crisis: u32,
}

impl BySeverity {
    pub const fn of(self, severity: Severity) -> u32 {
        match severity {
            Severity::Normal => self.normal,
            Severity::Serious => self.serious,
            Severity::Crisis => self.crisis,
        }
    }
}

/// The limits of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub contact_minutes: u32,
    pub proposal_hours: BySeverity,
    pub resolution_hours: BySeverity,
    pub call_back_hours: u32,
    /// How often the customer hears of the progress.
    pub report_hours: u32,
    /// What an advisor or care agent may grant at once, per complaint.
    pub allowance: Fen,
    /// Up to this a department's manager approves, above it the store manager.
    pub manager_approves: Fen,
    pub reopen_days: u32,
    /// One cause this often …
    pub repeat_count: u32,
    /// … in this many days raises the alarm.
    pub repeat_days: u32,
    /// When a corrective action opened by the alarm is due.
    pub corrective_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            contact_minutes: 10,
            proposal_hours: BySeverity {
                normal: 24,
                serious: 8,
                crisis: 2,
            },
            resolution_hours: BySeverity {
                normal: 72,
                serious: 48,
                crisis: 24,
            },
            call_back_hours: 24,
            report_hours: 24,
            allowance: Fen::new(20_000),
            manager_approves: Fen::new(200_000),
            reopen_days: 30,
            repeat_count: 3,
            repeat_days: 30,
            corrective_days: 14,
        }
    }
}

impl Limits {
    /// How long a clock may run.
    pub fn of(&self, clock: Clock, severity: Severity) -> TimeDelta {
        let hours = |hours: u32| TimeDelta::hours(i64::from(hours));
        match clock {
            Clock::Contact => TimeDelta::minutes(i64::from(self.contact_minutes)),
            Clock::Proposal => hours(self.proposal_hours.of(severity)),
            Clock::Resolution => hours(self.resolution_hours.of(severity)),
            Clock::CallBack => hours(self.call_back_hours),
        }
    }

    pub fn report_every(&self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.report_hours))
    }
}
