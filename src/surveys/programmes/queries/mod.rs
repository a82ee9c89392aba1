//! Reads of surveys and invitations. A survey belongs to its store; who is asked shows to those who see the customer.

pub mod audience;
mod known;

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::{count_star, exists, min, select};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Uuid as SqlUuid};
use uuid::Uuid;

use super::model::{Count, Detail, Figures, Invitation, LeftOut, Listed, Round, Shown, Survey, TOKEN};
use super::rules::{Because, InvitationState, SurveyState, SurveyView};
use crate::access::{Actor, Scope};
use crate::customers::queries as customer_queries;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{staff, survey_invitations, survey_rounds, surveys, vehicle_models};
use crate::surveys::questionnaires;
use crate::surveys::rules::{Purpose, Way};
use crate::values::ids::{CustomerId, InvitationId, QuestionnaireId, StaffId, StoreId, SurveyId};

pub use known::{facts, known, undone};

/// Weeks that the page of a survey looks back.
const WEEKS: u64 = 12;
/// Most models to choose from.
const MODELS: i64 = 200;
/// Characters of a token.
const TOKEN_LENGTH: usize = 22;

/// A survey of this store.
pub fn survey(conn: &mut PgConnection, store: StoreId, id: SurveyId) -> Result<Survey, Error> {
    Ok(surveys::table
        .filter(surveys::id.eq(id))
        .filter(surveys::store_id.eq(store))
        .select(Survey::as_select())
        .first(conn)?)
}

/// The survey that asks after an event in the store of this customer, if one runs.
pub fn following(conn: &mut PgConnection, customer: CustomerId, purpose: Purpose) -> Result<Option<Survey>, Error> {
    use crate::schema::customers;
    Ok(surveys::table
        .inner_join(customers::table.on(customers::store_id.eq(surveys::store_id)))
        .filter(customers::id.eq(customer))
        .filter(surveys::standing)
        .filter(surveys::purpose.eq(purpose))
        .filter(surveys::state.eq(SurveyState::Running))
        .select(Survey::as_select())
        .first(conn)
        .optional()?)
}

/// Whether another standing survey of this purpose has not ended.
pub fn is_followed(
    conn: &mut PgConnection,
    store: StoreId,
    purpose: Purpose,
    but: Option<SurveyId>,
) -> Result<bool, Error> {
    let others = surveys::table
        .filter(surveys::store_id.eq(store))
        .filter(surveys::standing)
        .filter(surveys::purpose.eq(purpose))
        .filter(surveys::state.eq_any([SurveyState::Running, SurveyState::Paused]))
        .filter(surveys::id.ne(but.map_or(Uuid::nil(), SurveyId::uuid)));
    Ok(select(exists(others)).get_result(conn)?)
}

/// A page of the list, newest first, with figures: two round trips.
pub fn page(
    conn: &mut PgConnection,
    store: StoreId,
    view: SurveyView,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Listed>, Error> {
    let mut query = surveys::table
        .filter(surveys::store_id.eq(store))
        .filter(surveys::state.eq_any(view.states().to_vec()))
        .into_boxed();
    if let Some(key) = after {
        query = query.filter(
            surveys::created_at
                .lt(key.at)
                .or(surveys::created_at.eq(key.at).and(surveys::id.lt(key.id))),
        );
    }
    let rows: Vec<Survey> = query
        .order((surveys::created_at.desc(), surveys::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(40) + 1)
        .select(Survey::as_select())
        .load(conn)?;
    let ids: Vec<SurveyId> = rows.iter().map(|row| row.id).collect();
    let counts: Vec<(SurveyId, InvitationState, i64)> = if ids.is_empty() {
        Vec::new()
    } else {
        survey_invitations::table
            .filter(survey_invitations::survey_id.eq_any(&ids))
            .group_by((survey_invitations::survey_id, survey_invitations::state))
            .select((survey_invitations::survey_id, survey_invitations::state, count_star()))
            .load(conn)?
    };
    let slice = Slice::cut(rows, limit, |row| {
        After {
            at: row.created_at,
            id: row.id.uuid(),
        }
        .to_string()
    });
    Ok(slice.map(|survey| {
        let sum = |wanted: &dyn Fn(InvitationState) -> bool| -> i64 {
            let own = counts
                .iter()
                .filter(|(id, state, _)| *id == survey.id && wanted(*state));
            own.map(|(.., count)| count).sum()
        };
        Listed {
            planned: sum(&|state| state == InvitationState::Planned),
            asked: sum(&InvitationState::was_asked),
            answered: sum(&|state| state == InvitationState::Answered),
            survey,
        }
    }))
}

/// How a survey runs.
pub fn figures(conn: &mut PgConnection, id: SurveyId) -> Result<Figures, Error> {
    use survey_invitations as i;
    type Row = (InvitationState, Way, Option<bool>, Option<Because>, i64);
    let rows: Vec<Row> = i::table
        .filter(i::survey_id.eq(id))
        .group_by((i::state, i::way, i::self_paid, i::stopped_because))
        .select((i::state, i::way, i::self_paid, i::stopped_because, count_star()))
        .load(conn)?;
    let counts = rows.into_iter().map(|(state, way, self_paid, because, count)| Count {
        state,
        way,
        self_paid,
        because,
        count,
    });
    Ok(Figures {
        counts: counts.collect(),
    })
}

#[derive(QueryableByName)]
struct Week {
    #[diesel(sql_type = Date)]
    week: NaiveDate,
    #[diesel(sql_type = BigInt)]
    asked: i64,
    #[diesel(sql_type = BigInt)]
    answered: i64,
}

/// Everything that the page of a survey shows.
pub fn detail(conn: &mut PgConnection, store: StoreId, id: SurveyId, now: DateTime<Utc>) -> Result<Detail, Error> {
    let survey = survey(conn, store, id)?;
    let creator: Option<String> = match survey.created_by {
        Some(by) => staff::table.find(by).select(staff::name).first(conn).optional()?,
        None => None,
    };
    let rounds: Vec<(String, i32, i32, i32, i32, i32, i32, Option<DateTime<Utc>>)> = survey_rounds::table
        .filter(survey_rounds::survey_id.eq(id))
        .order(survey_rounds::first_at.desc())
        .limit(8)
        .select((
            survey_rounds::round,
            survey_rounds::matched,
            survey_rounds::invited,
            survey_rounds::no_contact,
            survey_rounds::no_consent,
            survey_rounds::asked_recently,
            survey_rounds::over_quota,
            survey_rounds::drawn_at,
        ))
        .load(conn)?;
    let since = times::day_of(now)
        .checked_sub_days(Days::new(WEEKS * 7))
        .map_or(now, times::start_of);
    let weeks: Vec<Week> = diesel::sql_query(
        "SELECT date_trunc('week', sent_at AT TIME ZONE 'Asia/Shanghai')::date AS week, count(*) AS asked, \
         count(*) FILTER (WHERE state = 'answered') AS answered FROM survey_invitations \
         WHERE survey_id = $1 AND sent_at >= $2 AND state <> 'cancelled' GROUP BY 1 ORDER BY 1",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<diesel::sql_types::Timestamptz, _>(since)
    .load(conn)?;
    let next_at: Option<DateTime<Utc>> = survey_invitations::table
        .filter(survey_invitations::survey_id.eq(id))
        .filter(survey_invitations::state.eq(InvitationState::Planned))
        .select(min(survey_invitations::due_at))
        .first(conn)?;
    Ok(Detail {
        questionnaire: title(conn, store, survey.questionnaire_id)?,
        creator: creator.unwrap_or_default(),
        figures: figures(conn, id)?,
        rounds: rounds
            .into_iter()
            .map(
                |(round, matched, invited, no_contact, no_consent, asked_recently, over_quota, drawn_at)| Round {
                    round,
                    matched,
                    invited,
                    no_contact,
                    no_consent,
                    asked_recently,
                    over_quota,
                    drawn_at,
                },
            )
            .collect(),
        weeks: weeks
            .into_iter()
            .map(|row| (row.week, row.asked, row.answered))
            .collect(),
        next_at,
        survey,
    })
}

/// What a questionnaire is called, in the words customers get: (zh, en).
pub fn title(conn: &mut PgConnection, store: StoreId, id: QuestionnaireId) -> Result<(String, String), Error> {
    let (_, versions) = questionnaires::queries::versions(conn, store, id)?;
    let found = versions
        .iter()
        .find(|version| !version.is_draft())
        .or_else(|| versions.first());
    Ok(found.map_or_else(Default::default, |version| {
        (version.title_zh.clone(), version.title_en.clone())
    }))
}

/// The names of models to choose from.
pub fn models(conn: &mut PgConnection) -> Result<Vec<String>, Error> {
    Ok(vehicle_models::table
        .select(vehicle_models::model)
        .distinct()
        .order(vehicle_models::model)
        .limit(MODELS)
        .load(conn)?)
}

/// Which invitations a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    pub state: Option<InvitationState>,
    pub because: Option<Because>,
    pub way: Option<Way>,
}

/// A page of the invitations of a survey, newest first. Who sees no customers sees those of nobody known; an anonymous
/// survey names nobody.
pub fn invitations(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    survey: &Survey,
    narrow: Narrow,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Shown>, Error> {
    use survey_invitations as i;
    let mut query = i::table.filter(i::survey_id.eq(survey.id)).into_boxed();
    if !sees_all(actor) {
        query = query.filter(i::customer_id.is_null());
    }
    if let Some(state) = narrow.state {
        query = query.filter(i::state.eq(state));
    }
    if let Some(because) = narrow.because {
        query = query.filter(i::stopped_because.eq(because));
    }
    if let Some(way) = narrow.way {
        query = query.filter(i::way.eq(way));
    }
    if let Some(key) = after {
        query = query
            .filter(i::created_at.le(key.at))
            .filter(i::created_at.lt(key.at).or(i::id.lt(key.id)));
    }
    let rows: Vec<Invitation> = query
        .order((i::created_at.desc(), i::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(40) + 1)
        .select(Invitation::as_select())
        .load(conn)?;
    let slice = Slice::cut(rows, limit, |row| {
        After {
            at: row.created_at,
            id: row.id.uuid(),
        }
        .to_string()
    });
    Ok(Slice {
        rows: named(conn, vault, survey.anonymous, slice.rows)?,
        next: slice.next,
    })
}

/// All customers of the store show to this person.
fn sees_all(actor: &Actor) -> bool {
    matches!(actor.customers(), Scope::Store { .. })
}

fn named(conn: &mut PgConnection, vault: &Vault, anonymous: bool, rows: Vec<Invitation>) -> Result<Vec<Shown>, Error> {
    let customers: Vec<CustomerId> = rows.iter().filter_map(|row| row.customer_id).collect();
    let briefs = if anonymous {
        HashMap::new()
    } else {
        customer_queries::brief(conn, vault, &customers)?
    };
    let mut advisors: Vec<StaffId> = rows.iter().filter_map(|row| row.advisor_id).collect();
    advisors.sort_unstable();
    advisors.dedup();
    let names: Vec<(StaffId, String)> = if advisors.is_empty() {
        Vec::new()
    } else {
        staff::table
            .filter(staff::id.eq_any(&advisors))
            .select((staff::id, staff::name))
            .load(conn)?
    };
    Ok(rows
        .into_iter()
        .map(|invitation| Shown {
            customer: invitation
                .customer_id
                .and_then(|id| briefs.get(&id))
                .map(|brief| brief.name.clone()),
            advisor: names
                .iter()
                .find(|(id, _)| Some(*id) == invitation.advisor_id)
                .map(|(_, name)| name.clone()),
            invitation,
        })
        .collect())
}

/// An invitation whose customer this person sees: [`Error::NotFound`] for any other.
pub fn invitation(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    id: InvitationId,
) -> Result<Invitation, Error> {
    let found: Invitation = survey_invitations::table
        .filter(survey_invitations::id.eq(id))
        .filter(survey_invitations::store_id.eq(actor.store))
        .select(Invitation::as_select())
        .first(conn)?;
    if let Some(customer) = found.customer_id {
        customer_queries::ensure_visible(conn, actor.customers(), now, customer)?;
    }
    Ok(found)
}

/// As [`invitation`], with the names around it and its survey.
pub fn shown(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: InvitationId,
) -> Result<(Shown, Survey), Error> {
    let found = invitation(conn, actor, now, id)?;
    let survey = survey(conn, actor.store, found.survey_id)?;
    let mut shown = named(conn, vault, survey.anonymous, vec![found])?;
    Ok((shown.pop().ok_or(Error::NotFound)?, survey))
}

/// The invitation whose link this is. Whether it may still be answered is told by its state.
pub fn by_token(conn: &mut PgConnection, vault: &Vault, token: &str) -> Result<Option<Invitation>, Error> {
    if token.len() != TOKEN_LENGTH {
        return Ok(None);
    }
    Ok(survey_invitations::table
        .filter(survey_invitations::token_hash.eq(hash(vault, token)))
        .select(Invitation::as_select())
        .first(conn)
        .optional()?)
}

/// How a token is recognised again.
pub(super) fn hash(vault: &Vault, token: &str) -> Vec<u8> {
    vault.fingerprint(format!("survey/{token}").as_bytes())
}

/// The token of an invitation that was sent. The caller has checked that the reader may see it.
pub fn token(conn: &mut PgConnection, vault: &Vault, id: InvitationId) -> Result<Option<String>, Error> {
    let sealed: Option<Sealed> = survey_invitations::table
        .find(id)
        .select(survey_invitations::token_sealed)
        .first(conn)?;
    let token = vault.open_opt(TOKEN, id.uuid(), sealed.as_ref())?;
    Ok(token.map(|token| token.into_exposed()))
}

/// Who is left out of a drawing, for those who see all customers.
pub fn left_out(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    drawing: &audience::Drawing,
    because: Option<Because>,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Slice<LeftOut>, Error> {
    if !sees_all(actor) {
        return Ok(Slice {
            rows: Vec::new(),
            next: None,
        });
    }
    let rows = audience::left_out(conn, drawing, because, after, limit)?;
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.id).collect();
    let mut briefs = customer_queries::brief(conn, vault, &ids)?;
    let slice = Slice::cut(rows, limit, |row| row.id.to_string());
    Ok(Slice {
        rows: slice
            .rows
            .into_iter()
            .filter_map(|row| {
                Some(LeftOut {
                    customer: row.id,
                    name: briefs.remove(&row.id)?.name,
                    tier: row.tier,
                    because: row.why,
                })
            })
            .collect(),
        next: slice.next,
    })
}
