//! The forms on a page, as a browser would post them.

use scraper::{ElementRef, Html, Selector};

use super::client::Page;

/// A form that posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundForm {
    pub action: String,
    pub multipart: bool,
    /// What is sent when nothing is touched; where something must be chosen, the first that can be.
    pub fields: Vec<(String, String)>,
    /// What could be sent besides: other choices, buttons.
    pub unchosen: Vec<(String, String)>,
}

/// Every form on a page that posts, each action once.
pub fn forms(page: &Page, path: &str) -> Vec<FoundForm> {
    let html = Html::parse_document(&page.body);
    let mut found: Vec<FoundForm> = Vec::new();
    for form in html.select(&selector("form")) {
        let posts = form
            .attr("method")
            .is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let action = form.attr("action").unwrap_or(path).to_owned();
        if posts && !found.iter().any(|known| known.action == action) {
            found.push(FoundForm {
                action,
                multipart: form.attr("enctype").is_some_and(|kind| kind.starts_with("multipart/")),
                ..sorted(form)
            });
        }
    }
    found
}

/// The fields of a form, with neither action nor kind yet.
fn sorted(form: ElementRef<'_>) -> FoundForm {
    let mut found = FoundForm {
        action: String::new(),
        multipart: false,
        fields: Vec::new(),
        unchosen: Vec::new(),
    };
    for element in form.select(&selector("input[name], select[name], textarea[name], button[name]")) {
        let name = element.attr("name").unwrap_or_default().to_owned();
        let value = element.attr("value").unwrap_or_default().to_owned();
        let required = element.attr("required").is_some();
        let (sent, value) = match (element.value().name(), element.attr("type").unwrap_or_default()) {
            ("textarea", _) => (
                true,
                element.text().collect::<String>().trim_start_matches('\n').to_owned(),
            ),
            ("select", _) => (true, chosen(element, required)),
            ("button", _) | (_, "submit") => (false, value),
            (_, "checkbox") => (required || element.attr("checked").is_some(), value),
            (_, "radio") => {
                let checked = element.attr("checked").is_some();
                if checked {
                    found.fields.retain(|(known, _)| *known != name);
                }
                let first = !found.fields.iter().any(|(known, _)| *known == name);
                (checked || required && first, value)
            }
            _ => (true, value),
        };
        if sent { &mut found.fields } else { &mut found.unchosen }.push((name, value));
    }
    found
}

fn chosen(select: ElementRef<'_>, required: bool) -> String {
    let value = |option: ElementRef<'_>| option.attr("value").unwrap_or_default().to_owned();
    let marked = select.select(&selector("option[selected]")).next().map(value);
    let first = select
        .select(&selector("option"))
        .map(value)
        .find(|value| !required || !value.is_empty());
    marked
        .filter(|value| !required || !value.is_empty())
        .or(first)
        .unwrap_or_default()
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}
