//! Rows of staff and their sessions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::access::{Actor, Role};
use crate::platform::i18n::Lang;
use crate::schema::{staff, staff_sessions, stores};
use crate::values::ids::{SessionId, StaffId, StoreId, TeamId};

/// What a password is checked against.
#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
pub struct Credentials {
    pub id: StaffId,
    pub username: String,
    pub password_hash: Option<String>,
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A session with whose it is, as each request looks it up.
#[derive(HasQuery)]
#[diesel(base_query = staff_sessions::table.inner_join(staff::table.inner_join(stores::table)))]
#[diesel(table_name = staff_sessions)]
pub struct SessionRow {
    #[diesel(column_name = id)]
    pub session: SessionId,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    #[diesel(embed)]
    pub staff: StaffRow,
    #[diesel(select_expression = stores::name)]
    pub store_name: String,
    #[diesel(select_expression = stores::name_en)]
    pub store_name_en: String,
}

/// A staff member.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = staff)]
pub struct StaffRow {
    pub id: StaffId,
    pub store_id: StoreId,
    pub team_id: Option<TeamId>,
    pub username: String,
    pub name: String,
    pub email: Option<String>,
    pub roles: Vec<Option<String>>,
    pub language: String,
    pub theme: String,
    pub hotkeys: bool,
    pub disabled_at: Option<DateTime<Utc>>,
    pub last_sign_in_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl StaffRow {
    pub fn roles(&self) -> Vec<Role> {
        self.roles
            .iter()
            .flatten()
            .filter_map(|code| Role::parse(code))
            .collect()
    }
}

impl SessionRow {
    /// The person a request of this session acts for.
    pub fn actor(self) -> Actor {
        let lang = Lang::from_code(&self.staff.language);
        Actor {
            roles: self.staff.roles(),
            id: self.staff.id,
            store: self.staff.store_id,
            store_name: lang.pick(self.store_name, self.store_name_en),
            team: self.staff.team_id,
            name: self.staff.name,
            session: self.session,
            lang,
            theme: match self.staff.theme.as_str() {
                "light" => "light",
                "dark" => "dark",
                _ => "system",
            },
            hotkeys: self.staff.hotkeys,
        }
    }
}
