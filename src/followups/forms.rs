//! What the forms of the call-back list hold.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use validator::Validate;

use super::model::{Call, Plan};
use super::rules::{CallOutcome, Mood, NoteChannel, SnoozeFor};
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_local;
use crate::values::fault::Fault;
use crate::values::text;

const LONG: usize = 2_000;
const SHORT: usize = 200;
const TITLE: usize = 60;

/// `POST /call-backs/{id}/calls`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CallForm {
    pub channel: String,
    pub outcome: String,
    pub mood: String,
    pub note: String,
    pub again_at: String,
    /// `next`: go on with the task that comes then.
    pub then: String,
    pub view: String,
    pub lock_version: String,
}

impl Form for CallForm {
    type Parsed = Call;

    fn parse(&self) -> Result<Call, FieldErrors> {
        let mut check = Checker::of(self);
        let channel = check.required("channel", &self.channel, contact_channel);
        let outcome = check.required("outcome", &self.outcome, CallOutcome::chosen);
        let note = if outcome == Some(CallOutcome::Answered) {
            check.required("note", &self.note, |raw| text::note(raw, LONG))
        } else {
            check
                .optional("note", &self.note, |raw| text::note(raw, LONG))
                .map(Option::unwrap_or_default)
        };
        let mood = check.optional("mood", &self.mood, Mood::chosen);
        let again_at = check.optional("again_at", &self.again_at, moment);
        check.finish(|| {
            Some(Call {
                channel: channel?,
                outcome: outcome?,
                mood: mood?,
                note: note?,
                again_at: again_at?,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

fn contact_channel(raw: &str) -> Result<NoteChannel, Fault> {
    NoteChannel::chosen(raw).and_then(|channel| {
        if channel == NoteChannel::Note {
            Err(Fault::Choice)
        } else {
            Ok(channel)
        }
    })
}

fn moment(raw: &str) -> Result<DateTime<Utc>, Fault> {
    times::instant(parse_local(raw)?).ok_or(Fault::Time)
}

/// `POST /call-backs/{id}/snooze`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SnoozeForm {
    #[serde(rename = "for")]
    pub how_long: String,
    pub until: String,
    pub reason: String,
    pub view: String,
    pub lock_version: String,
}

pub struct Snooze {
    pub how_long: SnoozeFor,
    /// Typed where the choice says so.
    pub until: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    pub lock_version: i32,
}

impl Form for SnoozeForm {
    type Parsed = Snooze;

    fn parse(&self) -> Result<Snooze, FieldErrors> {
        let mut check = Checker::of(self);
        let how_long = check.required("for", &self.how_long, SnoozeFor::chosen);
        let until = if how_long == Some(SnoozeFor::Moment) {
            check.required("until", &self.until, moment).map(Some)
        } else {
            Some(None)
        };
        let reason = check.optional("reason", &self.reason, |raw| text::line(raw, SHORT));
        check.finish(|| {
            Some(Snooze {
                how_long: how_long?,
                until: until?,
                reason: reason?,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

/// A button in the list: where to go back to.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ListButton {
    pub view: String,
}

impl Form for ListButton {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

/// `POST /call-backs`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PlanForm {
    pub customer: String,
    pub title: String,
    pub due_at: String,
    pub free: String,
}

impl Form for PlanForm {
    type Parsed = Plan;

    fn parse(&self) -> Result<Plan, FieldErrors> {
        let mut check = Checker::of(self);
        let title = check.required("title", &self.title, |raw| text::line(raw, TITLE));
        let due_at = check.required("due_at", &self.due_at, moment);
        check.finish(|| {
            Some(Plan {
                title: title?,
                due_at: due_at?,
                free: self.free == "1",
            })
        })
    }
}
