use askama::Template;

use super::parts::{AttemptItem, Moment, SessionItem, attempts, role_labels, sessions};
use crate::access::Actor;
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::{AttemptLine, SessionLine, StaffRow, TeamRow};
use crate::staff::text::{ProfileText, StaffText, StepText, WelcomeText};

/// `/profile`
#[derive(Template)]
#[template(path = "staff/profile.html")]
pub struct ProfilePage {
    pub page: Page,
    pub w: &'static ProfileText,
    pub s: &'static StaffText,
    pub step: &'static StepText,
    pub form: FormView,
    pub name: String,
    pub username: String,
    pub email: String,
    pub roles: Vec<&'static str>,
    pub team: String,
    pub store: String,
    pub password_since: Option<Moment>,
    pub second_step: Option<Moment>,
    pub languages: Vec<Choice>,
    pub themes: Vec<Choice>,
    pub sessions: Vec<SessionItem>,
    pub others: bool,
    pub sign_ins: Vec<AttemptItem>,
}

regions!(ProfilePage { main });

impl ProfilePage {
    pub fn new(
        cx: &Cx,
        actor: &Actor,
        form: FormView,
        person: StaffRow,
        team: Option<TeamRow>,
        open: &[SessionLine],
        last: &[AttemptLine],
    ) -> Self {
        let w = ProfileText::of(cx.lang);
        let page = cx.page(w.title);
        let t = page.t;
        Self {
            w,
            s: StaffText::of(cx.lang),
            step: StepText::of(cx.lang),
            form,
            roles: role_labels(&person.roles(), cx.lang),
            team: team.map(|team| team.label(cx.lang).to_owned()).unwrap_or_default(),
            store: actor.store_name.clone(),
            password_since: person.password_changed_at.map(|at| Moment::of(at, cx.now, cx.lang)),
            second_step: person.second_step_at.map(|at| Moment::of(at, cx.now, cx.lang)),
            name: person.name,
            username: person.username,
            email: person.email.unwrap_or_default(),
            languages: vec![
                Choice::new(Lang::Zh.code(), cx.lang.pick("中文", "Chinese")),
                Choice::new(Lang::En.code(), "English"),
            ],
            themes: vec![
                Choice::new("system", t.system),
                Choice::new("light", t.light),
                Choice::new("dark", t.dark),
            ],
            sessions: sessions(open, actor.session, cx.now, cx.lang),
            others: open.iter().any(|line| line.id != actor.session),
            sign_ins: attempts(last, cx.now, cx.lang),
            page,
        }
    }
}

/// `/profile/password`
#[derive(Template)]
#[template(path = "staff/password.html")]
pub struct PasswordPage {
    pub page: Page,
    pub w: &'static ProfileText,
    pub v: &'static WelcomeText,
    pub form: FormView,
    /// For password managers, which keep passwords by name.
    pub username: String,
}

regions!(PasswordPage { main });

impl PasswordPage {
    pub fn new(cx: &Cx, form: FormView, username: String) -> Self {
        let w = ProfileText::of(cx.lang);
        Self {
            page: cx.page(w.password),
            w,
            v: WelcomeText::of(cx.lang),
            form,
            username,
        }
    }
}
