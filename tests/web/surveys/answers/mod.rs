//! Answers over HTTP: the customer's own page, what follows, what the store makes of it.

mod desk;
mod guest;
mod privacy;
mod refused_input;

use diesel::prelude::*;
use yingke::schema::{survey_answers, survey_responses};
use yingke::surveys::answers::model::ResponseRow;
use yingke::surveys::programmes::commands::{create, invite, start};
use yingke::surveys::programmes::model::{Filter, NewInvitation, Plan};
use yingke::surveys::questionnaires::commands::install_standard;
use yingke::surveys::questionnaires::queries::published;
use yingke::surveys::rules::{Purpose, Way};
use yingke::values::ids::{CustomerId, InvitationId, SurveyId};

use crate::support::{Client, Page, TestApp};

/// A survey after a service that runs, with the standard questions.
pub fn survey(app: &TestApp, anonymous: bool) -> SurveyId {
    let store = app.store();
    app.write("crm.manager", |tx| {
        install_standard(tx, store)?;
        let (questionnaire, _) = published(tx.conn, store, Purpose::Service)?.unwrap();
        let plan = Plan {
            name: "保养服务满意度调查".into(),
            questionnaire,
            way: Way::Link,
            anonymous,
            starts_on: "2026-11-01".parse().unwrap(),
            ends_on: Some("2027-11-01".parse().unwrap()),
            delay_days: 0,
            cool_off_days: 30,
            remind_after_days: 3,
            expire_after_days: 15,
            self_paid_quota: None,
            filter: Filter::default(),
        };
        let id = create(tx, false, plan)?;
        start(tx, id)?;
        Ok(id)
    })
    .unwrap()
}

/// Asks a customer: the invitation, and its address.
pub fn ask(app: &TestApp, survey: SurveyId, customer: Option<CustomerId>) -> (InvitationId, String) {
    let new = NewInvitation {
        survey,
        customer,
        vehicle: None,
        subject: None,
        way: Way::Link,
    };
    let invited = app.write("care", |tx| invite(tx, new)).unwrap();
    (invited.id, format!("/s/{}", invited.token))
}

/// A customer of the consultant, asked by a survey that runs.
pub fn asked(app: &TestApp) -> (CustomerId, String) {
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let survey = survey(app, false);
    (customer, ask(app, survey, Some(customer)).1)
}

/// What stands on a page: each question's field, and how many answers it offers (a text: none).
pub fn questions(page: &Page) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for name in page.attributes("#survey fieldset input[name^='q-']", "name") {
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => found.push((name, 1)),
        }
    }
    let texts = page.attributes("#survey textarea[name^='q-']", "name");
    found
        .into_iter()
        .chain(texts.into_iter().map(|name| (name, 0)))
        .collect()
}

/// What somebody answers everywhere: this score, this recommendation, these words.
#[derive(Clone, Copy)]
pub struct Mind {
    pub score: &'static str,
    pub nps: &'static str,
    pub words: &'static str,
}

pub const HAPPY: Mind = Mind {
    score: "5",
    nps: "9",
    words: "",
};
pub const UNHAPPY: Mind = Mind {
    score: "2",
    nps: "6",
    words: "等了三个小时 😡",
};

/// A page filled in.
pub fn fill(page: &Page, mind: Mind) -> Vec<(String, String)> {
    let mut fields = vec![("section".to_owned(), page.value("section"))];
    for (name, offered) in questions(page) {
        match offered {
            5 => fields.push((name, mind.score.to_owned())),
            11 => fields.push((name, mind.nps.to_owned())),
            0 => fields.push((name, mind.words.to_owned())),
            _ => {}
        }
    }
    fields
}

pub fn post(client: &Client, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client.post_form(path, &fields)
}

/// Answers all pages; `last` is sent along with the last of them. Tells where that led.
pub fn answer(client: &Client, path: &str, mind: Mind, last: &[(&str, &str)]) -> Page {
    for _ in 0..12 {
        let page = client.get(path);
        assert_eq!(page.status, 200, "{}", page.body);
        let mut fields = fill(&page, mind);
        if ["提交", "Send"].contains(&page.text("#survey button[value='next']").as_str()) {
            fields.extend(
                last.iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
            );
            return post(client, path, &fields);
        }
        let answer = post(client, path, &fields);
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert!(answer.location().contains("&step="), "{}", answer.location());
    }
    panic!("the questions have no end");
}

/// The answers that were sent off, oldest first.
pub fn sent(app: &TestApp) -> Vec<ResponseRow> {
    survey_responses::table
        .filter(survey_responses::submitted_at.is_not_null())
        .order((survey_responses::submitted_at, survey_responses::id))
        .select(ResponseRow::as_select())
        .load(&mut app.database.owner())
        .unwrap()
}

pub fn kept(app: &TestApp) -> i64 {
    survey_answers::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

/// Whether a page tells whoever holds the link no more than it must.
pub fn has_no_script(page: &Page) -> bool {
    !page.has("script") && page.header("content-security-policy").contains("script-src 'none'")
}

/// (kind, done) of the tasks about answers.
pub fn tasks(app: &TestApp) -> Vec<(String, bool)> {
    use yingke::schema::tasks;
    let found: Vec<(String, bool)> = tasks::table
        .filter(tasks::subject_kind.eq("survey_response"))
        .filter(tasks::cancelled_at.is_null())
        .order((tasks::created_at, tasks::kind))
        .select((tasks::kind, tasks::done_at.is_not_null()))
        .load(&mut app.database.owner())
        .unwrap();
    found
}
