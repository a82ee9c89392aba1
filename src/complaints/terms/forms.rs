//! What the forms of terms hold.

use serde::Deserialize;
use validator::Validate;

use super::rules::{Direction, Kind};
use crate::complaints::rules::Side;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::text;

/// The longest name, in characters.
pub const NAME: usize = 40;

/// A new term, or new words for one.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TermForm {
    pub kind: String,
    /// The branch of a cause.
    pub parent: String,
    pub zh: String,
    pub en: String,
    pub side: String,
    pub lock_version: String,
}

pub struct Worded {
    pub kind: Kind,
    pub parent: Option<String>,
    pub zh: String,
    pub en: String,
    pub side: Side,
    pub lock_version: i32,
}

impl Form for TermForm {
    type Parsed = Worded;

    fn parse(&self) -> Result<Worded, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, Kind::chosen);
        let zh = check.required("zh", &self.zh, |raw| text::line(raw, NAME));
        let en = check.required("en", &self.en, |raw| text::line(raw, NAME));
        let parent = if kind == Some(Kind::Cause) {
            check
                .required("parent", &self.parent, |raw| text::line(raw, NAME))
                .map(Some)
        } else {
            Some(None)
        };
        // A cause has the side of its complaint, not one of its own.
        let side = if kind == Some(Kind::Category) {
            check.required("side", &self.side, Side::chosen)
        } else {
            Some(Side::Service)
        };
        let lock_version = check.optional("lock_version", &self.lock_version, |raw| {
            raw.trim().parse().map_err(|_| Fault::Number)
        });
        check.finish(|| {
            Some(Worded {
                kind: kind?,
                parent: parent?,
                zh: zh?,
                en: en?,
                side: side?,
                lock_version: lock_version?.unwrap_or_default(),
            })
        })
    }
}

/// A step up or down.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct MoveForm {
    pub direction: String,
}

impl Form for MoveForm {
    type Parsed = Direction;

    fn parse(&self) -> Result<Direction, FieldErrors> {
        let mut check = Checker::of(self);
        let direction = check.required("direction", &self.direction, Direction::chosen);
        check.finish(|| direction)
    }
}
