use askama::Template;

use super::scale::pixels;
use super::{Datum, Head, largest, spoken, words};

const WIDTH: f64 = 96.0;
const HEIGHT: f64 = 24.0;
const EDGE: f64 = 2.0;

/// A line as small as a word, to stand in a row of a table; its values are read from its title.
#[derive(Template)]
#[template(path = "charts/spark.html")]
pub struct Spark {
    id: String,
    title: String,
    points: String,
    last: Option<(String, String)>,
}

impl Spark {
    #[expect(clippy::cast_precision_loss, reason = "a chart has few points")]
    pub fn new(head: &Head, data: &[Datum]) -> Self {
        let highest = largest(data).map_or(0.0, Datum::height);
        let steps = data.len().saturating_sub(1).max(1) as f64;
        let places: Vec<(String, String)> = data
            .iter()
            .enumerate()
            .filter(|(_, datum)| datum.value.is_some())
            .map(|(at, datum)| {
                let part = if highest > 0.0 { datum.height() / highest } else { 0.0 };
                (
                    pixels(EDGE + (WIDTH - 2.0 * EDGE) * at as f64 / steps),
                    pixels(HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * part),
                )
            })
            .collect();
        let all = words::joined(&[head.name.clone(), spoken(data, head.lang)], head.lang);
        Self {
            id: head.id.clone(),
            title: all,
            points: places
                .iter()
                .map(|(x, y)| format!("{x},{y}"))
                .collect::<Vec<_>>()
                .join(" "),
            last: places.last().cloned(),
        }
    }
}
