//! What the forms of appointments hold.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use validator::Validate;

use super::model::Cancellation;
use super::rules::{CancelReason, DayPart, DaysOff, OffReason, Week, WorkDay};
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::values::date::{parse_day, parse_local, parse_time};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StaffId, VehicleId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;
use crate::visits::rules::Purpose;

/// The longest wish.
const WISH: usize = 500;
const NOTE: usize = 200;

/// Booking, and joining the waiting list: one form with two buttons.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct BookForm {
    /// What the customer is looked for by; never stored.
    #[validate(length(max = 80))]
    pub q: String,
    /// `customer` or `customer:vehicle`.
    pub who: String,
    pub new_name: String,
    pub new_phone: String,
    pub new_plate: String,
    /// The phone whose owner is on file: sent again by whoever read so and means that customer.
    pub known: String,
    pub purpose: String,
    pub advisor: String,
    /// The day whose times are shown.
    pub day: String,
    /// `2026-11-25T10:30`
    pub slot: String,
    /// The button of another time: it counts for more than the one that was chosen.
    pub instead: String,
    pub wish: String,
    pub part: String,
}

/// Whom it is for.
#[derive(Clone)]
pub enum Whom {
    Known(CustomerId, Option<VehicleId>),
    New(Newcomer),
}

/// Somebody who is not found, or not looked for.
#[derive(Clone)]
pub struct Newcomer {
    pub name: PersonName,
    pub phone: Phone,
    pub plate: Option<Plate>,
    /// If the phone is on file after all, its owner is meant.
    pub known: bool,
}

pub struct Booking {
    pub whom: Whom,
    pub purpose: Purpose,
    pub advisor: Option<StaffId>,
    pub starts_at: DateTime<Utc>,
    pub wish: Option<String>,
}

impl BookForm {
    /// The customer who is chosen, if one is.
    pub fn chosen(&self) -> Option<CustomerId> {
        chosen(&self.who)
    }

    fn whom(&self, check: &mut Checker) -> Option<Whom> {
        if self.who.is_empty() {
            let name = check.required("new_name", &self.new_name, PersonName::parse);
            let phone = check.required("new_phone", &self.new_phone, Phone::parse);
            let plate = check.optional("new_plate", &self.new_plate, Plate::parse);
            let known =
                |phone: &Phone| Phone::parse(&self.known).is_ok_and(|read| read.canonical() == phone.canonical());
            Some(Whom::New(Newcomer {
                known: known(phone.as_ref()?),
                name: name?,
                phone: phone?,
                plate: plate?,
            }))
        } else {
            check.required("who", &self.who, known)
        }
    }
}

/// The customer of `customer` or `customer:vehicle`.
pub fn chosen(who: &str) -> Option<CustomerId> {
    who.split(':').next().and_then(|id| id.parse().ok())
}

fn known(raw: &str) -> Result<Whom, Fault> {
    match raw.split_once(':') {
        Some((customer, vehicle)) => Ok(Whom::Known(id(customer)?, Some(id(vehicle)?))),
        None => Ok(Whom::Known(id(raw)?, None)),
    }
}

fn id<T: std::str::FromStr>(raw: &str) -> Result<T, Fault> {
    raw.trim().parse().map_err(|_| Fault::Choice)
}

fn moment(raw: &str) -> Result<DateTime<Utc>, Fault> {
    times::instant(parse_local(raw)?).ok_or(Fault::Time)
}

/// A time lies on the day that stands beside it; the button of another time says its day itself.
fn on_the_day(check: &mut Checker, day: &str, instead: &str, starts_at: Option<DateTime<Utc>>) {
    if instead.is_empty()
        && let Some(Some(day)) = check.optional("day", day, parse_day)
        && starts_at.is_some_and(|at| times::day_of(at) != day)
    {
        check.fault("slot", Fault::Mismatch);
    }
}

impl Form for BookForm {
    type Parsed = Booking;

    fn parse(&self) -> Result<Booking, FieldErrors> {
        let mut check = Checker::of(self);
        let whom = self.whom(&mut check);
        let purpose = check.required("purpose", &self.purpose, Purpose::chosen);
        let advisor = check.optional("advisor", &self.advisor, id);
        let slot = if self.instead.is_empty() {
            &self.slot
        } else {
            &self.instead
        };
        let starts_at = check.required("slot", slot, moment);
        on_the_day(&mut check, &self.day, &self.instead, starts_at);
        let wish = check.optional("wish", &self.wish, |raw| text::note(raw, WISH));
        check.finish(|| {
            Some(Booking {
                whom: whom?,
                purpose: purpose?,
                advisor: advisor?,
                starts_at: starts_at?,
                wish: wish?,
            })
        })
    }
}

/// The same form, sent by the other button.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(transparent)]
pub struct WaitForm {
    #[validate(nested)]
    pub form: BookForm,
}

pub struct Wish {
    pub whom: Whom,
    pub purpose: Purpose,
    pub advisor: Option<StaffId>,
    pub day: NaiveDate,
    pub part: DayPart,
    /// Only this time will do.
    pub slot: Option<NaiveTime>,
    pub wish: Option<String>,
}

/// A part of the day, or one time of it.
fn part(raw: &str) -> Result<(DayPart, Option<NaiveTime>), Fault> {
    if raw.contains(':') {
        let slot = parse_time(raw).map_err(|_| Fault::Choice)?;
        return Ok((DayPart::Day, Some(slot)));
    }
    Ok((DayPart::chosen(raw)?, None))
}

impl Form for WaitForm {
    type Parsed = Wish;

    fn parse(&self) -> Result<Wish, FieldErrors> {
        let form = &self.form;
        let mut check = Checker::of(form);
        let whom = form.whom(&mut check);
        let purpose = check.required("purpose", &form.purpose, Purpose::chosen);
        let advisor = check.optional("advisor", &form.advisor, id);
        let day = check.required("day", &form.day, parse_day);
        let part = check.required("part", &form.part, part);
        let wish = check.optional("wish", &form.wish, |raw| text::note(raw, WISH));
        check.finish(|| {
            let (part, slot) = part?;
            Some(Wish {
                whom: whom?,
                purpose: purpose?,
                advisor: advisor?,
                day: day?,
                part,
                slot,
                wish: wish?,
            })
        })
    }
}

/// `POST /appointments/{id}/move`
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct MoveForm {
    pub advisor: String,
    /// The day whose times are shown.
    pub day: String,
    pub slot: String,
    pub instead: String,
    /// Set: only looks at the times of another day or person.
    pub look: String,
    pub lock_version: String,
}

pub struct Move {
    pub advisor: Option<StaffId>,
    pub starts_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl Form for MoveForm {
    type Parsed = Move;

    fn parse(&self) -> Result<Move, FieldErrors> {
        let mut check = Checker::of(self);
        let advisor = check.optional("advisor", &self.advisor, id);
        let slot = if self.instead.is_empty() {
            &self.slot
        } else {
            &self.instead
        };
        let starts_at = check.required("slot", slot, moment);
        on_the_day(&mut check, &self.day, &self.instead, starts_at);
        check.finish(|| {
            Some(Move {
                advisor: advisor?,
                starts_at: starts_at?,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

/// `POST /appointments/{id}/cancellation`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CancelForm {
    pub reason: String,
    pub note: String,
}

impl Form for CancelForm {
    type Parsed = Cancellation;

    fn parse(&self) -> Result<Cancellation, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, CancelReason::chosen);
        let note = if reason == Some(CancelReason::Other) {
            check
                .required("note", &self.note, |raw| text::note(raw, NOTE))
                .map(Some)
        } else {
            check.optional("note", &self.note, |raw| text::note(raw, NOTE))
        };
        check.finish(|| {
            Some(Cancellation {
                reason: reason?,
                note: note?,
            })
        })
    }
}

/// `POST /working-plans/{id}/days-off`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DaysOffForm {
    pub from: String,
    pub until: String,
    pub reason: String,
}

/// Days off are not planned for longer.
const LONGEST: i64 = 400;

impl Form for DaysOffForm {
    type Parsed = DaysOff;

    fn parse(&self) -> Result<DaysOff, FieldErrors> {
        let mut check = Checker::of(self);
        let from = check.required("from", &self.from, parse_day);
        let until = check.optional("until", &self.until, parse_day);
        let reason = check.required("reason", &self.reason, OffReason::chosen);
        if let (Some(from), Some(Some(until))) = (from, until) {
            let days = (until - from).num_days();
            if days < 0 {
                check.fault("until", Fault::EndBeforeStart);
            } else if days > LONGEST {
                check.fault("until", Fault::TooLarge { max: LONGEST });
            }
        }
        check.finish(|| {
            let from = from?;
            Some(DaysOff {
                from,
                until: until?.unwrap_or(from),
                reason: reason?,
            })
        })
    }
}

/// The parts of a day in the form of a plan: `0.from` is the beginning of Monday.
pub const PARTS: [&str; 4] = ["from", "until", "break_from", "break_until"];

/// The week that a posted plan says, with every fault beside its field; a break outside the working hours is
/// [`Fault::Choice`].
pub fn week(pairs: &[(String, String)]) -> Result<Week, FieldErrors> {
    let mut faults = FieldErrors::new();
    let mut week: Week = [None; 7];
    for (number, day) in week.iter_mut().enumerate() {
        let mut part = |part: &str| -> Option<NaiveTime> {
            let name = format!("{number}.{part}");
            let typed = pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.trim());
            let typed = typed.filter(|typed| !typed.is_empty())?;
            parse_time(typed).map_err(|fault| faults.insert(name, fault)).ok()
        };
        let [from, until, break_from, break_until] = PARTS.map(&mut part);
        let mut fault = |part: &str, fault: Fault| {
            faults.entry(format!("{number}.{part}")).or_insert(fault);
        };
        let pause = break_from.zip(break_until);
        match (from, until) {
            (None, None) if break_from.or(break_until).is_none() => continue,
            (None, _) => fault("from", Fault::Required),
            (_, None) => fault("until", Fault::Required),
            (Some(from), Some(until)) => {
                if until <= from {
                    fault("until", Fault::EndBeforeStart);
                }
                match (break_from, break_until) {
                    (Some(_), None) => fault("break_until", Fault::Required),
                    (None, Some(_)) => fault("break_from", Fault::Required),
                    (Some(start), Some(end)) if end <= start => fault("break_until", Fault::EndBeforeStart),
                    (Some(start), Some(_)) if start < from || start >= until => fault("break_from", Fault::Choice),
                    (Some(_), Some(end)) if end > until => fault("break_until", Fault::Choice),
                    _ => {}
                }
                *day = Some(WorkDay { from, until, pause });
            }
        }
    }
    if faults.is_empty() { Ok(week) } else { Err(faults) }
}

/// What the form of a plan shows of a week.
pub fn typed(week: Option<&Week>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (number, day) in week.into_iter().flatten().enumerate() {
        let Some(day) = day else { continue };
        let times = [
            Some(day.from),
            Some(day.until),
            day.pause.map(|pause| pause.0),
            day.pause.map(|pause| pause.1),
        ];
        for (part, time) in PARTS.iter().zip(times) {
            if let Some(time) = time {
                pairs.push((format!("{number}.{part}"), time.format("%H:%M").to_string()));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter()
            .map(|(key, value)| ((*key).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn a_week_reads_back_as_it_was_typed() {
        let typed_in = pairs(&[
            ("0.from", "08:30"),
            ("0.until", "17:30"),
            ("0.break_from", "12:00"),
            ("0.break_until", "13:00"),
            ("2.from", "09:00"),
            ("2.until", "12:00"),
        ]);
        let week = week(&typed_in).unwrap();
        assert_eq!(week.iter().filter(|day| day.is_some()).count(), 2);
        assert_eq!(typed(Some(&week)), typed_in);
    }

    #[test]
    fn every_fault_stands_beside_its_field() {
        let faults = week(&pairs(&[
            ("0.from", "17:30"),
            ("0.until", "08:30"),
            ("1.from", "08:30"),
            ("2.from", "x"),
            ("2.until", "12:00"),
            ("3.from", "08:00"),
            ("3.until", "12:00"),
            ("3.break_from", "11:00"),
            ("3.break_until", "13:00"),
            ("4.break_from", "12:00"),
        ]))
        .unwrap_err();
        let found: Vec<(&str, Fault)> = faults.iter().map(|(name, fault)| (name.as_str(), *fault)).collect();
        assert_eq!(
            found,
            [
                ("0.until", Fault::EndBeforeStart),
                ("1.until", Fault::Required),
                ("2.from", Fault::Time),
                ("3.break_until", Fault::Choice),
                ("4.from", Fault::Required),
            ]
        );
    }
}
