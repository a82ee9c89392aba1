//! Timed work: the mails that are due.

use super::commands;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[Every {
    kind: "reports.mail",
    minutes: 5,
    run: commands::send_due,
}];
