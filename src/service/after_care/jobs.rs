//! After-care that comes round.

use super::commands;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[Every {
    kind: "service.after_care",
    minutes: 5,
    run,
}];

fn run(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::drop_returned(tx)?;
    commands::plan_due(tx)?;
    commands::take_due(tx)
}
