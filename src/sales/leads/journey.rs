//! How far leads came and how fast they were called: the conditions that figures are counted by, and lists narrowed by.
//!
//! Each is said of the row `leads`, of its opportunity `o` and of its first call `s`.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Timestamptz, Uuid as SqlUuid};

use super::queries::Leads;
use super::rules::{Called, Reached};
use crate::values::ids::StaffId;

/// A lead that is neither a duplicate nor dismissed.
pub const VALID: &str = "leads.state IN ('open', 'qualified')";
/// The first call `s` of a lead.
pub const FIRST_CALL: &str = "s.lead_id = leads.id AND s.kind = 'first_call' AND s.number = 1";
/// Who made the first call `s`, or has to.
pub const CALLER: &str = "COALESCE(s.done_by, s.owner_id)";
/// What stands for this instant in a condition.
pub const NOW: &str = "{now}";

/// An opportunity that came at least to the first of these stages; a lost one counts as far as it came.
macro_rules! stood_at {
    ($stages:literal) => {
        concat!(
            "CASE o.stage WHEN 'lost' THEN o.lost_at_stage ELSE o.stage END IN (",
            $stages,
            ")"
        )
    };
}

macro_rules! ordered {
    () => {
        "EXISTS (SELECT FROM sales_orders q WHERE q.opportunity_id = o.id AND q.state <> 'cancelled')"
    };
}

/// What a valid lead's opportunity `o` must be.
pub const fn reached(far: Reached) -> &'static str {
    match far {
        Reached::Valid => "TRUE",
        Reached::Opportunity => "o.id IS NOT NULL",
        Reached::Contacted => {
            stood_at!("'contacted', 'interested', 'comparing', 'test_driven', 'quoted', 'ordered', 'delivered'")
        }
        Reached::Interested => {
            stood_at!("'interested', 'comparing', 'test_driven', 'quoted', 'ordered', 'delivered'")
        }
        Reached::TestDriven => stood_at!("'test_driven', 'quoted', 'ordered', 'delivered'"),
        Reached::Quoted => stood_at!("'quoted', 'ordered', 'delivered'"),
        // Whoever signed was here, whatever became of the order.
        Reached::Arrived => {
            "o.be_backs > 0 OR EXISTS (SELECT FROM follow_ups f WHERE f.opportunity_id = o.id AND f.kind = 'visit') \
             OR EXISTS (SELECT FROM test_drives d WHERE d.opportunity_id = o.id AND d.out_at IS NOT NULL) \
             OR EXISTS (SELECT FROM sales_orders q WHERE q.opportunity_id = o.id)"
        }
        Reached::Ordered => ordered!(),
        Reached::Delivered => {
            "EXISTS (SELECT FROM sales_orders q WHERE q.opportunity_id = o.id AND q.state = 'delivered')"
        }
    }
}

/// What a lead's first call `s` must be. It was made when it was tried first, answered or not.
pub const fn called(how: Called) -> &'static str {
    match how {
        Called::InTime => "COALESCE(s.first_attempt_at, s.done_at) <= s.due_at",
        Called::Late => "COALESCE(s.first_attempt_at, s.done_at, s.ended_at, {now}) > s.due_at",
        Called::Due => {
            "COALESCE(s.first_attempt_at, s.done_at) <= s.due_at \
             OR COALESCE(s.first_attempt_at, s.done_at, s.ended_at, {now}) > s.due_at"
        }
        Called::Overdue => "s.done_at IS NULL AND s.ended_at IS NULL AND s.due_at < {now}",
        Called::MessageLate => {
            "EXISTS (SELECT FROM lead_steps m WHERE m.lead_id = leads.id AND m.kind = 'message' AND m.done_at IS NULL \
             AND m.ended_at IS NULL AND m.due_at < {now})"
        }
        Called::InHours => "COALESCE(s.first_attempt_at, s.done_at) IS NOT NULL AND NOT s.outside_hours",
        Called::InHoursInTime => "NOT s.outside_hours AND COALESCE(s.first_attempt_at, s.done_at) <= s.due_at",
        Called::OutOfHours => "COALESCE(s.first_attempt_at, s.done_at) IS NOT NULL AND s.outside_hours",
        Called::OutOfHoursInTime => "s.outside_hours AND COALESCE(s.first_attempt_at, s.done_at) <= s.due_at",
    }
}

/// The leads that came so far.
pub fn that_reached(query: Leads<'_>, far: Reached) -> Leads<'_> {
    let condition = match far {
        Reached::Valid => format!("({VALID})"),
        _ => format!(
            "({VALID} AND EXISTS (SELECT FROM opportunities o WHERE o.id = leads.opportunity_id AND ({})))",
            reached(far)
        ),
    };
    query.filter(sql::<Bool>(&condition))
}

/// The leads whose first call is this person's, or nobody's.
pub fn that_are_called_by(query: Leads<'_>, who: Option<StaffId>) -> Leads<'_> {
    let of = format!("EXISTS (SELECT FROM lead_steps s WHERE {FIRST_CALL} AND {CALLER} ");
    match who {
        Some(who) => query.filter(sql::<Bool>(&format!("{of} = ")).bind::<SqlUuid, _>(who.uuid()).sql(")")),
        None => query.filter(sql::<Bool>(&format!("{of} IS NULL)"))),
    }
}

/// The leads that were called so.
pub fn that_were_called(query: Leads<'_>, how: Called, now: DateTime<Utc>) -> Leads<'_> {
    let condition = format!(
        "EXISTS (SELECT FROM lead_steps s WHERE {FIRST_CALL} AND ({}))",
        called(how)
    );
    match condition.split_once(NOW) {
        Some((before, after)) => query.filter(sql::<Bool>(before).bind::<Timestamptz, _>(now).sql(after)),
        None => query.filter(sql::<Bool>(&condition)),
    }
}
