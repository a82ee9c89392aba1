use askama::Template;

use super::parts::{
    AttemptItem, Difference, Face, LinkItem, Moment, SessionItem, attempts, links, role_choices, role_labels, sessions,
    team_choices,
};
use crate::access::{Actor, Permission, Role};
use crate::platform::db::page::Slice;
use crate::platform::web::page::{Choice, Crumb};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::{AttemptLine, LinkLine, SessionLine, StaffRow, TeamRow};
use crate::staff::rules;
use crate::staff::text::{ProfileText, StaffText, StepText};

/// What is known of how a person signs in: for those who manage them.
pub struct Standing {
    pub sessions: Vec<SessionLine>,
    pub attempts: Vec<AttemptLine>,
    pub links: Vec<LinkLine>,
}

/// `/staff/{id}`
#[derive(Template)]
#[template(path = "staff/person.html")]
pub struct PersonPage {
    pub page: Page,
    pub w: &'static StaffText,
    pub v: &'static ProfileText,
    pub step: &'static StepText,
    pub id: String,
    pub face: Face,
    pub username: String,
    pub email: String,
    pub roles: Vec<&'static str>,
    pub team: String,
    pub manager: String,
    pub since: Moment,
    pub last_sign_in: Option<Moment>,
    pub disabled: bool,
    pub invited: bool,
    /// The actor manages people, and this one too.
    pub managed: bool,
    /// The actor manages people, but not this one.
    pub out_of_reach: bool,
    pub may_disable: bool,
    /// When the second step was switched on.
    pub second_step: Option<Moment>,
    pub may_reset: bool,
    pub may_audit: bool,
    /// Where the panel of the audit log comes from.
    pub recent: String,
    pub sessions: Vec<SessionItem>,
    pub sign_ins: Vec<AttemptItem>,
    pub links: Vec<LinkItem>,
    /// What was refused.
    pub refused: String,
}

regions!(PersonPage { main });

impl PersonPage {
    pub fn new(
        cx: &Cx,
        actor: &Actor,
        person: StaffRow,
        team: Option<TeamRow>,
        manager: Option<String>,
        standing: Option<Standing>,
    ) -> Self {
        let managed = manages(actor, &person);
        let (lang, now) = (cx.lang, cx.now);
        let standing = standing.unwrap_or(Standing {
            sessions: Vec::new(),
            attempts: Vec::new(),
            links: Vec::new(),
        });
        let mut page = cx.page(person.name.clone());
        page.path = format!("/staff/{}", person.id);
        Self {
            w: StaffText::of(lang),
            v: ProfileText::of(lang),
            step: StepText::of(lang),
            id: person.id.to_string(),
            face: Face::of(&person.name),
            roles: role_labels(&person.roles(), lang),
            team: team.map(|team| team.label(lang).to_owned()).unwrap_or_default(),
            manager: manager.unwrap_or_default(),
            since: Moment::of(person.created_at, now, lang),
            last_sign_in: person.last_sign_in_at.map(|at| Moment::of(at, now, lang)),
            disabled: person.disabled_at.is_some(),
            invited: person.is_invited(),
            managed,
            out_of_reach: !managed && actor.may(Permission::ManageStaff),
            may_disable: managed && person.id != actor.id,
            second_step: person.second_step_at.map(|at| Moment::of(at, now, lang)),
            may_reset: managed && person.id != actor.id && person.second_step_at.is_some(),
            recent: format!("/admin/audit/recent?about={}", person.id),
            may_audit: actor.may(Permission::SeeAudit),
            sessions: sessions(&standing.sessions, actor.session, now, lang),
            sign_ins: attempts(&standing.attempts, now, lang),
            links: links(&standing.links, now, lang),
            username: person.username,
            email: person.email.unwrap_or_default(),
            refused: String::new(),
            page,
        }
    }
}

/// Whether the actor manages this person.
fn manages(actor: &Actor, person: &StaffRow) -> bool {
    actor.may(Permission::ManageStaff) && rules::may_manage(actor.is(Role::Admin), person.is_admin())
}

/// Work that somebody else must take over before a change is made; told by whoever knows the other rooms.
pub struct HandingOver {
    pub title: &'static str,
    pub why: &'static str,
    /// (what, how many)
    pub work: Vec<(&'static str, i64)>,
    pub label: &'static str,
    pub hint: &'static str,
    pub takers: Vec<Choice>,
    /// What to say when there is nobody to take it.
    pub nobody: &'static str,
}

impl HandingOver {
    pub fn choices(&self) -> &[Choice] {
        &self.takers
    }
}

/// `/staff/{id}/edit`
#[derive(Template)]
#[template(path = "staff/edit.html")]
pub struct EditPage {
    pub page: Page,
    pub w: &'static StaffText,
    pub form: FormView,
    pub id: String,
    pub name: String,
    pub username: String,
    pub roles: Vec<Choice>,
    pub teams: Vec<Choice>,
    pub differences: Vec<Difference>,
    /// What the person may no longer work on with the roles as chosen.
    pub handing: Option<HandingOver>,
}

regions!(EditPage { main });

impl EditPage {
    pub fn new(cx: &Cx, form: FormView, person: &StaffRow, teams: &[TeamRow]) -> Self {
        let w = StaffText::of(cx.lang);
        let admin = cx.signed_in().is_some_and(|actor| actor.is(Role::Admin));
        let mut page = cx.page(format!("{} · {}", w.edit, person.name));
        page.crumbs = crumbs(w, person);
        Self {
            page,
            w,
            form,
            id: person.id.to_string(),
            name: person.name.clone(),
            username: person.username.clone(),
            roles: role_choices(admin, cx.lang),
            teams: team_choices(teams, cx.lang),
            differences: Vec::new(),
            handing: None,
        }
    }

    /// The same with what must be handed over first.
    pub fn handing_over(mut self, handing: Option<HandingOver>) -> Self {
        self.handing = handing;
        self
    }

    /// The same beside what somebody else made of the person meanwhile.
    pub fn stale(cx: &Cx, pairs: &[(String, String)], person: &StaffRow, teams: &[TeamRow]) -> Self {
        let now = fields(person);
        let mut view = Self::new(cx, FormView::against(pairs.to_vec(), now.clone()), person, teams);
        let w = view.w;
        view.differences = Difference::between(
            &[
                ("name", w.name),
                ("email", w.email),
                ("team", w.team),
                ("roles", w.roles),
            ],
            &now,
            pairs,
            |_, value| {
                let choices = view.teams.iter().chain(&view.roles);
                choices
                    .into_iter()
                    .find(|choice| choice.value == value)
                    .map_or_else(|| value.to_owned(), |choice| choice.label.clone())
            },
        );
        view
    }
}

/// The fields of a person as the form posts them.
pub fn fields(person: &StaffRow) -> Vec<(String, String)> {
    let mut fields = vec![
        ("name".to_owned(), person.name.clone()),
        ("email".to_owned(), person.email.clone().unwrap_or_default()),
        (
            "team".to_owned(),
            person.team_id.map(|id| id.to_string()).unwrap_or_default(),
        ),
        ("lock_version".to_owned(), person.lock_version.to_string()),
    ];
    let roles = person.roles();
    fields.extend(roles.iter().map(|role| ("roles".to_owned(), role.code().to_owned())));
    fields
}

/// `/profile/sign-ins` and `/staff/{id}/sign-ins`
#[derive(Template)]
#[template(path = "staff/sign_ins.html")]
pub struct SignInsPage {
    pub page: Page,
    pub w: &'static ProfileText,
    pub name: String,
    pub back: String,
    pub own: bool,
    pub sign_ins: Vec<AttemptItem>,
    pub next: String,
}

regions!(SignInsPage { main });

impl SignInsPage {
    pub fn new(cx: &Cx, person: &StaffRow, found: Slice<AttemptLine>) -> Self {
        let w = ProfileText::of(cx.lang);
        let own = cx.signed_in().is_some_and(|actor| actor.id == person.id) && cx.info.path.starts_with("/profile");
        let mut page = cx.page(w.sign_ins);
        let back = if own {
            "/profile".to_owned()
        } else {
            page.crumbs = crumbs(StaffText::of(cx.lang), person);
            format!("/staff/{}", person.id)
        };
        Self {
            page,
            w,
            name: person.name.clone(),
            sign_ins: attempts(&found.rows, cx.now, cx.lang),
            next: found
                .next
                .map(|after| format!("{back}/sign-ins?after={after}"))
                .unwrap_or_default(),
            back,
            own,
        }
    }
}

fn crumbs(w: &'static StaffText, person: &StaffRow) -> Vec<Crumb> {
    vec![
        Crumb {
            href: "/staff".into(),
            label: w.title.into(),
        },
        Crumb {
            href: format!("/staff/{}", person.id),
            label: person.name.clone(),
        },
    ]
}
