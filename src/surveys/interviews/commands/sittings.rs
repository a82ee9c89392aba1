//! A questionnaire in front of a customer: on a tablet that was handed over, or on a phone after the poster.

use chrono::TimeDelta;
use diesel::dsl::{exists, select};
use diesel::prelude::*;

use super::keep_up_to;
use crate::customers::queries as customers;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::settings;
use crate::platform::throttle::{self, Limit};
use crate::schema::survey_sittings as sittings;
use crate::service;
use crate::service::model::ORDER;
use crate::staff;
use crate::surveys::answers;
use crate::surveys::answers::model::Start;
use crate::surveys::interviews::model::{SITTING, Sitting, Whom, new_token, token_hash};
use crate::surveys::interviews::queries;
use crate::surveys::interviews::rules::SittingEnd;
use crate::surveys::interviews::settings::InterviewSettings;
use crate::surveys::programmes;
use crate::surveys::programmes::model::NewInvitation;
use crate::surveys::rules::{Given, Paper, Way, Wishes};
use crate::values::ids::{
    CustomerId, InvitationId, ServiceOrderId, StaffId, StoreId, SurveyId, SurveyQuestionId, SurveyResponseId,
    SurveySittingId, VehicleId,
};
use crate::visits;

/// Addresses of sittings and posters that lead nowhere, from one network address.
const MISSES: Limit = Limit {
    name: "sitting by address",
    tries: 30,
    window: TimeDelta::minutes(10),
};
/// Questionnaires begun after a poster: a store's customers share one network address.
const SCANS: Limit = Limit {
    name: "poster by address",
    tries: 120,
    window: TimeDelta::minutes(60),
};
/// The same over a day: a device that forgets what it answered doesn't answer without end.
const SCANS_OF_A_DAY: Limit = Limit {
    name: "poster by address and day",
    tries: 500,
    window: TimeDelta::hours(24),
};

/// Counts an address that leads nowhere, in a transaction of its own.
pub fn count_miss(tx: &mut Tx<'_>, address: &str) -> Result<(), Error> {
    throttle::hit(tx, MISSES, address)
}

/// Counts a questionnaire that is begun after a poster, in a transaction of its own.
pub fn count_scan(tx: &mut Tx<'_>, address: &str) -> Result<(), Error> {
    throttle::hit(tx, SCANS, address)?;
    throttle::hit(tx, SCANS_OF_A_DAY, address)
}

/// Puts the questionnaire before a customer: this person is signed out on the device, which shows nothing else from then
/// on. Gives the token of the page.
///
/// # Errors
/// [`Error::WrongState`] when the survey isn't running, or this customer answered about this visit.
pub fn hand_over(tx: &mut Tx<'_>, id: SurveyId, whom: Whom) -> Result<String, Error> {
    let actor = tx.actor()?.clone();
    let survey = queries::survey(tx.conn, actor.store, id)?;
    if !survey.running {
        return Err(Error::WrongState);
    }
    let invitation = match known(tx, whom)? {
        Some(known) => {
            let asked = NewInvitation {
                survey: id,
                customer: Some(known.customer),
                vehicle: known.vehicle,
                subject: known.order.map(|order| Subject::new(ORDER, order)),
                way: Way::OnSite,
            };
            Some(programmes::commands::invite(tx, asked)?.id)
        }
        None => None,
    };
    let (sitting, token) = lay_out(
        tx,
        Laid {
            store: actor.store,
            survey: id,
            invitation,
            way: Way::OnSite,
            lang: actor.lang,
            staff: Some(actor.id),
        },
    )?;
    tx.record("survey_sittings.hand_over", Subject::new(SITTING, sitting), &[])?;
    staff::commands::sign_out(tx, &actor)?;
    Ok(token)
}

/// Who gets the tablet.
struct Known {
    customer: CustomerId,
    vehicle: Option<VehicleId>,
    /// Of a visit, so that nobody is asked twice about one service.
    order: Option<ServiceOrderId>,
}

fn known(tx: &mut Tx<'_>, whom: Whom) -> Result<Option<Known>, Error> {
    let actor = tx.actor()?.clone();
    Ok(match whom {
        Whom::Visit(id) => {
            let visit = visits::queries::visit(tx.conn, &actor, id)?;
            let order = service::queries::order_of_visit(tx.conn, &actor, id)?;
            visit.customer_id.map(|customer| Known {
                customer,
                vehicle: visit.vehicle_id,
                order: order.map(|order| order.id),
            })
        }
        Whom::Customer(customer) => {
            customers::ensure_visible(tx.conn, actor.customers(), tx.now, customer)?;
            Some(Known {
                customer,
                vehicle: None,
                order: None,
            })
        }
        Whom::Nameless => None,
    })
}

/// Puts the questionnaire before somebody who scanned a poster; gives the token of the page. `device` is how theirs shows:
/// one that answered today under another name is marked, not refused, since two phones may look alike.
pub fn open_from_poster(tx: &mut Tx<'_>, poster: &str, device: &str, lang: Lang) -> Result<String, Error> {
    let posted = queries::scanned(tx.conn, poster)?;
    if !posted.survey.running {
        return Err(Error::WrongState);
    }
    let (sitting, token) = lay_out(
        tx,
        Laid {
            store: posted.survey.store,
            survey: posted.survey.id,
            invitation: None,
            way: Way::OnSite,
            lang,
            staff: None,
        },
    )?;
    note_device(tx, sitting, posted.survey.id, device)?;
    tx.record("survey_sittings.scan", Subject::new(SITTING, sitting), &[])?;
    Ok(token)
}

fn note_device(tx: &mut Tx<'_>, sitting: SurveySittingId, survey: SurveyId, device: &str) -> Result<(), Error> {
    let day = times::day_of(tx.now);
    let hash = tx.vault().fingerprint(format!("sitting/{day}/{device}").as_bytes());
    let before = sittings::table
        .filter(sittings::survey_id.eq(survey))
        .filter(sittings::device_hash.eq(&hash))
        .filter(sittings::ended_how.eq(SittingEnd::Answered));
    let repeated: bool = select(exists(before)).get_result(tx.conn)?;
    diesel::update(sittings::table.find(sitting))
        .set((sittings::device_hash.eq(&hash), sittings::repeated.eq(repeated)))
        .execute(tx.conn)?;
    Ok(())
}

/// What is laid before somebody.
struct Laid {
    store: StoreId,
    survey: SurveyId,
    invitation: Option<InvitationId>,
    way: Way,
    lang: Lang,
    staff: Option<StaffId>,
}

fn lay_out(tx: &mut Tx<'_>, laid: Laid) -> Result<(SurveySittingId, String), Error> {
    let settings = settings::load::<InterviewSettings>(tx.conn, laid.store)?.value;
    let response = answers::commands::start(
        tx,
        Start {
            survey: laid.survey,
            invitation: laid.invitation,
            way: laid.way,
            lang: laid.lang,
            taken_by: laid.staff,
        },
    )?;
    let (id, token) = (SurveySittingId::new(), new_token());
    diesel::insert_into(sittings::table)
        .values((
            sittings::id.eq(id),
            sittings::store_id.eq(laid.store),
            sittings::survey_id.eq(laid.survey),
            sittings::response_id.eq(response),
            sittings::token_hash.eq(token_hash(&token)),
            sittings::staff_id.eq(laid.staff),
            sittings::started_at.eq(tx.now),
            sittings::ends_at.eq(tx.now + TimeDelta::minutes(settings.sitting_minutes.into())),
        ))
        .execute(tx.conn)?;
    Ok((id, token))
}

/// The sitting of a token with its open answer, held until this transaction ends.
fn at_hand(tx: &mut Tx<'_>, token: &str) -> Result<(Sitting, SurveyResponseId), Error> {
    sittings::table
        .filter(sittings::token_hash.eq(token_hash(token)))
        .select(sittings::id)
        .for_update()
        .first::<SurveySittingId>(tx.conn)?;
    let sitting = queries::sitting(tx.conn, token)?;
    match sitting.response {
        Some(response) if sitting.is_open(tx.now) => Ok((sitting, response)),
        _ => Err(Error::WrongState),
    }
}

/// Keeps a page of the questionnaire, with the pages before, and up to which question the customer has gone.
pub fn keep_page(
    tx: &mut Tx<'_>,
    token: &str,
    paper: &Paper,
    given: &Given,
    last: Option<SurveyQuestionId>,
) -> Result<(), Error> {
    let (_, response) = at_hand(tx, token)?;
    keep_up_to(tx, response, paper, given, last)
}

/// Sends the answers off; the sitting is over.
pub fn send_off(tx: &mut Tx<'_>, token: &str, wishes: Wishes) -> Result<(), Error> {
    let (sitting, response) = at_hand(tx, token)?;
    // From here nothing leads to the answer any more.
    end(tx, &sitting, SittingEnd::Answered)?;
    answers::commands::submit(tx, response, wishes)?;
    tx.record(
        "survey_sittings.send_off",
        Subject::new(SITTING, sitting.id),
        &["answers"],
    )
}

/// Somebody would rather not answer: what they said is taken out, and the sitting is over.
pub fn give_back(tx: &mut Tx<'_>, token: &str) -> Result<(), Error> {
    let (sitting, response) = at_hand(tx, token)?;
    end(tx, &sitting, SittingEnd::GivenBack)?;
    answers::commands::discard(tx, response)?;
    tx.record("survey_sittings.give_back", Subject::new(SITTING, sitting.id), &[])
}

fn end(tx: &mut Tx<'_>, sitting: &Sitting, how: SittingEnd) -> Result<(), Error> {
    diesel::update(sittings::table.find(sitting.id))
        .set((
            sittings::ended_at.eq(tx.now),
            sittings::ended_how.eq(how),
            sittings::response_id.eq(None::<SurveyResponseId>),
        ))
        .execute(tx.conn)?;
    Ok(())
}
