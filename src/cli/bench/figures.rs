//! What the measurement says.

use std::fmt;
use std::time::Duration;

use super::pages::Found;

/// Limits of quality.md, at 100,000 customers.
const P50: Duration = Duration::from_millis(3);
const P99: Duration = Duration::from_millis(15);

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
    p50: Duration,
    p99: Duration,
    /// Questions to the database per request, the look-up of the session included.
    round_trips: f64,
    /// The part of the server's time that it waits for PostgreSQL: what PostgreSQL alone would need, as a ratio.
    database_share: f64,
}

impl Figures {
    pub const HEAD: &str = "requests    p50 ms    p99 ms   db trips   db share   first KB  repeat KB  page (account)";

    pub fn new(mut times: Vec<Duration>, before: &Counted, after: &Counted) -> Self {
        times.sort_unstable();
        let requests = after.requests - before.requests;
        Self {
            requests: times.len(),
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

/// The time that `percent` of the answers stayed below.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
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
        } = &self.figures;
        let milliseconds = |time: &Duration| time.as_secs_f64() * 1000.0;
        #[expect(clippy::cast_precision_loss, reason = "sizes of pages are small")]
        let kilobytes = |bytes: usize| bytes as f64 / 1024.0;
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
    use super::*;

    #[test]
    fn percentiles_are_of_the_answers() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Duration::from_millis(100));
        assert_eq!(percentile(&times, 99), Duration::from_millis(198));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn a_route_is_read_by_its_whole_name() {
        let metrics = "yingke_http_round_trips_sum{route=\"/a\"} 12\nyingke_http_round_trips_sum{route=\"/a/b\"} 5\n";
        assert!((of_route(metrics, "/a").round_trips - 12.0).abs() < f64::EPSILON);
        assert_eq!(of_route(metrics, "/c"), Counted::default());
    }
}
