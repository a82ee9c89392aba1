//! The rules of domain.md §7 that every part of the room keeps to: values only.

mod consequences;
mod design;
mod kinds;
mod paper;
mod reading;

pub mod standard;

pub use consequences::{Consequence, Limits, Reason, Wishes, of, within};
pub use design::{Change, Flaw, compare};
pub use kinds::{Meaning, Op, Part, Purpose, QuestionKind, Way};
pub use paper::{Choice, Given, Paper, Question, Section, ShowIf, Value};
pub use reading::{LONG_TEXT, SHORT_TEXT, SHOWN_AT_MOST};
