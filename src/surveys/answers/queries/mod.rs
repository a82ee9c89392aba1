//! Reads of answers.

mod desk;
mod person;
mod public;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::model::{ResponseRow, TEXT};
use crate::access::{Actor, Scope};
use crate::customers;
use crate::platform::error::Error;
use crate::platform::settings;
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{customers as customer_rows, survey_answers, survey_questions, survey_responses};
use crate::surveys::programmes::settings::SurveySettings;
use crate::surveys::rules::{Given, QuestionKind, Value};
use crate::values::ids::{StoreId, SurveyQuestionId, SurveyResponseId};

pub(in crate::surveys) use desk::OUT_OF_REACH;
pub use desk::{Named, Wanted, answer, counts, counts_at_hand, of_complaint, page, surveys_of};
pub use person::{TIMELINE, copy_of, of_customer};
pub(in crate::surveys) use public::closed;
pub use public::sheet;

pub type Responses = survey_responses::BoxedQuery<'static, Pg>;

fn sent(actor: &Actor) -> Responses {
    survey_responses::table
        .filter(survey_responses::store_id.eq(actor.store))
        .filter(survey_responses::submitted_at.is_not_null())
        .into_boxed()
}

/// The answers this person sees: those sent off in their store, and of them those of the customers that they see and those
/// about their own work, whoever wrote them. Anonymous ones are seen by whoever sees the whole store.
pub fn visible(actor: &Actor, now: DateTime<Utc>) -> Responses {
    match actor.customers() {
        Scope::Store { .. } => sent(actor),
        scope @ (Scope::Members { .. } | Scope::Own { .. } | Scope::Nothing) => {
            let theirs = survey_responses::customer_id
                .eq_any(customers::queries::visible(scope, now).select(customer_rows::id.nullable()));
            let about_them = survey_responses::advisor_id
                .eq(actor.id)
                .or(survey_responses::technician_id.eq(actor.id));
            sent(actor).filter(theirs.or(about_them))
        }
    }
}

/// Of those the ones that this person does something about: their customer shows to them.
pub fn at_hand(actor: &Actor, now: DateTime<Utc>) -> Responses {
    let sent = sent(actor);
    match actor.customers() {
        Scope::Store { .. } => sent,
        scope @ (Scope::Members { .. } | Scope::Own { .. } | Scope::Nothing) => sent.filter(
            survey_responses::customer_id
                .eq_any(customers::queries::visible(scope, now).select(customer_rows::id.nullable())),
        ),
    }
}

/// An answer, sent off or not; the caller has a right to it.
pub fn response(conn: &mut PgConnection, id: SurveyResponseId) -> Result<ResponseRow, Error> {
    Ok(survey_responses::table
        .find(id)
        .select(ResponseRow::as_select())
        .first(conn)?)
}

/// The answer that belongs to an invitation, if it was begun.
pub fn of_invitation(
    conn: &mut PgConnection,
    invitation: crate::values::ids::InvitationId,
) -> Result<Option<ResponseRow>, Error> {
    Ok(survey_responses::table
        .filter(survey_responses::invitation_id.eq(invitation))
        .select(ResponseRow::as_select())
        .first(conn)
        .optional()?)
}

/// What was answered to one question, as it is stored.
#[derive(Deserialize)]
pub(super) struct Stored {
    pub question: SurveyQuestionId,
    pub kind: QuestionKind,
    pub id: Uuid,
    pub score: Option<i16>,
    pub choices: Option<Vec<Option<String>>>,
    pub text: Option<Sealed>,
}

impl Stored {
    fn open(self, vault: &Vault) -> Result<Option<(SurveyQuestionId, Value)>, Error> {
        let score = self.score.and_then(|score| u8::try_from(score).ok());
        let mut codes: Vec<String> = self.choices.unwrap_or_default().into_iter().flatten().collect();
        let value = match self.kind {
            QuestionKind::Score => score.map(Value::Score),
            QuestionKind::Nps => score.map(Value::Nps),
            QuestionKind::YesNo => score.map(|score| Value::YesNo(score == 1)),
            QuestionKind::Single => codes.pop().map(Value::Choice),
            QuestionKind::Multiple => (!codes.is_empty()).then_some(Value::Choices(codes)),
            QuestionKind::ShortText | QuestionKind::LongText => vault
                .open_opt(TEXT, self.id, self.text.as_ref())?
                .map(|text| Value::Text(text.into_exposed())),
        };
        Ok(value.map(|value| (self.question, value)))
    }
}

pub(super) fn open_all(vault: &Vault, stored: Vec<Stored>) -> Result<Given, Error> {
    let opened = stored.into_iter().map(|one| one.open(vault));
    Ok(opened
        .collect::<Result<Vec<_>, Error>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// The answers of a response, opened.
pub fn given(conn: &mut PgConnection, vault: &Vault, id: SurveyResponseId) -> Result<Given, Error> {
    type Row = (
        SurveyQuestionId,
        QuestionKind,
        Uuid,
        Option<i16>,
        Option<Vec<Option<String>>>,
        Option<Sealed>,
    );
    let rows: Vec<Row> = survey_answers::table
        .inner_join(survey_questions::table.on(survey_questions::id.eq(survey_answers::question_id)))
        .filter(survey_answers::response_id.eq(id))
        .select((
            survey_answers::question_id,
            survey_questions::kind,
            survey_answers::id,
            survey_answers::score,
            survey_answers::choices,
            survey_answers::text_sealed,
        ))
        .load(conn)?;
    let stored = rows
        .into_iter()
        .map(|(question, kind, id, score, choices, text)| Stored {
            question,
            kind,
            id,
            score,
            choices,
            text,
        })
        .collect();
    open_all(vault, stored)
}

/// From where on an answer has consequences in this store, and until when something is done about it.
pub fn rules_of(conn: &mut PgConnection, store: StoreId) -> Result<SurveySettings, Error> {
    Ok(settings::load::<SurveySettings>(conn, store)?.value)
}
