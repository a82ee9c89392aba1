//! Answers to surveys by the hundred thousand: two years of them, with the invitations that nobody answered.
//!
//! What is personal in them is what somebody wrote: that is sealed here. The rest the database makes by itself, a week at a time.

use chrono::{Days, NaiveDate};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Double, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

use super::super::chance::Dice;
use super::visits::of_session;
use super::{BATCH, Ground, SEED, bar};
use crate::cli::setup::{House, Problem};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::numbers;
use crate::platform::vault::Vault;
use crate::schema::{survey_answers, surveys};
use crate::surveys::answers::model::TEXT;
use crate::surveys::programmes::model::PREFIX;
use crate::surveys::programmes::rules::SurveyState;
use crate::surveys::rules::{Purpose, Way};
use crate::surveys::{questionnaires, report};
use crate::values::ids::{QuestionnaireVersionId, StoreId, SurveyId, SurveyQuestionId, SurveyResponseId};

/// How far back they go.
const DAYS: u64 = 735;
/// The last of them are so many days old.
const LAST: u64 = 5;
const GROUND: &str = include_str!("responses.sql");
const WEEK: &str = include_str!("responses_week.sql");

/// What is asked, with its share of the answers.
const ASKED: [(Purpose, &str, f64); 4] = [
    (Purpose::Service, "维修后满意度", 0.62),
    (Purpose::Delivery, "交车后满意度", 0.12),
    (Purpose::QuarterlySatisfaction, "季度满意度", 0.12),
    (Purpose::QuarterlyNps, "季度推荐意愿", 0.14),
];

const CONTENT: [&str; 6] = [
    "服务很好，讲解清楚",
    "等候时间比以前短了",
    "师傅很细心，车也洗干净了",
    "价格透明，下次还来",
    "预约方便，到店就有人接待",
    "顾问很专业，会推荐给朋友 👍",
];
const TROUBLED: [&str; 6] = [
    "等了两个多小时，没人告知进度",
    "同样的问题修了两次",
    "结算比报价高，事先没有说明",
    "配件缺货，来回跑了几趟",
    "前台人少，态度一般",
    "希望休息区再安静一些",
];

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Where somebody wrote something.
#[derive(QueryableByName)]
struct Remark {
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = SqlUuid)]
    response: SurveyResponseId,
    #[diesel(sql_type = SqlUuid)]
    question: SurveyQuestionId,
    #[diesel(sql_type = Integer)]
    overall: i32,
}

pub(super) fn add_responses(house: &House, ground: &Ground, wanted: usize) -> Result<(), Problem> {
    if wanted == 0 {
        return Ok(());
    }
    let (db, store) = (&house.db, ground.keepers.store);
    let (today, asked) = db.system_write_now(|tx| Ok::<_, Error>((times::day_of(tx.now), ended(tx, store)?)))?;
    let mut conn = PgConnection::establish(&house.url)?;
    // A seed that is cut off is simply run again, so nothing waits for the disk; to compile a plan pays for no week.
    conn.batch_execute(&format!(
        "SET synchronous_commit = off; SET jit = off; SELECT setseed(0.17); \
         CREATE FUNCTION pg_temp.seed_store() RETURNS uuid IMMUTABLE LANGUAGE sql AS $$ SELECT '{store}'::uuid $$; \
         CREATE FUNCTION pg_temp.seed_today() RETURNS date IMMUTABLE LANGUAGE sql AS $$ SELECT date '{today}' $$; \
         CREATE FUNCTION pg_temp.seed_wanted() RETURNS numeric IMMUTABLE LANGUAGE sql AS $$ SELECT {wanted}::numeric $$; \
         CREATE TEMP TABLE seed_surveys (survey UUID, version UUID, purpose TEXT, low FLOAT8, high FLOAT8);"
    ))?;
    let mut low = 0.0;
    for (survey, version, purpose, share) in asked {
        diesel::sql_query("INSERT INTO seed_surveys VALUES ($1, $2, $3, $4, $5)")
            .bind::<SqlUuid, _>(survey)
            .bind::<SqlUuid, _>(version)
            .bind::<Text, _>(purpose.code())
            .bind::<Double, _>(low)
            .bind::<Double, _>(low + share)
            .execute(&mut conn)?;
        low += share;
    }
    // The last one takes what rounding left over.
    conn.batch_execute("UPDATE seed_surveys SET high = 1 WHERE high = (SELECT max(high) FROM seed_surveys)")?;
    conn.batch_execute(&of_session(GROUND))?;
    let people: Made = diesel::sql_query("SELECT count(*) AS n FROM seed_people").get_result(&mut conn)?;
    if people.n == 0 {
        return Err("there is nobody to answer: add --customers N".into());
    }
    let bar = bar("responses", wanted);
    let (mut from, last) = (today - Days::new(DAYS), today - Days::new(LAST));
    while from <= last {
        week(&mut conn, from)?;
        let until = from + Days::new(7);
        let made: Made =
            diesel::sql_query("SELECT coalesce(sum(answers), 0) AS n FROM seed_days WHERE day >= $1 AND day < $2")
                .bind::<Date, _>(from)
                .bind::<Date, _>(until)
                .get_result(&mut conn)?;
        bar.inc(u64::try_from(made.n).unwrap_or_default());
        from = until;
    }
    remarks(&mut conn, &ground.vault)?;
    bar.finish_and_clear();
    db.system_write_now(report::commands::settle_all)?;
    Ok(())
}

fn week(conn: &mut PgConnection, from: NaiveDate) -> Result<(), Problem> {
    let week = format!(
        "CREATE OR REPLACE FUNCTION pg_temp.seed_from() RETURNS date IMMUTABLE LANGUAGE sql AS $$ SELECT date '{from}' $$; {}",
        of_session(WEEK)
    );
    conn.transaction(|conn| conn.batch_execute(&week))?;
    Ok(())
}

/// A survey of each kind that ended today, so that nobody is written to because of them.
fn ended(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<(SurveyId, QuestionnaireVersionId, Purpose, f64)>, Error> {
    questionnaires::commands::install_standard(tx, store)?;
    let today = times::day_of(tx.now);
    ASKED
        .iter()
        .map(|(purpose, name, share)| {
            let (questionnaire, version) = questionnaires::queries::published(tx.conn, store, *purpose)?
                .ok_or_else(|| Error::internal("a standard questionnaire is missing"))?;
            let id = SurveyId::new();
            let number = numbers::next(tx, store, PREFIX, today)?;
            diesel::insert_into(surveys::table)
                .values((
                    surveys::id.eq(id),
                    surveys::store_id.eq(store),
                    surveys::number.eq(number),
                    surveys::name.eq(*name),
                    surveys::questionnaire_id.eq(questionnaire),
                    surveys::purpose.eq(*purpose),
                    surveys::standing.eq(false),
                    surveys::state.eq(SurveyState::Finished),
                    surveys::way.eq(Way::Email),
                    surveys::starts_on.eq(today - Days::new(DAYS)),
                    surveys::ends_on.eq(today),
                    surveys::cool_off_days.eq(30),
                    surveys::remind_after_days.eq(3),
                    surveys::expire_after_days.eq(15),
                    surveys::created_at.eq(tx.now),
                    surveys::ended_at.eq(tx.now),
                ))
                .execute(tx.conn)?;
            Ok((id, version, *purpose, *share))
        })
        .collect()
}

/// Seals what somebody wrote, a thousand at a time.
fn remarks(conn: &mut PgConnection, vault: &Vault) -> Result<(), Problem> {
    let mut dice = Dice::new(SEED ^ 0x5245_4D41);
    let mut after = 0_i64;
    loop {
        let found: Vec<Remark> = diesel::sql_query(
            "SELECT n, response, question, overall FROM seed_remarks WHERE n > $1 ORDER BY n LIMIT $2",
        )
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(i64::try_from(BATCH).unwrap_or(1_000))
        .load(conn)?;
        let Some(last) = found.last() else {
            return Ok(());
        };
        after = last.n;
        let rows = found
            .iter()
            .map(|remark| {
                let id = Uuid::new_v4();
                let words = dice.pick(if remark.overall >= 4 { &CONTENT } else { &TROUBLED });
                Ok((
                    survey_answers::response_id.eq(remark.response),
                    survey_answers::question_id.eq(remark.question),
                    survey_answers::id.eq(id),
                    survey_answers::text_sealed.eq(vault.seal(TEXT, id, words)?),
                ))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        diesel::insert_into(survey_answers::table).values(rows).execute(conn)?;
    }
}
