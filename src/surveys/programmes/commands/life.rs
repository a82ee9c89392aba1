//! A survey from its first draft to its end.

use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;

use super::{changed, lock, rules};
use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::numbers;
use crate::schema::{survey_invitations, surveys};
use crate::surveys::programmes::model::{Filter, PREFIX, Plan, SURVEY, Survey, subject};
use crate::surveys::programmes::queries;
use crate::surveys::programmes::rules::{Because, InvitationState, SurveyAction, SurveyState, has_trigger};
use crate::surveys::questionnaires;
use crate::surveys::rules::{Purpose, Way};
use crate::surveys::text as room;
use crate::values::fault::Fault;
use crate::values::ids::{QuestionnaireId, StaffId, StoreId, SurveyId};

/// What a questionnaire of this store is for, if customers may get it.
fn purpose_of(tx: &mut Tx<'_>, store: StoreId, id: QuestionnaireId) -> Result<Purpose, Error> {
    let unusable = || Error::field("questionnaire", Fault::Choice);
    let (questionnaire, versions) = match questionnaires::queries::versions(tx.conn, store, id) {
        Err(Error::NotFound) => return Err(unusable()),
        found => found?,
    };
    if questionnaire.archived_at.is_some() || versions.iter().all(|version| version.is_draft()) {
        return Err(unusable());
    }
    Ok(questionnaire.purpose)
}

/// Writes a survey down; it asks nobody before it is started.
pub fn create(tx: &mut Tx<'_>, standing: bool, plan: Plan) -> Result<SurveyId, Error> {
    let (store, by) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let purpose = purpose_of(tx, store, plan.questionnaire)?;
    if standing && !has_trigger(purpose) {
        return Err(Error::field("questionnaire", Fault::Choice));
    }
    let id = write(tx, (store, Some(by)), (purpose, standing), SurveyState::Draft, &plan)?;
    changed(tx, store)?;
    tx.record("surveys.create", subject(id), &["name", "questionnaire", "way"])?;
    Ok(id)
}

fn write(
    tx: &mut Tx<'_>,
    (store, by): (StoreId, Option<StaffId>),
    (purpose, standing): (Purpose, bool),
    state: SurveyState,
    plan: &Plan,
) -> Result<SurveyId, Error> {
    let id = SurveyId::new();
    let number = numbers::next(tx, store, PREFIX, times::day_of(tx.now))?;
    diesel::insert_into(surveys::table)
        .values((
            (
                surveys::id.eq(id),
                surveys::store_id.eq(store),
                surveys::number.eq(number),
                surveys::name.eq(&plan.name),
                surveys::questionnaire_id.eq(plan.questionnaire),
                surveys::purpose.eq(purpose),
                surveys::standing.eq(standing),
                surveys::trigger.eq(standing.then_some(purpose)),
                surveys::state.eq(state),
                surveys::filter.eq(plan.filter.to_json()),
                surveys::way.eq(plan.way),
                surveys::anonymous.eq(plan.anonymous),
            ),
            (
                surveys::starts_on.eq(plan.starts_on),
                surveys::ends_on.eq(plan.ends_on),
                surveys::delay_days.eq(plan.delay_days),
                surveys::cool_off_days.eq(plan.cool_off_days),
                surveys::remind_after_days.eq(plan.remind_after_days),
                surveys::expire_after_days.eq(plan.expire_after_days),
                surveys::self_paid_quota.eq(plan.self_paid_quota),
                surveys::created_by.eq(by),
                surveys::created_at.eq(tx.now),
            ),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Starts the standing surveys of a store, each with its standard questionnaire and the figures of the store, where none
/// runs yet: for demo stores and for whoever wants them all. Doing it again changes nothing; tells how many were started.
pub fn start_standing(tx: &mut Tx<'_>, store: StoreId) -> Result<usize, Error> {
    let rules = rules(tx, store)?;
    let followed = queries::followed(tx.conn, store)?;
    let whole = |figure: u32| i32::try_from(figure).unwrap_or(i32::MAX);
    let mut started = 0;
    for purpose in Purpose::ALL.iter().copied().filter(|purpose| has_trigger(*purpose)) {
        let published = questionnaires::queries::published(tx.conn, store, purpose)?;
        let Some((questionnaire, _)) = published.filter(|_| !followed.contains(&purpose)) else {
            continue;
        };
        let quota = Some(whole(rules.self_paid_quota)).filter(|quota| *quota > 0 && purpose == Purpose::Service);
        let plan = Plan {
            name: room::purpose(purpose, Lang::Zh).to_owned(),
            questionnaire,
            way: Way::Link,
            anonymous: false,
            starts_on: times::day_of(tx.now),
            ends_on: None,
            delay_days: whole(rules.delay(purpose)),
            cool_off_days: whole(rules.cool_off_days),
            remind_after_days: whole(rules.remind_days),
            expire_after_days: whole(rules.expire_days),
            self_paid_quota: quota,
            filter: Filter::default(),
        };
        let id = write(tx, (store, None), (purpose, true), SurveyState::Running, &plan)?;
        tx.record("surveys.start", subject(id), &["state"])?;
        started += 1;
    }
    if started > 0 {
        changed(tx, store)?;
    }
    Ok(started)
}

/// Changes a survey that doesn't run. Once somebody was asked, the questionnaire and whether answers lead back stay.
pub fn change(tx: &mut Tx<'_>, id: SurveyId, plan: Plan, seen_version: i32) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let before = lock(tx, store, id)?;
    if !before.state.allows(SurveyAction::Change) {
        return Err(Error::WrongState);
    }
    if before.lock_version != seen_version {
        return Err(Error::Stale);
    }
    let purpose = purpose_of(tx, store, plan.questionnaire)?;
    if purpose != before.purpose {
        return Err(Error::field("questionnaire", Fault::Choice));
    }
    if before.state != SurveyState::Draft {
        if plan.questionnaire != before.questionnaire_id {
            return Err(Error::field("questionnaire", Fault::Choice));
        }
        if plan.anonymous != before.anonymous {
            return Err(Error::field("anonymous", Fault::Choice));
        }
    }
    let written = diesel::update(surveys::table.find(id).filter(surveys::lock_version.eq(seen_version)))
        .set((
            surveys::name.eq(&plan.name),
            surveys::questionnaire_id.eq(plan.questionnaire),
            surveys::filter.eq(plan.filter.to_json()),
            surveys::way.eq(plan.way),
            surveys::anonymous.eq(plan.anonymous),
            surveys::starts_on.eq(plan.starts_on),
            surveys::ends_on.eq(plan.ends_on),
            surveys::delay_days.eq(plan.delay_days),
            surveys::cool_off_days.eq(plan.cool_off_days),
            surveys::remind_after_days.eq(plan.remind_after_days),
            surveys::expire_after_days.eq(plan.expire_after_days),
            surveys::self_paid_quota.eq(plan.self_paid_quota),
            surveys::lock_version.eq(seen_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(written)?;
    changed(tx, store)?;
    let fields = differing(&before, &plan);
    tx.record("surveys.change", subject(id), &fields)
}

/// The fields that a form changes.
fn differing(before: &Survey, plan: &Plan) -> Vec<&'static str> {
    [
        ("name", before.name != plan.name),
        ("questionnaire", before.questionnaire_id != plan.questionnaire),
        ("filter", before.filter() != plan.filter),
        ("way", before.way != plan.way),
        ("anonymous", before.anonymous != plan.anonymous),
        ("starts_on", before.starts_on != plan.starts_on),
        ("ends_on", before.ends_on != plan.ends_on),
        ("delay_days", before.delay_days != plan.delay_days),
        ("cool_off_days", before.cool_off_days != plan.cool_off_days),
        ("remind_after_days", before.remind_after_days != plan.remind_after_days),
        ("expire_after_days", before.expire_after_days != plan.expire_after_days),
        ("self_paid_quota", before.self_paid_quota != plan.self_paid_quota),
    ]
    .into_iter()
    .filter(|(_, changed)| *changed)
    .map(|(field, _)| field)
    .collect()
}

/// Begins to ask. An event leads to one survey: another that runs after it has to be stopped first.
pub fn start(tx: &mut Tx<'_>, id: SurveyId) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let survey = lock(tx, store, id)?;
    if !survey.state.allows(SurveyAction::Start) {
        return Err(Error::WrongState);
    }
    if survey.standing && queries::is_followed(tx.conn, store, survey.purpose, Some(id))? {
        return Err(Error::field("trigger", Fault::Taken));
    }
    if survey.ends_on.is_some_and(|last| last < times::day_of(tx.now)) {
        return Err(Error::field("ends_on", Fault::DateInPast));
    }
    purpose_of(tx, store, survey.questionnaire_id)?;
    step(tx, &survey, SurveyAction::Start)?;
    tx.record("surveys.start", subject(id), &["state"])
}

/// Asks nobody for a while; links that are out still hold.
pub fn pause(tx: &mut Tx<'_>, id: SurveyId) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let survey = lock(tx, store, id)?;
    step(tx, &survey, SurveyAction::Pause)?;
    tx.record("surveys.hold", subject(id), &["state"])
}

/// Goes on asking; who waited too long meanwhile is left out when their turn comes.
pub fn resume(tx: &mut Tx<'_>, id: SurveyId) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let survey = lock(tx, store, id)?;
    step(tx, &survey, SurveyAction::Resume)?;
    tx.record("surveys.go_on", subject(id), &["state"])
}

/// Ends it: nobody else is asked or reminded; links that are out hold until they expire.
pub fn stop(tx: &mut Tx<'_>, id: SurveyId, reason: &str) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let survey = lock(tx, store, id)?;
    step(tx, &survey, SurveyAction::Stop)?;
    drop_planned(tx, id)?;
    drop_calls(tx, id)?;
    tx.record_because("surveys.stop", Subject::new(SURVEY, id), reason)
}

/// Takes a step that the survey's state allows.
pub(super) fn step(tx: &mut Tx<'_>, survey: &Survey, action: SurveyAction) -> Result<(), Error> {
    let state = survey.state.after(action).map_err(|_| Error::WrongState)?;
    diesel::update(surveys::table.find(survey.id))
        .set((
            surveys::state.eq(state),
            surveys::ended_at.eq(state.is_over().then_some(tx.now)),
            surveys::lock_version.eq(surveys::lock_version + 1),
        ))
        .execute(tx.conn)?;
    changed(tx, survey.store_id)
}

/// Drops every call that nobody makes any more; whoever was never called was not asked.
pub(super) fn drop_calls(tx: &mut Tx<'_>, id: SurveyId) -> Result<(), Error> {
    diesel::sql_query(
        "UPDATE survey_invitations i SET state = 'cancelled', stopped_because = 'stopped', lock_version = lock_version + 1, \
         sent_at = CASE WHEN EXISTS (SELECT FROM survey_calls c WHERE c.invitation_id = i.id AND c.attempts > 0) \
           THEN i.sent_at END WHERE i.survey_id = $1 AND i.way = 'phone' AND i.state = 'sent'",
    )
    .bind::<SqlUuid, _>(id)
    .execute(tx.conn)?;
    Ok(())
}

/// Drops every invitation that still waits.
pub(super) fn drop_planned(tx: &mut Tx<'_>, id: SurveyId) -> Result<(), Error> {
    let planned = survey_invitations::table
        .filter(survey_invitations::survey_id.eq(id))
        .filter(survey_invitations::state.eq(InvitationState::Planned));
    diesel::update(planned)
        .set((
            survey_invitations::state.eq(InvitationState::Cancelled),
            survey_invitations::stopped_because.eq(Because::Stopped),
        ))
        .execute(tx.conn)?;
    Ok(())
}
