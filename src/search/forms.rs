//! What the search boxes post.

use serde::Deserialize;
use validator::Validate;

use super::term::Term;
use crate::platform::error::FieldErrors;
use crate::platform::web::Form;

/// A search box: on the list (`search`) or in the palette (`q`).
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SearchForm {
    pub q: String,
}

impl Form for SearchForm {
    type Parsed = Term;

    fn parse(&self) -> Result<Term, FieldErrors> {
        Ok(Term::read(&self.q))
    }
}
