//! The survey report.

mod counting;
mod page;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::json;
use uuid::Uuid;
use yingke::surveys::answers::model::TEXT;
use yingke::values::ids::{QuestionnaireVersionId, SurveyId, SurveyResponseId};

use crate::support::TestApp;

/// A survey with one version of a questionnaire: two scores, the overall one, a recommendation, a choice, and a remark for those
/// who gave 3 or less overall.
pub struct Asked {
    pub survey: SurveyId,
    pub version: QuestionnaireVersionId,
    pub questionnaire: Uuid,
    pub attitude: Uuid,
    pub time: Uuid,
    pub overall: Uuid,
    pub nps: Uuid,
    pub channel: Uuid,
    pub remark: Uuid,
}

/// An answer to write down.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub attitude: Option<i16>,
    pub time: Option<i16>,
    pub overall: Option<i16>,
    pub nps: Option<i16>,
    pub channel: Option<&'static str>,
    pub remark: Option<&'static str>,
    pub advisor: Option<&'static str>,
    pub technician: Option<&'static str>,
    pub tier: Option<&'static str>,
    pub way: Option<&'static str>,
    /// Begun and not sent off: stopped after the first question.
    pub draft: bool,
    /// Nobody knows whose it is: nothing follows.
    pub nameless: bool,
}

fn run(app: &TestApp, sql: &str) {
    diesel::sql_query(sql).execute(&mut app.database.owner()).unwrap();
}

/// A published version; the keys of its questions are the same in every version.
fn version(app: &TestApp, questionnaire: Uuid, number: i32, keys: &[Uuid; 6]) -> (QuestionnaireVersionId, [Uuid; 6]) {
    let version = QuestionnaireVersionId::new();
    let section = Uuid::now_v7();
    run(
        app,
        &format!(
            "INSERT INTO questionnaire_versions (id, questionnaire_id, number, title_zh, title_en, created_at, changed_at, \
             published_at) VALUES ('{version}', '{questionnaire}', {number}, '服务', 'Service', now(), now(), now())"
        ),
    );
    run(
        app,
        &format!(
            "INSERT INTO survey_sections (id, version_id, position, part, title_zh, title_en) \
             VALUES ('{section}', '{version}', 1, 'service_quality', '服务质量', 'Service quality')"
        ),
    );
    let questions = [
        ("score", "item", "态度", "Attitude"),
        ("score", "item", "时间", "Time"),
        ("score", "overall", "总体", "Overall"),
        ("nps", "recommendation", "推荐", "Recommend"),
        ("single", "item", "渠道", "Channel"),
        ("long_text", "remark", "意见", "Remarks"),
    ];
    let mut ids = [Uuid::nil(); 6];
    for (at, ((kind, meaning, zh, en), key)) in questions.iter().zip(keys).enumerate() {
        ids[at] = Uuid::now_v7();
        let choices = match *kind {
            "single" => {
                json!([{"code": "phone", "zh": "电话", "en": "Phone"}, {"code": "desk", "zh": "前台", "en": "Desk"}])
            }
            _ => json!([]),
        };
        diesel::sql_query(
            "INSERT INTO survey_questions (id, version_id, section_id, position, key, kind, meaning, words_zh, words_en, \
             required, choices, show_if_question, show_if_op, show_if_value) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, $10, $11, $12, $13)",
        )
        .bind::<SqlUuid, _>(ids[at])
        .bind::<SqlUuid, _>(version)
        .bind::<SqlUuid, _>(section)
        .bind::<SmallInt, _>(i16::try_from(at).unwrap())
        .bind::<SqlUuid, _>(key)
        .bind::<Text, _>(kind)
        .bind::<Text, _>(meaning)
        .bind::<Text, _>(zh)
        .bind::<Text, _>(en)
        .bind::<Jsonb, _>(choices)
        .bind::<Nullable<SqlUuid>, _>((at == 5).then_some(ids[2]))
        .bind::<Nullable<Text>, _>((at == 5).then_some("at_most"))
        .bind::<Nullable<Text>, _>((at == 5).then_some("3"))
        .execute(&mut app.database.owner())
        .unwrap();
    }
    (version, ids)
}

/// A running survey of purpose `own`.
pub fn survey(app: &TestApp) -> (Asked, [Uuid; 6]) {
    let (questionnaire, id, store) = (Uuid::now_v7(), SurveyId::new(), app.store());
    let keys = [(); 6].map(|()| Uuid::now_v7());
    run(
        app,
        &format!(
            "INSERT INTO questionnaires (id, store_id, purpose, created_at) VALUES ('{questionnaire}', '{store}', 'own', now())"
        ),
    );
    let (version, [attitude, time, overall, nps, channel, remark]) = version(app, questionnaire, 1, &keys);
    run(
        app,
        &format!(
            "INSERT INTO surveys (id, store_id, number, name, questionnaire_id, purpose, standing, state, way, starts_on, \
             ends_on, cool_off_days, remind_after_days, expire_after_days, created_at) VALUES ('{id}', '{store}', \
             'DC20261101-001', '秋季调查', '{questionnaire}', 'own', false, 'running', 'link', '2025-01-01', '2027-01-01', 30, \
             3, 15, now())"
        ),
    );
    let asked = Asked {
        survey: id,
        version,
        questionnaire,
        attitude,
        time,
        overall,
        nps,
        channel,
        remark,
    };
    (asked, keys)
}

/// The next version of the same questionnaire.
pub fn next_version(app: &TestApp, asked: &Asked, keys: &[Uuid; 6]) -> Asked {
    let (version, [attitude, time, overall, nps, channel, remark]) = version(app, asked.questionnaire, 2, keys);
    Asked {
        version,
        attitude,
        time,
        overall,
        nps,
        channel,
        remark,
        ..*asked
    }
}

/// Writes an answer down as it lies in the database.
pub fn answer(app: &TestApp, asked: &Asked, at: DateTime<Utc>, given: &Answer) -> SurveyResponseId {
    let (id, mut owner) = (SurveyResponseId::new(), app.database.owner());
    let person = |name: Option<&str>| name.map(|name| app.actor(name).id);
    let low = [given.attitude, given.time, given.overall]
        .iter()
        .flatten()
        .any(|score| *score <= 2)
        || given.nps.is_some_and(|nps| nps <= 6);
    let unhappy = low && !given.nameless;
    let submitted = (!given.draft).then_some(at);
    diesel::sql_query(
        "INSERT INTO survey_responses (id, survey_id, version_id, store_id, advisor_id, technician_id, tier, way, started_at, \
         submitted_at, last_question, overall, nps, has_remark, consequence, due_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(asked.survey)
    .bind::<SqlUuid, _>(asked.version)
    .bind::<SqlUuid, _>(app.store())
    .bind::<Nullable<SqlUuid>, _>(person(given.advisor))
    .bind::<Nullable<SqlUuid>, _>(person(given.technician))
    .bind::<Nullable<Text>, _>(given.tier)
    .bind::<Text, _>(given.way.unwrap_or("link"))
    .bind::<Timestamptz, _>(at)
    .bind::<Nullable<Timestamptz>, _>(submitted)
    .bind::<Nullable<SqlUuid>, _>(given.draft.then_some(asked.attitude))
    .bind::<Nullable<SmallInt>, _>(given.overall)
    .bind::<Nullable<SmallInt>, _>(given.nps)
    .bind::<diesel::sql_types::Bool, _>(given.remark.is_some())
    .bind::<Text, _>(if unhappy && !given.draft { "call_back" } else { "none" })
    .bind::<Nullable<Timestamptz>, _>((unhappy && !given.draft).then(|| at + chrono::TimeDelta::hours(24)))
    .execute(&mut owner)
    .unwrap();
    let scores = [
        (asked.attitude, given.attitude),
        (asked.time, given.time),
        (asked.overall, given.overall),
        (asked.nps, given.nps),
    ];
    for (question, score) in scores {
        if let Some(score) = score {
            run(
                app,
                &format!(
                    "INSERT INTO survey_answers (response_id, question_id, id, score) \
                     VALUES ('{id}', '{question}', gen_random_uuid(), {score})"
                ),
            );
        }
    }
    if let Some(choice) = given.channel {
        let question = asked.channel;
        run(
            app,
            &format!(
                "INSERT INTO survey_answers (response_id, question_id, id, choices) \
                 VALUES ('{id}', '{question}', gen_random_uuid(), ARRAY['{choice}'])"
            ),
        );
    }
    if let Some(text) = given.remark {
        let own = Uuid::now_v7();
        let sealed = app.database.vault().seal(TEXT, own, text).unwrap();
        diesel::sql_query(
            "INSERT INTO survey_answers (response_id, question_id, id, text_sealed) VALUES ($1, $2, $3, $4)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(asked.remark)
        .bind::<SqlUuid, _>(own)
        .bind::<diesel::sql_types::Binary, _>(sealed.bytes().to_vec())
        .execute(&mut owner)
        .unwrap();
    }
    id
}

/// An invitation that was sent: to somebody after a service, or (`slip`) as a slip that is nobody's.
pub fn invited(app: &TestApp, asked: &Asked, at: DateTime<Utc>, state: &str, way: &str) {
    let (survey, version, store) = (asked.survey, asked.version, app.store());
    let answered = if state == "answered" {
        format!("'{}'", at.to_rfc3339())
    } else {
        "NULL".to_owned()
    };
    let at = at.to_rfc3339();
    let (way, kind, subject) = match way {
        "slip" => ("link", "NULL", "NULL"),
        way => (way, "'service_order'", "gen_random_uuid()"),
    };
    run(
        app,
        &format!(
            "INSERT INTO survey_invitations (id, store_id, survey_id, version_id, subject_kind, subject_id, way, state, due_at, \
             sent_at, answered_at, expires_at, created_at) VALUES (gen_random_uuid(), '{store}', '{survey}', '{version}', {kind}, \
             {subject}, '{way}', '{state}', '{at}', '{at}', {answered}, '{at}'::timestamptz + interval '15 days', '{at}')"
        ),
    );
}

/// A moment before or after the test's own.
pub fn days_ago(app: &TestApp, days: i64) -> DateTime<Utc> {
    app.clock.now() - chrono::TimeDelta::days(days)
}
