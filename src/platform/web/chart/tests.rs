use askama::Template;
use scraper::{Html, Selector};

use super::*;

fn head(lang: Lang) -> Head {
    Head::new("chart", lang.pick("投诉类别", "Categories"), "A", "n", lang)
}

fn drawn(chart: &impl Template) -> Html {
    let html = chart.render().unwrap();
    for never in [" style=", "<script", " onclick", "NaN", "inf"] {
        assert!(!html.contains(never), "{never} in {html}");
    }
    Html::parse_fragment(&html)
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    html.select(&Selector::parse(selector).unwrap())
        .map(|found| {
            found
                .text()
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

fn attributes(html: &Html, selector: &str, name: &str) -> Vec<String> {
    html.select(&Selector::parse(selector).unwrap())
        .filter_map(|found| found.attr(name).map(str::to_owned))
        .collect()
}

fn three() -> Vec<Datum> {
    vec![
        Datum::count("喷漆", 2),
        Datum::count("钣金", 6).to("/complaints?cause=body"),
        Datum::count("洗车", 0),
    ]
}

#[test]
fn a_pareto_sorts_leaves_zeros_out_and_ends_at_the_whole() {
    let html = drawn(&Pareto::new(&head(Lang::Zh), three()));
    assert_eq!(
        texts(&html, "svg[role=img] > title"),
        ["投诉类别：前 2 项占 100%：钣金、喷漆"]
    );
    assert_eq!(attributes(&html, "rect.c-bar", "width"), ["43.5%", "14.5%"]);
    assert_eq!(attributes(&html, "circle", "cx"), ["85.5%", "100%"]);
    assert_eq!(texts(&html, "tbody tr:first-child td"), ["6", "75%", "75%"]);
    assert_eq!(texts(&html, "tbody tr:last-child td"), ["2", "25%", "100%"]);
}

#[test]
fn a_bar_leads_to_its_rows_from_the_drawing_and_from_the_table() {
    let html = drawn(&Pareto::new(&head(Lang::Zh), three()));
    assert_eq!(attributes(&html, ".plot-links a", "href"), ["/complaints?cause=body"]);
    assert_eq!(
        texts(&html, ".plot-links li"),
        ["钣金：6", ""],
        "a row without a link keeps its place"
    );
    assert_eq!(attributes(&html, "tbody a", "href"), ["/complaints?cause=body"]);
    assert!(texts(&html, "svg[role=img] a").is_empty(), "an image holds no links");
}

#[test]
fn bars_reach_as_far_as_the_longest_or_the_target() {
    let plain = drawn(&Bars::new(&head(Lang::Zh), three()));
    assert_eq!(
        attributes(&plain, "rect[class=c-bar]", "width"),
        ["33.33%", "100%", "0%"]
    );
    assert_eq!(texts(&plain, "svg > title"), ["投诉类别：最高 钣金 6"]);
    let measured = drawn(&Bars::with_target(&head(Lang::En), three(), Target::new(12.0, "12")));
    assert_eq!(attributes(&measured, "rect.c-bar2", "width"), ["16.67%", "50%", "0%"]);
    assert_eq!(attributes(&measured, ".c-target", "x1"), ["100%"]);
    assert_eq!(
        texts(&measured, "svg > title"),
        ["Categories: highest 钣金 6, target 12"]
    );
}

#[test]
fn few_cases_are_pale_and_said_to_be_few() {
    let html = drawn(&Bars::new(&head(Lang::Zh), vec![Datum::count("钣金", 1).faint(true)]));
    assert_eq!(texts(&html, "rect.c-faint title"), ["钣金：1"]);
    assert_eq!(texts(&html, "tbody small"), ["样本少，仅供参考"]);
}

#[test]
fn a_line_has_a_gap_where_there_is_no_value() {
    let data = vec![
        Datum::new("9月", 80.0, "80%"),
        Datum::missing("10月"),
        Datum::new("11月", 90.0, "90%"),
        Datum::new("12月", 100.0, "100%"),
    ];
    let html = drawn(&Line::of_percent(
        &head(Lang::Zh),
        data,
        Some(Target::new(100.0, "100%")),
    ));
    assert_eq!(texts(&html, "circle title"), ["9月：80%", "11月：90%", "12月：100%"]);
    assert_eq!(attributes(&html, "line.c-line", "x1").len(), 1);
    assert_eq!(attributes(&html, "circle", "cy"), ["52", "37", "22"]);
    assert_eq!(
        texts(&html, "svg > title"),
        ["投诉类别：从 80% 到 100%，最高 12月 100%，最低 9月 80%，目标 100%"]
    );
    assert_eq!(texts(&html, "tbody tr:nth-child(2) td"), ["–"]);
}

#[test]
fn stacked_columns_add_up() {
    let columns = vec![
        Column {
            label: "Oct".into(),
            counts: vec![2, 1],
            href: Some("/complaints?month=2026-10".into()),
        },
        Column {
            label: "Nov".into(),
            counts: vec![3, 0],
            href: None,
        },
    ];
    let html = drawn(&Stacked::new(&head(Lang::En), &["normal", "serious"], columns));
    assert_eq!(
        texts(&html, "rect title"),
        ["Oct normal: 2", "Oct serious: 1", "Nov normal: 3"]
    );
    assert_eq!(texts(&html, "svg > title"), ["Categories: 6 in all, highest Oct 3"]);
    assert_eq!(texts(&html, "tbody tr:first-child td"), ["2", "1", "3"]);
    assert_eq!(texts(&html, ".legend span"), ["normal", "serious"]);
}

#[test]
fn a_heat_grid_shades_by_count() {
    let rows = ["Mon".to_owned(), "Tue".to_owned()];
    let columns = ["9".to_owned(), "10".to_owned()];
    let html = drawn(&Heat::new(&head(Lang::En), &rows, &columns, &[vec![0, 5], vec![1]]));
    assert_eq!(texts(&html, "rect.c-h0"), ["Mon 9: 0", "Tue 10: 0"]);
    assert_eq!(texts(&html, "rect.c-h5"), ["Mon 10: 5"]);
    assert_eq!(texts(&html, "svg > title"), ["Categories: highest Mon 10 5"]);
}

#[test]
fn a_funnel_measures_each_step_by_the_first() {
    let html = drawn(&Funnel::new(
        &head(Lang::Zh),
        vec![Datum::count("线索", 8), Datum::count("到店", 2)],
    ));
    assert_eq!(attributes(&html, "progress", "value"), ["8", "2"]);
    assert_eq!(texts(&html, "li .num"), ["8 / 100%", "2 / 25%"]);
}

#[test]
fn a_sparkline_names_every_value() {
    let html = drawn(&Spark::new(
        &head(Lang::En),
        &[Datum::count("Oct", 1), Datum::count("Nov", 2)],
    ));
    assert_eq!(texts(&html, "svg > title"), ["Categories, Oct 1, Nov 2"]);
    assert_eq!(attributes(&html, "polyline", "points"), ["2,12 94,2"]);
}

#[test]
fn without_data_each_says_so() {
    let none = || vec![Datum::missing("A"), Datum::new("B", f64::NAN, "")];
    let h = head(Lang::En);
    let charts = [
        Pareto::new(&h, none()).render(),
        Bars::with_target(&h, none(), Target::new(f64::NAN, "")).render(),
        Line::new(&h, none()).render(),
        Stacked::new(&h, &["a"], Vec::new()).render(),
        Heat::new(&h, &["Mon".to_owned()], &["9".to_owned()], &[]).render(),
        Funnel::new(&h, none()).render(),
    ];
    for html in charts {
        let html = html.unwrap();
        assert!(html.contains("No data in this period"), "{html}");
        assert!(!html.contains("<svg role"), "{html}");
    }
}

#[test]
fn every_word_is_escaped_once() {
    let h = Head::new("x", "<b>\"&", "<i>", "<u>", Lang::En);
    let datum = || Datum::new("<script>alert(1)</script>", 1.0, "'\"<").to("/x?a=1&b=\"><script>");
    let charts = [
        Pareto::new(&h, vec![datum()]).render(),
        Bars::new(&h, vec![datum()]).render(),
        Line::new(&h, vec![datum()]).render(),
        Funnel::new(&h, vec![datum()]).render(),
        Spark::new(&h, &[datum()]).render(),
    ];
    for html in charts {
        let html = html.unwrap();
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("&#38;#"), "escaped twice: {html}");
    }
    #[derive(Template)]
    #[template(source = "{{ chart }}", ext = "html")]
    struct Page {
        chart: Bars,
    }
    let alone = Bars::new(&h, vec![datum()]).render().unwrap();
    let page = Page {
        chart: Bars::new(&h, vec![datum()]),
    };
    assert_eq!(page.render().unwrap(), alone);
}
