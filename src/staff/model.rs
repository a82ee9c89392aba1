//! Rows of staff, and what the commands of the room take.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::rules::second_step::{self, OFFER_VALID, RECOVERY_CODES, SECRET_BYTES};
use super::rules::{self, LinkState};
use super::signing_in::SigningIn;
use crate::access::{Actor, Role};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::mail;
use crate::platform::vault::{Label, Sealed, Vault};
use crate::schema::{sign_in_attempts, staff, staff_links, staff_sessions, stores, teams};
use crate::values::email::Email;
use crate::values::ids::{SessionId, StaffId, StoreId, TeamId};
use crate::values::person_name::PersonName;

/// Kind of the subject of an audit entry about a person of the staff.
pub const STAFF: &str = "staff";
pub const TEAM: &str = "team";
pub const STORE: &str = "store";

/// The secret that a person's authenticator app shares with the portal.
pub const SECOND_STEP: Label = Label("staff.second_step");
/// Such a secret on offer, until the person shows that the app has it.
pub const OFFERED: Label = Label("staff_sessions.offered");

crate::coded! {
    /// What a sign-in still waits for after the password.
    pub enum Awaits {
        /// A code of the person's authenticator app.
        Code "code",
        /// A second step to be set up.
        Enrolment "enrolment",
    }
}

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
    pub idle_minutes: i32,
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
    pub password_changed_at: Option<DateTime<Utc>>,
    pub second_step_at: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub last_sign_in_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl StaffRow {
    pub fn roles(&self) -> Vec<Role> {
        roles_of(&self.roles)
    }

    pub fn is_admin(&self) -> bool {
        self.roles().contains(&Role::Admin)
    }

    /// Where their mail goes, if they have an address that mail can be sent to.
    pub fn address(&self) -> Option<Email> {
        let address = Email::parse(self.email.as_deref()?).ok()?;
        mail::deliverable(&address).then_some(address)
    }

    /// The person at work in a session.
    pub fn actor(self, session: SessionId, store_name: String, store_name_en: String) -> Actor {
        let lang = Lang::from_code(&self.language);
        Actor {
            roles: self.roles(),
            id: self.id,
            store: self.store_id,
            store_name: lang.pick(store_name, store_name_en),
            team: self.team_id,
            name: self.name,
            session,
            lang,
            theme: match self.theme.as_str() {
                "light" => "light",
                "dark" => "dark",
                _ => "system",
            },
            hotkeys: self.hotkeys,
        }
    }

    /// Invited, but without a password so far.
    pub fn is_invited(&self) -> bool {
        self.password_changed_at.is_none()
    }
}

/// The roles behind their stored codes.
pub fn roles_of(codes: &[Option<String>]) -> Vec<Role> {
    codes.iter().flatten().filter_map(|code| Role::parse(code)).collect()
}

impl SessionRow {
    /// Whether the session still holds.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        let idle = TimeDelta::minutes(self.idle_minutes.into());
        rules::holds(self.last_seen_at, self.expires_at, idle, now)
    }

    /// The person a request of this session acts for.
    pub fn actor(self) -> Actor {
        self.staff.actor(self.session, self.store_name, self.store_name_en)
    }
}

/// A session with what its second step needs: of somebody between password and code, or of somebody signed in.
#[derive(HasQuery)]
#[diesel(base_query = staff_sessions::table.inner_join(staff::table.inner_join(stores::table)))]
#[diesel(table_name = staff_sessions)]
pub struct StepRow {
    #[diesel(column_name = id)]
    pub session: SessionId,
    pub expires_at: DateTime<Utc>,
    pub awaits: Option<Awaits>,
    pub offered_sealed: Option<Sealed>,
    pub offered_at: Option<DateTime<Utc>>,
    #[diesel(embed)]
    pub staff: StaffRow,
    #[diesel(select_expression = stores::is_demo)]
    pub is_demo: bool,
}

impl StepRow {
    /// The secret on offer, while it is fresh.
    pub fn offered(&self, vault: &Vault, now: DateTime<Utc>) -> Result<Option<Vec<u8>>, Error> {
        let fresh = self.offered_at.is_some_and(|at| now < at + OFFER_VALID);
        match &self.offered_sealed {
            Some(sealed) if fresh => vault.open_bytes(OFFERED, self.session.uuid(), sealed).map(Some),
            _ => Ok(None),
        }
    }
}

/// Who comes in: the person, and how their store has people sign in.
pub struct Entry {
    pub actor: Actor,
    pub limits: SigningIn,
    /// What the password alone doesn't settle.
    pub awaits: Option<Awaits>,
}

/// A session that is about to begin.
pub struct Opening {
    pub session: SessionId,
    pub token: String,
    pub origin: Origin,
    pub limits: SigningIn,
    /// The session that the browser had before; it ends.
    pub before: Option<SessionId>,
    /// Replaces an outdated hash of the password.
    pub rehashed: Option<String>,
}

/// Why and how a session ended.
#[derive(Queryable, Selectable)]
#[diesel(table_name = staff_sessions)]
pub struct EndedSession {
    pub ended_because: Option<String>,
    pub idle_minutes: i32,
    pub started_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A new secret for an authenticator app.
pub fn new_secret() -> [u8; SECRET_BYTES] {
    rand::random()
}

/// New recovery codes, as they are shown once; the table holds their hashes only.
#[derive(Clone)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    pub fn new() -> Self {
        Self(
            (0..RECOVERY_CODES)
                .map(|_| second_step::recovery_code(rand::random()))
                .collect(),
        )
    }

    pub fn shown(&self) -> &[String] {
        &self.0
    }
}

impl Default for RecoveryCodes {
    fn default() -> Self {
        Self::new()
    }
}

/// An account on the sign-in page of a demo store.
#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
pub struct Account {
    pub username: String,
    pub roles: Vec<Option<String>>,
}

/// A colleague to choose in a list, for every room.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = staff)]
pub struct Colleague {
    pub id: StaffId,
    pub name: String,
    pub team_id: Option<TeamId>,
    pub roles: Vec<Option<String>>,
}

impl Colleague {
    pub fn roles(&self) -> Vec<Role> {
        roles_of(&self.roles)
    }
}

/// A session as its owner sees it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = staff_sessions)]
pub struct SessionLine {
    pub id: SessionId,
    pub started_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub idle_minutes: i32,
    pub address: String,
    pub user_agent: String,
}

/// One attempt to sign in.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sign_in_attempts)]
pub struct AttemptLine {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub outcome: String,
    pub address: String,
    pub user_agent: String,
}

/// A one-time link, without what opens it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = staff_links)]
pub struct LinkLine {
    pub id: Uuid,
    pub staff_id: StaffId,
    pub purpose: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

impl LinkLine {
    pub fn state(&self, now: DateTime<Utc>) -> LinkState {
        rules::link_state(self.used_at, self.revoked_at, self.expires_at, now)
    }
}

/// A link with whose it is, as the person with the link finds it.
pub struct OpenedLink {
    pub link: LinkLine,
    pub person: StaffRow,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = teams)]
pub struct TeamRow {
    pub id: TeamId,
    pub name: String,
    pub name_en: String,
    pub manager_id: Option<StaffId>,
    pub lock_version: i32,
}

impl TeamRow {
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.name, &self.name_en)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = stores)]
pub struct StoreRow {
    pub id: StoreId,
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub time_zone: String,
    pub phone: String,
    pub address: String,
    pub lock_version: i32,
}

impl StoreRow {
    /// What stands above a paper: whose it is, and how the store is reached.
    pub fn letterhead(&self, lang: Lang) -> String {
        let name = lang.pick(&self.name, &self.name_en).as_str();
        let parts = [name, self.phone.as_str(), self.address.as_str()];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(" · ")
    }
}

/// Who wants in.
pub struct SignIn {
    pub username: String,
    pub password: String,
}

/// Where a sign-in comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: String,
    pub user_agent: String,
}

/// What a person chose for their own screens; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub lang: Option<Lang>,
    pub theme: Option<&'static str>,
    pub hotkeys: Option<bool>,
}

/// Somebody to be invited.
pub struct NewPerson {
    pub username: String,
    pub about: About,
}

/// What is known of a person of the staff, and may be changed.
pub struct About {
    pub name: PersonName,
    pub email: Option<Email>,
    pub team: Option<TeamId>,
    pub roles: Vec<Role>,
}

/// A change, and the version of the row it was made from.
pub struct Change<T> {
    pub seen: i32,
    pub to: T,
}

pub struct AboutTeam {
    pub name: String,
    pub name_en: String,
    pub manager: Option<StaffId>,
}

pub struct AboutStore {
    pub name: String,
    pub name_en: String,
    pub time_zone: chrono_tz::Tz,
    /// What customers read; may be empty.
    pub phone: String,
    pub address: String,
}

/// Which people a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    pub role: Option<Role>,
    pub team: Option<TeamId>,
    pub state: PeopleState,
    /// Part of the name or of the username.
    pub name: String,
    /// The username after which the page starts.
    pub after: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleState {
    #[default]
    Active,
    Disabled,
    All,
}

/// The secret part of a one-time link; the table holds its hash only.
#[derive(Clone)]
pub struct LinkSecret(String);

impl LinkSecret {
    pub fn new() -> Self {
        Self(hex::encode(rand::random::<[u8; 32]>()))
    }

    pub fn secret(&self) -> &str {
        &self.0
    }

    /// The link as it is sent.
    pub fn url(&self, base_url: &str) -> String {
        format!("{base_url}/welcome/{}", self.0)
    }
}

impl Default for LinkSecret {
    fn default() -> Self {
        Self::new()
    }
}
