//! The call-back, the end, and taking up again.

use serde::Deserialize;
use validator::Validate;

use super::{Around, Step, choices};
use crate::complaints::commands::{self, CallBack};
use crate::complaints::forms::{LONG, SHORT};
use crate::complaints::rules::{CallBackOutcome, State, UNHAPPY, missing_to_close};
use crate::complaints::text::{self as words, ComplaintText};
use crate::complaints::views::{Field, Kind};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::page::Choice;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;
use crate::values::text;

/// `POST /complaints/{id}/call-backs`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CallBackStep {
    outcome: String,
    satisfaction: String,
    body: String,
}

impl Form for CallBackStep {
    type Parsed = CallBack;

    fn parse(&self) -> Result<CallBack, FieldErrors> {
        let mut check = Checker::of(self);
        let outcome = check.required("outcome", &self.outcome, CallBackOutcome::chosen);
        let answered = outcome == Some(CallBackOutcome::Answered);
        let satisfaction = if answered {
            check.required("satisfaction", &self.satisfaction, score).map(Some)
        } else {
            Some(None)
        };
        let body = check.optional("body", &self.body, |raw| text::note(raw, LONG));
        check.finish(|| {
            Some(CallBack {
                outcome: outcome?,
                satisfaction: satisfaction?,
                body: body?,
            })
        })
    }
}

fn score(raw: &str) -> Result<i16, Fault> {
    raw.trim()
        .parse()
        .ok()
        .filter(|score| (1..=5).contains(score))
        .ok_or(Fault::Choice)
}

impl Step for CallBackStep {
    const NOUN: &'static str = "call-backs";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.call_back
    }

    fn advice(around: &Around) -> Option<String> {
        let made = around.round().call_back_attempts;
        (made > 0 && around.round().satisfaction.is_none()).then(|| words::attempts(made, around.lang))
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.call_backed
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        let five = [w.five1, w.five2, w.five3, w.five4, w.five5];
        let scores = (1..)
            .zip(five)
            .map(|(score, label)| Choice::new(score.to_string(), label))
            .collect();
        vec![
            Field::new(Kind::Pills, "outcome", w.outcome)
                .required()
                .of(choices!(CallBackOutcome, words::call_back_outcome, lang), ""),
            Field::new(Kind::Five, "satisfaction", w.satisfaction)
                .hint(w.satisfaction_hint)
                .of(scores, ""),
            Field::new(Kind::Text, "body", w.said).hint(w.said_hint),
        ]
    }

    fn start(_: &Around) -> Vec<(&'static str, String)> {
        vec![("outcome", "answered".to_owned())]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: CallBack) -> Result<Option<ComplaintId>, Error> {
        commands::call_back(tx, id, &new).map(|()| None)
    }

    fn run_saying(
        tx: &mut Tx<'_>,
        id: ComplaintId,
        new: CallBack,
        w: &'static ComplaintText,
    ) -> Result<(Option<ComplaintId>, &'static str), Error> {
        let unhappy = new.satisfaction.is_some_and(|score| score <= UNHAPPY);
        commands::call_back(tx, id, &new)?;
        Ok((None, if unhappy { w.call_back_reopened } else { w.call_backed }))
    }
}

/// What a resolved complaint needs before it is closed.
fn lacks_to_close(around: &Around) -> Option<String> {
    let lacking: Vec<&str> = missing_to_close(&around.detail.progress())
        .into_iter()
        .map(|what| words::missing(what, around.lang))
        .collect();
    let resolved = around.complaint().state == State::Resolved;
    let list = lacking.join(around.lang.pick("、", ", "));
    (resolved && !lacking.is_empty()).then(|| format!("{}{list}", around.w.missing))
}

/// A step that needs no more than a remark, or not even that.
macro_rules! with_a_word {
    ($(#[$meta:meta])* $Name:ident, $noun:literal, $look:literal, $title:ident, $submit:ident, $said:ident, $label:ident,
        $required:literal, $reads:literal, |$tx:ident, $id:ident, $word:ident| $run:expr) => {
        $(#[$meta])*
        #[derive(Default, Deserialize, Validate)]
        #[serde(default)]
        pub struct $Name {
            reason: String,
        }

        impl Form for $Name {
            type Parsed = String;

            fn parse(&self) -> Result<String, FieldErrors> {
                let mut check = Checker::of(self);
                let reason = if $required {
                    check.required("reason", &self.reason, |raw| text::note(raw, SHORT))
                } else {
                    check.optional("reason", &self.reason, |raw| text::note(raw, SHORT)).map(Option::unwrap_or_default)
                };
                check.finish(|| reason)
            }
        }

        impl Step for $Name {
            const NOUN: &'static str = $noun;
            const LOOK: &'static str = $look;
            const READS_TIMELINE: bool = $reads;

            fn title(w: &'static ComplaintText) -> &'static str {
                w.$title
            }

            fn submit(w: &'static ComplaintText) -> &'static str {
                w.$submit
            }

            fn said(w: &'static ComplaintText) -> &'static str {
                w.$said
            }

            fn fields(around: &Around) -> Vec<Field> {
                let field = Field::new(Kind::Text, "reason", around.w.$label);
                vec![if $required { field.required() } else { field }]
            }

            fn applies(around: &Around) -> bool {
                !$reads || Self::lacks(around).is_none()
            }

            fn lacks(around: &Around) -> Option<String> {
                $reads.then(|| lacks_to_close(around)).flatten()
            }

            fn run($tx: &mut Tx<'_>, $id: ComplaintId, $word: String) -> Result<Option<ComplaintId>, Error> {
                $run.map(|()| None)
            }
        }
    };
}

with_a_word! {
    /// `POST /complaints/{id}/closure`
    Close, "closure", "primary", close, close, closed, remark, false, true,
    |tx, id, word| commands::close(tx, id, Some(word.as_str()))
}
with_a_word! {
    /// `POST /complaints/{id}/reopening`
    Reopen, "reopening", "primary", reopen, reopen, reopened, because, true, false,
    |tx, id, word| commands::reopen(tx, id, &word)
}
with_a_word! {
    /// `POST /complaints/{id}/withdrawal`
    Withdraw, "withdrawal", "danger", withdraw, record_withdrawal, withdrawn, because, true, false,
    |tx, id, word| commands::withdraw(tx, id, &word)
}
