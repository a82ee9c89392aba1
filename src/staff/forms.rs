//! What staff forms hold.

use std::str::FromStr;

use serde::Deserialize;
use validator::Validate;

use super::model::{About, AboutStore, AboutTeam, Change, NewPerson, PeopleFilter, PeopleState, Preferences, SignIn};
use super::rules;
use super::rules::second_step::Proof;
use crate::access::Role;
use crate::platform::error::FieldErrors;
use crate::platform::i18n::Lang;
use crate::platform::web::page::Theme;
use crate::platform::web::{Checker, Form};
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::ids::StaffId;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::text;

/// The longest password, in characters: a limit for the hashing only.
const PASSWORD_MAX: usize = 256;
/// The longest name of a team or a store.
const NAME_MAX: usize = 40;

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

/// A code of the authenticator app, or a recovery code.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CodeForm {
    pub code: String,
    pub next: String,
}

impl Form for CodeForm {
    type Parsed = Proof;

    fn parse(&self) -> Result<Proof, FieldErrors> {
        let mut check = Checker::of(self);
        let proof = check.required("code", &self.code, |raw| Proof::parse(raw).ok_or(Fault::WrongCode));
        check.finish(|| proof)
    }
}

/// The own password, before something about signing in is changed.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OwnPasswordForm {
    #[validate(length(max = 256))]
    pub current_password: String,
}

impl Form for OwnPasswordForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let current = check.required("current_password", &self.current_password, |raw| Ok(raw.to_owned()));
        check.finish(|| current)
    }
}

/// What the buttons of the shell post: no token, since the same choice twice is the same choice.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PreferencesForm {
    pub lang: String,
    pub theme: String,
    pub next: String,
}

impl Form for PreferencesForm {
    type Parsed = Preferences;

    fn parse(&self) -> Result<Preferences, FieldErrors> {
        Ok(Preferences {
            lang: match self.lang.as_str() {
                "zh-CN" => Some(Lang::Zh),
                "en" => Some(Lang::En),
                _ => None,
            },
            theme: Theme::parse(&self.theme).map(Theme::tag),
            hotkeys: None,
        })
    }
}

/// The same and the keys, on the profile page.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ProfileForm {
    pub language: String,
    pub theme: String,
    pub hotkeys: String,
}

impl Form for ProfileForm {
    type Parsed = Preferences;

    fn parse(&self) -> Result<Preferences, FieldErrors> {
        let mut check = Checker::default();
        let lang = match self.language.as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        };
        let theme = Theme::parse(&self.theme).map(Theme::tag);
        for (field, known) in [("language", lang.is_some()), ("theme", theme.is_some())] {
            if !known {
                check.fault(field, Fault::Choice);
            }
        }
        check.finish(|| {
            Some(Preferences {
                lang,
                theme,
                hotkeys: Some(self.hotkeys == "1"),
            })
        })
    }
}

/// The old password and the new one, twice.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PasswordForm {
    #[validate(length(max = 256))]
    pub current_password: String,
    pub new_password: String,
    pub again: String,
}

impl Form for PasswordForm {
    /// (current, new)
    type Parsed = (String, String);

    fn parse(&self) -> Result<(String, String), FieldErrors> {
        let mut check = Checker::of(self);
        let current = check.required("current_password", &self.current_password, |raw| Ok(raw.to_owned()));
        let new = new_password(&mut check, &self.new_password, &self.again);
        check.finish(|| Some((current?, new?)))
    }
}

/// The first password, or a new one without the old, twice.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct WelcomeForm {
    pub new_password: String,
    pub again: String,
}

impl Form for WelcomeForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let new = new_password(&mut check, &self.new_password, &self.again);
        check.finish(|| new)
    }
}

/// Whether it is the person's own name is found out later: the form doesn't know who they are.
fn new_password(check: &mut Checker, new: &str, again: &str) -> Option<String> {
    let new = check.required("new_password", new, |raw| {
        if raw.chars().count() > PASSWORD_MAX {
            return Err(Fault::TooLong { max: PASSWORD_MAX });
        }
        rules::password(raw, "").map(|()| raw.to_owned())
    });
    check.required("again", again, |again| match &new {
        Some(new) if new != again => Err(Fault::Mismatch),
        _ => Ok(()),
    })?;
    new
}

/// A button that needs nothing but its token.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Press {}

impl Form for Press {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

/// Somebody to be invited, or a person as they are to be.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PersonForm {
    pub name: String,
    pub email: String,
    pub team: String,
    pub roles: Vec<String>,
    /// Who takes over what the person may no longer work on.
    pub to: String,
    pub lock_version: String,
}

impl PersonForm {
    /// The roles as chosen, those that there are none of left out.
    pub fn wanted_roles(&self) -> Vec<Role> {
        self.roles.iter().filter_map(|code| Role::parse(code)).collect()
    }

    fn about(&self, check: &mut Checker) -> Option<About> {
        let name = check.required("name", &self.name, PersonName::parse);
        let email = check.optional("email", &self.email, Email::parse);
        let team = check.optional("team", &self.team, id);
        let roles: Option<Vec<Role>> = self.roles.iter().map(|code| Role::parse(code)).collect();
        match &roles {
            None => check.fault("roles", Fault::Choice),
            Some(none) if none.is_empty() => check.fault("roles", Fault::Required),
            Some(_) => {}
        }
        let mut roles = roles?;
        roles.sort_unstable();
        roles.dedup();
        Some(About {
            name: name?,
            email: email?,
            team: team?,
            roles,
        })
    }
}

impl Form for PersonForm {
    /// With who takes over.
    type Parsed = (Change<About>, Option<StaffId>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let about = self.about(&mut check);
        let taker = check.optional("to", &self.to, id);
        let seen = seen(&mut check, &self.lock_version);
        check.finish(|| {
            let change = Change {
                seen: seen?,
                to: about?,
            };
            Some((change, taker?))
        })
    }
}

/// Somebody to be invited.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct InviteForm {
    pub username: String,
    pub name: String,
    pub email: String,
    pub team: String,
    pub roles: Vec<String>,
}

impl Form for InviteForm {
    type Parsed = NewPerson;

    fn parse(&self) -> Result<NewPerson, FieldErrors> {
        let mut check = Checker::of(self);
        let username = check.required("username", &self.username, rules::username);
        let person = PersonForm {
            name: self.name.clone(),
            email: self.email.clone(),
            team: self.team.clone(),
            roles: self.roles.clone(),
            ..PersonForm::default()
        };
        let about = person.about(&mut check);
        check.finish(|| {
            Some(NewPerson {
                username: username?,
                about: about?,
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "staff_username_key").then_some(("username", Fault::Taken))
    }
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TeamForm {
    pub name: String,
    pub name_en: String,
    pub manager: String,
    pub lock_version: String,
}

impl Form for TeamForm {
    type Parsed = Change<AboutTeam>;

    fn parse(&self) -> Result<Change<AboutTeam>, FieldErrors> {
        let mut check = Checker::of(self);
        let name = check.required("name", &self.name, name);
        let name_en = check.required("name_en", &self.name_en, self::name);
        let manager = check.optional("manager", &self.manager, id);
        let seen = seen(&mut check, &self.lock_version);
        check.finish(|| {
            Some(Change {
                seen: seen?,
                to: AboutTeam {
                    name: name?,
                    name_en: name_en?,
                    manager: manager?,
                },
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "teams_name_key").then_some(("name", Fault::Taken))
    }
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct StoreForm {
    pub name: String,
    pub name_en: String,
    pub time_zone: String,
    pub phone: String,
    pub address: String,
    pub lock_version: String,
}

impl Form for StoreForm {
    type Parsed = Change<AboutStore>;

    fn parse(&self) -> Result<Change<AboutStore>, FieldErrors> {
        let mut check = Checker::of(self);
        let name = check.required("name", &self.name, name);
        let name_en = check.required("name_en", &self.name_en, self::name);
        let zone = check.required("time_zone", &self.time_zone, |raw| {
            chrono_tz::Tz::from_str(raw).map_err(|_| Fault::Choice)
        });
        let phone = check.optional("phone", &self.phone, Phone::parse);
        let address = check.optional("address", &self.address, |raw| text::line(raw, 100));
        let seen = seen(&mut check, &self.lock_version);
        check.finish(|| {
            Some(Change {
                seen: seen?,
                to: AboutStore {
                    phone: phone?.map(|phone| phone.grouped()).unwrap_or_default(),
                    address: address?.unwrap_or_default(),
                    name: name?,
                    name_en: name_en?,
                    time_zone: zone?,
                },
            })
        })
    }
}

/// The filters of the staff list, as they stand in its address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    pub role: String,
    pub team: String,
    pub state: String,
    pub q: String,
    pub after: String,
}

impl PeopleQuery {
    pub fn filter(&self) -> PeopleFilter {
        PeopleFilter {
            role: Role::parse(&self.role),
            team: self.team.parse().ok(),
            state: match self.state.as_str() {
                "disabled" => PeopleState::Disabled,
                "all" => PeopleState::All,
                _ => PeopleState::Active,
            },
            name: text::single_line(&self.q).chars().take(NAME_MAX).collect(),
            after: rules::username(&self.after).unwrap_or_default(),
        }
    }
}

fn name(raw: &str) -> Result<String, Fault> {
    text::line(raw, NAME_MAX)
}

fn id<T: FromStr>(raw: &str) -> Result<T, Fault> {
    raw.parse().map_err(|_| Fault::Choice)
}

/// The version a form was opened with; a form without one is as stale as can be.
fn seen(check: &mut Checker, raw: &str) -> Option<i32> {
    if raw.is_empty() {
        return Some(0);
    }
    raw.parse().map_err(|_| check.fault("", Fault::Number)).ok()
}
