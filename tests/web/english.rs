//! English pages hold none of our Chinese words; what people typed may be in any language.
//!
//! Ours are the string literals of `src/` and the text of `templates/`. Whatever is marked `lang="zh…"` is meant to be Chinese.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use diesel::prelude::*;
use scraper::{ElementRef, Html, Node};
use yingke::cli::demo;
use yingke::schema::{staff, stores, teams};

use crate::support::{Page, TestApp, pages};

/// Sources whose Chinese is data: what a demo store's people would have typed.
const DATA: [&str; 3] = ["src/cli", "src/values", "src/imports"];
const ATTRIBUTES: [&str; 5] = ["title", "alt", "placeholder", "aria-label", "data-confirm"];

fn is_han(sign: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&sign) || ('\u{3400}'..='\u{4dbf}').contains(&sign)
}

/// Chinese punctuation and full-width forms.
fn is_chinese_mark(sign: char) -> bool {
    ('\u{3000}'..='\u{303f}').contains(&sign) || ('\u{ff01}'..='\u{ff65}').contains(&sign)
}

/// The stretches of at least two characters; a single one may be an initial or the province of a plate.
fn stretches(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign| !is_han(sign))
        .filter(|stretch| stretch.chars().count() >= 2)
}

/// Every stretch of Chinese in our own words.
fn own_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut folders = vec!["src".into(), "templates".into()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if DATA.iter().any(|data| name.starts_with(data)) {
                continue;
            }
            if entry.path().is_dir() {
                folders.push(name);
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap();
            // Tests inside a file have data of their own.
            let text = text.split("#[cfg(test)]").next().unwrap();
            words.extend(stretches(text).map(str::to_owned));
        }
    }
    words
}

/// What the demo store and its people are called, which the component gallery names too.
fn names(app: &TestApp) -> Vec<String> {
    let conn = &mut app.database.owner();
    let mut names: Vec<String> = staff::table.select(staff::name).load(conn).unwrap();
    names.extend(stores::table.select(stores::name).load::<String>(conn).unwrap());
    names.extend(teams::table.select(teams::name).load::<String>(conn).unwrap());
    names
}

/// What is wrong with a piece of text on an English page.
fn fault(text: &str, words: &BTreeSet<String>) -> Option<String> {
    if let Some(word) = stretches(text).find(|stretch| words.contains(*stretch)) {
        return Some(format!("{word} in {:?}", text.trim()));
    }
    let marked = text.chars().any(is_chinese_mark) && !text.chars().any(is_han);
    marked.then(|| format!("Chinese punctuation in {:?}", text.trim()))
}

fn faults(page: &Page, words: &BTreeSet<String>) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let mut found = Vec::new();
    walk(html.root_element(), words, &mut found);
    found
}

fn walk(element: ElementRef<'_>, words: &BTreeSet<String>, found: &mut Vec<String>) {
    if element.attr("lang").is_some_and(|lang| lang.starts_with("zh")) {
        return;
    }
    let attributes = ATTRIBUTES.iter().filter_map(|name| element.attr(name));
    found.extend(attributes.filter_map(|text| fault(text, words)));
    for child in element.children() {
        match child.value() {
            Node::Text(text) => found.extend(fault(text, words)),
            Node::Element(_) => walk(ElementRef::wrap(child).unwrap(), words, found),
            _ => {}
        }
    }
}

#[test]
fn no_english_page_holds_a_chinese_word_of_ours() {
    let app = pages::lived_in();
    let mut words = own_words();
    for name in names(&app).into_iter().chain(pages::data()) {
        words.remove(&name);
    }
    // A language is called by its own name.
    words.remove("中文");
    assert!(
        words.contains("跳到主要内容") && words.len() > 300,
        "{} words",
        words.len()
    );
    let english = diesel::update(staff::table).set(staff::language.eq("en"));
    english.execute(&mut app.database.owner()).unwrap();
    let (mut seen, mut wrong) = (0, BTreeSet::new());
    for account in demo::usernames().split(' ').filter(|account| !account.ends_with('2')) {
        let client = app.sign_in(account);
        for found in pages::found_by(&client) {
            seen += 1;
            wrong.extend(
                faults(&found.page, &words)
                    .into_iter()
                    .map(|fault| format!("{}: {fault}", found.route.path)),
            );
        }
        let nowhere = client.get("/nowhere");
        assert_eq!(nowhere.status, 404);
        wrong.extend(
            faults(&nowhere, &words)
                .into_iter()
                .map(|fault| format!("404: {fault}")),
        );
    }
    println!("{seen} English pages");
    assert!(
        wrong.is_empty(),
        "{} of {seen} pages:\n{}",
        wrong.len(),
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_search_for_chinese_words_finds_them() {
    let words = own_words();
    let page = |body: &str| Page {
        status: 200,
        headers: Default::default(),
        body: body.to_owned(),
    };
    for bad in [
        "<p>跳到主要内容</p>",
        "<button aria-label='退出登录'></button>",
        "<p>Show：phone</p>",
        "<ul><li>a、b</li></ul>",
    ] {
        assert_eq!(faults(&page(bad), &words).len(), 1, "{bad}");
    }
    for good in [
        "<p>陈思远说：“好”</p>",
        "<p>沪A·12345</p>",
        "<button lang='zh-CN'>中文</button>",
        "<p>Plain, (English)</p>",
    ] {
        assert_eq!(faults(&page(good), &words), Vec::<String>::new(), "{good}");
    }
}
