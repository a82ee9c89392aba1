use askama::Template;

use super::parts::{Chip, Face, Moment, role_choices, role_labels, team_choices};
use crate::access::{Permission, Role};
use crate::platform::db::page::Slice;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::{LinkSecret, StaffRow, TeamRow};
use crate::staff::text::{self, StaffText};

/// One person in the list.
pub struct PersonItem {
    pub id: String,
    pub face: Face,
    pub username: String,
    pub roles: Vec<&'static str>,
    pub team: String,
    pub last_sign_in: Option<Moment>,
    pub disabled: bool,
    pub invited: bool,
}

/// `/staff`
#[derive(Template)]
#[template(path = "staff/people.html")]
pub struct PeoplePage {
    pub page: Page,
    pub w: &'static StaffText,
    pub may_invite: bool,
    pub chips: Vec<Chip>,
    /// Part of a name.
    pub q: String,
    /// The other filters, kept by the search.
    pub keep: Vec<(&'static str, String)>,
    pub filtered: bool,
    pub people: Vec<PersonItem>,
    pub shown: String,
    pub next: String,
}

regions!(PeoplePage { main });

impl PeoplePage {
    /// `filters` holds role, team, state and q as they were asked for.
    pub fn new(cx: &Cx, filters: [(&'static str, String); 4], teams: &[TeamRow], found: Slice<StaffRow>) -> Self {
        let w = StaffText::of(cx.lang);
        let [(_, role), (_, team), (_, state), (_, q)] = &filters;
        let all = || vec![Choice::new("", w.all)];
        let states = vec![
            Choice::new("", w.active),
            Choice::new("disabled", w.disabled),
            Choice::new("all", w.all),
        ];
        let roles = Role::ALL
            .iter()
            .map(|role| Choice::new(role.code(), role.label(cx.lang)));
        let chips = vec![
            Chip::new(w.role, "role", role, all().into_iter().chain(roles).collect(), &filters),
            Chip::new(
                w.team,
                "team",
                team,
                [all(), team_choices(teams, cx.lang)].concat(),
                &filters,
            ),
            Chip::new(w.state, "state", state, states, &filters),
        ];
        let people: Vec<PersonItem> = found
            .rows
            .into_iter()
            .map(|person| PersonItem {
                id: person.id.to_string(),
                face: Face::of(&person.name),
                roles: role_labels(&person.roles(), cx.lang),
                team: teams
                    .iter()
                    .find(|team| Some(team.id) == person.team_id)
                    .map(|team| team.label(cx.lang).to_owned())
                    .unwrap_or_default(),
                last_sign_in: person.last_sign_in_at.map(|at| Moment::of(at, cx.now, cx.lang)),
                disabled: person.disabled_at.is_some(),
                invited: person.is_invited(),
                username: person.username,
            })
            .collect();
        let next = found.next.map(|after| {
            let pairs = filters.iter().filter(|(_, value)| !value.is_empty());
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs.map(|(name, value)| (*name, value.as_str())))
                .append_pair("after", &after)
                .finish();
            format!("/staff?{query}")
        });
        Self {
            page: cx.page(w.title),
            w,
            may_invite: cx.signed_in().is_some_and(|actor| actor.may(Permission::ManageStaff)),
            q: q.clone(),
            keep: filters
                .iter()
                .filter(|(name, value)| *name != "q" && !value.is_empty())
                .cloned()
                .collect(),
            filtered: filters.iter().any(|(_, value)| !value.is_empty()),
            shown: text::people(people.len(), cx.lang),
            chips,
            people,
            next: next.unwrap_or_default(),
        }
    }
}

/// `/staff/new`
#[derive(Template)]
#[template(path = "staff/invite.html")]
pub struct InvitePage {
    pub page: Page,
    pub w: &'static StaffText,
    pub form: FormView,
    pub roles: Vec<Choice>,
    pub teams: Vec<Choice>,
}

regions!(InvitePage { main });

impl InvitePage {
    pub fn new(cx: &Cx, form: FormView, teams: &[TeamRow]) -> Self {
        let w = StaffText::of(cx.lang);
        let admin = cx.signed_in().is_some_and(|actor| actor.is(Role::Admin));
        Self {
            page: cx.page(w.invite),
            w,
            form,
            roles: role_choices(admin, cx.lang),
            teams: team_choices(teams, cx.lang),
        }
    }
}

/// The one time a link is shown.
#[derive(Template)]
#[template(path = "staff/link.html")]
pub struct LinkPage {
    pub page: Page,
    pub w: &'static StaffText,
    pub url: String,
    pub id: String,
    pub name: String,
    pub username: String,
    pub until: Moment,
    /// Where it was mailed to, in words.
    pub mailed: String,
}

regions!(LinkPage { main });

impl LinkPage {
    pub fn new(cx: &Cx, person: &StaffRow, link: &LinkSecret, until: chrono::DateTime<chrono::Utc>) -> Self {
        let w = StaffText::of(cx.lang);
        let mut page = cx.page(w.link_title);
        // A change of language leads to the person's page: this one is shown once.
        page.path = format!("/staff/{}", person.id);
        Self {
            page,
            w,
            url: link.url(&cx.app.config.base_url),
            id: person.id.to_string(),
            name: person.name.clone(),
            username: person.username.clone(),
            until: Moment::of(until, cx.now, cx.lang),
            mailed: person
                .address()
                .map(|address| text::link_mailed(address.canonical(), cx.lang))
                .unwrap_or_default(),
        }
    }
}
