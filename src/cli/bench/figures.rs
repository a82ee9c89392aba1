//! What the measurement says.

use std::fmt;
use std::time::Duration;

use super::main_pages::MainPage;
use super::pages::Found;

/// Limits of quality.md, at 100,000 customers.
const P50: Duration = Duration::from_millis(3);
const P99: Duration = Duration::from_millis(15);
/// What a page must reach of what PostgreSQL alone gives for the same statements.
pub const LEAST_RATIO: f64 = 0.5;

/// What the portal itself counted for a route so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counted {
    requests: f64,
    seconds: f64,
    database_seconds: f64,
    round_trips: f64,
}

/// Reads the figures of a route out of `/metrics`.
pub fn of_route(metrics: &str, route: &str) -> Counted {
    let figure = |name: &str| {
        let line = format!("{name}{{route=\"{route}\"}} ");
        let found = metrics.lines().find_map(|text| text.strip_prefix(&line));
        found.and_then(|number| number.parse().ok()).unwrap_or(0.0)
    };
    Counted {
        requests: figure("yingke_http_request_seconds_count"),
        seconds: figure("yingke_http_request_seconds_sum"),
        database_seconds: figure("yingke_http_database_seconds_total"),
        round_trips: figure("yingke_http_round_trips_sum"),
    }
}

/// One page as one account.
pub struct Figures {
    requests: usize,
    per_second: f64,
    p50: Duration,
    p99: Duration,
    /// Questions to the database per request, the look-up of the session included.
    round_trips: f64,
    /// The part of the server's time that it waits for PostgreSQL: what PostgreSQL alone would need, as a ratio.
    database_share: f64,
}

impl Figures {
    pub const HEAD: &str = "requests    p50 ms    p99 ms   db trips   db share   first KB  repeat KB  page (account)";

    pub fn new(timed: Timed, before: &Counted, after: &Counted) -> Self {
        let Timed { mut times, within } = timed;
        times.sort_unstable();
        let requests = after.requests - before.requests;
        Self {
            requests: times.len(),
            per_second: ratio(count(times.len()), within.as_secs_f64()),
            p50: percentile(&times, 50),
            p99: percentile(&times, 99),
            round_trips: ratio(after.round_trips - before.round_trips, requests),
            database_share: ratio(
                after.database_seconds - before.database_seconds,
                after.seconds - before.seconds,
            ),
        }
    }

    /// Whether a page of staff may not take so long.
    pub fn is_slow(&self) -> bool {
        self.p50 > P50 || self.p99 > P99
    }
}

/// The answers of all connections.
pub struct Timed {
    pub times: Vec<Duration>,
    /// How long it took to get them.
    pub within: Duration,
}

#[expect(clippy::cast_precision_loss, reason = "requests of a minute, bytes of a page")]
fn count(number: usize) -> f64 {
    number as f64
}

/// The time that `percent` of the answers stayed below.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn milliseconds(time: &Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn kilobytes(bytes: usize) -> f64 {
    count(bytes) / 1024.0
}

/// A main page, beside what PostgreSQL alone gives for the same statements.
pub struct MainRow<'a> {
    pub page: &'a MainPage,
    pub figures: Figures,
    /// The answer, compressed.
    pub bytes: usize,
    /// How often in a second PostgreSQL alone answers the statements of the page.
    pub alone: Option<f64>,
}

impl MainRow<'_> {
    pub const HEAD: &'static str = "   req/s    p50 ms    p99 ms   queries        KB   PG alone/s   ratio  page";

    /// The page's throughput as a part of what PostgreSQL alone gives.
    pub fn ratio(&self) -> Option<f64> {
        self.alone.map(|alone| ratio(self.figures.per_second, alone))
    }

    /// Whether too much of the time is the portal's own.
    pub fn is_low(&self) -> bool {
        self.ratio().is_some_and(|ratio| ratio < LEAST_RATIO)
    }
}

impl fmt::Display for MainRow<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = &self.figures;
        let none = || "-".to_owned();
        let alone = self.alone.map_or_else(none, |alone| format!("{alone:.0}"));
        let ratio = self.ratio().map_or_else(none, |ratio| format!("{:.0}%", ratio * 100.0));
        write!(
            out,
            "{:>8.0} {:>9.2} {:>9.2} {:>9.1} {:>9.1} {alone:>12} {ratio:>7}  {}: {} {} ({})",
            figures.per_second,
            milliseconds(&figures.p50),
            milliseconds(&figures.p99),
            figures.round_trips,
            kilobytes(self.bytes),
            self.page.name,
            self.page.wish.method(),
            self.page.route.path,
            self.page.account,
        )
    }
}

/// A line of the table.
pub struct Row<'a> {
    pub page: &'a Found,
    pub account: &'a str,
    pub figures: Figures,
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures {
            requests,
            p50,
            p99,
            round_trips,
            database_share,
            per_second: _,
        } = &self.figures;
        write!(
            out,
            "{requests:>8} {:>9.2} {:>9.2} {round_trips:>10.1} {:>9.0}% {:>10.1} {:>10.1}  {} ({})",
            milliseconds(p50),
            milliseconds(p99),
            database_share * 100.0,
            kilobytes(self.page.document_bytes + self.page.static_bytes),
            kilobytes(self.page.document_bytes),
            self.page.shown(),
            self.account,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::client::Wish;
    use super::super::pages::leads_to;
    use super::*;

    #[test]
    fn percentiles_are_of_the_answers() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Duration::from_millis(100));
        assert_eq!(percentile(&times, 99), Duration::from_millis(198));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn a_main_page_stands_beside_postgresql_alone() {
        let page = MainPage {
            name: "my day",
            account: "consultant",
            route: leads_to("/").unwrap(),
            wish: Wish::page("/"),
        };
        let counted = |requests: f64| Counted {
            requests,
            round_trips: requests * 3.0,
            ..Counted::default()
        };
        let mut row = MainRow {
            page: &page,
            figures: Figures::new(
                Timed {
                    times: vec![Duration::from_millis(2); 400],
                    within: Duration::from_secs(1),
                },
                &counted(10.0),
                &counted(410.0),
            ),
            bytes: 2048,
            alone: Some(1000.0),
        };
        assert!(row.is_low());
        let columns = |row: &MainRow<'_>| {
            row.to_string()
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let shown = ["400", "2.00", "2.00", "3.0", "2.0", "1000", "40%"];
        assert_eq!(columns(&row)[..7], shown);
        assert!(row.to_string().ends_with("  my day: GET / (consultant)"), "{row}");
        let (head, line) = (MainRow::HEAD, row.to_string());
        assert_eq!(
            head.find("page"),
            line.find("my day"),
            "columns stand below their heads"
        );
        row.alone = Some(800.0);
        assert!(!row.is_low());
        row.alone = None;
        assert!(!row.is_low());
        assert_eq!(columns(&row)[5..7], ["-", "-"]);
    }

    #[test]
    fn a_route_is_read_by_its_whole_name() {
        let metrics = "yingke_http_round_trips_sum{route=\"/a\"} 12\nyingke_http_round_trips_sum{route=\"/a/b\"} 5\n";
        assert!((of_route(metrics, "/a").round_trips - 12.0).abs() < f64::EPSILON);
        assert_eq!(of_route(metrics, "/c"), Counted::default());
    }
}
