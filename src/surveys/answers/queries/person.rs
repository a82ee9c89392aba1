//! What a customer answered, for whoever shows the customer and for the copy of their data that they may ask for.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::visible;
use crate::access::Actor;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::vault::{Pii, Vault};
use crate::schema::{survey_responses, surveys};
use crate::surveys::answers::model::{Copied, ResponseRow};
use crate::surveys::answers::text::said;
use crate::surveys::questionnaires;
use crate::values::ids::{CustomerId, SurveyResponseId};

/// One more part of the customer's timeline (`complaints::queries::of_customer`), with its placeholders: `$1` the customer,
/// `$2` the kind, `$3` and `$4` where the page begins, `$5` how many. Words: the survey, satisfaction as a whole, the
/// recommendation, what followed; the flag is set while an unhappy customer waits for the call.
pub const TIMELINE: &str = " UNION ALL (\
    SELECT r.id, 'survey', r.submitted_at, FALSE, r.taken_by, \
      ARRAY[v.name, coalesce(r.overall::text, ''), coalesce(r.nps::text, ''), r.consequence], \
      r.due_at IS NOT NULL AND r.followed_up_at IS NULL, NULL \
    FROM survey_responses AS r JOIN surveys AS v ON v.id = r.survey_id \
    WHERE r.customer_id = $1 AND r.submitted_at IS NOT NULL AND $2 IN ('', 'survey') AND (r.submitted_at, r.id) < ($3, $4) \
    ORDER BY r.submitted_at DESC, r.id DESC LIMIT $5)";

/// The answers of a customer that this person sees, the newest first, with what each survey is called.
pub fn of_customer(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    customer: CustomerId,
    limit: i64,
) -> Result<Vec<(ResponseRow, String)>, Error> {
    let rows: Vec<ResponseRow> = visible(actor, now)
        .filter(survey_responses::customer_id.eq(customer))
        .order((survey_responses::submitted_at.desc(), survey_responses::id.desc()))
        .limit(limit)
        .select(ResponseRow::as_select())
        .load(conn)?;
    let ids: Vec<_> = rows.iter().map(|row| row.survey_id).collect();
    let names: Vec<(crate::values::ids::SurveyId, String)> = surveys::table
        .filter(surveys::id.eq_any(ids))
        .select((surveys::id, surveys::name))
        .load(conn)?;
    let name = |id| {
        names
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| name.clone())
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let name = name(row.survey_id).unwrap_or_default();
            (row, name)
        })
        .collect())
}

/// Everything a customer answered, drafts included, in words: for the copy of their data.
pub fn copy_of(conn: &mut PgConnection, vault: &Vault, customer: CustomerId, lang: Lang) -> Result<Vec<Copied>, Error> {
    type Row = (
        SurveyResponseId,
        crate::values::ids::QuestionnaireVersionId,
        DateTime<Utc>,
        String,
    );
    let found: Vec<Row> = survey_responses::table
        .inner_join(surveys::table.on(surveys::id.eq(survey_responses::survey_id)))
        .filter(survey_responses::customer_id.eq(customer))
        .order(survey_responses::started_at)
        .select((
            survey_responses::id,
            survey_responses::version_id,
            survey_responses::started_at,
            surveys::name,
        ))
        .load(conn)?;
    let mut copied = Vec::new();
    for (id, version, at, survey) in found {
        let paper = questionnaires::queries::paper(conn, version)?;
        let given = super::given(conn, vault, id)?;
        for question in paper.questions() {
            if let Some(value) = given.get(&question.id) {
                copied.push(Copied {
                    at,
                    survey: survey.clone(),
                    question: lang.pick(&question.zh, &question.en).clone(),
                    answer: Pii::new(said(question, value, lang)),
                });
            }
        }
    }
    Ok(copied)
}
