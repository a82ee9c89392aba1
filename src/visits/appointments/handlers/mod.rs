//! HTTP of appointments.

mod book;
mod calendar;
mod change;
mod plans;
mod waits;

pub use book::{create, find_customer, join, new, to_form};
pub use calendar::{calendar, day_list, day_list_with_phones};
pub use change::{ask_cancel, ask_move, cancel, move_it, show};
pub use plans::{add_days_off, plan, plans, remove_days_off, save_plan};
pub use waits::{accept, show_wait, withdraw};

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::model::Frame;
use super::queries;
use super::text::{self, AppointmentText};
use super::views::Picked;
use crate::access::Actor;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::faults;
use crate::platform::web::{Cx, FormView};
use crate::values::date::{parse_day, parse_local};
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, StaffId};
use crate::visits::appointments::queries::lines;
use crate::visits::rules::Line;

/// How many days are looked through for the next free times.
const AHEAD: Days = Days::new(14);

/// The times of a line around a day: two questions.
async fn picked(
    cx: &Cx,
    line: Line,
    day: NaiveDate,
    advisor: Option<StaffId>,
    rank: u8,
    but: Option<AppointmentId>,
) -> Result<Picked, Error> {
    let (store, now) = (cx.actor()?.store, cx.now);
    let last = day.checked_add_days(AHEAD).unwrap_or(day);
    let (frame, taken): (Frame, _) = cx
        .read(move |conn| {
            Ok((
                queries::frame(conn, store, line, (day, last))?,
                queries::taken(conn, store, line, (day, last), now, (but, None))?,
            ))
        })
        .await?;
    // Who left the line, or never was in it, can't be asked for.
    let advisor = advisor.filter(|id| frame.people.iter().any(|person| person.id == *id));
    Ok(Picked {
        frame,
        taken,
        day,
        last,
        advisor,
        rank,
        refused: false,
        wanted: None,
    })
}

/// The day that is looked at, and what is wrong with the one that was typed: then it is the nearest, whose times are not
/// shown as if they were meant.
fn day_to_show(typed: &str, otherwise: NaiveDate, today: NaiveDate) -> (NaiveDate, Option<Fault>) {
    match parse_day(typed) {
        Ok(day) if day < today => (today, Some(Fault::DateInPast)),
        Ok(day) => (day, None),
        Err(_) if typed.trim().is_empty() => (otherwise.max(today), None),
        Err(fault) => (today, Some(fault)),
    }
}

/// The time that a form asks for: that of the button of another time, if one was pressed.
fn asked_for(form: &FormView) -> Option<NaiveDateTime> {
    let asked = [form.value("instead"), form.value("slot")];
    asked.into_iter().find_map(|typed| parse_local(typed).ok())
}

/// Says beside the day why its times are not shown; where none was typed stands the one whose times they are.
fn say_day(form: FormView, day: NaiveDate, wrong: Option<Fault>, cx: &Cx) -> FormView {
    match wrong {
        None if form.value("day").trim().is_empty() => form.instead("day", day.to_string()),
        Some(fault) if form.error("day").is_none() => form.with_error("day", faults::words(&fault, cx.lang)),
        _ => form,
    }
}

/// Says what is wrong in the words of this room.
fn say(mut form: FormView, errors: &FieldErrors, cx: &Cx) -> FormView {
    let w = AppointmentText::of(cx.lang);
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("slot", Fault::DateInPast) => w.slot_past,
            ("slot", Fault::Choice) => w.slot_closed,
            ("slot", Fault::Taken) => w.slot_taken,
            ("slot", Fault::Overlap) => w.slot_overlap,
            ("slot", Fault::Mismatch) => w.slot_other_day,
            ("advisor", Fault::Choice) => w.advisor_away,
            ("who", Fault::Choice) => w.who_unknown,
            ("part", Fault::Choice) => w.part_free,
            ("day", Fault::Choice) => w.slot_closed,
            ("new_name" | "new_phone", Fault::Required) => w.new_or_found,
            ("new_phone", Fault::Taken) => w.known_phone,
            ("new_plate", Fault::Taken) => w.known_plate,
            ("day", Fault::TooLarge { max }) => {
                let words = text::too_far(*max, cx.lang);
                // Whoever chose a time reads it there too.
                form = form.with_error("day", words.clone()).with_error("slot", words);
                continue;
            }
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

/// The calendar of a day, or the appointment itself for whoever doesn't look after that line.
fn after_booking(actor: &Actor, line: Line, day: NaiveDate, id: impl std::fmt::Display) -> String {
    if lines(actor).contains(&line) {
        format!("/appointments?day={day}&line={}", line.code())
    } else {
        format!("/appointments/{id}")
    }
}
