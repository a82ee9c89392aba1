//! The facts that rooms record and other rooms answer; values only.

use crate::values::ids::StaffId;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A staff member can no longer sign in.
    StaffDisabled { staff: StaffId },
}
