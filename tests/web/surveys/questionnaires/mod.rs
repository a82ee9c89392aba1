//! Questionnaires: written, published, copied, compared, put away.

mod editing;
mod list;
mod versions;

use diesel::prelude::*;
use yingke::schema::questionnaires as rows;
use yingke::values::ids::QuestionnaireId;

use crate::support::{Client, Page, TestApp};

const LIST: &str = "/questionnaires";

/// A blank questionnaire of marketing's: where it is.
fn blank(client: &Client) -> String {
    let fields = [
        ("purpose", "own"),
        ("title_zh", "车主活动"),
        ("title_en", "Owners day"),
        ("start", "blank"),
    ];
    let answer = client.post_form(LIST, &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

/// The standard questionnaire of a purpose: where it is.
fn standard(app: &TestApp, purpose: &str) -> String {
    let id: QuestionnaireId = rows::table
        .filter(rows::purpose.eq(purpose))
        .filter(rows::standard)
        .select(rows::id)
        .first(&mut app.database.owner())
        .unwrap();
    format!("{LIST}/{id}")
}

fn sections(page: &Page) -> Vec<String> {
    page.attributes("[data-section]", "data-section")
}

/// The questions of a page in order, by id.
fn order(page: &Page) -> Vec<String> {
    page.attributes("[data-question]", "data-question")
}

/// The words of its questions in order.
fn questions(page: &Page) -> Vec<String> {
    let kinds = page.texts(".design-words small");
    page.texts(".design-words")
        .iter()
        .zip(kinds)
        .map(|(text, kind)| text.trim_end_matches(&kind).trim().to_owned())
        .collect()
}

/// A question for the first section, with some fields other than usual.
fn asked<'a>(section: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("section", section),
        ("kind", "score"),
        ("meaning", "item"),
        ("zh", "您满意吗？"),
        ("en", "Are you satisfied?"),
        ("required", "1"),
    ];
    let mut fields: Vec<(&str, &str)> = usual
        .into_iter()
        .filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name))
        .collect();
    fields.extend_from_slice(changes);
    fields
}

/// Adds a question to the first section: its id.
fn add(client: &Client, base: &str, changes: &[(&str, &str)]) -> String {
    let section = sections(&client.get(base)).remove(0);
    let answer = client.post_form(&format!("{base}/questions"), &asked(&section, changes));
    assert_eq!(answer.status, 303, "{}", answer.body);
    let id = answer.location().split("question=").nth(1).unwrap();
    id.split('#').next().unwrap().to_owned()
}

/// The page of a question, as its link leads there.
fn opened(client: &Client, base: &str, question: &str) -> Page {
    client.get(&format!("{base}?question={question}"))
}

/// Publishes what stands there now.
fn publish(client: &Client, base: &str) -> Page {
    let lock = lock(&client.get(base), "publication");
    client.post_form(&format!("{base}/publication"), &[("lock_version", lock.as_str())])
}

/// The version of the draft that a button of its page counts against.
fn lock(page: &Page, noun: &str) -> String {
    page.attributes(&format!("form[action$='/{noun}'] [name=lock_version]"), "value")
        .into_iter()
        .next()
        .unwrap_or_default()
}
