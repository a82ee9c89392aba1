//! Sheets of paper.

use diesel::prelude::*;
use yingke::schema::survey_sheets;
use yingke::surveys::rules::{Purpose, Way};

use super::{Kept, field, kept, one_question, paper_of, survey};
use crate::support::TestApp;

#[test]
fn a_sheet_is_typed_in_once() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Paper);
    let customer = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let path = format!("/surveys/{survey}/paper");
    let paper = paper_of(&app, survey);
    let (nps, why) = (field(&paper, 0), field(&paper, 1));
    assert!(care.get(&path).has("[data-interview] [data-ask=nps]"));

    let bare = care.post_form(&path, &[(&nps, "8")]);
    assert!(bare.status == 422 && bare.has("#a-number-err"));
    assert!(
        bare.has(&format!("[name='{nps}'][value='8'][checked]")),
        "what was typed stays"
    );
    let gap = care.post_form(&path, &[("number", "0007")]);
    assert!(gap.status == 422 && gap.has(&format!("#a-{nps}-err")));
    let stranger = [("number", "0007"), ("phone", "13900000000"), (nps.as_str(), "8")];
    let unknown = care.post_form(&path, &stranger);
    assert!(unknown.status == 422 && unknown.text("#a-phone-err").contains("没有找到"));
    assert!(kept(&app).is_empty(), "nothing of a refused sheet is left");

    let sheet = [
        ("number", "0007"),
        ("phone", "138 1234 5621"),
        (nps.as_str(), "8"),
        (why.as_str(), "price"),
    ];
    let done = care.post_form(&path, &sheet);
    assert_eq!((done.status, done.location()), (303, path.as_str()), "{}", done.body);
    let by_name = Kept {
        way: Way::Paper,
        sent: true,
        nps: Some(8),
        customer: Some(customer),
        taken_by: Some(app.actor("care").id),
    };
    assert_eq!(kept(&app), [by_name]);
    let page = care.get(&path);
    assert!(page.text("#sheets li").contains("0007") && page.text("#sheets li").contains(&app.actor("care").name));

    assert_eq!(page.value("number"), "0008", "one after the last");

    let twice = care.post_form(&path, &[("number", "０００７"), (&nps, "3")]);
    assert!(
        twice.status == 422 && twice.text("#a-number-err").contains("已经录入"),
        "full width is the same"
    );
    let nameless = care.post_form(&path, &[("number", "0008"), (&nps, "3")]);
    assert_eq!(nameless.status, 303);
    assert_eq!(care.post_form(&path, &[("number", "p-001"), (&nps, "4")]).status, 303);
    let spelt = care.post_form(&path, &[("number", "P-001"), (&nps, "4")]);
    assert!(
        spelt.status == 422 && spelt.has("#a-number-err"),
        "one number, however it is written"
    );
    let answers = kept(&app);
    assert_eq!(answers.len(), 3);
    assert!(answers.iter().any(|one| one.nps == Some(3) && one.customer.is_none()));
    assert!(app.audit().contains(&"survey_sheets.take".into()));
    assert_eq!(app.sign_in("advisor").get(&path).status, 403);
}

#[test]
fn the_words_of_the_sheet_stand_beside_the_keys() {
    let app = TestApp::spawn();
    let survey = survey(&app, Purpose::Service, Way::Paper, false);
    let care = app.sign_in("care");
    let page = care.get(&format!("/surveys/{survey}/paper"));
    assert!(page.texts("[data-ask=score] label").contains(&"5 非常满意".to_owned()));
    assert_eq!(page.value("number"), "0001");
}

#[test]
fn an_anonymous_sheet_leads_from_its_number_to_nothing() {
    let app = TestApp::spawn();
    let survey = survey(&app, Purpose::QuarterlyNps, Way::Paper, true);
    app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let path = format!("/surveys/{survey}/paper");
    assert!(!care.get(&path).has("[name=phone]"));
    let nps = field(&paper_of(&app, survey), 0);
    let sheet = [("number", "A-1"), ("phone", "13812345621"), (nps.as_str(), "10")];
    let done = care.post_form(&path, &sheet);
    assert_eq!(done.status, 303, "{}", done.body);
    let answers = kept(&app);
    assert!(answers.len() == 1 && answers[0].customer.is_none() && answers[0].taken_by.is_none());
    let linked: i64 = survey_sheets::table
        .filter(survey_sheets::response_id.is_not_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(linked, 0);
    assert!(!care.get(&path).has("#sheets a"));
}

#[test]
fn blank_sheets_are_printed_with_boxes_to_tick() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Paper);
    let care = app.sign_in("care");
    let sheet = care.get(&format!("/surveys/{survey}/paper/sheet"));
    assert_eq!(sheet.status, 200);
    let paper = paper_of(&app, survey);
    assert_eq!(
        sheet.texts(".boxed").len(),
        paper.questions().count() + 1,
        "and what is wished for"
    );
    // Nought to ten, seven reasons, two wishes.
    assert_eq!(sheet.texts(".box").len(), 11 + 7 + 2);
    assert!(sheet.text(".blanks").contains("编号"));
}

#[test]
fn whoever_asks_for_a_call_on_paper_must_be_known() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Paper);
    app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let path = format!("/surveys/{survey}/paper");
    let nps = field(&paper_of(&app, survey), 0);
    let mut sheet = vec![("number", "0001"), (nps.as_str(), "8"), ("call_me", "1")];
    let nameless = care.post_form(&path, &sheet);
    assert!(nameless.status == 422 && nameless.text("#a-phone-err").contains("手机号"));
    assert!(kept(&app).is_empty());
    sheet.push(("phone", "13812345621"));
    assert_eq!(care.post_form(&path, &sheet).status, 303);
    assert!(kept(&app)[0].customer.is_some());
}
