//! What lies before somebody who has a link.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use super::{Stored, open_all};
use crate::customers::queries::{SealedBrief, brief_of};
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::error::Error;
use crate::platform::settings::{self, Setting};
use crate::platform::vault::{Pii, Vault};
use crate::sales::writing::rules::honorific;
use crate::schema::{customers, settings as rule_rows, stores, survey_invitations, surveys};
use crate::surveys::answers::model::{Closed, Draft, Sheet, StoreFace};
use crate::surveys::programmes;
use crate::surveys::programmes::settings::SurveySettings;
use crate::surveys::questionnaires;
use crate::surveys::rules::Way;
use crate::values::id_document::Gender;
use crate::values::ids::{InvitationId, QuestionnaireVersionId, StoreId, SurveyId};

const DRAFT: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('id', r.id, 'last_question', r.last_question, 'submitted_at', r.submitted_at, \
       'consequence', r.consequence, 'lang', r.lang, 'wants_call', r.wants_call, 'wants_complaint', r.wants_complaint)) \
     FROM survey_responses r WHERE r.invitation_id = survey_invitations.id)",
);
const GIVEN: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('question', a.question_id, 'kind', q.kind, 'id', a.id, 'score', a.score, \
       'choices', a.choices, 'text', a.text_sealed)) \
     FROM survey_responses r JOIN survey_answers a ON a.response_id = r.id JOIN survey_questions q ON q.id = a.question_id \
     WHERE r.invitation_id = survey_invitations.id)",
);
const PERSON: AsJson = AsJson(brief_of!("survey_invitations.customer_id"));

/// What lies before whoever holds this token: three round trips.
///
/// # Errors
/// [`Error::NotFound`] for a token that leads nowhere.
pub fn sheet(conn: &mut PgConnection, vault: &Vault, token: &str, now: DateTime<Utc>) -> Result<Sheet, Error> {
    let found = programmes::queries::by_token(conn, vault, token)?.ok_or(Error::NotFound)?;
    of_invitation(conn, vault, found.id, now)
}

fn of_invitation(conn: &mut PgConnection, vault: &Vault, id: InvitationId, now: DateTime<Utc>) -> Result<Sheet, Error> {
    type Invited = (
        QuestionnaireVersionId,
        Way,
        String,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        Option<Gender>,
    );
    type Head = (SurveyId, bool, String);
    type Store = (StoreId, String, String, String, String);
    type Lists = (Option<Value>, Option<Value>, Option<Value>, Option<Value>);
    let figures = rule_rows::table
        .filter(rule_rows::store_id.eq(survey_invitations::store_id))
        .filter(rule_rows::key.eq(SurveySettings::KEY))
        .select(rule_rows::value)
        .single_value();
    let ((version, way, state, expires_at, answered_at, gender), (survey, anonymous, running), store, lists): (
        Invited,
        Head,
        Store,
        Lists,
    ) = survey_invitations::table
        .inner_join(surveys::table.on(surveys::id.eq(survey_invitations::survey_id)))
        .inner_join(stores::table.on(stores::id.eq(survey_invitations::store_id)))
        .left_join(customers::table.on(survey_invitations::customer_id.eq(customers::id.nullable())))
        .filter(survey_invitations::id.eq(id))
        .select((
            (
                survey_invitations::version_id,
                survey_invitations::way,
                survey_invitations::state,
                survey_invitations::expires_at,
                survey_invitations::answered_at,
                customers::gender.nullable(),
            ),
            (surveys::id, surveys::anonymous, surveys::state),
            (stores::id, stores::code, stores::name, stores::name_en, stores::phone),
            (DRAFT, GIVEN, PERSON, figures),
        ))
        .first(conn)?;
    let (draft, given, person, figures) = lists;
    let paper = questionnaires::queries::paper(conn, version)?;
    let person: Option<SealedBrief> = person
        .map(serde_json::from_value)
        .transpose()
        .map_err(Error::internal)?;
    let known = person.is_some();
    let greeting = match person.filter(|_| !anonymous) {
        Some(sealed) => address(sealed.open(vault)?.name, gender),
        None => None,
    };
    Ok(Sheet {
        invitation: id,
        survey,
        anonymous,
        known,
        store: StoreFace {
            id: store.0,
            code: store.1,
            zh: store.2,
            en: store.3,
            phone: store.4,
        },
        greeting,
        limits: settings::of_value::<SurveySettings>(figures)?.limits(),
        closed: closed(&state, &running, expires_at, now),
        answered_at,
        unopened: matches!(state.as_str(), "planned" | "sent"),
        way,
        draft: rows::<Draft>(draft)?.into_iter().next(),
        given: open_all(vault, rows::<Stored>(given)?)?,
        paper,
    })
}

/// `顾先生`, where the name is made that way; else nothing: a link may lie open on somebody else's screen.
fn address(name: Pii<String>, gender: Option<Gender>) -> Option<Pii<String>> {
    let called = honorific(name.expose(), gender, true);
    (called != *name.expose()).then_some(Pii::new(called))
}

/// Why an invitation in this state of a survey in that one doesn't open.
pub(in crate::surveys) fn closed(
    invitation: &str,
    survey: &str,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Closed> {
    match (invitation, survey) {
        ("answered", _) => Some(Closed::Answered),
        ("refused", _) => Some(Closed::Refused),
        ("expired", _) => Some(Closed::Expired),
        ("cancelled", _) => Some(Closed::Cancelled),
        _ if expires_at.is_some_and(|at| at <= now) => Some(Closed::Expired),
        (_, "paused") => Some(Closed::Paused),
        // What is out holds until it expires, also when nobody else is asked.
        ("sent" | "opened", "stopped") => None,
        (_, "draft" | "stopped") => Some(Closed::Over),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_opens_while_it_may_be_answered() {
        let now: DateTime<Utc> = "2026-11-22T02:00:00Z".parse().unwrap();
        let later = Some(now + chrono::TimeDelta::seconds(1));
        for (invitation, survey, expires, expected) in [
            ("sent", "running", later, None),
            ("opened", "finished", later, None),
            ("planned", "running", None, None),
            ("sent", "running", Some(now), Some(Closed::Expired)),
            ("answered", "stopped", later, Some(Closed::Answered)),
            ("refused", "running", later, Some(Closed::Refused)),
            ("expired", "paused", later, Some(Closed::Expired)),
            ("cancelled", "running", later, Some(Closed::Cancelled)),
            ("sent", "paused", later, Some(Closed::Paused)),
            ("sent", "stopped", later, None),
            ("opened", "stopped", later, None),
            ("opened", "stopped", Some(now), Some(Closed::Expired)),
            ("planned", "stopped", None, Some(Closed::Over)),
            ("planned", "draft", None, Some(Closed::Over)),
        ] {
            assert_eq!(
                closed(invitation, survey, expires, now),
                expected,
                "{invitation} {survey}"
            );
        }
    }

    #[test]
    fn only_a_family_name_stands_on_the_page() {
        let called = |name: &str, gender| address(Pii::new(name.to_owned()), gender).map(Pii::into_exposed);
        assert_eq!(called("顾明", Some(Gender::Male)).as_deref(), Some("顾先生"));
        assert_eq!(called("顾明", None), None);
        assert_eq!(called("Anna Berg", Some(Gender::Female)), None);
    }
}
