//! Categories and causes: the managers' own words.

use yingke::complaints::rules::Severity;
use yingke::schema::complaint_terms as terms;

use super::*;
use crate::support::Page;

const PAGE: &str = "/complaints/terms";

fn names(page: &Page, heading: &str) -> Vec<String> {
    page.texts(&format!("section[aria-labelledby={heading}] .term-name > a"))
}

fn offered(client: &Client) -> Vec<String> {
    client.get("/complaints/new").texts("select[name=category] option")
}

fn retired(app: &TestApp, code: &str) -> bool {
    terms::table
        .find(code)
        .select(terms::retired_at.is_not_null())
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_manager_adds_a_category_and_it_is_offered_behind_the_others() {
    let app = TestApp::spawn();
    let manager = app.sign_in("crm.manager");
    let form = manager.get_region(&format!("{PAGE}/new?kind=category"), "dialog");
    assert!(form.has("[name=side]") && !form.has("[name=parent]"));
    let new = [
        ("kind", "category"),
        ("zh", "充电"),
        ("en", "Charging"),
        ("side", "sales"),
    ];
    let answer = manager.post_form(PAGE, &new);
    assert_eq!((answer.status, answer.location()), (303, PAGE));
    assert_eq!(names(&manager.get(PAGE), "categories-h").last().unwrap(), "充电");
    assert_eq!(offered(&manager).last().unwrap(), "充电");
    assert!(app.audit().contains(&"complaints.add_term".into()));

    let again = manager.post_form(
        PAGE,
        &[
            ("kind", "category"),
            ("zh", "充电"),
            ("en", "Chargers"),
            ("side", "sales"),
        ],
    );
    assert_eq!(again.status, 422);
    assert!(again.text("#s-zh-err").contains("同名"));
    assert_eq!(again.value("en"), "Chargers", "what was typed stays");
    let empty = manager.post_region(PAGE, "dialog", &[("kind", "category"), ("zh", " "), ("en", "X")]);
    assert_eq!(empty.status, 422);
    assert!(empty.has("#s-zh-err") && empty.has("#s-side-err") && !empty.has("html .nav"));
}

#[test]
fn the_tree_of_causes_grows_by_branches_and_leaves() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let branch = [("kind", "branch"), ("zh", "软件"), ("en", "Software")];
    assert_eq!(manager.post_form(PAGE, &branch).status, 303);
    let leaf = |parent: &'static str| {
        [
            ("kind", "cause"),
            ("zh", "车机死机"),
            ("en", "Head unit freezes"),
            ("parent", parent),
        ]
    };
    assert_eq!(manager.post_form(PAGE, &leaf("")).status, 422, "a cause has a branch");
    assert_eq!(
        manager.post_form(PAGE, &leaf("paint")).status,
        422,
        "and a leaf is none"
    );
    assert_eq!(manager.post_form(PAGE, &leaf("software")).status, 303);
    let id = complaint(&app, Severity::Normal);
    let causes = manager
        .get(&format!("/complaints/{id}/cause"))
        .texts("select[name=cause] option");
    assert_eq!(causes.last().unwrap(), "软件 / 车机死机");
    let seen = version(&manager, id, "cause");
    let cause = [
        ("cause", "head_unit_freezes"),
        ("whys", "软件版本过旧"),
        ("lock_version", &*seen),
    ];
    step(&manager, id, "cause", &cause);
    let page = manager.get(PAGE);
    let used = page.attributes("a[href*='cause=head_unit_freezes']", "href");
    assert_eq!(used.len(), 1);
    assert_eq!(
        manager.get(&used[0]).texts("tbody tr").len(),
        1,
        "the figure leads to its list"
    );
}

#[test]
fn new_words_reach_every_complaint_in_both_languages() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let id = complaint(&app, Severity::Normal);
    let path = format!("{PAGE}/repair_quality");
    let form = manager.get(&path);
    assert_eq!(
        (form.value("zh"), form.value("en")),
        ("维修质量".into(), "Repair quality".into())
    );
    let words = |zh: &'static str, version: &'static str| {
        [
            ("kind", "category"),
            ("zh", zh),
            ("en", "Workshop quality"),
            ("side", "service"),
            ("lock_version", version),
        ]
    };
    assert_eq!(manager.post_form(&path, &words("车间质量", "0")).status, 303);
    assert_eq!(manager.get(&format!("/complaints/{id}")).text(".ph .sub"), "车间质量");
    let stale = manager.post_form(&path, &words("维修", "0"));
    assert_eq!(stale.status, 409);
    assert!(stale.text("main .notice").contains("有人修改") && stale.body.contains("车间质量"));
    assert_eq!(
        manager
            .post_form(&path, &words("维修", stale.value("lock_version").leak()))
            .status,
        303
    );
    assert_eq!(manager.get(&format!("{PAGE}/nothing")).status, 404);
    assert_eq!(
        manager.post_form(&format!("{PAGE}/nothing"), &words("无", "0")).status,
        404
    );
}

#[test]
fn what_is_retired_is_offered_no_more_and_stays_where_it_is() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let id = complaint(&app, Severity::Normal);
    assert_eq!(
        manager
            .post_form(&format!("{PAGE}/repair_quality/retirement"), &[])
            .status,
        303
    );
    assert!(retired(&app, "repair_quality"));
    assert!(!offered(&manager).contains(&"维修质量".to_owned()));
    let page = manager.get(&format!("/complaints/{id}"));
    assert_eq!(page.text(".ph .sub"), "维修质量");
    let details = manager.get(&format!("/complaints/{id}/details"));
    assert_eq!(
        details.attributes("select[name=category] [selected]", "value"),
        ["repair_quality"]
    );
    let seen = details.value("lock_version");
    let same = [
        ("category", "repair_quality"),
        ("department", "service"),
        ("lock_version", seen.as_str()),
    ];
    step(&manager, id, "details", &same);

    let toast = manager.get(PAGE);
    let gone = manager.post_form(&format!("{PAGE}/repair_quality/retirement"), &[]);
    assert_eq!(gone.status, 409, "it is retired already");
    assert_eq!(
        toast.texts("section[aria-labelledby=retired-h] .term-name"),
        ["维修质量 Repair quality"]
    );
    assert_eq!(
        manager.post_form(&format!("{PAGE}/repair_quality/return"), &[]).status,
        303
    );
    assert_eq!(offered(&manager).iter().filter(|name| *name == "维修质量").count(), 1);
    assert_eq!(
        manager.post_form(&format!("{PAGE}/repair_quality/return"), &[]).status,
        409
    );
}

#[test]
fn retiring_can_be_taken_back_at_once() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    manager.post_form(&format!("{PAGE}/paint/retirement"), &[]);
    let undo = manager.get(PAGE).attributes(".toast form", "action").remove(0);
    assert_eq!(manager.post_form(&undo, &[]).status, 303);
    assert!(!retired(&app, "paint"));
    let audit = app.audit();
    assert!(audit.contains(&"complaints.retire_term".into()) && audit.contains(&"complaints.return_term".into()));
}

#[test]
fn a_branch_with_leaves_and_the_last_category_stay() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let retire = |code: &str| manager.post_form(&format!("{PAGE}/{code}/retirement"), &[]).status;
    assert_eq!(retire("workmanship"), 409);
    for leaf in ["body", "electro_mechanical", "paint"] {
        assert_eq!(retire(leaf), 303);
    }
    assert_eq!(retire("workmanship"), 303);
    assert_eq!(
        manager.post_form(&format!("{PAGE}/paint/return"), &[]).status,
        409,
        "its branch is gone"
    );
    let categories: Vec<String> = terms::table
        .filter(terms::kind.eq("category"))
        .select(terms::code)
        .load(&mut app.database.owner())
        .unwrap();
    let (last, others) = categories.split_last().unwrap();
    assert!(others.iter().all(|code| retire(code) == 303));
    assert_eq!(retire(last), 409);
    assert!(
        !manager
            .get(PAGE)
            .has(&format!("form[action='{PAGE}/{last}/retirement']"))
    );
}

#[test]
fn terms_are_put_in_order() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let before = names(&manager.get(PAGE), "categories-h");
    let shift = |code: &str, direction: &str| {
        let path = format!("{PAGE}/{code}/position");
        assert_eq!(manager.post_form(&path, &[("direction", direction)]).status, 303);
        names(&manager.get(PAGE), "categories-h")
    };
    let after = shift("staff_attitude", "up");
    assert_eq!((&after[0], &after[1]), (&before[1], &before[0]));
    assert_eq!(shift("staff_attitude", "up"), after, "there is nothing above the first");
    assert_eq!(shift("staff_attitude", "down"), before);
    assert_eq!(offered(&manager)[1..], before[..]);
    assert_eq!(
        manager
            .post_form(&format!("{PAGE}/paint/position"), &[("direction", "left")])
            .status,
        422
    );
}

#[test]
fn the_page_is_there_in_english_and_for_managers_and_the_administrator() {
    let app = TestApp::spawn();
    for (who, status) in [
        ("care", 403),
        ("sales.manager", 403),
        ("crm.manager", 200),
        ("admin", 200),
    ] {
        assert_eq!(app.sign_in(who).get(PAGE).status, status, "{who}");
    }
    let id = complaint(&app, Severity::Normal);
    assert!(
        app.sign_in("crm.manager")
            .get(PAGE)
            .has("a[href*='category=repair_quality']"),
        "{id}"
    );
    let admin = app.sign_in("admin").get(PAGE);
    assert!(
        !admin.has("a[href^='/complaints?']"),
        "who sees no complaints is led to none"
    );
    assert!(
        app.sign_in("crm.manager")
            .get("/complaints/analysis")
            .has("a[href='/complaints/terms']")
    );
    assert!(
        !app.sign_in("care")
            .get("/complaints/analysis")
            .has("a[href='/complaints/terms']")
    );
    use yingke::schema::staff;
    diesel::update(staff::table)
        .set(staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    let english = app.sign_in("manager").get(PAGE);
    assert_eq!(english.text("h1"), "Categories and causes");
    assert_eq!(names(&english, "categories-h")[0], "Repair quality");
    assert_eq!(english.text("section[aria-labelledby=categories-h] h2"), "Categories");
}
