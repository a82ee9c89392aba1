//! Reads of surveys and invitations. A survey belongs to its store; who is asked shows to those who see the customer.

pub mod audience;
mod known;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::{count_star, exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::model::{Detail, Figures, Invitation, LeftOut, Listed, SURVEY, Shown, Stopped, Survey, TOKEN};
use super::rules::{Because, InvitationState, SurveyState, SurveyView};
use super::settings::SurveySettings;
use crate::access::{Actor, Scope};
use crate::customers::queries as customer_queries;
use crate::customers::rules::Tier;
use crate::platform::db::history;
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{Setting, of_value};
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{audit_entries, settings, staff, survey_invitations, surveys, vehicle_models};
use crate::surveys::questionnaires;
use crate::surveys::rules::{Purpose, Way};
use crate::values::ids::{
    CustomerId, InvitationId, ModelId, QuestionnaireId, QuestionnaireVersionId, StaffId, StoreId, SurveyId,
};

use known::works_on;
pub use known::{facts, known, undone};

/// Which invitations count to the response rate, as [`Way::has_rate`] says, and of the slips only those that were handed to
/// somebody: a blank one asks whoever picks it up.
macro_rules! rated {
    ($row:literal) => {
        concat!(
            $row,
            ".way IN ('link', 'email', 'phone') AND (",
            $row,
            ".customer_id IS NOT NULL OR ",
            $row,
            ".subject_id IS NOT NULL)"
        )
    };
}

/// The same of invitations `i`.
pub(in crate::surveys) const RATED: &str = rated!("i");

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

/// The purposes that a standing survey asks about which has not ended.
pub fn followed(conn: &mut PgConnection, store: StoreId) -> Result<Vec<Purpose>, Error> {
    Ok(surveys::table
        .filter(surveys::store_id.eq(store))
        .filter(surveys::standing)
        .filter(surveys::state.eq_any([SurveyState::Running, SurveyState::Paused]))
        .select(surveys::purpose)
        .load(conn)?)
}

/// A survey with the rules of its store: one round trip.
pub fn with_rules(conn: &mut PgConnection, store: StoreId, id: SurveyId) -> Result<(Survey, SurveySettings), Error> {
    let rules = settings::table
        .filter(settings::store_id.eq(store))
        .filter(settings::key.eq(SurveySettings::KEY))
        .select(settings::value)
        .single_value();
    let (survey, rules): (Survey, Option<Value>) = surveys::table
        .filter(surveys::id.eq(id))
        .filter(surveys::store_id.eq(store))
        .select((Survey::as_select(), rules))
        .first(conn)?;
    Ok((survey, of_value(rules)?))
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
    let counts: Vec<(SurveyId, InvitationState, i64, i64)> = if ids.is_empty() {
        Vec::new()
    } else {
        survey_invitations::table
            .filter(survey_invitations::survey_id.eq_any(&ids))
            // Not the slips without a name that nobody has looked at.
            .filter(
                survey_invitations::sent_at
                    .is_not_null()
                    .or(survey_invitations::state.ne(InvitationState::Sent)),
            )
            .group_by((survey_invitations::survey_id, survey_invitations::state))
            .select((
                survey_invitations::survey_id,
                survey_invitations::state,
                count_star(),
                sql::<BigInt>(concat!("count(*) FILTER (WHERE ", rated!("survey_invitations"), ")")),
            ))
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
        let sums = |wanted: &dyn Fn(InvitationState) -> bool| -> (i64, i64) {
            counts
                .iter()
                .filter(|(id, state, ..)| *id == survey.id && wanted(*state))
                .fold((0, 0), |(all, rated), (.., count, own)| (all + count, rated + own))
        };
        let (planned, _) = sums(&|state| state == InvitationState::Planned);
        let (asked, rated_asked) = sums(&InvitationState::was_asked);
        let (answered, rated_answered) = sums(&|state| state == InvitationState::Answered);
        Listed {
            planned,
            asked,
            answered,
            rated: (rated_asked, rated_answered),
            survey,
        }
    }))
}

const CREATOR: AsJson = AsJson("(SELECT to_json(s.name) FROM staff s WHERE s.id = surveys.created_by)");
const TITLE: AsJson = AsJson(
    "(SELECT json_build_array(v.title_zh, v.title_en, v.number) FROM questionnaire_versions v \
     WHERE v.questionnaire_id = surveys.questionnaire_id \
     ORDER BY v.published_at IS NOT NULL DESC, v.number DESC LIMIT 1)",
);
const NEXT: AsJson = AsJson(
    "(SELECT to_json(min(i.due_at)) FROM survey_invitations i WHERE i.survey_id = surveys.id AND i.state = 'planned')",
);
const ROUNDS: AsJson = AsJson(
    "(SELECT json_agg(to_json(r) ORDER BY r.first_at DESC) FROM (SELECT * FROM survey_rounds d \
     WHERE d.survey_id = surveys.id ORDER BY d.first_at DESC LIMIT 8) r)",
);
const WEEKS: AsJson = AsJson(
    "(SELECT json_agg(json_build_array(w.week, w.asked, w.answered) ORDER BY w.week) FROM \
     (SELECT date_trunc('week', i.sent_at AT TIME ZONE 'Asia/Shanghai')::date AS week, count(*) AS asked, \
        count(*) FILTER (WHERE i.state = 'answered') AS answered FROM survey_invitations i \
      WHERE i.survey_id = surveys.id AND i.sent_at IS NOT NULL AND i.state <> 'cancelled' \
      GROUP BY 1 ORDER BY 1 DESC LIMIT 12) w)",
);
const COUNTS: AsJson = AsJson(concat!(
    "(SELECT json_agg(to_json(f)) FROM (SELECT i.state, i.way, i.self_paid, i.stopped_because AS because, \
     i.state = 'sent' AND i.sent_at IS NULL AS blank, ",
    rated!("i"),
    " AS rated, count(*) AS count FROM survey_invitations i WHERE i.survey_id = surveys.id GROUP BY 1, 2, 3, 4, 5, 6) f)",
));

/// Everything that the page of a survey shows, and the rules of the store: one round trip.
pub fn detail(conn: &mut PgConnection, store: StoreId, id: SurveyId) -> Result<(Detail, SurveySettings), Error> {
    type Lists = (
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
    );
    let rules = settings::table
        .filter(settings::store_id.eq(store))
        .filter(settings::key.eq(SurveySettings::KEY))
        .select(settings::value)
        .single_value();
    let (survey, rules, (creator, title, next_at, rounds, weeks, counts)): (Survey, Option<Value>, Lists) =
        surveys::table
            .filter(surveys::id.eq(id))
            .filter(surveys::store_id.eq(store))
            .select((
                Survey::as_select(),
                rules,
                (CREATOR, TITLE, NEXT, ROUNDS, WEEKS, COUNTS),
            ))
            .first(conn)?;
    let detail = Detail {
        creator: one(creator)?.unwrap_or_default(),
        questionnaire: one(title)?.unwrap_or_default(),
        next_at: one(next_at)?,
        rounds: rows(rounds)?,
        weeks: rows(weeks)?,
        figures: Figures { counts: rows(counts)? },
        survey,
    };
    Ok((detail, of_value(rules)?))
}

/// How a survey came to be stopped by hand.
pub fn stopped(conn: &mut PgConnection, vault: &Vault, id: SurveyId) -> Result<Option<Stopped>, Error> {
    type Row = (Uuid, DateTime<Utc>, Option<Sealed>, Option<String>);
    let told: Option<Row> = audit_entries::table
        .left_join(staff::table.on(audit_entries::staff_id.eq(staff::id.nullable())))
        .filter(audit_entries::subject_kind.eq(SURVEY))
        .filter(audit_entries::subject_id.eq(id.uuid()))
        .filter(audit_entries::action.eq("surveys.stop"))
        .order(audit_entries::id.desc())
        .select((
            audit_entries::id,
            audit_entries::at,
            audit_entries::reason_sealed,
            staff::name.nullable(),
        ))
        .first(conn)
        .optional()?;
    told.map(|(entry, at, sealed, by)| {
        Ok(Stopped {
            at,
            by,
            reason: history::reason(vault, entry, sealed.as_ref())?,
        })
    })
    .transpose()
}

/// A single value that came as JSON.
fn one<T: DeserializeOwned>(json: Option<Value>) -> Result<Option<T>, Error> {
    json.map(serde_json::from_value).transpose().map_err(Error::internal)
}

/// A questionnaire that customers may get: what it is called, (zh, en), and what it is for.
pub fn offered(
    conn: &mut PgConnection,
    store: StoreId,
    id: QuestionnaireId,
) -> Result<((String, String), Purpose), Error> {
    let (questionnaire, versions) = questionnaires::queries::versions(conn, store, id)?;
    let published = versions.into_iter().find(|version| !version.is_draft());
    let version = published.ok_or(Error::NotFound)?;
    Ok(((version.title_zh, version.title_en), questionnaire.purpose))
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
    pub version: Option<QuestionnaireVersionId>,
    pub advisor: Option<StaffId>,
    pub technician: Option<StaffId>,
    pub model: Option<ModelId>,
    pub tier: Option<Tier>,
    /// First and last day on which they were sent.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Whose link was opened, or who answered otherwise.
    pub opened: bool,
    /// Only what counts to the response rate.
    pub rated: bool,
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
    let mut query = i::table
        .left_join(staff::table.on(staff::id.nullable().eq(i::advisor_id)))
        .filter(i::survey_id.eq(survey.id))
        .into_boxed();
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
    if let Some(version) = narrow.version {
        query = query.filter(i::version_id.eq(version));
    }
    if let Some(advisor) = narrow.advisor {
        query = query.filter(i::advisor_id.eq(advisor));
    }
    if let Some(technician) = narrow.technician {
        query = query.filter(i::technician_id.eq(technician));
    }
    if let Some(model) = narrow.model {
        query = query.filter(i::model_id.eq(model));
    }
    if let Some(tier) = narrow.tier {
        query = query.filter(i::tier.eq(tier));
    }
    if let Some(first) = narrow.from {
        query = query.filter(i::sent_at.ge(times::start_of(first)));
    }
    if let Some(end) = narrow.to.and_then(|day| day.succ_opt()) {
        let end = times::start_of(end);
        // What is sent was made before: the list, newest first, begins there.
        query = query.filter(i::sent_at.lt(end)).filter(i::created_at.lt(end));
    }
    if narrow.opened {
        query = query.filter(i::opened_at.is_not_null().or(i::state.eq(InvitationState::Answered)));
    }
    if narrow.rated {
        query = query.filter(sql::<Bool>(rated!("survey_invitations")));
    }
    if let Some(key) = after {
        query = query
            .filter(i::created_at.le(key.at))
            .filter(i::created_at.lt(key.at).or(i::id.lt(key.id)));
    }
    let rows: Vec<(Invitation, Option<String>)> = query
        .order((i::created_at.desc(), i::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(40) + 1)
        .select((Invitation::as_select(), staff::name.nullable()))
        .load(conn)?;
    let slice = Slice::cut(rows, limit, |(row, _)| {
        After {
            at: row.created_at,
            id: row.id.uuid(),
        }
        .to_string()
    });
    // An anonymous survey names nobody.
    let customers: Vec<CustomerId> = slice
        .rows
        .iter()
        .filter(|_| !survey.anonymous)
        .filter_map(|(row, _)| row.customer_id)
        .collect();
    let briefs = customer_queries::brief(conn, vault, &customers)?;
    Ok(slice.map(|(invitation, advisor)| Shown {
        customer: invitation
            .customer_id
            .and_then(|id| briefs.get(&id))
            .map(|brief| brief.name.clone()),
        advisor,
        invitation,
    }))
}

/// All customers of the store show to this person.
fn sees_all(actor: &Actor) -> bool {
    matches!(actor.customers(), Scope::Store { .. })
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

/// As [`invitation`], with the names around it, its survey, and its token while there is one: two round trips.
pub fn shown(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: InvitationId,
) -> Result<(Shown, Survey, Option<String>), Error> {
    use survey_invitations as i;
    type Row = (Invitation, Survey, Option<String>, Option<Sealed>);
    let (invitation, survey, advisor, sealed): Row = i::table
        .inner_join(surveys::table.on(surveys::id.eq(i::survey_id)))
        .left_join(staff::table.on(staff::id.nullable().eq(i::advisor_id)))
        .filter(i::id.eq(id))
        .filter(i::store_id.eq(actor.store))
        .select((
            Invitation::as_select(),
            Survey::as_select(),
            staff::name.nullable(),
            i::token_sealed,
        ))
        .first(conn)?;
    let mut name = None;
    if let Some(customer) = invitation.customer_id {
        let mut seen = customer_queries::seen(conn, vault, actor.customers(), now, &[customer])?;
        let brief = seen.remove(&customer).ok_or(Error::NotFound)?;
        name = Some(brief.name).filter(|_| !survey.anonymous);
    }
    let token = vault.open_opt(TOKEN, id.uuid(), sealed.as_ref())?;
    let shown = Shown {
        customer: name,
        advisor,
        invitation,
    };
    Ok((shown, survey, token.map(Pii::into_exposed)))
}

/// An invitation with its survey and its token, for whoever may hand its slip out: who sees the customer, or the order that
/// it is about.
pub fn handed(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    id: InvitationId,
) -> Result<(Invitation, Survey, Option<String>), Error> {
    use survey_invitations as i;
    type Row = (Invitation, Survey, Option<Sealed>);
    let (invitation, survey, sealed): Row = i::table
        .inner_join(surveys::table.on(surveys::id.eq(i::survey_id)))
        .filter(i::id.eq(id))
        .filter(i::store_id.eq(actor.store))
        .select((Invitation::as_select(), Survey::as_select(), i::token_sealed))
        .first(conn)?;
    if let Some(customer) = invitation.customer_id
        && !works_on(conn, actor, &invitation)?
    {
        customer_queries::ensure_visible(conn, actor.customers(), now, customer)?;
    }
    let token = vault.open_opt(TOKEN, id.uuid(), sealed.as_ref())?;
    Ok((invitation, survey, token.map(Pii::into_exposed)))
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
    Ok(token.map(Pii::into_exposed))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_of_the_ways_that_have_one() {
        for way in Way::ALL.iter().copied() {
            let quoted = format!("'{}'", way.code());
            assert_eq!(RATED.contains(&quoted), way.has_rate(), "{way:?}");
        }
    }
}
