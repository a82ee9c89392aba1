//! What is kept equals a recount, whatever changes.

use std::collections::BTreeMap;

use uuid::Uuid;
use yingke::figures::measures::forms::AskedQuery;
use yingke::figures::measures::model::{Asked, Back, Point};
use yingke::figures::measures::queries;
use yingke::figures::rules::{Figure, Grain};

use super::House;

/// Figures by person, and day by day for six weeks.
type Everything = (
    BTreeMap<(Figure, Option<Uuid>), (i64, i64)>,
    BTreeMap<Figure, Vec<(i64, i64)>>,
);

fn everything(house: &House, asked: &Asked) -> Everything {
    let figures: Vec<Figure> = Figure::counted().collect();
    let mut conn = house.app.database.owner();
    let people = queries::by_people(&mut conn, asked, &figures).unwrap();
    let people = people.into_iter().flat_map(|(figure, people)| {
        people
            .into_iter()
            .map(move |person| ((figure, person.person.map(Uuid::from)), (person.n, person.sum)))
    });
    let back = Back {
        grain: Grain::Day,
        points: 42,
    };
    let days = queries::trends(&mut conn, asked, &figures, back).unwrap();
    let counts = |points: Vec<Point>| points.into_iter().map(|point| (point.n, point.sum)).collect();
    (
        people.collect(),
        days.into_iter()
            .map(|(figure, points)| (figure, counts(points)))
            .collect(),
    )
}

/// The next number of a sequence that looks like chance.
fn next(seed: &mut u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[test]
fn what_is_kept_equals_a_recount_whatever_changes() {
    let house = House::new();
    for statement in include_str!("rows.sql").split(";\n") {
        house.run(statement);
    }
    let query = AskedQuery {
        from: "2026-10-12".into(),
        to: "2026-11-22".into(),
        ..AskedQuery::default()
    };
    let asked = house.asked("manager", &query);
    let first = everything(&house, &asked);
    for figure in Figure::counted() {
        assert!(first.1[&figure].iter().any(|(n, _)| *n > 0), "{figure:?} has rows");
    }
    house.settle();
    assert_eq!(house.one("SELECT count(*) FROM figure_changes"), 0);
    assert_eq!(everything(&house, &asked), first, "counted once and for all");
    let changes: Vec<&str> = include_str!("changes.sql").lines().collect();
    let mut seed = 20_261_122;
    for round in 0..12 {
        let mut done = Vec::new();
        for step in 0..5 {
            // All of them at least once.
            let place = (round * 5 + step) % changes.len();
            let number = next(&mut seed) % 5_000;
            let hours = next(&mut seed) % 1_400;
            let at = format!("(TIMESTAMPTZ '2026-11-22 01:00+00' - interval '{hours} hours')");
            let change = filled(changes[place], number).replace("{at}", &at);
            house.run(&change);
            done.push(change);
        }
        let kept = everything(&house, &asked);
        let again = recounted(&house, &asked);
        assert_eq!(kept, again, "before it was counted: {done:#?}");
        house.settle();
        assert_eq!(everything(&house, &asked), again, "after: {done:#?}");
    }
}

/// `{n}`, and `n` within an id.
fn filled(change: &str, number: u64) -> String {
    let change = change.replace("{n}", &number.to_string());
    let mut parts = change.split("{id:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (expression, rest) = part.split_once('}').unwrap();
        let expression: Vec<String> = expression
            .split(' ')
            .map(|word| {
                if word == "n" {
                    number.to_string()
                } else {
                    word.to_owned()
                }
            })
            .collect();
        text.push_str(&format!("{{id:{}}}{rest}", expression.join(" ")));
    }
    text
}

/// From the rows alone: without anything that was kept.
fn recounted(house: &House, asked: &Asked) -> Everything {
    let kept = "CREATE TABLE kept_days AS SELECT * FROM figure_days; DELETE FROM figure_days";
    house.run(kept);
    let counted = everything(house, asked);
    house.run("INSERT INTO figure_days SELECT * FROM kept_days; DROP TABLE kept_days");
    counted
}

#[test]
fn the_worker_counts_the_days_that_changed() {
    let house = House::new();
    house.sources();
    house.lead(1, "2026-11-03 10:00", &[]);
    assert!(house.one("SELECT count(*) FROM figure_changes") > 0);
    house.app.advance(chrono::TimeDelta::minutes(5));
    house.app.work();
    assert_eq!(house.one("SELECT count(*) FROM figure_changes"), 0);
    let counted = "SELECT sum(n) FROM figure_days WHERE figure = 'lead_conversion' AND day = '2026-11-03' \
         AND person = '00000000-0000-0000-0000-000000000000'";
    assert_eq!(house.one(&format!("SELECT ({counted})::bigint")), 1);
    let today = "SELECT count(*) FROM figure_days WHERE day >= '2026-11-22'";
    assert_eq!(house.one(today), 0, "today is never over");
    house.run("DELETE FROM leads");
    assert!(house.one("SELECT count(*) FROM figure_changes") > 0);
    let asked = house.asked("manager", &AskedQuery::default());
    let mut conn = house.app.database.owner();
    let all = queries::measure(&mut conn, &asked, &[Figure::LeadConversion]).unwrap();
    assert_eq!(all[&Figure::LeadConversion].n, 0, "at once");
}
