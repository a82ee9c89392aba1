//! What the customer's own page makes of input that is missing, wrong, too much, or sent again.

use diesel::prelude::*;
use yingke::schema::{questionnaire_versions, survey_responses};
use yingke::surveys::answers::queries::given;
use yingke::surveys::questionnaires::commands::{begin, publish};
use yingke::surveys::rules::Value;
use yingke::values::ids::{QuestionnaireId, QuestionnaireVersionId};

use super::{HAPPY, Mind, answer, asked, fill, kept, post, questions, sent};
use crate::support::{Client, Page, TestApp};

/// The last page but one answered: what lies before somebody who has only the remark left.
fn at_the_end(client: &Client, path: &str) -> Page {
    for _ in 0..12 {
        let page = client.get(path);
        if page.texts("#survey button[value='next']") == ["提交"] {
            return page;
        }
        assert_eq!(post(client, path, &fill(&page, HAPPY)).status, 303);
    }
    panic!("the questions have no end");
}

#[test]
fn what_must_be_answered_is_asked_for_beside_the_question() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    let mut fields = fill(&page, HAPPY);
    let (left_out, _) = fields.remove(2);
    let again = post(&visitor, &path, &fields);
    assert_eq!(again.status, 422);
    assert!(again.has(&format!("#f-{left_out}-err")) && again.has(".problems"));
    assert_eq!(
        again.attributes("input[checked]", "value"),
        ["5"; 4],
        "what was chosen stays"
    );
    assert_eq!(kept(&app), 0);
    // Skipping ahead by hand helps nobody: it leads back to what is missing.
    let last = visitor.get(&format!("{path}?step=2"));
    let skipped = post(&visitor, &path, &fill(&last, HAPPY));
    assert!(
        skipped.location().ends_with("&step=1&why=missing"),
        "{}",
        skipped.location()
    );
    let back = visitor.get(skipped.location());
    assert_eq!(back.texts(".guest-q .err").len(), 5);
    assert!(sent(&app).is_empty());
}

#[test]
fn points_out_of_range_and_choices_not_offered_are_refused() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    for wrong in ["0", "6", "-1", "5.5", "five", "99999999999999999999"] {
        let mind = Mind { score: wrong, ..HAPPY };
        let answer = post(&visitor, &path, &fill(&page, mind));
        assert_eq!(
            (answer.status, answer.texts(".guest-q .err").len()),
            (422, 5),
            "{wrong}"
        );
    }
    let mut foreign = fill(&page, HAPPY);
    foreign.push(("q-00000000-0000-0000-0000-000000000001".into(), "5".into()));
    assert_eq!(
        post(&visitor, &path, &foreign).status,
        303,
        "a question that isn't asked doesn't count"
    );
    assert_eq!(kept(&app), 5);
    let section = [("section".to_owned(), "00000000-0000-0000-0000-000000000001".to_owned())];
    assert_eq!(post(&visitor, &path, &section).status, 400);
    let choice = questions(&page).into_iter().find(|(_, offered)| *offered == 4);
    let mut fields = fill(&page, HAPPY);
    fields.push((choice.unwrap().0, "free car".to_owned()));
    assert_eq!(post(&visitor, &path, &fields).status, 422);
}

#[test]
fn a_text_that_is_too_long_is_said_to_be_and_nothing_is_lost() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = at_the_end(&visitor, &path);
    let long = "好".repeat(2_001);
    let (field, _) = questions(&page).into_iter().find(|(_, offered)| *offered == 0).unwrap();
    let with = |text: &str| {
        let mut fields = fill(&page, HAPPY);
        for (name, value) in &mut fields {
            if *name == field {
                text.clone_into(value);
            }
        }
        fields
    };
    let again = post(&visitor, &path, &with(&long));
    assert!(again.status == 422 && again.text(&format!("#f-{field}-err")).contains("2000"));
    assert!(again.text("textarea").starts_with("好好好"), "what was written stays");
    let before = kept(&app);
    let huge = post(&visitor, &path, &with(&"x".repeat(1024 * 1024)));
    assert_eq!(huge.status, 422);
    assert!(huge.text(".problems").contains("2,000"), "{}", huge.body);
    assert!(kept(&app) == before && sent(&app).is_empty());
    let emoji = "👍🏽 很好 𠮷 <b>!</b>";
    assert_eq!(post(&visitor, &path, &with(emoji)).status, 303);
    let row = &sent(&app)[0];
    let vault = app.database.vault();
    let said = given(&mut app.database.owner(), &vault, row.id).unwrap();
    assert!(said.values().any(|value| *value == Value::Text(emoji.to_owned())));
}

fn responses(app: &TestApp) -> i64 {
    survey_responses::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_double_tap_is_one_answer() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = at_the_end(&visitor, &path);
    let mut filled = fill(&page, HAPPY);
    filled.push(("token".to_owned(), page.value("token")));
    let fields: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answers = visitor.post_at_once(&path, &fields, 20);
    assert!(
        answers.iter().all(|answer| answer.status == 303),
        "{:?}",
        statuses(&answers)
    );
    assert_eq!((sent(&app).len(), responses(&app)), (1, 1));
    // Much later, from the history of the browser.
    assert_eq!(visitor.post_form(&path, &fields).status, 303);
    assert_eq!(sent(&app).len(), 1);
}

fn statuses(pages: &[Page]) -> Vec<u16> {
    pages.iter().map(|page| page.status).collect()
}

#[test]
fn two_phones_at_once_are_one_answer() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = at_the_end(&visitor, &path);
    let filled = fill(&page, HAPPY);
    // Each post has a token of its own.
    let phones: Vec<Client> = (0..8).map(|_| app.visitor()).collect();
    let fields: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answers: Vec<Page> = std::thread::scope(|scope| {
        let posts: Vec<_> = phones
            .iter()
            .map(|phone| scope.spawn(|| phone.post_form(&path, &fields)))
            .collect();
        posts.into_iter().map(|post| post.join().unwrap()).collect()
    });
    let found = statuses(&answers);
    assert_eq!(found.iter().filter(|status| **status == 303).count(), 1, "{found:?}");
    assert!(found.iter().all(|status| [303, 409].contains(status)), "{found:?}");
    let late = answers.iter().find(|answer| answer.status == 409).unwrap();
    assert!(late.text("#notice").contains("已经提交过"));
    assert_eq!((sent(&app).len(), responses(&app)), (1, 1));
    assert_eq!(
        app.audit()
            .iter()
            .filter(|action| *action == "survey_answers.submit")
            .count(),
        1
    );
}

#[test]
fn a_new_version_leaves_an_open_page_as_it_was() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let open = visitor.get(&path);
    let (id, old): (QuestionnaireId, QuestionnaireVersionId) = {
        let store = app.store();
        yingke::surveys::questionnaires::queries::published(
            &mut app.database.owner(),
            store,
            yingke::surveys::rules::Purpose::Service,
        )
        .unwrap()
        .unwrap()
    };
    app.write("crm.manager", |tx| begin(tx, id)).unwrap();
    let seen: i32 = questionnaire_versions::table
        .filter(questionnaire_versions::questionnaire_id.eq(id))
        .filter(questionnaire_versions::published_at.is_null())
        .select(questionnaire_versions::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    app.write("crm.manager", |tx| publish(tx, id, seen)).unwrap();
    assert_eq!(post(&visitor, &path, &fill(&open, HAPPY)).status, 303);
    assert_eq!(answer(&visitor, &path, HAPPY, &[]).status, 303);
    let row = &sent(&app)[0];
    assert_eq!((row.version_id, row.overall), (old, Some(5)));
}

#[test]
fn a_post_from_another_site_is_refused() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let request = visitor
        .request("POST", &path)
        .header("Sec-Fetch-Site", "cross-site")
        .form(&[("section", "x")]);
    assert_eq!(visitor.send(request).status, 403);
}
