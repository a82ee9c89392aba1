//! What the store's forms hold.

use serde::Deserialize;
use validator::Validate;

use super::model::{NewCall, NewReply};
use super::rules::{CallResult, Cause, ReplyWay};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::surveys::rules::Wishes;
use crate::values::fault::Fault;
use crate::values::text;

const TEXT: usize = 2_000;

fn version(check: &mut Checker, raw: &str) -> Option<i32> {
    check.required("lock_version", raw, |raw| raw.trim().parse().map_err(|_| Fault::Number))
}

/// What came of a call.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CallForm {
    pub result: String,
    pub cause: String,
    pub measure: String,
    pub note: String,
    pub answers_remark: String,
    pub lock_version: String,
}

impl Form for CallForm {
    type Parsed = NewCall;

    fn parse(&self) -> Result<NewCall, FieldErrors> {
        let mut check = Checker::of(self);
        let result = check.required("result", &self.result, CallResult::chosen);
        let reached = result == Some(CallResult::Reached);
        let (cause, measure) = if reached {
            (
                check.required("cause", &self.cause, Cause::chosen).map(Some),
                check.required("measure", &self.measure, |raw| text::note(raw, TEXT)),
            )
        } else {
            (Some(None), Some(String::new()))
        };
        let note = check.optional("note", &self.note, |raw| text::note(raw, TEXT));
        let seen = version(&mut check, &self.lock_version);
        check.finish(|| {
            Some(NewCall {
                result: result?,
                cause: cause?,
                measure: measure?,
                note: note?.unwrap_or_default(),
                answers_remark: !self.answers_remark.is_empty(),
                seen: seen?,
            })
        })
    }
}

/// A reply to what somebody wrote.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReplyForm {
    pub how: String,
    pub reply: String,
    pub lock_version: String,
}

impl Form for ReplyForm {
    type Parsed = NewReply;

    fn parse(&self) -> Result<NewReply, FieldErrors> {
        let mut check = Checker::of(self);
        let how = check.required("how", &self.how, ReplyWay::chosen);
        let reply = check.required("reply", &self.reply, |raw| text::note(raw, TEXT));
        let seen = version(&mut check, &self.lock_version);
        check.finish(|| {
            Some(NewReply {
                how: how?,
                text: reply?,
                seen: seen?,
            })
        })
    }
}

/// A button that counts against what was seen.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SeenForm {
    pub lock_version: String,
}

impl Form for SeenForm {
    type Parsed = i32;

    fn parse(&self) -> Result<i32, FieldErrors> {
        let mut check = Checker::of(self);
        let seen = version(&mut check, &self.lock_version);
        check.finish(|| seen)
    }
}

/// Why an answer is taken back.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct EraseForm {
    pub reason: String,
}

impl Form for EraseForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, 500));
        check.finish(|| reason)
    }
}

/// What somebody wishes on the page that thanks them.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct WishForm {
    pub wish: String,
}

impl Form for WishForm {
    type Parsed = Wishes;

    fn parse(&self) -> Result<Wishes, FieldErrors> {
        match self.wish.as_str() {
            "call" => Ok(Wishes {
                call: true,
                complaint: false,
            }),
            "complaint" => Ok(Wishes {
                call: false,
                complaint: true,
            }),
            _ => Err(FieldErrors::from([("wish".to_owned(), Fault::Choice)])),
        }
    }
}

/// Somebody doesn't want to take part.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RefuseForm {
    /// Nor ever again.
    pub never: String,
}

impl Form for RefuseForm {
    type Parsed = bool;

    fn parse(&self) -> Result<bool, FieldErrors> {
        Ok(!self.never.is_empty())
    }
}
