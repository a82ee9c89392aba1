//! What lies at the desk: surveys that are running, sheets of paper, sittings, the poster.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;

use crate::access::Actor;
use crate::customers::queries as customers;
use crate::platform::db::kept::kept;
use crate::platform::db::lists::AsJson;
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::schema::{survey_invitations, visits as arrivals};
use crate::surveys::interviews::model::{Posted, Present, Sheet, Sitting, Survey, token_hash};
use crate::surveys::interviews::rules::SittingEnd;
use crate::surveys::questionnaires;
use crate::surveys::rules::Purpose;
use crate::values::ids::{
    CustomerId, QuestionnaireId, QuestionnaireVersionId, StoreId, SurveyId, SurveyQuestionId, SurveyResponseId,
    SurveySittingId,
};
use crate::visits;
use crate::visits::model::Visit;
use crate::visits::rules::VisitState;

#[derive(QueryableByName)]
struct SurveyRow {
    #[diesel(sql_type = SqlUuid)]
    id: SurveyId,
    #[diesel(sql_type = SqlUuid)]
    store: StoreId,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    purpose: Purpose,
    #[diesel(sql_type = Bool)]
    anonymous: bool,
    #[diesel(sql_type = Bool)]
    running: bool,
    #[diesel(sql_type = Bool)]
    begun: bool,
    #[diesel(sql_type = SqlUuid)]
    questionnaire: QuestionnaireId,
}

/// A survey of this store, with the version of its questionnaire that is asked now.
pub fn survey(conn: &mut PgConnection, store: StoreId, id: SurveyId) -> Result<Survey, Error> {
    let row: SurveyRow = kept(
        diesel::sql_query(
            "SELECT s.id, s.store_id AS store, s.number, s.name, s.purpose, s.anonymous, s.state = 'running' AS running, \
             s.state <> 'draft' AS begun, s.questionnaire_id AS questionnaire FROM surveys s WHERE s.id = $1 AND s.store_id = $2",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(store),
    )
    .get_result(conn)?;
    // Without a published version there is nothing to ask.
    let version = questionnaires::queries::latest(conn, row.questionnaire)?.ok_or(Error::NotFound)?;
    Ok(Survey {
        id: row.id,
        store: row.store,
        number: row.number,
        name: row.name,
        purpose: row.purpose,
        anonymous: row.anonymous,
        running: row.running,
        begun: row.begun,
        version,
    })
}

#[derive(QueryableByName)]
struct SheetRow {
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Nullable<Text>)]
    typed_by: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    typed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    response: Option<SurveyResponseId>,
}

/// The sheets of a survey that were typed in last.
pub fn sheets(conn: &mut PgConnection, survey: SurveyId, limit: i32) -> Result<Vec<Sheet>, Error> {
    let rows: Vec<SheetRow> = kept(
        diesel::sql_query(
            "SELECT t.number, (SELECT p.name FROM staff p WHERE p.id = t.typed_by) AS typed_by, t.typed_at, \
             t.response_id AS response FROM survey_sheets t WHERE t.survey_id = $1 \
             ORDER BY t.typed_at DESC, t.id DESC LIMIT $2",
        )
        .bind::<SqlUuid, _>(survey)
        .bind::<diesel::sql_types::Integer, _>(limit),
    )
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Sheet {
            number: row.number,
            typed_by: row.typed_by,
            typed_at: row.typed_at,
            response: row.response,
        })
        .collect())
}

/// How many visitors the choice offers.
const OFFERED: i64 = 40;

const SETTLED: AsJson = AsJson(
    "(SELECT to_json(EXISTS (SELECT FROM service_orders o WHERE o.visit_id = visits.id AND o.state = 'settled')))",
);
const DELIVERED: AsJson = AsJson(
    "(SELECT to_json(EXISTS (SELECT FROM sales_orders o WHERE o.customer_id = visits.customer_id AND o.state = 'delivered' \
     AND o.delivered_at > visits.arrived_at - interval '30 days')))",
);
const CLOSED: AsJson = AsJson(
    "(SELECT to_json(EXISTS (SELECT FROM complaints c WHERE c.customer_id = visits.customer_id AND c.state = 'closed' \
     AND c.ended_at > visits.arrived_at - interval '30 days')))",
);
const LOOKING: AsJson = AsJson("(SELECT to_json(visits.line = 'sales'))");
const ALWAYS: AsJson = AsJson("(SELECT to_json(true))");

/// The known customers who are in the store now and haven't answered this survey since they came, who came last first; whether
/// what it asks about is behind them.
pub fn present(conn: &mut PgConnection, vault: &Vault, actor: &Actor, survey: &Survey) -> Result<Vec<Present>, Error> {
    let fits = match survey.purpose {
        Purpose::Service => SETTLED,
        Purpose::Delivery => DELIVERED,
        Purpose::Complaint => CLOSED,
        Purpose::Inquiry => LOOKING,
        Purpose::QuarterlySatisfaction | Purpose::QuarterlyNps | Purpose::Own => ALWAYS,
    };
    let here: Vec<(Visit, Option<Value>)> = visits::queries::visible(actor)
        .filter(arrivals::state.ne(VisitState::Left))
        .filter(arrivals::customer_id.is_not_null())
        .order((arrivals::arrived_at.desc(), arrivals::id.desc()))
        .limit(OFFERED)
        .select((Visit::as_select(), fits))
        .load(conn)?;
    let ids: Vec<CustomerId> = here.iter().filter_map(|(visit, _)| visit.customer_id).collect();
    let mut people = customers::brief(conn, vault, &ids)?;
    let answered: Vec<(Option<CustomerId>, Option<DateTime<Utc>>)> = survey_invitations::table
        .filter(survey_invitations::survey_id.eq(survey.id))
        .filter(survey_invitations::customer_id.eq_any(&ids))
        .filter(survey_invitations::answered_at.is_not_null())
        .select((survey_invitations::customer_id, survey_invitations::answered_at))
        .load(conn)?;
    let has_answered = |visit: &Visit| {
        answered
            .iter()
            .any(|(customer, at)| *customer == visit.customer_id && at.is_some_and(|at| at >= visit.arrived_at))
    };
    Ok(here
        .into_iter()
        .filter(|(visit, _)| !has_answered(visit))
        .filter_map(|(visit, fits)| {
            Some(Present {
                fits: fits == Some(Value::Bool(true)),
                visit: visit.id,
                ticket: visit.ticket(),
                customer: people.remove(&visit.customer_id?)?,
                arrived_at: visit.arrived_at,
            })
        })
        .collect())
}

#[derive(QueryableByName)]
struct SittingRow {
    #[diesel(sql_type = SqlUuid)]
    id: SurveySittingId,
    #[diesel(sql_type = SqlUuid)]
    survey: SurveyId,
    #[diesel(sql_type = SqlUuid)]
    store: StoreId,
    #[diesel(sql_type = Text)]
    store_zh: String,
    #[diesel(sql_type = Text)]
    store_en: String,
    #[diesel(sql_type = Bool)]
    anonymous: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    version: Option<QuestionnaireVersionId>,
    #[diesel(sql_type = SqlUuid)]
    questionnaire: QuestionnaireId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    response: Option<SurveyResponseId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    last: Option<SurveyQuestionId>,
    #[diesel(sql_type = Bool)]
    handed_over: bool,
    #[diesel(sql_type = Timestamptz)]
    ends_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    ended_how: Option<SittingEnd>,
}

/// The sitting that this token opens.
pub fn sitting(conn: &mut PgConnection, token: &str) -> Result<Sitting, Error> {
    let row: SittingRow = kept(
        diesel::sql_query(
            "SELECT t.id, t.survey_id AS survey, t.store_id AS store, o.name AS store_zh, o.name_en AS store_en, \
             s.anonymous OR r.customer_id IS NULL AS anonymous, r.version_id AS version, \
             s.questionnaire_id AS questionnaire, r.id AS response, r.last_question AS last, t.staff_id IS NOT NULL AS handed_over, t.ends_at, \
             t.ended_how FROM survey_sittings t JOIN surveys s ON s.id = t.survey_id \
             JOIN stores o ON o.id = t.store_id \
             LEFT JOIN survey_responses r ON r.id = t.response_id AND r.submitted_at IS NULL WHERE t.token_hash = $1",
        )
        .bind::<Bytea, _>(token_hash(token)),
    )
    .get_result(conn)?;
    let version = match row.version {
        Some(version) => version,
        None => questionnaires::queries::latest(conn, row.questionnaire)?.ok_or(Error::NotFound)?,
    };
    Ok(Sitting {
        id: row.id,
        survey: row.survey,
        store: row.store,
        store_name: (row.store_zh, row.store_en),
        anonymous: row.anonymous,
        version,
        response: row.response,
        last: row.last,
        handed_over: row.handed_over,
        ends_at: row.ends_at,
        ended: row.ended_how,
    })
}

#[derive(QueryableByName)]
struct PosterRow {
    #[diesel(sql_type = SqlUuid)]
    survey: SurveyId,
    #[diesel(sql_type = SqlUuid)]
    store: StoreId,
    #[diesel(sql_type = Text)]
    store_zh: String,
    #[diesel(sql_type = Text)]
    store_en: String,
}

/// The address that stands on the poster of a survey, if there is one.
pub fn poster(conn: &mut PgConnection, survey: SurveyId) -> Result<Option<String>, Error> {
    use crate::schema::survey_posters as posters;
    Ok(posters::table
        .filter(posters::survey_id.eq(survey))
        .select(posters::token)
        .first(conn)
        .optional()?)
}

#[derive(QueryableByName)]
struct ScannedRow {
    #[diesel(sql_type = BigInt)]
    sent: i64,
    #[diesel(sql_type = BigInt)]
    repeated: i64,
}

/// How many answers came by the poster of a survey, and how many of them from a device that had answered that day.
pub fn by_poster(conn: &mut PgConnection, survey: SurveyId) -> Result<(i64, i64), Error> {
    let row: ScannedRow = kept(
        diesel::sql_query(
            "SELECT count(*) AS sent, count(*) FILTER (WHERE t.repeated) AS repeated FROM survey_sittings t \
             WHERE t.survey_id = $1 AND t.staff_id IS NULL AND t.ended_how = 'answered'",
        )
        .bind::<SqlUuid, _>(survey),
    )
    .get_result(conn)?;
    Ok((row.sent, row.repeated))
}

/// What somebody sees who scanned a poster.
pub fn scanned(conn: &mut PgConnection, token: &str) -> Result<Posted, Error> {
    let row: PosterRow = kept(
        diesel::sql_query(
            "SELECT p.survey_id AS survey, p.store_id AS store, o.name AS store_zh, o.name_en AS store_en \
             FROM survey_posters p JOIN stores o ON o.id = p.store_id WHERE p.token = $1",
        )
        .bind::<Text, _>(token),
    )
    .get_result(conn)?;
    let survey = survey(conn, row.store, row.survey)?;
    let paper = questionnaires::queries::paper(conn, survey.version)?;
    Ok(Posted {
        survey,
        store_name: (row.store_zh, row.store_en),
        minutes: paper.minutes(),
        title: (paper.title_zh, paper.title_en),
    })
}
