//! Writes of interviews.

mod calls;
mod sheets;
mod sittings;

pub use calls::{attempt, finish, forget, keep_answers, reveal_for_call};
pub use sheets::{make_poster, take_sheet};
pub use sittings::{count_miss, count_scan, give_back, hand_over, keep_page, open_from_poster, send_off};

use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::surveys::answers;
use crate::surveys::rules::{Given, Paper};
use crate::values::ids::{SurveyQuestionId, SurveyResponseId};

/// Keeps what was answered so far; an answer that was taken back is gone.
fn keep(tx: &mut Tx<'_>, response: SurveyResponseId, paper: &Paper, given: &Given) -> Result<(), Error> {
    let asked: Vec<SurveyQuestionId> = paper.questions().map(|question| question.id).collect();
    let last = asked.iter().rev().find(|id| given.contains_key(id)).copied();
    answers::commands::keep(tx, response, &asked, given, last)
}

/// As [`keep`], with the question up to which the customer has gone, answered or not; nothing leaves that as it was.
fn keep_up_to(
    tx: &mut Tx<'_>,
    response: SurveyResponseId,
    paper: &Paper,
    given: &Given,
    last: Option<SurveyQuestionId>,
) -> Result<(), Error> {
    let asked: Vec<SurveyQuestionId> = paper.questions().map(|question| question.id).collect();
    answers::commands::keep(tx, response, &asked, given, last)
}
