//! Timed work of the search desk.

use crate::customers::commands::forget_searches;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[Every {
    kind: "search.forget",
    minutes: 60,
    run: forget_searches,
}];
