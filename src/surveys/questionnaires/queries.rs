//! Reads of questionnaires. They belong to a store; what a version asks is no secret within it.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};

use super::model::{Listed, QuestionRow, Questionnaire, SectionRow, Version, Written};
use crate::platform::error::Error;
use crate::schema::{questionnaire_versions as versions, questionnaires, survey_questions, survey_sections};
use crate::surveys::rules::{Paper, Purpose};
use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, StoreId};

/// The most that a list shows; a store has a handful.
const MOST: i64 = 200;

/// The questionnaires of a store, those in use or those put away, the last changed first. One round trip.
pub fn list(conn: &mut PgConnection, store: StoreId, archived: bool) -> Result<Vec<Listed>, Error> {
    Ok(diesel::sql_query(format!(
        "SELECT q.id, q.purpose, q.standard, q.archived_at IS NOT NULL AS archived, newest.title_zh, newest.title_en, \
           (SELECT count(*) FROM survey_questions s WHERE s.version_id = newest.id) AS questions, \
           given.number AS published, given.published_at, \
           CASE WHEN newest.published_at IS NULL THEN newest.number END AS draft, newest.changed_at \
         FROM questionnaires q \
         CROSS JOIN LATERAL (SELECT * FROM questionnaire_versions v WHERE v.questionnaire_id = q.id \
           ORDER BY v.number DESC LIMIT 1) newest \
         LEFT JOIN LATERAL (SELECT v.number, v.published_at FROM questionnaire_versions v \
           WHERE v.questionnaire_id = q.id AND v.published_at IS NOT NULL ORDER BY v.number DESC LIMIT 1) given ON true \
         WHERE q.store_id = $1 AND (q.archived_at IS NOT NULL) = $2 \
         ORDER BY newest.changed_at DESC, q.id LIMIT {MOST}"
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Bool, _>(archived)
    .load(conn)?)
}

/// A questionnaire of a store with all its versions, the newest first. One round trip.
pub fn versions(
    conn: &mut PgConnection,
    store: StoreId,
    id: QuestionnaireId,
) -> Result<(Questionnaire, Vec<Version>), Error> {
    let rows: Vec<(Questionnaire, Version)> = questionnaires::table
        .inner_join(versions::table.on(versions::questionnaire_id.eq(questionnaires::id)))
        .filter(questionnaires::id.eq(id))
        .filter(questionnaires::store_id.eq(store))
        .order(versions::number.desc())
        .select((Questionnaire::as_select(), Version::as_select()))
        .load(conn)?;
    let questionnaire = rows.first().map(|(found, _)| found.clone()).ok_or(Error::NotFound)?;
    Ok((questionnaire, rows.into_iter().map(|(_, version)| version).collect()))
}

/// A questionnaire of a store: the version with this number, or the newest, with all its questions; and all its versions.
/// Two round trips.
pub fn opened(
    conn: &mut PgConnection,
    store: StoreId,
    id: QuestionnaireId,
    number: Option<i32>,
) -> Result<(Written, Vec<Version>), Error> {
    let (questionnaire, versions) = versions(conn, store, id)?;
    let version = versions
        .iter()
        .find(|version| Some(version.number) == number)
        .or_else(|| versions.first())
        .cloned()
        .ok_or(Error::NotFound)?;
    Ok((with_questions(conn, questionnaire, version)?, versions))
}

/// A version that is known already, with all its questions. One round trip.
pub fn with_questions(
    conn: &mut PgConnection,
    questionnaire: Questionnaire,
    version: Version,
) -> Result<Written, Error> {
    let rows = parts(conn, version.id)?;
    Written::new(questionnaire, version, rows)
}

/// A version with all its questions. Two round trips.
pub fn written(conn: &mut PgConnection, id: QuestionnaireVersionId) -> Result<Written, Error> {
    let (questionnaire, version): (Questionnaire, Version) = questionnaires::table
        .inner_join(versions::table.on(versions::questionnaire_id.eq(questionnaires::id)))
        .filter(versions::id.eq(id))
        .select((Questionnaire::as_select(), Version::as_select()))
        .first(conn)?;
    with_questions(conn, questionnaire, version)
}

/// The sections of a version in order, each with its questions in order.
fn parts(conn: &mut PgConnection, id: QuestionnaireVersionId) -> Result<Vec<(SectionRow, Option<QuestionRow>)>, Error> {
    Ok(survey_sections::table
        .left_join(survey_questions::table.on(survey_questions::section_id.eq(survey_sections::id)))
        .filter(survey_sections::version_id.eq(id))
        .order((
            survey_sections::position,
            survey_sections::id,
            survey_questions::position,
            survey_questions::id,
        ))
        .select((SectionRow::as_select(), Option::<QuestionRow>::as_select()))
        .load(conn)?)
}

/// What a version asks.
pub fn paper(conn: &mut PgConnection, version: QuestionnaireVersionId) -> Result<Paper, Error> {
    written(conn, version).map(|written| written.paper)
}

/// The questionnaire that a store uses for a purpose, with the version customers get: the last published.
pub fn published(
    conn: &mut PgConnection,
    store: StoreId,
    purpose: Purpose,
) -> Result<Option<(QuestionnaireId, QuestionnaireVersionId)>, Error> {
    Ok(questionnaires::table
        .inner_join(versions::table.on(versions::questionnaire_id.eq(questionnaires::id)))
        .filter(questionnaires::store_id.eq(store))
        .filter(questionnaires::purpose.eq(purpose))
        .filter(questionnaires::archived_at.is_null())
        .filter(versions::published_at.is_not_null())
        .order((versions::published_at.desc(), versions::number.desc()))
        .select((questionnaires::id, versions::id))
        .first(conn)
        .optional()?)
}

/// The version of a questionnaire that customers get.
pub fn latest(
    conn: &mut PgConnection,
    questionnaire: QuestionnaireId,
) -> Result<Option<QuestionnaireVersionId>, Error> {
    Ok(versions::table
        .filter(versions::questionnaire_id.eq(questionnaire))
        .filter(versions::published_at.is_not_null())
        .order(versions::number.desc())
        .select(versions::id)
        .first(conn)
        .optional()?)
}
