//! What the machine room watches: requests, the pool, jobs, mail; and one log line per request, without personal data.

use std::net::IpAddr;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use diesel::prelude::*;
use prometheus::{
    CounterVec, Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};
use uuid::Uuid;

use super::context::{Answer, App, RequestId};
use crate::access::Actor;
use crate::platform::db::Tally;
use crate::platform::error::Error;
use crate::schema::{jobs, outgoing_mails};

/// The figures under `/metrics`.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    round_trips: HistogramVec,
    database_seconds: CounterVec,
    gauges: IntGaugeVec,
}

impl Metrics {
    pub fn new() -> Result<Self, Error> {
        let requests = IntCounterVec::new(
            Opts::new("yingke_http_requests_total", "Requests by route and status."),
            &["route", "method", "status"],
        )
        .map_err(Error::internal)?;
        let seconds = HistogramVec::new(
            HistogramOpts::new("yingke_http_request_seconds", "Time to answer, in seconds.")
                .buckets(vec![0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5]),
            &["route"],
        )
        .map_err(Error::internal)?;
        let round_trips = HistogramVec::new(
            HistogramOpts::new(
                "yingke_http_round_trips",
                "Questions to the database per request, the look-up of the session included.",
            )
            .buckets(vec![0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0, 50.0]),
            &["route"],
        )
        .map_err(Error::internal)?;
        let database_seconds = CounterVec::new(
            Opts::new(
                "yingke_http_database_seconds_total",
                "Time that requests waited for the database, in seconds.",
            ),
            &["route"],
        )
        .map_err(Error::internal)?;
        let gauges = IntGaugeVec::new(
            Opts::new(
                "yingke_waiting",
                "What is in use or waiting: pool connections, jobs, mails.",
            ),
            &["what"],
        )
        .map_err(Error::internal)?;
        let registry = Registry::new();
        registry.register(Box::new(requests.clone())).map_err(Error::internal)?;
        registry.register(Box::new(seconds.clone())).map_err(Error::internal)?;
        registry
            .register(Box::new(round_trips.clone()))
            .map_err(Error::internal)?;
        registry
            .register(Box::new(database_seconds.clone()))
            .map_err(Error::internal)?;
        registry.register(Box::new(gauges.clone())).map_err(Error::internal)?;
        Ok(Self {
            registry,
            requests,
            seconds,
            round_trips,
            database_seconds,
            gauges,
        })
    }
}

/// Counts, times and logs each request under a fresh id.
pub async fn measure<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = Uuid::now_v7();
    request.extensions_mut().insert(RequestId(id));
    let started = Instant::now();
    let tally = Tally::default();
    let response = tally.around(next.call(request)).await?;
    let elapsed = started.elapsed();
    let request = response.request();
    let route = request.match_pattern().unwrap_or_else(|| "none".into());
    let (method, status) = (request.method().as_str(), response.status().as_u16());
    if let Some(app) = request.app_data::<web::Data<App>>() {
        let metrics = &app.metrics;
        metrics
            .requests
            .with_label_values(&[&route, method, &status.to_string()])
            .inc();
        metrics
            .seconds
            .with_label_values(&[&route])
            .observe(elapsed.as_secs_f64());
        metrics
            .round_trips
            .with_label_values(&[&route])
            .observe(f64::from(tally.round_trips()));
        metrics
            .database_seconds
            .with_label_values(&[&route])
            .inc_by(tally.waited().as_secs_f64());
    }
    let staff = request.extensions().get::<Actor>().map(|actor| actor.id.to_string());
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    let round_trips = tally.round_trips();
    tracing::info!(request = %id, method, route, status, micros, round_trips, staff, "answered");
    Ok(response)
}

/// `GET /metrics`, from loopback or a configured address.
pub async fn show_metrics(request: HttpRequest, app: web::Data<App>) -> Answer {
    let peer = request.peer_addr().map(|peer| peer.ip()).ok_or(Error::NotFound)?;
    if !peer.is_loopback() && !listed(peer, &app.config.metrics_from) {
        return Err(Error::NotFound);
    }
    let (in_use, open) = app.db.load();
    let now = app.clock.now();
    let waiting = app
        .db
        .read(move |conn| {
            Ok([
                (
                    "jobs_due",
                    jobs::table
                        .filter(jobs::parked_at.is_null())
                        .filter(jobs::run_at.le(now))
                        .count()
                        .get_result(conn)?,
                ),
                (
                    "jobs_parked",
                    jobs::table
                        .filter(jobs::parked_at.is_not_null())
                        .count()
                        .get_result(conn)?,
                ),
                (
                    "mails_queued",
                    outgoing_mails::table
                        .filter(outgoing_mails::state.eq("queued"))
                        .count()
                        .get_result(conn)?,
                ),
                (
                    "mails_failed",
                    outgoing_mails::table
                        .filter(outgoing_mails::state.eq("failed"))
                        .count()
                        .get_result::<i64>(conn)?,
                ),
            ])
        })
        .await?;
    let pool = [("pool_in_use", i64::from(in_use)), ("pool_open", i64::from(open))];
    for (what, count) in pool.into_iter().chain(waiting) {
        app.metrics.gauges.with_label_values(&[what]).set(count);
    }
    let mut text = Vec::new();
    TextEncoder::new()
        .encode(&app.metrics.registry.gather(), &mut text)
        .map_err(Error::internal)?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}

/// Whether an address is one of `list` or lies in one of its networks (`10.1.0.0/16`).
fn listed(peer: IpAddr, list: &[String]) -> bool {
    list.iter().any(|entry| match entry.split_once('/') {
        Some((network, bits)) => match (network.parse(), bits.parse()) {
            (Ok(network), Ok(bits)) => inside(peer, network, bits),
            _ => false,
        },
        None => entry.parse() == Ok(peer),
    })
}

fn inside(peer: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (peer, network) {
        (IpAddr::V4(peer), IpAddr::V4(network)) => {
            let mask = u32::MAX.checked_shl(32 - bits.min(32)).unwrap_or(0);
            u32::from(peer) & mask == u32::from(network) & mask
        }
        (IpAddr::V6(peer), IpAddr::V6(network)) => {
            let mask = u128::MAX.checked_shl(128 - bits.min(128)).unwrap_or(0);
            u128::from(peer) & mask == u128::from(network) & mask
        }
        _ => false,
    }
}
