//! What the store reads of answers.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Responses, Stored, at_hand, open_all, visible};
use crate::access::{Actor, Scope};
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::Vault;
use crate::schema::{stores, survey_answers, survey_follow_ups, survey_questions, survey_responses};
use crate::surveys::answers::model::{Answer, FollowUpRow, Listed, MEASURE, Other, REPLY, ResponseRow};
use crate::surveys::answers::rules::{Follows, View};
use crate::surveys::questionnaires;
use crate::surveys::rules::{Purpose, Way};
use crate::values::ids::{
    ComplaintId, CustomerId, ModelId, QuestionnaireVersionId, StaffId, StoreId, SurveyId, SurveyResponseId,
};

/// Which answers are asked for: what isn't said narrows nothing.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub view: View,
    pub survey: Option<SurveyId>,
    pub version: Option<QuestionnaireVersionId>,
    pub advisor: Option<StaffId>,
    pub technician: Option<StaffId>,
    pub model: Option<ModelId>,
    pub tier: Option<String>,
    pub way: Option<Way>,
    /// First and last day on which they came in.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Satisfaction as a whole.
    pub overall: Option<i16>,
    /// From which recommendation to which.
    pub nps: Option<(i16, i16)>,
    /// Questions in all their versions, of which one was answered, and the points that were given to it.
    pub questions: Vec<Uuid>,
    pub score: Option<i16>,
}

const ABOUT: AsJson = AsJson(
    "(SELECT json_build_object('survey', s.name, 'reply_due_at', f.reply_due_at, 'replied_at', f.replied_at, \
       'advisor', (SELECT p.name FROM staff p WHERE p.id = survey_responses.advisor_id)) \
     FROM surveys s LEFT JOIN survey_follow_ups f ON f.response_id = survey_responses.id \
     WHERE s.id = survey_responses.survey_id)",
);
const PERSON: AsJson = AsJson(brief_of!("survey_responses.customer_id"));

#[derive(Deserialize)]
struct About {
    survey: String,
    advisor: Option<String>,
    reply_due_at: Option<DateTime<Utc>>,
    replied_at: Option<DateTime<Utc>>,
}

fn read<T: serde::de::DeserializeOwned>(json: Option<Value>) -> Result<T, Error> {
    serde_json::from_value(json.unwrap_or_default()).map_err(Error::internal)
}

fn brief(vault: &Vault, json: Option<Value>) -> Result<Option<crate::customers::model::Brief>, Error> {
    let sealed: Option<SealedBrief> = json.map(serde_json::from_value).transpose().map_err(Error::internal)?;
    sealed.map(|sealed| sealed.open(vault)).transpose()
}

/// Those of these customers who don't show to this person: whoever sees the whole store is asked nothing.
fn hidden(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    customers: &[CustomerId],
) -> Result<Vec<CustomerId>, Error> {
    let scope = actor.customers();
    if matches!(scope, Scope::Store { .. }) || customers.is_empty() {
        return Ok(Vec::new());
    }
    let seen = crate::customers::queries::seen(conn, vault, scope, now, customers)?;
    Ok(customers.iter().filter(|id| !seen.contains_key(*id)).copied().collect())
}

/// The answer that became this complaint, if this person sees it.
pub fn of_complaint(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    complaint: ComplaintId,
) -> Result<Option<SurveyResponseId>, Error> {
    let became = survey_follow_ups::table
        .filter(survey_follow_ups::complaint_id.eq(complaint))
        .select(survey_follow_ups::response_id);
    Ok(visible(actor, now)
        .filter(survey_responses::id.eq_any(became))
        .select(survey_responses::id)
        .first(conn)
        .optional()?)
}

/// Of somebody whom nobody knows, by the limits of domain.md: nothing followed, and all the same they were unhappy.
pub(in crate::surveys) const OUT_OF_REACH: &str = "(survey_responses.customer_id IS NULL AND survey_responses.erased_at IS NULL \
    AND (survey_responses.lowest <= 2 OR survey_responses.nps <= 6))";

/// A page of the list, newest first: one round trip, and another for whoever doesn't see the whole store.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    wanted: &Wanted,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Listed>, Error> {
    let mut query = visible(actor, now);
    query = match wanted.view {
        View::ToCall => query
            .filter(survey_responses::due_at.is_not_null())
            .filter(survey_responses::followed_up_at.is_null()),
        View::ToReply => query.filter(
            survey_responses::id.eq_any(
                survey_follow_ups::table
                    .filter(survey_follow_ups::store_id.eq(actor.store))
                    .filter(survey_follow_ups::reply_due_at.is_not_null())
                    .filter(survey_follow_ups::replied_at.is_null())
                    .select(survey_follow_ups::response_id),
            ),
        ),
        View::Unhappy => query.filter(
            survey_responses::consequence
                .eq_any([Follows::CallBack, Follows::Complaint])
                .or(sql::<Bool>(OUT_OF_REACH)),
        ),
        View::Complaints => query.filter(survey_responses::consequence.eq(Follows::Complaint)),
        View::Remarks => query.filter(survey_responses::has_remark),
        View::All => query,
    };
    if let Some(survey) = wanted.survey {
        query = query.filter(survey_responses::survey_id.eq(survey));
    }
    if let Some(version) = wanted.version {
        query = query.filter(survey_responses::version_id.eq(version));
    }
    if let Some(advisor) = wanted.advisor {
        query = query.filter(survey_responses::advisor_id.eq(advisor));
    }
    if let Some(technician) = wanted.technician {
        query = query.filter(survey_responses::technician_id.eq(technician));
    }
    if let Some(model) = wanted.model {
        query = query.filter(survey_responses::model_id.eq(model));
    }
    if let Some(tier) = wanted.tier.clone() {
        query = query.filter(survey_responses::tier.eq(tier));
    }
    if let Some(way) = wanted.way {
        query = query.filter(survey_responses::way.eq(way));
    }
    if let Some(first) = wanted.from {
        query = query.filter(survey_responses::submitted_at.ge(times::start_of(first)));
    }
    if let Some(end) = wanted.to.and_then(|day| day.succ_opt()) {
        query = query.filter(survey_responses::submitted_at.lt(times::start_of(end)));
    }
    if let Some(overall) = wanted.overall {
        query = query.filter(survey_responses::overall.eq(overall));
    }
    if let Some((least, most)) = wanted.nps {
        query = query.filter(survey_responses::nps.between(least, most));
    }
    if !wanted.questions.is_empty() {
        let answered = survey_answers::table
            .inner_join(survey_questions::table.on(survey_questions::id.eq(survey_answers::question_id)))
            .filter(survey_questions::key.eq_any(wanted.questions.clone()));
        query = match wanted.score {
            Some(score) => query.filter(
                survey_responses::id.eq_any(
                    answered
                        .filter(survey_answers::score.eq(score))
                        .select(survey_answers::response_id),
                ),
            ),
            None => query.filter(survey_responses::id.eq_any(answered.select(survey_answers::response_id))),
        };
    }
    if let Some(after) = after {
        let id = SurveyResponseId::from(after.id);
        query = query.filter(
            survey_responses::submitted_at
                .lt(after.at)
                .or(survey_responses::submitted_at
                    .eq(after.at)
                    .and(survey_responses::id.lt(id).nullable())),
        );
    }
    let found: Vec<(ResponseRow, Option<Value>, Option<Value>)> = query
        .order((survey_responses::submitted_at.desc(), survey_responses::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .select((ResponseRow::as_select(), ABOUT, PERSON))
        .load(conn)?;
    let of = found.iter().filter_map(|(row, ..)| row.customer_id);
    let hidden = hidden(conn, vault, actor, now, &of.collect::<Vec<_>>())?;
    let found = found
        .into_iter()
        .map(|(row, about, person)| {
            let about: About = read(about)?;
            Ok(Listed {
                masked: row.customer_id.is_some_and(|id| hidden.contains(&id)),
                row,
                survey: about.survey,
                customer: brief(vault, person)?,
                advisor: about.advisor,
                reply_due_at: about.reply_due_at,
                replied_at: about.replied_at,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(found, limit, |one| {
        let at = one.row.submitted_at.unwrap_or(one.row.started_at);
        let id = one.row.id.uuid();
        After { at, id }.to_string()
    }))
}

/// How many wait of those that this person sees: (for a call, of them late, for a reply).
pub fn counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64, i64), Error> {
    waiting(conn, visible(actor, now), actor, now)
}

/// As [`counts`], of those that this person does something about.
pub fn counts_at_hand(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64, i64), Error> {
    waiting(conn, at_hand(actor, now), actor, now)
}

fn waiting(
    conn: &mut PgConnection,
    among: Responses,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(i64, i64, i64), Error> {
    const CALLS: &str = "survey_responses.due_at IS NOT NULL AND survey_responses.followed_up_at IS NULL";
    let to_reply = survey_follow_ups::table
        .filter(survey_follow_ups::store_id.eq(actor.store))
        .filter(survey_follow_ups::reply_due_at.is_not_null())
        .filter(survey_follow_ups::replied_at.is_null())
        .select(survey_follow_ups::response_id);
    let to_call = survey_responses::due_at
        .is_not_null()
        .and(survey_responses::followed_up_at.is_null());
    Ok(among
        .filter(to_call.or(survey_responses::id.eq_any(to_reply)))
        .select((
            sql::<BigInt>(&format!("count(*) FILTER (WHERE {CALLS})")),
            sql::<BigInt>(&format!(
                "count(*) FILTER (WHERE {CALLS} AND survey_responses.due_at < '{}')",
                now.to_rfc3339()
            )),
            sql::<BigInt>(
                "count(*) FILTER (WHERE EXISTS (SELECT FROM survey_follow_ups f \
                 WHERE f.response_id = survey_responses.id AND f.reply_due_at IS NOT NULL AND f.replied_at IS NULL))",
            ),
        ))
        .first(conn)?)
}

/// (id, name)
pub type Named<T> = Vec<(T, String)>;

/// What the list can be narrowed to: the surveys of a store, the newest first, and the people whom answers are about.
pub fn surveys_of(conn: &mut PgConnection, store: StoreId) -> Result<(Named<SurveyId>, Named<StaffId>), Error> {
    const SURVEYS: AsJson = AsJson(
        "(SELECT json_agg(json_build_array(s.id, s.name)) FROM (SELECT id, name FROM surveys \
         WHERE store_id = stores.id AND state <> 'draft' ORDER BY created_at DESC, id DESC LIMIT 50) s)",
    );
    const PEOPLE: AsJson = AsJson(
        "(SELECT json_agg(json_build_array(p.id, p.name) ORDER BY p.name) FROM staff p WHERE p.store_id = stores.id \
         AND p.disabled_at IS NULL AND p.roles && ARRAY['service_advisor', 'sales_consultant'])",
    );
    let (surveys, people): (Option<Value>, Option<Value>) =
        stores::table.find(store).select((SURVEYS, PEOPLE)).first(conn)?;
    Ok((rows(surveys)?, rows(people)?))
}

const HEAD: AsJson = AsJson(
    "(SELECT json_build_object('survey', s.name, 'number', s.number, 'purpose', s.purpose, 'follow_up', to_json(f), \
       'complaint', CASE WHEN c.id IS NULL THEN NULL ELSE json_build_array(c.id, c.number) END, \
       'people', (SELECT json_agg(json_build_array(p.id, p.name)) FROM staff p WHERE p.id IN \
         (survey_responses.advisor_id, survey_responses.technician_id, survey_responses.taken_by, f.followed_up_by, \
          f.replied_by))) \
     FROM surveys s LEFT JOIN survey_follow_ups f ON f.response_id = survey_responses.id \
       LEFT JOIN complaints c ON c.id = f.complaint_id WHERE s.id = survey_responses.survey_id)",
);
const GIVEN: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('question', a.question_id, 'kind', q.kind, 'id', a.id, 'score', a.score, \
       'choices', a.choices, 'text', a.text_sealed)) FROM survey_answers a JOIN survey_questions q ON q.id = a.question_id \
     WHERE a.response_id = survey_responses.id)",
);
const OTHERS: AsJson = AsJson(
    "(SELECT json_agg(to_json(t) ORDER BY t.at DESC) FROM (SELECT o.id, o.submitted_at AS at, s.name AS survey, o.overall, \
       o.nps FROM survey_responses o JOIN surveys s ON s.id = o.survey_id \
     WHERE o.customer_id = survey_responses.customer_id AND o.id <> survey_responses.id AND o.submitted_at IS NOT NULL \
     ORDER BY o.submitted_at DESC LIMIT 10) t)",
);

#[derive(Deserialize)]
struct Head {
    survey: String,
    number: String,
    purpose: Purpose,
    follow_up: Option<FollowUpRow>,
    complaint: Option<(ComplaintId, String)>,
    people: Option<Vec<(StaffId, String)>>,
}

/// An answer that this person sees, with all that hangs on it: three round trips.
pub fn answer(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: SurveyResponseId,
) -> Result<Answer, Error> {
    type Row = (ResponseRow, Option<Value>, Option<Value>, Option<Value>, Option<Value>);
    let (row, head, given, person, others): Row = visible(actor, now)
        .filter(survey_responses::id.eq(id))
        .select((ResponseRow::as_select(), HEAD, GIVEN, PERSON, OTHERS))
        .first(conn)?;
    let head: Head = read(head)?;
    let paper = questionnaires::queries::paper(conn, row.version_id)?;
    let of: Vec<CustomerId> = row.customer_id.into_iter().collect();
    let masked = !hidden(conn, vault, actor, now, &of)?.is_empty();
    let given = open_all(vault, rows::<Stored>(given)?)?;
    let sealed = |pick: fn(&FollowUpRow) -> Option<&crate::platform::vault::Sealed>| {
        head.follow_up.as_ref().and_then(pick).cloned()
    };
    let (measure, reply) = (
        sealed(|row| row.measure_sealed.as_ref()),
        sealed(|row| row.reply_sealed.as_ref()),
    );
    Ok(Answer {
        measure: vault.open_opt(MEASURE, id.uuid(), measure.as_ref())?,
        reply: vault.open_opt(REPLY, id.uuid(), reply.as_ref())?,
        customer: brief(vault, person)?,
        masked,
        survey: head.survey,
        survey_number: head.number,
        purpose: head.purpose,
        follow_up: head.follow_up,
        complaint: head.complaint,
        people: head.people.unwrap_or_default(),
        // Whoever sees one answer about their work doesn't see all of its writer's.
        others: if masked { Vec::new() } else { rows::<Other>(others)? },
        paper,
        given,
        row,
    })
}
