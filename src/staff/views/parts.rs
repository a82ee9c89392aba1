//! Pieces that several pages of the room show.

use chrono::{DateTime, Utc};

use crate::access::Role;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::{Choice, avatar_tone};
use crate::staff::model::{AttemptLine, Colleague, LinkLine, SessionLine, TeamRow};
use crate::staff::rules::{self, LinkState};
use crate::staff::text;
use crate::values::ids::SessionId;

/// Names of roles.
pub fn role_labels(roles: &[Role], lang: Lang) -> Vec<&'static str> {
    roles.iter().map(|role| role.label(lang)).collect()
}

/// Names of roles in one line.
pub fn roles_joined(roles: &[Role], lang: Lang) -> String {
    role_labels(roles, lang).join(lang.pick("、", ", "))
}

/// A name with its avatar.
pub struct Face {
    pub name: String,
    pub initial: String,
    pub tone: &'static str,
}

impl Face {
    pub fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            initial: name.chars().next().map(String::from).unwrap_or_default(),
            tone: avatar_tone(name),
        }
    }
}

/// A moment as it is shown, and as machines read it.
pub struct Moment {
    pub text: String,
    pub exact: String,
    pub iso: String,
}

impl Moment {
    pub fn of(at: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> Self {
        Self {
            text: times::short(at, now, lang),
            exact: times::minute(at),
            iso: times::iso(at),
        }
    }
}

/// A signed-in device.
pub struct SessionItem {
    pub id: String,
    pub device: String,
    pub address: String,
    pub started: Moment,
    pub last_seen: Moment,
    /// The one that asks.
    pub own: bool,
}

pub fn sessions(lines: &[SessionLine], own: SessionId, now: DateTime<Utc>, lang: Lang) -> Vec<SessionItem> {
    lines
        .iter()
        .map(|line| SessionItem {
            id: line.id.to_string(),
            device: text::device(rules::device(&line.user_agent), lang),
            address: line.address.clone(),
            started: Moment::of(line.started_at, now, lang),
            last_seen: Moment::of(line.last_seen_at, now, lang),
            own: line.id == own,
        })
        .collect()
}

/// One attempt to sign in.
pub struct AttemptItem {
    pub at: Moment,
    pub outcome: &'static str,
    pub tone: &'static str,
    pub device: String,
    pub address: String,
}

pub fn attempts(lines: &[AttemptLine], now: DateTime<Utc>, lang: Lang) -> Vec<AttemptItem> {
    lines
        .iter()
        .map(|line| {
            let (outcome, tone) = text::outcome(&line.outcome, lang);
            AttemptItem {
                at: Moment::of(line.at, now, lang),
                outcome,
                tone,
                device: text::device(rules::device(&line.user_agent), lang),
                address: line.address.clone(),
            }
        })
        .collect()
}

/// A one-time link.
pub struct LinkItem {
    pub id: String,
    pub invite: bool,
    pub made: Moment,
    pub until: Moment,
    pub state: &'static str,
    pub tone: &'static str,
    pub open: bool,
}

pub fn links(lines: &[LinkLine], now: DateTime<Utc>, lang: Lang) -> Vec<LinkItem> {
    lines
        .iter()
        .map(|line| {
            let state = line.state(now);
            let (words, tone) = text::link_state(state, lang);
            LinkItem {
                id: line.id.to_string(),
                invite: line.purpose == "invite",
                made: Moment::of(line.created_at, now, lang),
                until: Moment::of(line.expires_at, now, lang),
                state: words,
                tone,
                open: state == LinkState::Open,
            }
        })
        .collect()
}

/// Roles to tick: every one, or those that somebody who is no administrator may give.
pub fn role_choices(with_admin: bool, lang: Lang) -> Vec<Choice> {
    Role::ALL
        .iter()
        .filter(|role| with_admin || **role != Role::Admin)
        .map(|role| Choice::new(role.code(), role.label(lang)))
        .collect()
}

pub fn team_choices(teams: &[TeamRow], lang: Lang) -> Vec<Choice> {
    teams
        .iter()
        .map(|team| Choice::new(team.id.to_string(), team.label(lang)))
        .collect()
}

pub fn colleague_choices(colleagues: &[Colleague], lang: Lang) -> Vec<Choice> {
    colleagues
        .iter()
        .map(|one| {
            Choice::new(
                one.id.to_string(),
                format!("{} · {}", one.name, roles_joined(&one.roles(), lang)),
            )
        })
        .collect()
}

/// A field that somebody else changed while a form was open.
pub struct Difference {
    pub label: &'static str,
    pub theirs: String,
    pub yours: String,
}

impl Difference {
    /// Compares field by field; `show` puts a value (such as an id) into words.
    pub fn between(
        labels: &[(&'static str, &'static str)],
        theirs: &[(String, String)],
        yours: &[(String, String)],
        show: impl Fn(&str, &str) -> String,
    ) -> Vec<Self> {
        let shown = |pairs: &[(String, String)], field: &str| {
            let mut values: Vec<String> = pairs
                .iter()
                .filter(|(name, _)| name == field)
                .map(|(name, value)| show(name, value))
                .collect();
            values.sort_unstable();
            values.join(" ")
        };
        labels
            .iter()
            .map(|(field, label)| Self {
                label,
                theirs: shown(theirs, field),
                yours: shown(yours, field),
            })
            .filter(|one| one.theirs != one.yours)
            .collect()
    }
}

/// A filter above a list: a menu of choices, and the other filters it keeps.
pub struct Chip {
    pub label: &'static str,
    pub name: &'static str,
    pub choices: Vec<Choice>,
    pub chosen: String,
    pub keep: Vec<(&'static str, String)>,
}

impl Chip {
    /// `all` holds every filter of the list by name.
    pub fn new(
        label: &'static str,
        name: &'static str,
        chosen: &str,
        choices: Vec<Choice>,
        all: &[(&'static str, String)],
    ) -> Self {
        Self {
            label,
            name,
            choices,
            chosen: chosen.to_owned(),
            keep: all
                .iter()
                .filter(|(other, value)| *other != name && !value.is_empty())
                .cloned()
                .collect(),
        }
    }

    /// What is chosen, in words; nothing when all is shown.
    pub fn words(&self) -> &str {
        self.choices
            .iter()
            .find(|choice| choice.value == self.chosen && !choice.value.is_empty())
            .map_or("", |choice| choice.label.as_str())
    }

    pub fn is_chosen(&self, choice: &Choice) -> bool {
        choice.value == self.chosen
    }
}
