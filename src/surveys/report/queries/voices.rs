//! What is said one by one: remarks, the unhappy and what became of them.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::recount::condition;
use crate::customers::model::NAME;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Sealed, Vault};
use crate::surveys::answers::model::TEXT;
use crate::surveys::answers::queries::OUT_OF_REACH;
use crate::surveys::answers::rules::Follows;
use crate::surveys::report::model::{Filter, Loop, Reason, Remark, Unhappy, Voices};
use crate::surveys::report::rules::{Dimension, Remarks};
use crate::values::ids::{CustomerId, StoreId, SurveyResponseId};

/// How many are read at most.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub unhappy: i64,
    pub remarks: i64,
}

#[derive(Deserialize)]
struct SealedUnhappy {
    id: SurveyResponseId,
    at: DateTime<Utc>,
    customer: Option<CustomerId>,
    name: Option<Sealed>,
    advisor: Option<String>,
    overall: Option<i16>,
    nps: Option<i16>,
    consequence: Follows,
    due_at: Option<DateTime<Utc>>,
    followed_up_at: Option<DateTime<Utc>>,
    recovered: Option<bool>,
    has_complaint: bool,
}

#[derive(Deserialize)]
struct SealedRemark {
    response: SurveyResponseId,
    at: DateTime<Utc>,
    /// What the text is sealed for.
    answer: Uuid,
    question: Uuid,
    text: Sealed,
    advisor: Option<String>,
    overall: Option<i16>,
    nps: Option<i16>,
    replied: bool,
}

#[derive(Deserialize)]
struct Found {
    circle: Loop,
    reasons: Vec<Reason>,
    unhappy: Vec<SealedUnhappy>,
    remarks: Vec<SealedRemark>,
}

#[derive(QueryableByName)]
struct Answered {
    #[diesel(sql_type = Jsonb)]
    voices: Value,
}

/// One round trip. Whoever reads single answers in the report sees all of the store.
pub fn voices(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    filter: &Filter,
    remarks: Remarks,
    most: Most,
    now: DateTime<Utc>,
) -> Result<Voices, Error> {
    let whose = |dimension| filter.narrow.value(dimension).map(str::to_owned);
    // Said outright, not by a parameter, so that an index on it can be used.
    let out_of_reach = OUT_OF_REACH.replace("survey_responses.", "r.");
    let which = match remarks {
        Remarks::All => "",
        Remarks::Unhappy => "AND (r.consequence IN ('call_back', 'complaint') OR {out_of_reach})",
        Remarks::Happy => "AND r.consequence NOT IN ('call_back', 'complaint') AND {out_of_reach} IS NOT TRUE",
        // Those first: there are few, among many remarks.
        Remarks::Unanswered => {
            "AND r.id = ANY (ARRAY(SELECT o.response_id FROM survey_follow_ups o WHERE o.store_id = $1 \
             AND o.reply_due_at IS NOT NULL AND o.replied_at IS NULL))"
        }
    };
    let sql = include_str!("../voices.sql")
        .replace("{of_response}", &condition("r", &filter.narrow, 2, 3, 6))
        .replace("{which}", which)
        .replace("{out_of_reach}", &out_of_reach);
    let until = filter.days.last.succ_opt().unwrap_or(filter.days.last);
    let answered: Answered = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<SqlUuid, _>(filter.survey)
        .bind::<Array<SqlUuid>, _>(filter.versions.clone())
        .bind::<Timestamptz, _>(times::start_of(filter.days.first))
        .bind::<Timestamptz, _>(times::start_of(until))
        .bind::<Nullable<Text>, _>(whose(Dimension::Advisor))
        .bind::<Nullable<Text>, _>(whose(Dimension::Technician))
        .bind::<Nullable<Text>, _>(whose(Dimension::Model))
        .bind::<Nullable<Text>, _>(whose(Dimension::Tier))
        .bind::<Nullable<Text>, _>(whose(Dimension::Way))
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(most.unhappy)
        .bind::<BigInt, _>(most.remarks)
        .get_result(conn)?;
    let found: Found = serde_json::from_value(answered.voices).map_err(Error::internal)?;
    let unhappy = found.unhappy.into_iter().map(|one| {
        let customer = match one.customer.zip(one.name) {
            Some((id, name)) => Some((id, vault.open(NAME, id.uuid(), &name)?)),
            None => None,
        };
        Ok(Unhappy {
            id: one.id,
            at: one.at,
            customer,
            advisor: one.advisor,
            overall: one.overall,
            nps: one.nps,
            consequence: one.consequence,
            due_at: one.due_at,
            followed_up_at: one.followed_up_at,
            recovered: one.recovered,
            has_complaint: one.has_complaint,
        })
    });
    let remarks = found.remarks.into_iter().map(|one| {
        Ok(Remark {
            text: vault.open(TEXT, one.answer, &one.text)?,
            response: one.response,
            at: one.at,
            question: one.question,
            advisor: one.advisor,
            overall: one.overall,
            nps: one.nps,
            replied: one.replied,
        })
    });
    Ok(Voices {
        circle: found.circle,
        reasons: found.reasons,
        unhappy: unhappy.collect::<Result<_, Error>>()?,
        remarks: remarks.collect::<Result<_, Error>>()?,
    })
}
