//! Asking when the time has come, and once more some days later. Each customer is looked at at that very moment.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};

use super::invite::{ASK, REMIND, hand_out};
use super::{changed, rules};
use crate::customers::queries as customers;
use crate::customers::rules::Purpose as Use;
use crate::messages::commands as messages;
use crate::messages::model::NewMessage;
use crate::messages::rules::{MessageChannel, MessageState, Refusal};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::mail::UNSUBSCRIBE;
use crate::schema::{stores, survey_invitations, surveys};
use crate::surveys::programmes::model::{Invitation, Survey, invitation_subject, path_of};
use crate::surveys::programmes::queries;
use crate::surveys::programmes::rules::{Because, InvitationState, Known, has_room};
use crate::surveys::programmes::text;
use crate::surveys::questionnaires;
use crate::surveys::rules::Way;
use crate::values::ids::{CustomerId, InvitationId, QuestionnaireVersionId, StoreId, SurveyId};

/// Invitations of one round.
const BATCH: i64 = 200;
/// How far the quota of those who are asked after a service looks back.
const QUOTA_DAYS: i64 = 90;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: InvitationId,
}

/// What a batch needs, read together.
struct Around {
    surveys: HashMap<SurveyId, Survey>,
    versions: HashMap<SurveyId, QuestionnaireVersionId>,
    /// (name, whether it is quiet now)
    stores: HashMap<StoreId, (String, bool)>,
    names: HashMap<CustomerId, String>,
    known: HashMap<CustomerId, Known>,
}

impl Around {
    fn of(tx: &mut Tx<'_>, rows: &[Invitation]) -> Result<Self, Error> {
        let ids: Vec<SurveyId> = distinct(rows.iter().map(|row| row.survey_id));
        let found: Vec<Survey> = surveys::table
            .filter(surveys::id.eq_any(&ids))
            .select(Survey::as_select())
            .load(tx.conn)?;
        let mut versions = HashMap::new();
        for survey in &found {
            if let Some(version) = questionnaires::queries::latest(tx.conn, survey.questionnaire_id)? {
                versions.insert(survey.id, version);
            }
        }
        let ids: Vec<StoreId> = distinct(rows.iter().map(|row| row.store_id));
        let names: Vec<(StoreId, String)> = stores::table
            .filter(stores::id.eq_any(&ids))
            .select((stores::id, stores::name))
            .load(tx.conn)?;
        let mut of_stores = HashMap::new();
        for (store, name) in names {
            let quiet = rules(tx, store)?.quiet().holds(times::local(tx.now));
            of_stores.insert(store, (name, quiet));
        }
        let ids: Vec<CustomerId> = distinct(rows.iter().filter_map(|row| row.customer_id));
        let vault = tx.vault().clone();
        let briefs = customers::brief(tx.conn, &vault, &ids)?;
        Ok(Self {
            surveys: found.into_iter().map(|survey| (survey.id, survey)).collect(),
            versions,
            stores: of_stores,
            names: briefs
                .into_iter()
                .map(|(id, brief)| (id, brief.name.into_exposed()))
                .collect(),
            known: queries::known(tx.conn, &ids)?,
        })
    }

    fn is_quiet(&self, store: StoreId) -> bool {
        self.stores.get(&store).is_none_or(|(_, quiet)| *quiet)
    }
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// These invitations, in the order of their turn.
fn load(tx: &mut Tx<'_>, found: Vec<Found>) -> Result<Vec<Invitation>, Error> {
    let ids: Vec<InvitationId> = found.into_iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(survey_invitations::table
        .filter(survey_invitations::id.eq_any(&ids))
        .order((survey_invitations::due_at, survey_invitations::id))
        .select(Invitation::as_select())
        .load(tx.conn)?)
}

/// Asks those whose turn has come, but nobody at night; those whom another process holds are left to it. Who may not be
/// asked is left out with the reason.
pub fn send_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let found: Vec<Found> = diesel::sql_query(
        "SELECT i.id FROM survey_invitations i JOIN surveys s ON s.id = i.survey_id \
         WHERE i.state = 'planned' AND i.due_at <= $1 AND s.state = 'running' \
         ORDER BY i.due_at, i.id LIMIT $2 FOR NO KEY UPDATE OF i SKIP LOCKED",
    )
    .bind::<Timestamptz, _>(tx.now)
    .bind::<BigInt, _>(BATCH)
    .load(tx.conn)?;
    let rows = load(tx, found)?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut around = Around::of(tx, &rows)?;
    let undone = queries::undone(tx.conn, &rows)?;
    let mut payers = payers(tx, &around, &rows)?;
    let mut touched = Vec::new();
    for row in &rows {
        if around.is_quiet(row.store_id) {
            continue;
        }
        let (Some(survey), Some(customer)) = (around.surveys.get(&row.survey_id), row.customer_id) else {
            leave_out(tx, row.id, Because::Gone)?;
            continue;
        };
        let mut known = around.known.get(&customer).copied().unwrap_or(Known {
            gone: true,
            ..Known::default()
        });
        known.stands = row.subject_id.is_none_or(|id| !undone.contains(&id));
        let (own, others) = payers.get(&row.survey_id).copied().unwrap_or_default();
        // A drawing has kept the quota already.
        let counted = row.round.is_none();
        let full = counted && row.self_paid == Some(false) && !has_room(survey.self_paid_quota, own, others);
        let verdict = survey.asking().verdict(&known, row.due_at, tx.now);
        let verdict = verdict.and_then(|way| if full { Err(Because::OverQuota) } else { Ok(way) });
        let asked = match verdict {
            Ok(way) => ask(tx, &around, survey, row, (customer, way), &known)?,
            Err(because) => Err(because),
        };
        match asked {
            Ok(()) => {
                let sums = payers.entry(row.survey_id).or_default();
                match row.self_paid.filter(|_| counted) {
                    Some(true) => sums.0 += 1,
                    Some(false) => sums.1 += 1,
                    None => {}
                }
                // Whoever comes twice in this batch was asked just now.
                known.asked_at = Some(tx.now);
                around.known.insert(customer, known);
            }
            Err(because) => leave_out(tx, row.id, because)?,
        }
        touched.push(row.store_id);
    }
    distinct(touched.into_iter())
        .into_iter()
        .try_for_each(|store| changed(tx, store))
}

/// Of those asked after an event lately: (paid themselves, others), for the surveys that have a quota.
fn payers(tx: &mut Tx<'_>, around: &Around, rows: &[Invitation]) -> Result<HashMap<SurveyId, (i64, i64)>, Error> {
    use survey_invitations as i;
    let ids: Vec<SurveyId> = distinct(rows.iter().filter(|row| row.round.is_none()).map(|row| row.survey_id))
        .into_iter()
        .filter(|id| {
            around
                .surveys
                .get(id)
                .is_some_and(|survey| survey.self_paid_quota.is_some())
        })
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let counts: Vec<(SurveyId, Option<bool>, i64)> = i::table
        .filter(i::survey_id.eq_any(&ids))
        .filter(i::sent_at.gt(tx.now - TimeDelta::days(QUOTA_DAYS)))
        .filter(i::self_paid.is_not_null())
        .group_by((i::survey_id, i::self_paid))
        .select((i::survey_id, i::self_paid, diesel::dsl::count_star()))
        .load(tx.conn)?;
    let mut sums: HashMap<SurveyId, (i64, i64)> = HashMap::new();
    for (survey, self_paid, count) in counts {
        let sums = sums.entry(survey).or_default();
        if self_paid == Some(true) {
            sums.0 = count;
        } else {
            sums.1 = count;
        }
    }
    Ok(sums)
}

fn leave_out(tx: &mut Tx<'_>, id: InvitationId, because: Because) -> Result<(), Error> {
    diesel::update(survey_invitations::table.find(id))
        .set((
            survey_invitations::state.eq(InvitationState::Cancelled),
            survey_invitations::stopped_because.eq(because),
            survey_invitations::lock_version.eq(survey_invitations::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Asks one customer by this way; by phone they stand in the interviewers' list from now on. A mail that can't go is
/// replaced by a call where the survey leaves the choice.
fn ask(
    tx: &mut Tx<'_>,
    around: &Around,
    survey: &Survey,
    row: &Invitation,
    (customer, way): (CustomerId, Way),
    known: &Known,
) -> Result<Result<(), Because>, Error> {
    let token = hand_out(tx, survey, row.id, way)?;
    if let Some(version) = around
        .versions
        .get(&survey.id)
        .filter(|version| **version != row.version_id)
    {
        diesel::update(survey_invitations::table.find(row.id))
            .set(survey_invitations::version_id.eq(version))
            .execute(tx.conn)?;
    }
    if way != Way::Email {
        return Ok(Ok(()));
    }
    let until = tx.now + TimeDelta::days(survey.expire_after_days.into());
    let refused = write(tx, around, survey, (row, customer), ASK, (&token, until))?;
    match refused {
        None => Ok(Ok(())),
        Some(_) if survey.way == Way::Link && known.has_phone && known.phone => {
            hand_out(tx, survey, row.id, Way::Phone)?;
            Ok(Ok(()))
        }
        Some(why) => {
            // Nobody has the token, and nobody was asked.
            diesel::update(survey_invitations::table.find(row.id))
                .set((
                    survey_invitations::sent_at.eq(None::<DateTime<Utc>>),
                    survey_invitations::remind_at.eq(None::<DateTime<Utc>>),
                    survey_invitations::expires_at.eq(None::<DateTime<Utc>>),
                    survey_invitations::state.eq(InvitationState::Planned),
                ))
                .execute(tx.conn)?;
            Ok(Err(match why {
                Refusal::NoConsent | Refusal::Withdrawn => Because::NoConsent,
                Refusal::NoAddress | Refusal::NoChannel | Refusal::BadAddress => Because::NoContact,
            }))
        }
    }
}

/// Writes the mail; tells why it doesn't go.
fn write(
    tx: &mut Tx<'_>,
    around: &Around,
    survey: &Survey,
    (row, customer): (&Invitation, CustomerId),
    key: &'static str,
    (token, until): (&str, DateTime<Utc>),
) -> Result<Option<Refusal>, Error> {
    let link = tx.whole(&path_of(token));
    let message = NewMessage {
        store: row.store_id,
        customer: Some(customer),
        to: None,
        channel: MessageChannel::Email,
        purpose: Use::Survey,
        template_key: key,
        variables: vec![
            ("name", around.names.get(&customer).cloned().unwrap_or_default()),
            (
                "store",
                around
                    .stores
                    .get(&row.store_id)
                    .map(|(name, _)| name.clone())
                    .unwrap_or_default(),
            ),
            ("about", text::about(survey.purpose, Lang::Zh).to_owned()),
            ("link", link.clone()),
            // The last whole day on which it works.
            ("until", times::date(times::day_of(until))),
        ],
        subject: Some(invitation_subject(row.id)),
        lang: Lang::Zh,
    };
    // A mail program offers its reader to be left alone: on the page of the link they say so.
    let headers = vec![
        (UNSUBSCRIBE.to_owned(), format!("<{link}/refusal>")),
        ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
    ];
    let sent = messages::send_with(tx, message, headers)?;
    Ok(match sent.state {
        MessageState::Refused => Some(sent.refused.unwrap_or(Refusal::NoAddress)),
        _ => None,
    })
}

/// Reminds those who were written to and have not answered, once; whoever allows it no more is not written to.
pub fn remind_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let found: Vec<Found> = diesel::sql_query(
        "SELECT i.id FROM survey_invitations i JOIN surveys s ON s.id = i.survey_id \
         WHERE i.remind_at <= $1 AND i.reminded_at IS NULL AND i.state IN ('sent', 'opened') AND i.expires_at > $1 \
         AND s.state = 'running' ORDER BY i.remind_at, i.id LIMIT $2 FOR NO KEY UPDATE OF i SKIP LOCKED",
    )
    .bind::<Timestamptz, _>(tx.now)
    .bind::<BigInt, _>(BATCH)
    .load(tx.conn)?;
    let rows = load(tx, found)?;
    if rows.is_empty() {
        return Ok(());
    }
    let around = Around::of(tx, &rows)?;
    let vault = tx.vault().clone();
    let mut done = Vec::new();
    for row in rows.iter().filter(|row| !around.is_quiet(row.store_id)) {
        done.push(row.id);
        let known = row.customer_id.and_then(|customer| around.known.get(&customer));
        let may = known.is_some_and(|known| !known.gone && known.has_email && known.email);
        let (Some(survey), Some(customer)) = (around.surveys.get(&row.survey_id), row.customer_id) else {
            continue;
        };
        if !may {
            continue;
        }
        if let (Some(token), Some(until)) = (queries::token(tx.conn, &vault, row.id)?, row.expires_at) {
            write(tx, &around, survey, (row, customer), REMIND, (&token, until))?;
        }
    }
    diesel::update(survey_invitations::table.filter(survey_invitations::id.eq_any(&done)))
        .set(survey_invitations::reminded_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}
