//! Timed work of surveys: who is planned, asked, reminded; what ends by itself. Each run takes a batch.

use super::commands;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[
    Every {
        kind: "surveys.draw",
        minutes: 2,
        run: commands::draw_due,
    },
    Every {
        kind: "surveys.send",
        minutes: 1,
        run: commands::send_due,
    },
    Every {
        kind: "surveys.remind",
        minutes: 5,
        run: commands::remind_due,
    },
    Every {
        kind: "surveys.expire",
        minutes: 10,
        run: commands::expire_due,
    },
    Every {
        kind: "surveys.finish",
        minutes: 30,
        run: commands::finish_due,
    },
];
