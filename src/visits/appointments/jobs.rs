//! Timed work of appointments.

use super::commands;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[
    Every {
        kind: "appointments.miss",
        minutes: 5,
        run: commands::miss_due,
    },
    Every {
        kind: "appointments.remind",
        minutes: 10,
        run: commands::remind_due,
    },
    Every {
        kind: "appointments.waits",
        minutes: 5,
        run: commands::see_to_waits,
    },
];
