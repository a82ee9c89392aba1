//! The list, who may, beginning one, putting one away.

use diesel::prelude::*;
use yingke::schema::{questionnaire_versions, questionnaires as rows, stores};
use yingke::surveys::questionnaires::commands;
use yingke::surveys::rules::Purpose;
use yingke::values::ids::{QuestionnaireId, QuestionnaireVersionId, StoreId};

use super::*;

#[test]
fn a_store_begins_with_the_standard_ones_published() {
    let app = TestApp::spawn();
    let page = app.sign_in("care").get(LIST);
    assert_eq!(page.texts("tbody tr").len(), 6);
    assert_eq!(page.texts("tbody .tag-green").len(), 6, "each is published");
    assert!(!page.has(".acts a"), "customer care reads");
    let store = app.store();
    let again = app.db.system_write_now(|tx| commands::install_standard(tx, store));
    assert_eq!(again.unwrap(), 0, "and gets none twice");
    let service = app.sign_in("care").get(&standard(&app, "service"));
    assert_eq!(order(&service).len(), 17);
    assert!(service.body.contains("最多看到 12 题"));
    assert!(!service.has("[data-move]") && !service.has("#question-form"));
}

#[test]
fn who_may_read_and_who_may_write() {
    let app = TestApp::spawn();
    let base = standard(&app, "delivery");
    for account in ["care", "sales.manager", "service.manager", "manager"] {
        let client = app.sign_in(account);
        assert_eq!(client.get(&base).status, 200, "{account}");
        assert_eq!(client.post_form(&format!("{base}/draft"), &[]).status, 403, "{account}");
        assert_eq!(client.get(&format!("{LIST}/new")).status, 403, "{account}");
    }
    for account in ["consultant", "technician", "admin"] {
        assert_eq!(app.sign_in(account).get(LIST).status, 403, "{account}");
    }
    assert!(app.sign_in("crm.manager").get(&base).has("form[action$='/draft']"));
}

#[test]
fn a_new_one_begins_blank_or_like_the_standard() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let dialog = marketing.get_region(&format!("{LIST}/new"), "dialog");
    assert!(dialog.has("form[action='/questionnaires'][method=post]") && !dialog.has("nav"));
    let base = blank(&marketing);
    let page = marketing.get(&base);
    assert_eq!(page.text("h1"), "车主活动");
    assert!(page.has(".tag-amber") && order(&page).is_empty());
    assert!(app.audit().contains(&"questionnaires.create".into()));
    let fields = [
        ("purpose", "service"),
        ("title_zh", "快修回访"),
        ("title_en", "Quick service"),
        ("start", "standard"),
    ];
    let answer = marketing.post_form(LIST, &fields);
    assert_eq!(order(&marketing.get(answer.location())).len(), 17);
}

#[test]
fn what_is_wrong_with_a_new_one_stands_beside_its_field() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let long = "长".repeat(61);
    let fields = [
        ("purpose", "lottery"),
        ("title_zh", long.as_str()),
        ("title_en", "Owners day"),
        ("start", "blank"),
    ];
    let answer = marketing.post_form(LIST, &fields);
    assert_eq!(answer.status, 422);
    assert!(answer.has("#n-purpose-err") && answer.has("#n-title_zh-err"));
    assert_eq!(
        (answer.value("title_zh"), answer.value("title_en")),
        (long, "Owners day".into())
    );
    let own = [
        ("purpose", "own"),
        ("title_zh", "活动"),
        ("title_en", "Day"),
        ("start", "standard"),
    ];
    let answer = marketing.post_region(LIST, "dialog", &own);
    assert_eq!(answer.status, 422, "there is no standard one for an own purpose");
    assert!(answer.has("#n-start-err") && !answer.has("nav"));
}

#[test]
fn an_archived_one_is_put_away_and_can_be_taken_back() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let answer = marketing.post_form(&format!("{base}/archive"), &[]);
    assert_eq!((answer.status, answer.location()), (303, LIST));
    let page = marketing.get(LIST);
    assert!(!page.texts(".go").contains(&"车主活动".to_owned()));
    let undo = page.attributes(".toast form", "action").remove(0);
    let away = marketing.get(&format!("{LIST}?view=archived"));
    assert_eq!(away.texts(".go"), ["车主活动"]);
    assert_eq!(marketing.post_form(&format!("{base}/archive"), &[]).status, 409);
    assert_eq!(
        marketing
            .post_form(&format!("{base}/sections"), &[("zh", "一"), ("en", "One")])
            .status,
        409
    );
    assert_eq!(marketing.post_form(&undo, &[]).status, 303);
    assert!(marketing.get(LIST).texts(".go").contains(&"车主活动".to_owned()));
    marketing.post_form(&format!("{base}/archive"), &[]);
    assert_eq!(marketing.post_form(&format!("{base}/return"), &[]).status, 303);
    assert_eq!(marketing.post_form(&format!("{base}/return"), &[]).status, 409);
    let audit = app.audit();
    assert!(audit.contains(&"questionnaires.archive".into()) && audit.contains(&"questionnaires.bring_back".into()));
}

#[test]
fn another_stores_questionnaire_does_not_exist() {
    let app = TestApp::spawn();
    let (store, id) = (StoreId::new(), QuestionnaireId::new());
    let conn = &mut app.database.owner();
    diesel::insert_into(stores::table)
        .values((
            stores::id.eq(store),
            stores::code.eq("MH02"),
            stores::name.eq("闵行店"),
            stores::name_en.eq("Minhang store"),
            stores::created_at.eq(app.clock.now()),
        ))
        .execute(conn)
        .unwrap();
    diesel::insert_into(rows::table)
        .values((
            rows::id.eq(id),
            rows::store_id.eq(store),
            rows::purpose.eq(Purpose::Own),
            rows::created_at.eq(app.clock.now()),
        ))
        .execute(conn)
        .unwrap();
    diesel::insert_into(questionnaire_versions::table)
        .values((
            questionnaire_versions::id.eq(QuestionnaireVersionId::new()),
            questionnaire_versions::questionnaire_id.eq(id),
            questionnaire_versions::number.eq(1),
            questionnaire_versions::title_zh.eq("别家的"),
            questionnaire_versions::title_en.eq("Theirs"),
            questionnaire_versions::created_at.eq(app.clock.now()),
            questionnaire_versions::changed_at.eq(app.clock.now()),
        ))
        .execute(conn)
        .unwrap();
    let marketing = app.sign_in("marketing");
    let base = format!("{LIST}/{id}");
    assert_eq!(marketing.get(&base).status, 404);
    assert_eq!(marketing.get(&format!("{base}/comparison")).status, 404);
    for noun in ["copies", "archive"] {
        assert_eq!(
            marketing.post_form(&format!("{base}/{noun}"), &[]).status,
            404,
            "{noun}"
        );
    }
    let seen = [("lock_version", "0")];
    assert_eq!(marketing.post_form(&format!("{base}/publication"), &seen).status, 404);
    assert!(!marketing.get(LIST).body.contains("别家的"));
}

#[test]
fn an_english_reader_sees_english_words() {
    let app = TestApp::spawn();
    let client = app.sign_in("marketing");
    client.post_form("/preferences", &[("lang", "en"), ("next", "/")]);
    let is_han = |text: &String| text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    let list = client.get(LIST);
    assert_eq!(list.text("h1"), "Questionnaires");
    assert!(!list.texts("#main td, #main th").iter().any(is_han));
    let page = client.get(&standard(&app, "service"));
    assert_eq!(page.text("h1"), "Your service visit");
    assert!(!page.texts("#main [data-question], #preview legend").iter().any(is_han));
    assert!(page.body.contains("at most 12 shown"));
}
