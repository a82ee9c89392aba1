//! Reports: the month, mails by subscription, awards.

mod awards;
mod month;
mod subscriptions;

use chrono::{DateTime, Utc};
use yingke::figures::settings::FigureSettings;
use yingke::platform::settings;

use crate::support::{Page, TestApp};
use crate::web::surveys::report::{Answer, answer, survey};

/// The tenth of October and of September, at ten in the morning.
const OCTOBER: &str = "2026-10-10T02:00:00Z";
const SEPTEMBER: &str = "2026-09-10T02:00:00Z";

/// Answers in October: two people with 3 content of 4 each, one with 2 of 2, which are too few; so 8 of 10, and in September
/// 1 of 2. Recommendations: two for, one against, of four.
fn store_with_answers() -> TestApp {
    let app = TestApp::spawn();
    let store = app.store();
    let rules = FigureSettings {
        small: 3,
        ..FigureSettings::default()
    };
    app.write("crm.manager", |tx| settings::save(tx, store, &rules, 0))
        .unwrap();
    let (asked, _) = survey(&app);
    let give = |at: &str, advisor: &'static str, overall: i16, nps: Option<i16>| {
        let given = Answer {
            overall: Some(overall),
            nps,
            advisor: Some(advisor),
            ..Answer::default()
        };
        let at: DateTime<Utc> = at.parse().unwrap();
        answer(&app, &asked, at, &given);
    };
    for (overall, nps) in [(5, 10), (5, 9), (4, 8), (2, 3)] {
        give(OCTOBER, "consultant", overall, Some(nps));
    }
    for overall in [5, 4, 5, 1] {
        give(OCTOBER, "consultant2", overall, None);
    }
    for overall in [5, 5] {
        give(OCTOBER, "advisor", overall, None);
    }
    for overall in [5, 1] {
        give(SEPTEMBER, "consultant", overall, None);
    }
    app
}

/// The cells of the row of a table that begins with this.
fn cells(page: &Page, table: &str, name: &str) -> Vec<String> {
    let heads = page.texts(&format!("{table} tbody tr > :first-child"));
    let at = heads.iter().position(|head| head.starts_with(name));
    let at = at.unwrap_or_else(|| panic!("no {name} among {heads:?}")) + 1;
    page.texts(&format!("{table} tbody tr:nth-child({at}) > :not(:first-child)"))
}
