//! Sheets of paper that are typed in, and the poster.

use diesel::prelude::*;

use super::keep;
use crate::customers::queries as customers;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::schema::{survey_posters as posters, survey_sheets as sheets};
use crate::surveys::answers;
use crate::surveys::answers::model::Start;
use crate::surveys::interviews::model::{NewSheet, SHEET, Survey, new_token, survey_subject};
use crate::surveys::interviews::queries;
use crate::surveys::programmes;
use crate::surveys::programmes::model::NewInvitation;
use crate::surveys::rules::{Given, Paper, Way};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, SurveyId, SurveySheetId};

/// Takes a sheet of paper that somebody filled in.
///
/// # Errors
/// The number is taken once only: a violated constraint that the form knows.
pub fn take_sheet(
    tx: &mut Tx<'_>,
    id: SurveyId,
    new: &NewSheet,
    paper: &Paper,
    given: &Given,
) -> Result<SurveySheetId, Error> {
    let (store, me, lang) = {
        let actor = tx.actor()?;
        (actor.store, actor.id, actor.lang)
    };
    let survey = queries::survey(tx.conn, store, id)?;
    if !survey.begun {
        return Err(Error::WrongState);
    }
    let invitation = match writer(tx, &survey, new)? {
        Some(customer) => {
            let asked = NewInvitation {
                survey: id,
                customer: Some(customer),
                vehicle: None,
                subject: None,
                way: Way::Paper,
            };
            Some(programmes::commands::invite(tx, asked)?.id)
        }
        None => None,
    };
    let response = answers::commands::start(
        tx,
        Start {
            survey: id,
            invitation,
            way: Way::Paper,
            lang,
            taken_by: Some(me),
        },
    )?;
    keep(tx, response, paper, given)?;
    answers::commands::submit(tx, response, new.wishes)?;
    let sheet = SurveySheetId::new();
    diesel::insert_into(sheets::table)
        .values((
            sheets::id.eq(sheet),
            sheets::store_id.eq(store),
            sheets::survey_id.eq(id),
            sheets::number.eq(&new.number),
            // An anonymous answer is found from nowhere.
            sheets::response_id.eq((!survey.anonymous).then_some(response)),
            sheets::typed_by.eq(me),
            sheets::typed_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("survey_sheets.take", Subject::new(SHEET, sheet), &["number", "answers"])?;
    Ok(sheet)
}

/// The customer whose phone stands on the sheet; nobody's on a sheet of an anonymous survey.
fn writer(tx: &mut Tx<'_>, survey: &Survey, new: &NewSheet) -> Result<Option<CustomerId>, Error> {
    if survey.anonymous {
        return Ok(None);
    }
    let Some(phone) = new.phone.as_ref() else {
        // Whoever is to be called, or complains, must be known.
        return if new.wishes.call || new.wishes.complaint {
            Err(Error::field("phone", Fault::Required))
        } else {
            Ok(None)
        };
    };
    let vault = tx.vault().clone();
    match *customers::find_by_phone(tx.conn, &vault, survey.store, phone)?.as_slice() {
        [] => Err(Error::field("phone", Fault::Mismatch)),
        [customer] => Ok(Some(customer)),
        _ => Err(Error::field("phone", Fault::Choice)),
    }
}

/// Makes the poster of a survey, or a new code for it: the old one leads nowhere then.
pub fn make_poster(tx: &mut Tx<'_>, id: SurveyId) -> Result<(), Error> {
    let (store, me) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let survey = queries::survey(tx.conn, store, id)?;
    if !survey.running {
        return Err(Error::WrongState);
    }
    let token = new_token();
    diesel::insert_into(posters::table)
        .values((
            posters::survey_id.eq(id),
            posters::store_id.eq(store),
            posters::token.eq(&token),
            posters::made_by.eq(me),
            posters::made_at.eq(tx.now),
        ))
        .on_conflict(posters::survey_id)
        .do_update()
        .set((
            posters::token.eq(&token),
            posters::made_by.eq(me),
            posters::made_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("survey_posters.make", survey_subject(id), &["token"])
}
