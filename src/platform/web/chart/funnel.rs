use askama::Template;

use super::scale::share;
use super::{Datum, Head, words};

/// Steps that ever fewer reach, each with its share of the first.
#[derive(Template)]
#[template(path = "charts/funnel.html")]
pub struct Funnel {
    name: String,
    none: &'static str,
    first: String,
    steps: Vec<Step>,
}

struct Step {
    label: String,
    value: String,
    shown: String,
    share: String,
    href: Option<String>,
}

impl Funnel {
    pub fn new(head: &Head, data: Vec<Datum>) -> Self {
        let first = data.first().map_or(0.0, Datum::height);
        Self {
            name: head.name.clone(),
            none: words::ChartText::of(head.lang).none,
            first: first.to_string(),
            steps: data
                .into_iter()
                .filter(|_| first > 0.0)
                .map(|datum| Step {
                    value: datum.height().min(first).to_string(),
                    share: share(datum.height(), first),
                    label: datum.label,
                    shown: datum.shown,
                    href: datum.href,
                })
                .collect(),
        }
    }
}
