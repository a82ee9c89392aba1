//! The day in the house, as it stands now.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::access::{Actor, Permission};
use crate::dashboard::text::{self, DashboardText};
use crate::figures::watch::model::Today;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::address;

/// A number of the day, and its rows.
pub struct Moment {
    pub label: &'static str,
    pub n: i64,
    pub small: String,
    pub tone: &'static str,
    pub icon: &'static str,
    pub href: String,
}

#[derive(Template)]
#[template(path = "dashboard/_today.html")]
pub struct TodayPart {
    moments: Vec<Moment>,
}

// Its own template escaped every word in it.
impl askama::filters::HtmlSafe for TodayPart {}

impl TodayPart {
    pub fn new(actor: &Actor, today: &Today, now: DateTime<Utc>, lang: Lang) -> Self {
        let w = DashboardText::of(lang);
        let day = times::date(times::day_of(now));
        let waits = today.waits_since.map(|since| (now - since).num_minutes());
        let red = |n: i64| if n > 0 { "red" } else { "" };
        let of_today = |path: &str| address(path, [("view", "all"), ("from", day.as_str()), ("to", day.as_str())]);
        let moment = |label, n, icon, tone, href: String| Moment {
            label,
            n,
            small: String::new(),
            tone,
            icon,
            href,
        };
        let mut moments = Vec::new();
        if actor.may(Permission::SeeReception) {
            moments.push(Moment {
                small: text::of(today.booked, lang),
                ..moment(w.arrivals, today.come, "calendar-time", "", "/reception".to_owned())
            });
            moments.push(moment(
                w.walk_ins,
                today.walk_ins,
                "door-enter",
                "",
                "/reception?list=walk_ins".to_owned(),
            ));
            moments.push(Moment {
                small: waits.map(|minutes| text::longest(minutes, lang)).unwrap_or_default(),
                ..moment(
                    w.waiting,
                    today.waiting,
                    "hourglass",
                    "",
                    "/reception?list=waiting".to_owned(),
                )
            });
            moments.push(moment(
                w.received,
                today.received,
                "user-check",
                "",
                "/reception?list=received".to_owned(),
            ));
        }
        if actor.may(Permission::SeeSalesOverview) {
            moments.push(moment(
                w.leads_today,
                today.leads,
                "target-arrow",
                "",
                of_today("/leads"),
            ));
            moments.push(moment(
                w.uncalled,
                today.uncalled,
                "phone",
                red(today.uncalled),
                "/leads?view=all&called=overdue".to_owned(),
            ));
        }
        if actor.may(Permission::SeeComplaints) {
            moments.push(moment(
                w.complaints_today,
                today.complaints,
                "message-report",
                "",
                of_today("/complaints"),
            ));
            moments.push(moment(
                w.late_complaints,
                today.late_complaints,
                "clock-exclamation",
                red(today.late_complaints),
                "/complaints?view=overdue".to_owned(),
            ));
        }
        if actor.may(Permission::SeeServiceOrders) {
            moments.push(moment(
                w.in_repair,
                today.in_repair,
                "tool",
                "",
                "/service-orders?view=open".to_owned(),
            ));
            moments.push(moment(
                w.late_repairs,
                today.late_repairs,
                "alarm",
                red(today.late_repairs),
                "/service-orders?view=open&promise=late".to_owned(),
            ));
        }
        if actor.may(Permission::SeeSalesOverview) {
            moments.push(moment(
                w.to_deliver,
                today.to_deliver,
                "car",
                "",
                address("/deliveries", [("view", "planned"), ("on", day.as_str())]),
            ));
            moments.push(moment(
                w.delivered,
                today.delivered,
                "key",
                "",
                address("/deliveries", [("view", "done"), ("on", day.as_str())]),
            ));
        }
        Self { moments }
    }
}
