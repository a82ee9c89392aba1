//! Awards: nominated by the leaderboard, given with the figure, taken back.

use diesel::prelude::*;
use yingke::schema::awards;

use super::{cells, store_with_answers};
use crate::support::{Client, TestApp};

const PATH: &str = "/reports/awards";

fn fields(app: &TestApp, month: &str, person: &str, words: &str) -> Vec<(&'static str, String)> {
    vec![
        ("month", month.to_owned()),
        ("figure", "satisfaction".to_owned()),
        ("person", app.actor(person).id.to_string()),
        ("words", words.to_owned()),
    ]
}

fn give(client: &Client, fields: &[(&'static str, String)]) -> crate::support::Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post_form(PATH, &fields)
}

fn standing(app: &TestApp) -> i64 {
    awards::table
        .filter(awards::taken_back_at.is_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_star_is_given_with_the_figure_as_it_stands() {
    let app = store_with_answers();
    let manager = app.sign_in("crm.manager");
    let nominees = manager.get(&format!("{PATH}?month=2026-10"));
    let names = nominees.texts("#nominees tbody .lead");
    assert!(names.contains(&"陈思远".to_owned()) && names.contains(&"周敏".to_owned()));
    assert!(!names.contains(&"吴凡".to_owned()), "two answers are too few");
    let ask = nominees.attributes("#nominees a[href*='figure=satisfaction']", "href");
    assert_eq!(ask.len(), 2);
    let form = manager.get(&ask[0]);
    assert_eq!(form.status, 200);
    assert!(form.body.contains("75.0% (n = 4)") && form.body.contains("并列第 1（2 人）"));
    let given = give(&manager, &fields(&app, "2026-10", "consultant", "回访从不迟到"));
    assert_eq!(given.status, 303, "{}", given.body);
    type Kept = (i64, f64, i32, i32, i32, String);
    let kept: Kept = awards::table
        .select((
            awards::n,
            awards::value,
            awards::place,
            awards::sharing,
            awards::ranked,
            awards::words,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, (4, 75.0, 1, 2, 2, "回访从不迟到".to_owned()));
    let list = manager.get(&format!("{PATH}?month=2026-10"));
    assert_eq!(
        cells(&list, "#given", "陈思远")[..3],
        ["2026年10月", "客户满意度", "75.0% n = 4"]
    );
    let sheet = manager.get(&list.attributes("#given a[href$='/certificate']", "href")[0]);
    assert!(sheet.text("#line").contains("客户满意度 75.0%（样本 4）"));
    assert!(sheet.text("#line").contains("2 人中并列第 1（2 人）"));
    assert!(sheet.body.contains("回访从不迟到"));
    assert!(manager.get("/reports/2026-10").has("#stars"), "the month shows it");
    assert!(app.audit().contains(&"awards.award".to_owned()));
}

#[test]
fn nobody_is_a_star_without_a_place_or_twice_or_too_soon() {
    let app = store_with_answers();
    let manager = app.sign_in("crm.manager");
    let few = give(&manager, &fields(&app, "2026-10", "advisor", "很好"));
    assert_eq!(few.status, 422);
    assert!(few.body.contains("样本不足") && few.value("words") == "很好");
    let soon = give(&manager, &fields(&app, "2026-11", "consultant", ""));
    assert_eq!(soon.status, 422);
    assert!(soon.body.contains("结束后才能授予"));
    assert_eq!(give(&manager, &fields(&app, "2026-10", "consultant", "")).status, 303);
    let twice = give(&manager, &fields(&app, "2026-10", "consultant", ""));
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("已经授予过此人"));
    assert_eq!(
        give(&manager, &fields(&app, "2026-10", "consultant2", "")).status,
        303,
        "equals both may"
    );
    assert_eq!(standing(&app), 2);
    let unranked = manager.get(&format!(
        "{PATH}/new?month=2026-10&figure=satisfaction&person={}",
        app.actor("advisor").id
    ));
    assert_eq!(unranked.status, 404);
    assert_eq!(
        give(&app.sign_in("consultant"), &fields(&app, "2026-10", "consultant", "")).status,
        403
    );
}

#[test]
fn an_award_is_taken_back_and_given_again() {
    let app = store_with_answers();
    let manager = app.sign_in("crm.manager");
    let given = give(&manager, &fields(&app, "2026-10", "consultant", ""));
    let undo = manager.get(given.location()).attributes(".toast form", "action");
    assert_eq!(undo.len(), 1, "the toast takes it back");
    assert_eq!(manager.post_form(&undo[0], &[]).status, 303);
    assert_eq!(standing(&app), 0);
    assert_eq!(give(&manager, &fields(&app, "2026-10", "consultant", "")).status, 303);
    let removal = manager.get(PATH).attributes("#given form", "action").remove(0);
    let removed = manager.post_form(&removal, &[]);
    assert_eq!((removed.status, standing(&app)), (303, 0));
    let certificate = removal.replace("removal", "certificate");
    assert_eq!(
        manager.get(&certificate).status,
        404,
        "no certificate of what was taken back"
    );
    let undo = manager.get(PATH).attributes(".toast form", "action").remove(0);
    assert_eq!(manager.post_form(&undo, &[]).status, 303);
    assert_eq!((standing(&app), manager.get(&certificate).status), (1, 200));
    let log = app.audit();
    for action in ["awards.award", "awards.revoke", "awards.reinstate"] {
        assert!(log.contains(&action.to_owned()), "{action}");
    }
    assert_eq!(
        manager.post_form(&removal.replace("removal", "nothing"), &[]).status,
        404
    );
}
