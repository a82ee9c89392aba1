//! Interviews over HTTP: by telephone, on a tablet, on paper.

mod calls;
mod paper;
mod tablet;

use diesel::prelude::*;
use yingke::customers::commands::{NewConsent, give_consents};
use yingke::customers::rules::{Channel, Purpose as Use};
use yingke::platform::i18n::times;
use yingke::schema::{survey_invitations, survey_responses, surveys};
use yingke::surveys::programmes::model::{Filter, NewInvitation, Plan};
use yingke::surveys::rules::{Paper, Purpose, Question, Way};
use yingke::surveys::{programmes, questionnaires};
use yingke::values::ids::{CustomerId, InvitationId, QuestionnaireId, StaffId, SurveyId};

use crate::support::TestApp;

/// A survey that runs, with the standard questionnaire of a purpose.
pub fn survey(app: &TestApp, purpose: Purpose, way: Way, anonymous: bool) -> SurveyId {
    let store = app.store();
    app.write("crm.manager", |tx| {
        questionnaires::commands::install_standard(tx, store)?;
        let (questionnaire, _) = questionnaires::queries::published(tx.conn, store, purpose)?.unwrap();
        let today = times::day_of(tx.now);
        let plan = Plan {
            name: "门店回访调查".into(),
            questionnaire,
            way,
            anonymous,
            starts_on: today,
            ends_on: Some(today + chrono::Days::new(30)),
            delay_days: 0,
            cool_off_days: 30,
            remind_after_days: 3,
            expire_after_days: 15,
            self_paid_quota: None,
            filter: Filter::default(),
        };
        let id = programmes::commands::create(tx, false, plan)?;
        programmes::commands::start(tx, id)?;
        Ok(id)
    })
    .unwrap()
}

/// Asks whether they would recommend us, and little else.
pub fn one_question(app: &TestApp, way: Way) -> SurveyId {
    survey(app, Purpose::QuarterlyNps, way, false)
}

/// Somebody who agreed to be called about surveys.
pub fn willing(app: &TestApp, name: &str, phone: &str) -> CustomerId {
    let customer = app.customer(name, phone);
    says(app, customer, true);
    customer
}

/// Whether somebody may be called about surveys.
pub fn says(app: &TestApp, customer: CustomerId, given: bool) {
    let word = NewConsent {
        purpose: Use::Survey,
        channel: Channel::Phone,
        given,
        evidence: None,
        wording_version: "2026-01".into(),
    };
    app.write("care", |tx| give_consents(tx, customer, &[word])).unwrap();
}

/// Somebody who is to be called.
pub fn to_call(app: &TestApp, survey: SurveyId, customer: CustomerId) -> InvitationId {
    let new = NewInvitation {
        survey,
        customer: Some(customer),
        vehicle: None,
        subject: None,
        way: Way::Phone,
    };
    app.write("crm.manager", |tx| Ok(programmes::commands::invite(tx, new)?.id))
        .unwrap()
}

/// What a survey asks.
pub fn paper_of(app: &TestApp, survey: SurveyId) -> Paper {
    let conn = &mut app.database.owner();
    let questionnaire: QuestionnaireId = surveys::table
        .find(survey)
        .select(surveys::questionnaire_id)
        .first(conn)
        .unwrap();
    let version = questionnaires::queries::latest(conn, questionnaire).unwrap().unwrap();
    questionnaires::queries::paper(conn, version).unwrap()
}

/// The field of a question, by its place in the questionnaire.
pub fn field(paper: &Paper, place: usize) -> String {
    let question: &Question = paper.questions().nth(place).unwrap();
    format!("q-{}", question.id)
}

/// An answer, as far as these tests look at it.
#[derive(Debug, PartialEq, Queryable)]
pub struct Kept {
    pub way: Way,
    pub sent: bool,
    pub nps: Option<i16>,
    pub customer: Option<CustomerId>,
    pub taken_by: Option<StaffId>,
}

/// Every answer there is, the first begun first.
pub fn kept(app: &TestApp) -> Vec<Kept> {
    survey_responses::table
        .order((survey_responses::started_at, survey_responses::id))
        .select((
            survey_responses::way,
            survey_responses::submitted_at.is_not_null(),
            survey_responses::nps,
            survey_responses::customer_id,
            survey_responses::taken_by,
        ))
        .load(&mut app.database.owner())
        .unwrap()
}

/// The state of an invitation.
pub fn state(app: &TestApp, id: InvitationId) -> String {
    survey_invitations::table
        .find(id)
        .select(survey_invitations::state)
        .first(&mut app.database.owner())
        .unwrap()
}
