//! Figures, periods, people, the workbook.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::TimeDelta;

use super::{PAGE, complaint, rows};
use crate::support::{Page, TestApp};
use crate::web::sales::overview::evening;
use yingke::complaints::rules::Severity;

/// The counts that a figure rests on: numerator, denominator.
fn counts(page: &Page, code: &str) -> Vec<String> {
    page.texts(&format!("#figure-{code} .fig-rows a"))
}

fn value(page: &Page, code: &str) -> String {
    let text = page.text(&format!("#figure-{code} .v"));
    text.split(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn conversion_is_worked_out_by_hand() {
    let app = evening();
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    assert_eq!(page.status, 200);
    assert!(page.text("#until").starts_with("数据截至 11-22"));
    assert_eq!(page.text("#days"), "2026-11-01 – 2026-11-22");
    // Four of six leads are valid, and one of these ordered.
    assert_eq!(counts(&page, "lead_conversion"), ["1", "4"]);
    assert_eq!(value(&page, "lead_conversion"), "25.0%");
    assert!(page.text("#figure-lead_conversion .fig-light").contains("目标 ≥30%"));
    assert!(
        page.text("#figure-lead_conversion .def").contains("分母"),
        "the definition in words"
    );
    assert_eq!(page.texts("#main-figures .fig").len(), 5);
    assert_eq!(page.texts("#more-figures .fig").len(), 7);
}

#[test]
fn few_cases_are_greyed_and_nothing_is_no_zero_percent() {
    let app = evening();
    let page = app.sign_in("manager").get(PAGE);
    assert!(page.has("#figure-lead_conversion.fig-small"), "four leads tell little");
    assert!(!page.has("#figure-lead_conversion.kpi-red, #figure-lead_conversion.kpi-amber"));
    assert_eq!(value(&page, "delivery_call_back"), "–", "no car was delivered");
    assert_eq!(counts(&page, "delivery_call_back"), ["0", "0"]);
    assert!(!page.has("#figure-delivery_call_back.fig-small"));
}

#[test]
fn each_count_is_as_many_rows_as_its_list() {
    let app = evening();
    let manager = app.sign_in("manager");
    let person = app.actor("consultant").id;
    let mut trials = 0;
    for query in [
        String::new(),
        "?period=week".to_owned(),
        "?period=quarter".to_owned(),
        "?from=2026-11-20&to=2026-11-22".to_owned(),
        format!("?person={person}"),
    ] {
        let page = manager.get(&format!("{PAGE}{query}"));
        let links = page.attributes(".fig-rows a", "href");
        for (href, n) in links.iter().zip(page.texts(".fig-rows a")) {
            let n: usize = n.parse().unwrap();
            let found = manager.get(href);
            assert_eq!(found.status, 200, "{href}");
            assert_eq!(rows(&manager, href), n, "{query}: {href}");
            trials += 1;
        }
    }
    assert!(trials > 90, "{trials} counts looked at");
}

#[test]
fn a_light_says_in_words_how_a_figure_stands() {
    let app = TestApp::spawn();
    complaint(&app, Severity::Normal);
    app.advance(TimeDelta::days(4));
    let page = app.sign_in("manager").get(PAGE);
    let light = page.text("#figure-complaint_punctuality .fig-light");
    assert!(light.starts_with("未达标"), "{light}");
    assert!(page.has("#figure-complaint_punctuality .fig-light svg"));
}

#[test]
fn one_pages_through_periods() {
    let app = evening();
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    assert!(!page.has("[rel=next]"), "nothing comes after today");
    let earlier = &page.attributes("[rel=prev][data-hotkey='[']", "href")[0];
    let before = manager.get(earlier);
    assert_eq!(before.text("#days"), "2026-10-01 – 2026-10-31");
    let later = &before.attributes("[rel=next][data-hotkey=']']", "href")[0];
    assert_eq!(manager.get(later).text("#days"), "2026-11-01 – 2026-11-22");
    let week = &page.attributes("nav.seg a", "href")[0];
    assert_eq!(manager.get(week).text("#days"), "2026-11-16 – 2026-11-22");
    let typed = manager.get(&format!("{PAGE}?period=custom&from=2026-11-01&to=2026-11-10"));
    let earlier = &typed.attributes("[rel=prev]", "href")[0];
    assert_eq!(manager.get(earlier).text("#days"), "2026-10-22 – 2026-10-31");
}

#[test]
fn what_cannot_be_told_is_said_in_words() {
    let app = evening();
    let manager = app.sign_in("manager");
    let stranger = uuid::Uuid::now_v7();
    for (query, words) in [
        ("from=2026-11-10&to=2026-11-01".to_owned(), "开始日期晚于结束日期"),
        ("period=month&day=2027-01-01".to_owned(), "还没有到"),
        ("period=month&day=yesterday".to_owned(), "日期无法识别"),
        (format!("team={stranger}"), "没有这个班组"),
        ("person=nobody".to_owned(), "没有这名员工"),
        (format!("store={stranger}"), "没有这家门店"),
    ] {
        let page = manager.get(&format!("{PAGE}?{query}"));
        assert_eq!(page.status, 200, "{query}");
        assert!(
            page.text("#nothing").contains(words),
            "{query}: {}",
            page.text("#nothing")
        );
        assert!(!page.has(".fig") && !page.body.contains("NaN"), "{query}");
        let way_out = &page.attributes("#nothing a", "href")[0];
        assert!(manager.get(way_out).has(".fig"), "{query}");
        for piece in ["attention", "funnel", "complaints"] {
            assert_eq!(
                manager.get(&format!("{PAGE}/{piece}?{query}")).status,
                200,
                "{query}: {piece}"
            );
        }
    }
}

#[test]
fn people_stand_side_by_side_and_one_is_chosen() {
    let app = evening();
    let manager = app.sign_in("manager");
    let (person, name) = (app.actor("consultant").id, app.actor("consultant").name);
    let page = manager.get(PAGE);
    assert!(page.text("#people").contains(&name));
    let one = manager.get(&format!("{PAGE}?person={person}"));
    assert_eq!(one.text("#whose"), name);
    let other = manager.get(&format!("{PAGE}?figure=nps"));
    assert_eq!(other.text("#trend-title"), "净推荐值 NPS");
    let compared = manager.get(&format!("{PAGE}?compare=year_ago"));
    assert!(compared.text(".filters").contains("去年同期"));
}

fn cell(cells: &[Data], at: usize) -> String {
    cells.get(at).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn the_workbook_says_what_the_page_says() {
    let app = evening();
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    let token = page.attributes("form[action='/dashboard/export'] [name=token]", "value");
    let request = manager
        .request("POST", "/dashboard/export")
        .header("Sec-Fetch-Site", "same-origin")
        .form(&[("token", token[0].as_str()), ("period", "month")]);
    let bytes = manager.bytes(request);
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("指标").unwrap();
    let line = sheet.rows().find(|line| cell(line, 0) == "线索转化率").unwrap();
    assert_eq!([cell(line, 1), cell(line, 2), cell(line, 3)], ["25", "1", "4"]);
    assert_eq!(cell(line, 4), "30%");
    let waiting = book.worksheet_range("待处理").unwrap();
    assert!(waiting.rows().any(|line| cell(line, 0) == "首联超时"));
    assert_eq!(
        app.audit()
            .iter()
            .filter(|action| *action == "dashboard.export")
            .count(),
        1
    );
    assert_eq!(
        app.sign_in("consultant").post_form("/dashboard/export", &[]).status,
        403
    );
}
