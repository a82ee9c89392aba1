//! Many customers at once: everybody whom the filter of a survey finds, in batches.

use chrono::{DateTime, Days, Utc};
use diesel::prelude::*;

use super::{changed, due_at, rules};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{survey_rounds, surveys};
use crate::surveys::programmes::model::{Audience, Survey};
use crate::surveys::programmes::queries::audience::{BATCH, Drawing, audience, draw};
use crate::surveys::programmes::rules::{Group, SurveyState, is_quarterly, is_sent, rounds};
use crate::surveys::programmes::settings::SurveySettings;
use crate::surveys::questionnaires;
use crate::values::ids::SurveyId;

/// Draws a batch for each survey whose turn it is; the next batch comes with the next run. Those whom another process holds
/// are left to it.
pub fn draw_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let today = times::day_of(tx.now);
    let running: Vec<Survey> = surveys::table
        .filter(surveys::state.eq(SurveyState::Running))
        .filter(surveys::starts_on.le(today))
        .order(surveys::id)
        .select(Survey::as_select())
        .for_no_key_update()
        .skip_locked()
        .load(tx.conn)?;
    for survey in running {
        let drawn = !survey.standing || is_quarterly(survey.purpose);
        if !drawn || !survey.covers(today) || !is_sent(survey.way) {
            continue;
        }
        let rules = rules(tx, survey.store_id)?;
        for (round, group) in rounds(survey.standing, rules.monthly, today) {
            if is_due(tx, survey.id, &round)? {
                draw_round(tx, &survey, &rules, &round, group)?;
            }
        }
    }
    Ok(())
}

/// Whether a round has not begun, or everybody is to be looked at again.
fn is_due(tx: &mut Tx<'_>, survey: SurveyId, round: &str) -> Result<bool, Error> {
    let next: Option<Option<DateTime<Utc>>> = survey_rounds::table
        .find((survey, round))
        .select(survey_rounds::next_at)
        .first(tx.conn)
        .optional()?;
    Ok(match next {
        None => true,
        Some(next) => next.is_some_and(|next| next <= tx.now),
    })
}

fn draw_round(
    tx: &mut Tx<'_>,
    survey: &Survey,
    rules: &SurveySettings,
    round: &str,
    group: Group,
) -> Result<(), Error> {
    let Some(version) = questionnaires::queries::latest(tx.conn, survey.questionnaire_id)? else {
        return Ok(());
    };
    let now = tx.now;
    let drawing = Drawing::of(survey, round, group, rules, now);
    let found = audience(tx.conn, &drawing)?;
    let planned = if found.asked > 0 {
        let due_at = due_at(now, 0, rules);
        draw(tx.conn, &drawing, found.most_others, version, (due_at, now))?
    } else {
        0
    };
    let next_at = if planned == BATCH {
        Some(now)
    } else {
        // Somebody may be asked later in the quarter who was asked something else just before it.
        survey.standing.then(|| now + Days::new(1))
    };
    keep(tx, survey.id, round, &found, planned, next_at)?;
    if planned > 0 {
        changed(tx, survey.store_id)?;
    }
    Ok(())
}

/// Keeps how the round stands.
fn keep(
    tx: &mut Tx<'_>,
    survey: SurveyId,
    round: &str,
    found: &Audience,
    planned: usize,
    next_at: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let whole = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    let invited = whole(found.invited).saturating_add(i32::try_from(planned).unwrap_or(i32::MAX));
    let figures = (
        survey_rounds::matched.eq(whole(found.matched)),
        survey_rounds::invited.eq(invited),
        survey_rounds::no_contact.eq(whole(found.no_contact)),
        survey_rounds::no_consent.eq(whole(found.no_consent)),
        survey_rounds::asked_recently.eq(whole(found.asked_recently)),
        survey_rounds::over_quota.eq(whole(found.over_quota)),
        survey_rounds::drawn_at.eq(tx.now),
        survey_rounds::next_at.eq(next_at),
    );
    diesel::insert_into(survey_rounds::table)
        .values((
            survey_rounds::survey_id.eq(survey),
            survey_rounds::round.eq(round),
            survey_rounds::first_at.eq(tx.now),
            figures,
        ))
        .on_conflict((survey_rounds::survey_id, survey_rounds::round))
        .do_update()
        .set(figures)
        .execute(tx.conn)?;
    Ok(())
}
