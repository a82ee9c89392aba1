use askama::Template;

use super::parts::roles_joined;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::{Account, roles_of};
use crate::staff::text::SignInText;

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
    /// Why the person has to sign in again.
    pub because: Option<String>,
    pub accounts: Vec<DemoAccount>,
}

regions!(SignInPage { main: as_main });

impl SignInPage {
    pub fn new(cx: &Cx, form: FormView, because: Option<String>, accounts: Vec<Account>) -> Self {
        let w = SignInText::of(cx.lang);
        let mut page = cx.page(w.title);
        page.demo = page.demo && !accounts.is_empty();
        Self {
            page,
            w,
            form,
            because,
            accounts: accounts
                .into_iter()
                .map(|account| DemoAccount {
                    roles: roles_joined(&roles_of(&account.roles), cx.lang),
                    username: account.username,
                })
                .collect(),
        }
    }
}
