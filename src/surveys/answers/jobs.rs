//! Timed work of answers: what is over is not kept.

use super::commands;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[
    Every {
        kind: "survey_answers.drop_unsent",
        minutes: 60,
        run: drop_unsent,
    },
    Every {
        kind: "survey_answers.forget_old",
        minutes: 60,
        run: forget_old,
    },
];

fn drop_unsent(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::drop_unsent(tx)
}

fn forget_old(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::forget_old(tx)
}
