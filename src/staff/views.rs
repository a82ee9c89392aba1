//! Pages of the staff room.

use askama::Template;

use super::text::SignInText;
use crate::access::Role;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

/// One account on the sign-in page of a demo store.
pub struct DemoAccount {
    pub username: String,
    pub roles: String,
}

/// `/sign-in`
#[derive(Template)]
#[template(path = "staff/sign_in.html", blocks = ["main"])]
pub struct SignInPage {
    pub page: Page,
    pub w: &'static SignInText,
    pub form: FormView,
    pub accounts: Vec<DemoAccount>,
}

regions!(SignInPage { main: as_main });

impl SignInPage {
    pub fn new(cx: &Cx, form: FormView, accounts: Vec<(String, Vec<Option<String>>)>) -> Self {
        let w = SignInText::of(cx.lang);
        let label = |code: &String| Role::parse(code).map(|role| role.label(cx.lang));
        Self {
            page: cx.page(w.title),
            w,
            form,
            accounts: accounts
                .into_iter()
                .map(|(username, roles)| DemoAccount {
                    username,
                    roles: roles.iter().flatten().filter_map(label).collect::<Vec<_>>().join("、"),
                })
                .collect(),
        }
    }
}
