//! Pages of groups.

mod grid;
mod list;
mod rules;
mod standing;

use crate::platform::web::page::avatar_tone;

pub use grid::{Found, GridPage};
pub use list::ListPage;
pub use rules::RulesPage;
pub use standing::{AskPage, Standing};

/// A name with its avatar.
pub struct Person {
    pub name: String,
    pub initial: String,
    pub tone: &'static str,
}

impl Person {
    pub fn new(name: String) -> Self {
        Self {
            initial: name.chars().next().map(String::from).unwrap_or_default(),
            tone: avatar_tone(&name),
            name,
        }
    }
}
