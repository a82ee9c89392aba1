//! The page of the report and its export.

use chrono::TimeDelta;
use yingke::surveys::rules::Way;

use super::{Answer, answer, days_ago, invited, next_version, survey};
use crate::support::{Page, TestApp};
use crate::web::surveys::interviews::{field, one_question, paper_of};

const PAGE: &str = "/surveys/report";

/// Ten answers of the last days, the example that was worked by hand; three of twelve invitations were answered.
fn ten_answers(app: &TestApp) -> super::Asked {
    let (asked, _) = survey(app);
    let overall = [5, 5, 5, 4, 4, 4, 4, 3, 2, 1];
    let nps = [
        Some(10),
        Some(10),
        Some(9),
        Some(8),
        Some(7),
        Some(6),
        Some(3),
        None,
        None,
        None,
    ];
    for (at, (overall, nps)) in overall.into_iter().zip(nps).enumerate() {
        let given = Answer {
            overall: Some(overall),
            attitude: Some(overall),
            time: Some(if at % 2 == 0 { 5 } else { 3 }),
            nps,
            channel: Some(if at < 6 { "phone" } else { "desk" }),
            remark: (at == 9).then_some("等太久，请打 13812345621"),
            advisor: Some(if at < 5 { "advisor" } else { "advisor2" }),
            tier: Some("gold"),
            ..Answer::default()
        };
        answer(app, &asked, days_ago(app, 5), &given);
    }
    let draft = Answer {
        attitude: Some(4),
        draft: true,
        ..Answer::default()
    };
    answer(app, &asked, days_ago(app, 5), &draft);
    for at in 0..12 {
        invited(
            app,
            &asked,
            days_ago(app, 6),
            if at < 3 { "answered" } else { "sent" },
            "link",
        );
    }
    asked
}

fn kpis(page: &Page) -> Vec<String> {
    page.texts(".kpi .v")
}

fn row(page: &Page, part: &str, name: &str) -> Vec<String> {
    let names = page.texts(&format!("{part} tbody tr > th"));
    let at = names
        .iter()
        .position(|found| found.starts_with(name))
        .unwrap_or_else(|| panic!("{name} is not among {names:?}"));
    let cells = page.texts(&format!("{part} tbody tr > td"));
    let width = cells.len() / names.len();
    cells[at * width..(at + 1) * width].to_vec()
}

#[test]
fn figures_stand_with_n_and_interval() {
    let app = TestApp::spawn();
    ten_answers(&app);
    let page = app.sign_in("crm.manager").get(PAGE);
    assert_eq!(page.status, 200);
    let kpis = kpis(&page);
    assert!(kpis[0].starts_with("25.0%") && kpis[0].contains("n = 12"), "{kpis:?}");
    assert!(
        kpis[1].starts_with("70.0%") && kpis[1].contains("39.7–89.2"),
        "{kpis:?}"
    );
    assert!(kpis[2].starts_with("74.0") && kpis[2].contains("54.9–93.1"), "{kpis:?}");
    assert!(kpis[3].starts_with("14.3") && kpis[3].contains("n = 7"), "{kpis:?}");
    assert_eq!(page.texts(".kpi .v.muted").len(), 4, "few answers are grey");
    assert!(page.text(".notice-amber").contains("n = 10"));
    let attitude = row(&page, "#items", "态度");
    assert_eq!(attitude[0], "10");
    assert_eq!(
        page.texts("#items thead th")[1..],
        ["份数", "满意度", "CSI", "NPS"],
        "a column for each figure"
    );
    assert!(
        attitude[1].starts_with("70.0%") && attitude[2].starts_with("74.0") && attitude[3].is_empty(),
        "{attitude:?}"
    );
    let quality = row(&page, "#items", "服务质量");
    assert_eq!(quality[0], "30", "ten answers with three scores each");
    let advisor = row(&page, "#by-advisor", &app.actor("advisor").name);
    assert_eq!(advisor[0], "5");
    assert!(advisor[1].starts_with("100.0%"), "{advisor:?}");
    assert!(
        page.text("#drivers-desc").contains("态度 1.00 (n = 10)"),
        "{}",
        page.text("#drivers-desc")
    );
    assert_eq!(
        row(&page, "#drop-off", "时间"),
        ["10", "0"],
        "one stopped after the first question"
    );
    assert_eq!(row(&page, "#drop-off", "态度"), ["11", "1"]);
    assert_eq!(
        row(&page, "#drop-off", "意见"),
        ["3", "0"],
        "only those who gave 3 or less were asked why"
    );
    assert!(page.text("#drop-off").contains("部分人可见"));
    assert_eq!(page.text("#drop-off header .num"), "开始作答 11 人");
    assert!(
        page.text("#spread-4-desc").contains("电话 6 (60.0%)"),
        "{}",
        page.text("#spread-4-desc")
    );
}

#[test]
fn only_who_could_have_kept_silent_counts_to_the_rate() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    for way in ["on_site", "paper", "slip"] {
        invited(&app, &asked, days_ago(&app, 6), "answered", way);
    }
    let on_site = Answer {
        overall: Some(5),
        way: Some("on_site"),
        ..Answer::default()
    };
    answer(&app, &asked, days_ago(&app, 6), &on_site);
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    let rate = kpis(&page).remove(0);
    assert!(rate.starts_with("25.0%") && rate.contains("n = 12"), "{rate}");
    assert!(
        row(&page, "#by-way", "现场")[4].starts_with('–'),
        "answers, and no rate"
    );
    assert!(row(&page, "#by-way", "链接")[4].starts_with("25.0%"));
    let survey = manager.get(&format!("/surveys/{}", asked.survey));
    assert_eq!(
        survey.texts(".kpi .v")[..2],
        ["15", "625.0% (3/12)"],
        "fifteen were asked, six answered"
    );
    let ways = survey.texts("[aria-labelledby=ways-h] tbody tr");
    assert!(
        ways.iter().any(|line| line.contains("纸质") && line.ends_with('–')),
        "{ways:?}"
    );
    assert!(manager.get("/surveys").text("[data-rows]").contains("25.0%"));
}

#[test]
fn the_response_rate_opens_the_invitations_that_it_was_counted_from() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    // Longer ago than the report looks, and of another tier.
    invited(&app, &asked, days_ago(&app, 500), "sent", "link");
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    let rows = |href: &str| {
        let list = manager.get(href);
        assert_eq!(list.status, 200, "{href}");
        list.texts("[data-rows] tr").len()
    };
    let tile = page.attributes("a.kpi", "href").remove(0);
    assert!(
        tile.starts_with(&format!("/surveys/{}/invitations?", asked.survey)),
        "{tile}"
    );
    assert_eq!(rows(&tile), 12);
    assert!(manager.get(&tile).has("#narrowed"));
    let counts = page.texts("#asked b");
    let hrefs = page.attributes("#asked b a", "href");
    assert_eq!(counts, ["12", "3", "3", "0", "0"]);
    for (count, href) in counts.iter().zip(&hrefs) {
        assert_eq!(rows(href).to_string(), *count, "{href}");
    }
    // The filters of the report narrow the list too, and its tabs keep them.
    let gold = manager.get(&format!("{PAGE}?tier=gold"));
    let tile = gold.attributes("a.kpi", "href").remove(0);
    assert!(tile.contains("tier=gold"), "{tile}");
    assert_eq!(rows(&tile), 0, "nobody's tier was known when they were asked");
    assert!(
        manager
            .get(&tile)
            .attributes(".tabs a", "href")
            .iter()
            .all(|tab| tab.contains("tier=gold"))
    );
}

#[test]
fn a_section_opens_the_answers_to_its_scores() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    let nothing = Answer {
        nps: Some(9),
        ..Answer::default()
    };
    answer(&app, &asked, days_ago(&app, 4), &nothing);
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    let section = page.attributes("#items th[scope=rowgroup] + td a", "href").remove(0);
    assert_eq!(manager.get(&section).texts("[data-rows] tr").len(), 10, "{section}");
    assert_eq!(
        manager.get("/survey-answers?view=all").texts("[data-rows] tr").len(),
        11
    );
}

#[test]
fn months_and_quarters_have_charts_of_their_own() {
    let app = TestApp::spawn();
    ten_answers(&app);
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    assert!(page.text("#trend-satisfaction-desc").contains("26-11"));
    assert!(
        page.text("#trend-nps-quarters-desc").contains("26Q4"),
        "{}",
        page.text("#trend-nps-quarters-desc")
    );
    let app = TestApp::spawn();
    let (asked, _) = survey(&app);
    for nps in [10, 9, 3] {
        let given = Answer {
            nps: Some(nps),
            ..Answer::default()
        };
        answer(&app, &asked, days_ago(&app, 5), &given);
    }
    let page = app.sign_in("manager").get(PAGE);
    assert!(
        page.has("#trend-nps-desc") && page.has("#trend-nps-quarters-desc"),
        "where nobody was asked about satisfaction, months show recommendations"
    );
}

#[test]
fn a_survey_that_asks_for_a_recommendation_only_shows_nothing_else() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Paper);
    let nps = field(&paper_of(&app, survey), 0);
    let care = app.sign_in("care");
    for (number, score) in [("1", "10"), ("2", "9"), ("3", "3"), ("4", "2"), ("5", "1")] {
        let sheet = [("number", number), (nps.as_str(), score)];
        let taken = care.post_form(&format!("/surveys/{survey}/paper"), &sheet);
        assert_eq!(taken.status, 303, "{}", taken.body);
    }
    let page = app.sign_in("manager").get(&format!("{PAGE}?survey={survey}"));
    assert_eq!(kpis(&page).len(), 3, "rate, NPS, and who waits for a call");
    assert!(
        kpis(&page)[1].starts_with("-20.0") || kpis(&page)[1].starts_with("−20.0"),
        "{:?}",
        kpis(&page)
    );
    assert_eq!(page.texts("#by-way thead th")[1..], ["份数", "NPS", "回答率"]);
    assert!(!page.has("#drivers-h") && !page.has("#trend-satisfaction-desc"));
    assert!(
        page.text("#trend-nps-desc").contains("20.0 (n = 5)"),
        "{}",
        page.text("#trend-nps-desc")
    );
}

#[test]
fn every_figure_leads_to_its_answers_where_one_may_see_them() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    let page = app.sign_in("service.manager").get(PAGE);
    let links = page.attributes("main a[href^='/survey-answers?']", "href");
    let survey = format!("survey={}", asked.survey);
    assert!(
        links.len() > 25 && links.iter().all(|link| link.contains(&survey)),
        "{links:?}"
    );
    let advisor = format!("advisor={}", app.actor("advisor").id);
    assert!(links.iter().any(|link| link.contains(&advisor)));
    assert!(
        links
            .iter()
            .any(|link| link.contains("&question=") && link.contains("&score=5"))
    );
    assert!(page.text("#remarks").contains("请打 •••••••••••"), "numbers are hidden");
    assert!(!page.body.contains("13812345621"));
    assert_eq!(
        page.texts("#unhappy tbody tr").len(),
        4,
        "two low scores, two low recommendations"
    );

    let figures_only = app.sign_in("marketing").get(PAGE);
    assert_eq!(figures_only.status, 200);
    assert!(!figures_only.has("main a[href^='/survey-answers']") && !figures_only.has("#remarks"));
    assert!(!figures_only.body.contains("等太久"));
    assert!(figures_only.has("#items tbody tr"));
}

#[test]
fn the_unhappy_whom_nobody_knows_are_counted_as_they_are_listed() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    let nameless = Answer {
        nps: Some(3),
        remark: Some("没有人联系我"),
        nameless: true,
        ..Answer::default()
    };
    answer(&app, &asked, days_ago(&app, 5), &nameless);
    let manager = app.sign_in("manager");
    let page = manager.get(PAGE);
    assert_eq!(
        page.texts("#circle b")[..2],
        ["5", "1"],
        "four to be called, one out of reach"
    );
    let list = manager.get(&page.attributes("#circle b a", "href")[0]);
    assert_eq!(list.texts("[data-rows] tr").len(), 5);
    let remarks = |view: &str| {
        let page = manager.get(&format!("{PAGE}?remarks={view}"));
        page.text("#remarks").contains("没有人联系我")
    };
    assert_eq!((remarks("unhappy"), remarks("happy")), (true, false));
}

#[test]
fn filters_narrow_in_the_address_and_nonsense_narrows_nothing() {
    let app = TestApp::spawn();
    ten_answers(&app);
    let manager = app.sign_in("manager");
    let advisor = app.actor("advisor2").id;
    let csi = |query: &str| kpis(&manager.get(&format!("{PAGE}?{query}"))).remove(2);
    assert!(csi(&format!("advisor={advisor}")).starts_with("56.0"), "4 4 3 2 1");
    assert!(csi(&format!("advisor={advisor}&tier=gold&way=link")).starts_with("56.0"));
    assert!(csi("tier=gold").starts_with("74.0"));
    assert!(csi("tier=iron&advisor=somebody&survey=x&version=y&period=never").starts_with("74.0"));
    assert!(csi("technician=none").starts_with("74.0"), "nobody's");
    let none = manager.get(&format!("{PAGE}?tier=silver"));
    assert_eq!(none.text(".empty b"), "没有符合条件的答卷");
    assert!(none.has("details .chip-on"));
}

#[test]
fn without_a_survey_named_it_is_the_one_after_services() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    let manager = app.sign_in("manager");
    let shown = || manager.get(PAGE).text(".ph .sub");
    assert!(shown().starts_with("秋季调查"), "{}", shown());
    crate::web::surveys::programmes::after_service(&app, &[("name", "保养后调查")]);
    assert!(shown().starts_with("保养后调查"), "{}", shown());
    answer(&app, &asked, days_ago(&app, 0), &Answer::default());
    assert!(shown().starts_with("保养后调查"), "whichever was answered last");
}

#[test]
fn days_that_can_have_no_answers_say_why() {
    let app = TestApp::spawn();
    ten_answers(&app);
    let manager = app.sign_in("manager");
    let empty = |query: &str| manager.get(&format!("{PAGE}?{query}"));
    let reversed = empty("from=2026-11-20&to=2026-11-01");
    assert_eq!(
        (reversed.status, reversed.text(".empty b").as_str()),
        (200, "开始日期晚于结束日期")
    );
    assert!(!reversed.has(".kpi"));
    let future = empty("from=2027-01-01&to=2027-02-01");
    assert_eq!(future.text(".empty b"), "这段时间还没有到来");
    assert!(future.has(".empty a[href*='period=30']"));
    let nobody = TestApp::spawn();
    assert_eq!(nobody.sign_in("manager").get(PAGE).text(".empty b"), "还没有开展调查");
}

#[test]
fn versions_are_put_together_only_when_somebody_says_so() {
    let app = TestApp::spawn();
    let (first, keys) = survey(&app);
    let second = next_version(&app, &first, &keys);
    let scored = |overall| Answer {
        overall: Some(overall),
        ..Answer::default()
    };
    for score in [1, 1, 1] {
        answer(&app, &first, days_ago(&app, 20), &scored(score));
    }
    answer(&app, &second, days_ago(&app, 2), &scored(5));
    let manager = app.sign_in("manager");
    let of = |query: &str| manager.get(&format!("{PAGE}?{query}"));
    let newest = of("");
    assert!(kpis(&newest)[2].starts_with("100.0"), "{:?}", kpis(&newest));
    assert_eq!(newest.text("#versions"), "仅统计第 2 版问卷");
    assert!(newest.text("#other-versions").contains("第 1 版"));
    assert!(kpis(&of(&format!("version={}", first.version)))[2].starts_with("20.0"));
    let both = of("version=all");
    assert!(kpis(&both)[2].starts_with("40.0"));
    assert!(both.text("#versions").contains("合并统计第 2、1 版"));
    assert_eq!(row(&both, "#items", "总体")[0], "4", "one question in two versions");
    assert!(
        both.text("#drop-off").contains("请选一个版本"),
        "versions ask different things"
    );
    assert!(!both.has("#drop-off table"));
}

#[test]
fn the_export_is_recorded_and_remarks_need_a_reason() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    let care = app.sign_in("care");
    let survey = asked.survey.to_string();
    let form = care.get(&format!("{PAGE}/export?survey={survey}"));
    assert_eq!((form.status, form.value("survey")), (200, survey.clone()));
    let path = format!("{PAGE}/export");
    let file = care.post_form(&path, &[("survey", &survey)]);
    assert_eq!(file.status, 200);
    assert!(file.header("content-type").contains("spreadsheetml"));
    assert!(
        file.header("content-disposition")
            .contains("survey-report-2026-11-22.xlsx")
    );
    assert!(file.body.starts_with("PK"));
    let sheets = |file: &Page| {
        let there = |at: &usize| file.body.contains(&format!("xl/worksheets/sheet{at}.xml"));
        (1..=20).take_while(there).count()
    };
    assert_eq!(
        sheets(&file),
        7,
        "with distributions, progress and what became of the unhappy"
    );
    let refused = care.post_form(&path, &[("survey", &survey), ("with_remarks", "1"), ("reason", " ")]);
    assert_eq!(refused.status, 422);
    assert!(refused.has("#f-reason-err") && refused.has("#f-with_remarks[checked]"));
    let with = [
        ("survey", survey.as_str()),
        ("with_remarks", "1"),
        ("reason", "季度会议"),
    ];
    let full = care.post_form(&path, &with);
    assert_eq!((full.status, sheets(&full)), (200, 8));
    let taken = app.audit().iter().filter(|action| *action == "surveys.export").count();
    assert_eq!(taken, 2);
    let marketing = app.sign_in("marketing");
    assert!(!marketing.get(&path).has("#f-reason"));
    assert_eq!(marketing.post_form(&path, &with).status, 403);
    let figures = marketing.post_form(&path, &[("survey", survey.as_str())]);
    assert_eq!(
        (figures.status, sheets(&figures)),
        (200, 6),
        "nothing of single answers"
    );
}

#[test]
fn a_survey_leads_to_its_report() {
    let app = TestApp::spawn();
    let asked = ten_answers(&app);
    let manager = app.sign_in("manager");
    let there = manager.get(&format!("/surveys/{}/report", asked.survey));
    assert_eq!(
        (there.status, there.location()),
        (303, format!("{PAGE}?survey={}", asked.survey).as_str())
    );
    assert_eq!(manager.get("/surveys/nothing/report").status, 404);
}

#[test]
fn who_has_no_part_in_surveys_is_told_so_and_english_has_no_chinese_words() {
    let app = TestApp::spawn();
    ten_answers(&app);
    for name in ["advisor", "technician", "data"] {
        assert_eq!(app.sign_in(name).get(PAGE).status, 403, "{name}");
    }
    let client = app.sign_in("manager");
    client.post_form("/preferences", &[("lang", "en"), ("next", PAGE)]);
    let page = client.get(PAGE);
    assert_eq!(page.text("h1"), "Survey report");
    assert!(page.texts("#items thead th").iter().all(|head| head.is_ascii()));
    assert!(page.text("#versions").starts_with("Version 1"));
}

#[test]
fn a_part_of_the_page_can_be_asked_for_and_the_past_stays() {
    let app = TestApp::spawn();
    ten_answers(&app);
    let manager = app.sign_in("manager");
    let part = manager.get_region(PAGE, "main");
    assert!(part.has(".kpi") && !part.body.contains("<!doctype"));
    app.advance(TimeDelta::days(60));
    let later = manager_again(&app).get(&format!("{PAGE}?period=30"));
    assert_eq!(later.text(".empty b"), "没有符合条件的答卷");
    let year = manager_again(&app).get(PAGE);
    assert!(kpis(&year)[2].starts_with("74.0"));
}

/// Signed in anew: sessions end in two months.
fn manager_again(app: &TestApp) -> crate::support::Client {
    app.sign_in("manager")
}
