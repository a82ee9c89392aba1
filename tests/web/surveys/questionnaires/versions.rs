//! Publishing freezes a version; the next one begins as its copy.

use uuid::Uuid;
use yingke::schema::{survey_questions, survey_sections};
use yingke::surveys::questionnaires::queries;
use yingke::surveys::rules::Purpose;

use super::*;

fn keys(app: &TestApp, base: &str, number: i32) -> Vec<Uuid> {
    let id = base.rsplit('/').next().unwrap().parse().unwrap();
    let written = queries::opened(&mut app.database.owner(), app.store(), id, Some(number))
        .unwrap()
        .0;
    assert_eq!(written.version.number, number);
    written.paper.questions().map(|question| question.key).collect()
}

#[test]
fn a_published_version_never_changes() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let question = add(&marketing, &base, &[]);
    assert_eq!(publish(&marketing, &base).status, 303);
    assert_eq!(app.audit().last().unwrap(), "questionnaires.publish");
    let page = marketing.get(&base);
    assert!(page.has(".ph .tag-green") && !page.has("[data-move]"));
    let changed = asked("", &[("lock_version", "0")]);
    for (path, fields) in [
        (format!("{base}/questions/{question}"), changed),
        (format!("{base}/questions/{question}/removal"), Vec::new()),
        (
            format!("{base}/questions/{question}/position"),
            vec![("direction", "up")],
        ),
        (format!("{base}/sections"), vec![("zh", "一"), ("en", "One")]),
        (format!("{base}/publication"), vec![("lock_version", "9")]),
    ] {
        assert_eq!(marketing.post_form(&path, &fields).status, 409, "{path}");
    }
    let conn = &mut app.database.owner();
    let sections = diesel::update(survey_sections::table).set(survey_sections::title_zh.eq("改"));
    assert!(sections.execute(conn).is_err(), "not even behind the scenes");
    assert!(diesel::delete(survey_questions::table).execute(conn).is_err());
}

#[test]
fn an_edit_makes_the_next_version_while_customers_get_the_last() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = standard(&app, "service");
    let conn = &mut app.database.owner();
    let (id, first) = queries::published(conn, app.store(), Purpose::Service)
        .unwrap()
        .unwrap();
    assert_eq!(format!("{LIST}/{id}"), base);
    assert_eq!(marketing.post_form(&format!("{base}/draft"), &[]).status, 303);
    assert_eq!(
        marketing.post_form(&format!("{base}/draft"), &[]).status,
        409,
        "one at a time"
    );
    let page = marketing.get(&base);
    assert!(page.has(".ph .tag-amber") && page.has("[data-move]"));
    assert_eq!(keys(&app, &base, 1), keys(&app, &base, 2), "the same questions");
    assert_eq!(queries::latest(conn, id).unwrap(), Some(first));
    let older = marketing.get(&format!("{base}?version=1"));
    assert!(!older.has("[data-move]") && older.has(".notice a"));

    add(&marketing, &base, &[("zh", "停车方便吗？")]);
    assert_eq!(publish(&marketing, &base).status, 303);
    let second = queries::latest(conn, id).unwrap().unwrap();
    assert_ne!(second, first);
    assert_eq!(
        queries::published(conn, app.store(), Purpose::Service).unwrap(),
        Some((id, second))
    );
    assert_eq!(
        queries::paper(conn, first).unwrap().questions().count(),
        17,
        "the old one stays"
    );
    assert_eq!(queries::paper(conn, second).unwrap().questions().count(), 18);
}

#[test]
fn who_publishes_has_seen_the_last_change() {
    let app = TestApp::spawn();
    let (one, two) = (app.sign_in("marketing"), app.sign_in("crm.manager"));
    let base = blank(&one);
    add(&one, &base, &[]);
    let seen = lock(&two.get(&base), "publication");
    add(&one, &base, &[("zh", "还有一题？")]);
    let answer = two.post_form(&format!("{base}/publication"), &[("lock_version", seen.as_str())]);
    assert_eq!(answer.status, 409);
    assert!(answer.has(".notice-amber") && questions(&answer).contains(&"还有一题？".to_owned()));
    let seen = lock(&answer, "publication");
    let answer = two.post_form(&format!("{base}/publication"), &[("lock_version", seen.as_str())]);
    assert_eq!(answer.status, 303);
}

#[test]
fn an_empty_one_is_not_published() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = blank(&marketing);
    let page = marketing.get(&base);
    assert!(page.has("#flaws") && page.has("form[action$='/publication'] button[disabled]"));
    assert_eq!(publish(&marketing, &base).status, 409);
}

#[test]
fn a_draft_is_dropped_but_the_first_version_is_not() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let first = blank(&marketing);
    let seen = lock(&marketing.get(&first), "publication");
    let drop =
        |base: &str, seen: &str| marketing.post_form(&format!("{base}/draft/removal"), &[("lock_version", seen)]);
    assert_eq!(drop(&first, &seen).status, 409);
    let base = standard(&app, "service");
    marketing.post_form(&format!("{base}/draft"), &[]);
    add(&marketing, &base, &[]);
    assert_eq!(drop(&base, "0").status, 409, "from a tab that didn't see the change");
    let seen = lock(&marketing.get(&base), "removal");
    assert_eq!(drop(&base, &seen).status, 303);
    assert_eq!(order(&marketing.get(&base)).len(), 17);
    assert_eq!(app.audit().last().unwrap(), "questionnaires.discard_draft");
    assert_eq!(
        marketing.post_form(&format!("{base}/draft"), &[]).status,
        303,
        "and another can be begun"
    );
}

#[test]
fn a_copy_is_a_questionnaire_of_its_own() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = standard(&app, "delivery");
    let answer = marketing.post_form(&format!("{base}/copies"), &[]);
    let copy = answer.location().to_owned();
    assert_eq!(answer.status, 303);
    assert_ne!(copy, base);
    let page = marketing.get(&copy);
    assert_eq!(page.text("h1"), "购车与交车满意度（副本）");
    assert!(
        page.has(".ph .tag-amber") && !page.has(".ph .tag-blue"),
        "a draft, and no standard one"
    );
    assert_eq!(questions(&page), questions(&marketing.get(&base)));
    let theirs = keys(&app, &base, 1);
    assert!(keys(&app, &copy, 1).iter().all(|key| !theirs.contains(key)));
    assert!(app.audit().contains(&"questionnaires.copy".into()));
}

#[test]
fn two_versions_are_compared() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = standard(&app, "quarterly_nps");
    let alone = marketing.get(&format!("{base}/comparison"));
    assert!(alone.has(".empty") && !alone.has("#comparison"));
    marketing.post_form(&format!("{base}/draft"), &[]);
    let same = marketing.get(&format!("{base}/comparison"));
    assert_eq!(same.attributes("#comparison tr[data-changed]", "data-changed").len(), 0);
    let ids = order(&marketing.get(&base));
    add(&marketing, &base, &[("zh", "下次还来吗？")]);
    marketing.post_form(&format!("{base}/questions/{}/removal", ids[1]), &[]);
    let page = opened(&marketing, &base, &ids[0]);
    let lock = page.attributes("#question-form [name=lock_version]", "value").remove(0);
    let worded = asked(
        "",
        &[
            ("kind", "nps"),
            ("meaning", "recommendation"),
            ("zh", "您愿意推荐我们吗？"),
            ("lock_version", &lock),
        ],
    );
    assert_eq!(
        marketing
            .post_form(&format!("{base}/questions/{}", ids[0]), &worded)
            .status,
        303
    );
    let page = marketing.get(&format!("{base}/comparison?from=1&to=2"));
    let changes = page.texts("#comparison tr[data-changed] th");
    assert_eq!(changes, ["修改", "新增", "删除"]);
    assert!(page.text("#comparison").contains("您愿意推荐我们吗？"));
    let odd = marketing.get(&format!("{base}/comparison?from=nine&to=x"));
    assert_eq!(odd.status, 200, "garbage is no filter");
}

#[test]
fn a_notice_is_said_once() {
    let app = TestApp::spawn();
    let marketing = app.sign_in("marketing");
    let base = standard(&app, "service");
    let page = marketing.get(&base);
    let frozen = "这个版本已发布，不能修改。";
    assert_eq!(page.texts("#main .notice"), [frozen]);
    assert_eq!(page.body.matches(frozen).count(), 1, "{}", page.body);
    let inside = marketing.get_region(&base, "main");
    assert_eq!(inside.body.matches(frozen).count(), 1);
}
