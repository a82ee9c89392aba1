//! The monthly report: what stands on the page stands in the workbook, and both are what one counts by hand.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use yingke::platform::db::FormToken;

use super::{cells, store_with_answers};
use crate::support::client::block_on;
use crate::support::{Client, TestApp};

const PAGE: &str = "/reports/2026-10";

/// The workbook, sheet by sheet.
fn workbook(client: &Client) -> BTreeMap<String, Vec<Vec<String>>> {
    let request = client
        .request("POST", "/reports/2026-10/workbook")
        .header("Sec-Fetch-Site", "same-origin")
        .form(&[("token", FormToken::new().to_string())]);
    let bytes = block_on(async {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        answer.bytes().await.unwrap()
    });
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let shown = |cell: &Data| match cell {
        Data::Float(number) => format!("{number}"),
        Data::Empty => String::new(),
        other => other.to_string(),
    };
    book.sheet_names()
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            let rows = range.rows().map(|row| row.iter().map(shown).collect()).collect();
            (name, rows)
        })
        .collect()
}

fn line(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let found = rows.iter().find(|row| row[0] == name);
    found.unwrap_or_else(|| panic!("no {name} in {rows:?}")).clone()
}

#[test]
fn the_month_is_what_one_counts_by_hand() {
    let app = store_with_answers();
    let page = app.sign_in("manager").get(PAGE);
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.text("#month"), "2026年10月");
    assert!(page.text("#until").starts_with("数据截至 2026-"));
    assert!(!page.has("#so-far"), "October is over");
    let satisfaction = cells(&page, "#figures", "客户满意度");
    // 8 of 10; the target is 90 %; 1 of 2 the month before; nothing a year ago.
    assert_eq!(satisfaction[..6], ["80.0%", "10", "90.0%", "未达标", "+30.0", "–"]);
    // Two for, one against, of four.
    assert_eq!(cells(&page, "#figures", "净推荐值")[..3], ["25.0", "4", "40.0"]);
    let nothing = cells(&page, "#figures", "线索转化率");
    assert_eq!(nothing[0], "–样本少", "of nothing there is no share");
    // (16 + 15 + 10) / 10 × 20
    let survey = cells(&page, "#surveys", "秋季调查");
    assert_eq!(survey, ["10", "80.0%", "82.0", "25.0n = 4"]);
    let link = page.attributes("#figures a[href*='/figures/satisfaction']", "href");
    assert_eq!(link, ["/figures/satisfaction?period=month&day=2026-10-01"]);
    assert!(page.has("#t-satisfaction-title"), "a chart of twelve months");
    assert!(page.has("#s-satisfaction-title"), "and a small one in the table");
}

#[test]
fn equals_share_a_place_and_few_cases_have_none() {
    let app = store_with_answers();
    let page = app.sign_in("manager").get(PAGE);
    let board = "#b-satisfaction";
    assert_eq!(cells(&page, board, "陈思远")[..2], ["并列第 1（2 人）", "75.0%n = 4"]);
    assert_eq!(cells(&page, board, "周敏")[..2], ["并列第 1（2 人）", "75.0%n = 4"]);
    assert_eq!(cells(&page, board, "吴凡")[..2], ["样本不足，不排名", "100.0%n = 2"]);
    assert_eq!(
        page.texts(&format!("{board} tbody th")).last().unwrap(),
        "吴凡",
        "the best of too few stands last"
    );
    assert!(page.body.contains("样本少于 3 的人不参加排名"));
}

#[test]
fn the_workbook_says_what_the_page_says_and_is_recorded() {
    let app = store_with_answers();
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    let book = workbook(&manager);
    let names: Vec<&str> = book.keys().map(String::as_str).collect();
    for name in ["概览", "指标", "趋势", "漏斗", "投诉", "满意度", "排行榜", "CRM 之星"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    for name in page.texts("#figures tbody th a") {
        let (shown, file) = (cells(&page, "#figures", &name), line(&book["指标"], &name));
        let number = shown[0]
            .trim_end_matches("样本少")
            .trim_end_matches('%')
            .trim_end_matches(".0");
        assert_eq!(number.replace('–', ""), file[1], "{name}");
        assert_eq!(shown[1], file[3], "{name}: cases");
        assert_eq!(shown[3], file[5], "{name}: light");
    }
    let satisfaction = line(&book["指标"], "客户满意度");
    assert_eq!(satisfaction[1..8], ["80", "8", "10", "90", "未达标", "30", ""]);
    let trend = line(&book["趋势"], "客户满意度");
    assert_eq!(trend.len(), 13);
    assert_eq!(trend[11..], ["50", "80"]);
    assert_eq!(line(&book["满意度"], "秋季调查")[2..6], ["10", "80", "82", "25"]);
    let places: Vec<&str> = book["排行榜"]
        .iter()
        .filter(|row| row[0] == "客户满意度")
        .map(|row| row[2].as_str())
        .collect();
    assert_eq!(places, ["并列第 1（2 人）", "并列第 1（2 人）", "样本不足，不排名"]);
    assert!(app.audit().contains(&"reports.export".to_owned()));
}

#[test]
fn a_month_that_has_not_come_says_so_and_nonsense_is_no_page() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let future = manager.get("/reports/2027-01");
    assert_eq!(future.status, 200);
    assert!(future.body.contains("这个月还没有到"));
    assert!(!future.has("#figures"));
    assert_eq!(manager.post_form("/reports/2027-01/workbook", &[]).status, 404);
    for nonsense in ["/reports/2026-13", "/reports/october", "/reports/2026-1"] {
        assert_eq!(manager.get(nonsense).status, 404, "{nonsense}");
    }
    let running = manager.get("/reports/2026-11");
    assert!(running.has("#so-far"), "this month is not over");
    assert!(running.body.contains("这个月没有答卷"));
    let months = manager.get("/reports").attributes("#months a", "href");
    assert_eq!(months.len(), 13);
    assert_eq!(months[..2], ["/reports/2026-11", "/reports/2026-10"]);
}

#[test]
fn the_funnel_is_for_whom_sales_is_meant() {
    let app = store_with_answers();
    assert!(app.sign_in("service.manager").get(PAGE).has("#no-funnel"));
    assert!(!app.sign_in("sales.manager").get(PAGE).has("#no-funnel"));
    for account in ["consultant", "advisor", "care", "data", "marketing"] {
        assert_eq!(app.sign_in(account).get(PAGE).status, 403, "{account}");
    }
}
