//! The forms on a page, as a browser would post them.

use scraper::{ElementRef, Html, Selector};

use super::client::Page;

/// A form that posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundForm {
    pub action: String,
    pub multipart: bool,
    /// Names and values, in order; a choice is what the page has chosen, or the first.
    pub fields: Vec<(String, String)>,
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
                fields: fields(form),
            });
        }
    }
    found
}

fn fields(form: ElementRef<'_>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for element in form.select(&selector("input[name], select[name], textarea[name], button[name]")) {
        let name = element.attr("name").unwrap_or_default().to_owned();
        let text = || element.text().collect::<String>();
        let attribute = |name| element.attr(name).unwrap_or_default().to_owned();
        let value = match element.value().name() {
            "textarea" => text().trim_start_matches('\n').to_owned(),
            "select" => {
                let chosen = element.select(&selector("option[selected]")).next();
                let option = chosen.or_else(|| element.select(&selector("option")).next());
                option
                    .and_then(|option| option.attr("value"))
                    .unwrap_or_default()
                    .to_owned()
            }
            _ => attribute("value"),
        };
        let is_choice = ["checkbox", "radio"].contains(&attribute("type").as_str());
        let known = fields.iter().any(|(known, _)| *known == name);
        if !(is_choice && known && element.attr("checked").is_none()) {
            fields.push((name, value));
        }
    }
    fields
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}
