//! Timed work of visits.

use super::commands;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[
    Every {
        kind: "visits.forget_grants",
        minutes: 24 * 60,
        run: commands::forget_grants,
    },
    Every {
        kind: "visits.clear_queue",
        minutes: 30,
        run: commands::clear_queue,
    },
];
