use std::collections::HashMap;

use askama::Template;

use super::parts::{Difference, colleague_choices};
use crate::access::Permission;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::staff::model::{Colleague, StoreRow, TeamRow};
use crate::staff::text::StaffText;
use crate::values::ids::{StaffId, TeamId};

/// One team in the list.
pub struct TeamItem {
    pub id: String,
    pub name: String,
    pub manager: String,
    pub members: i64,
}

/// `/teams`
#[derive(Template)]
#[template(path = "staff/teams.html")]
pub struct TeamsPage {
    pub page: Page,
    pub w: &'static StaffText,
    pub may_edit: bool,
    pub teams: Vec<TeamItem>,
}

regions!(TeamsPage { main });

impl TeamsPage {
    pub fn new(cx: &Cx, teams: &[TeamRow], sizes: &HashMap<TeamId, i64>, names: &HashMap<StaffId, String>) -> Self {
        let w = StaffText::of(cx.lang);
        Self {
            page: cx.page(w.teams),
            w,
            may_edit: cx.signed_in().is_some_and(|actor| actor.may(Permission::ManageStaff)),
            teams: teams
                .iter()
                .map(|team| TeamItem {
                    id: team.id.to_string(),
                    name: team.label(cx.lang).to_owned(),
                    manager: team
                        .manager_id
                        .and_then(|id| names.get(&id))
                        .cloned()
                        .unwrap_or_default(),
                    members: sizes.get(&team.id).copied().unwrap_or_default(),
                })
                .collect(),
        }
    }
}

/// `/teams/new` and `/teams/{id}`
#[derive(Template)]
#[template(path = "staff/team.html")]
pub struct TeamPage {
    pub page: Page,
    pub w: &'static StaffText,
    pub form: FormView,
    pub heading: String,
    pub action: String,
    pub managers: Vec<Choice>,
    pub differences: Vec<Difference>,
}

regions!(TeamPage { main });

impl TeamPage {
    pub fn new(cx: &Cx, form: FormView, team: Option<&TeamRow>, colleagues: &[Colleague]) -> Self {
        let w = StaffText::of(cx.lang);
        let heading = team.map_or(w.new_team, |team| team.label(cx.lang)).to_owned();
        Self {
            page: cx.page(heading.clone()),
            w,
            form,
            heading,
            action: team.map_or("/teams/new".to_owned(), |team| format!("/teams/{}", team.id)),
            managers: colleague_choices(colleagues, cx.lang),
            differences: Vec::new(),
        }
    }

    /// The same beside what somebody else made of the team meanwhile.
    pub fn stale(cx: &Cx, pairs: &[(String, String)], team: &TeamRow, colleagues: &[Colleague]) -> Self {
        let now = Self::fields(team);
        let mut view = Self::new(
            cx,
            FormView::against(pairs.to_vec(), now.clone()),
            Some(team),
            colleagues,
        );
        let w = view.w;
        view.differences = Difference::between(
            &[
                ("name", w.team_name),
                ("name_en", w.team_name_en),
                ("manager", w.manager),
            ],
            &now,
            pairs,
            |_, value| {
                let manager = view.managers.iter().find(|choice| choice.value == value);
                manager.map_or_else(|| value.to_owned(), |choice| choice.label.clone())
            },
        );
        view
    }

    /// The fields of a team as the form posts them.
    pub fn fields(team: &TeamRow) -> Vec<(String, String)> {
        let manager = team.manager_id.map(|id| id.to_string()).unwrap_or_default();
        [
            ("name", team.name.clone()),
            ("name_en", team.name_en.clone()),
            ("manager", manager),
            ("lock_version", team.lock_version.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }
}

/// `/admin/store`
#[derive(Template)]
#[template(path = "staff/store.html")]
pub struct StorePage {
    pub page: Page,
    pub w: &'static StaffText,
    pub form: FormView,
    pub code: String,
    /// Where the customers of this store complain.
    pub complain: String,
    pub zones: Vec<Choice>,
    pub differences: Vec<Difference>,
}

regions!(StorePage { main });

impl StorePage {
    pub fn new(cx: &Cx, form: FormView, store: &StoreRow) -> Self {
        let w = StaffText::of(cx.lang);
        let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        Self {
            page: cx.page(w.store_title),
            w,
            form,
            code: store.code.clone(),
            complain: cx.app.config.whole(&format!("/complain/{}", store.code)),
            zones: zones
                .filter(|zone| zone.starts_with("Asia/") || *zone == store.time_zone)
                .map(|zone| Choice::new(zone, zone))
                .collect(),
            differences: Vec::new(),
        }
    }

    /// The same beside what somebody else made of the store meanwhile.
    pub fn stale(cx: &Cx, pairs: &[(String, String)], store: &StoreRow) -> Self {
        let now = Self::fields(store);
        let mut view = Self::new(cx, FormView::against(pairs.to_vec(), now.clone()), store);
        let w = view.w;
        view.differences = Difference::between(
            &[
                ("name", w.store_name),
                ("name_en", w.store_name_en),
                ("phone", w.store_phone),
                ("address", w.store_address),
                ("time_zone", w.time_zone),
            ],
            &now,
            pairs,
            |_, value| value.to_owned(),
        );
        view
    }

    /// The fields of a store as the form posts them.
    pub fn fields(store: &StoreRow) -> Vec<(String, String)> {
        [
            ("name", store.name.clone()),
            ("name_en", store.name_en.clone()),
            ("phone", store.phone.clone()),
            ("address", store.address.clone()),
            ("time_zone", store.time_zone.clone()),
            ("lock_version", store.lock_version.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }
}
