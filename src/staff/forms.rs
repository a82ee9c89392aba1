//! What staff forms hold.

use serde::Deserialize;
use validator::Validate;

use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::text;

/// The sign-in form.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SignInForm {
    #[validate(length(max = 64))]
    pub username: String,
    #[validate(length(max = 256))]
    pub password: String,
    pub next: String,
}

/// Who wants in.
pub struct SignIn {
    pub username: String,
    pub password: String,
}

impl Form for SignInForm {
    type Parsed = SignIn;

    fn parse(&self) -> Result<SignIn, FieldErrors> {
        let mut check = Checker::of(self);
        let username = check.required("username", &self.username, |raw| Ok(text::squeeze(raw).to_lowercase()));
        let password = check.required("password", &self.password, |raw| Ok(raw.to_owned()));
        check.finish(|| {
            Some(SignIn {
                username: username?,
                password: password?,
            })
        })
    }
}
