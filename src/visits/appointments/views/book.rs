//! Booking and moving: the times of a day to choose from.

use askama::Template;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::detail::Change;
use super::looks;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::{AppointmentId, StaffId};
use crate::vehicles::views::Match;
use crate::visits::appointments::model::{Frame, Listed};
use crate::visits::appointments::rules::{DayPart, NoSeat, Presence, nearest};
use crate::visits::appointments::text::{self, AppointmentText};
use crate::visits::rules::Purpose;

/// How many further times are offered.
const NEXT: usize = 6;

/// What the times are made from.
pub struct Picked {
    pub frame: Frame,
    pub taken: Vec<(DateTime<Utc>, Option<StaffId>, bool)>,
    pub day: NaiveDate,
    pub last: NaiveDate,
    pub advisor: Option<StaffId>,
    pub rank: u8,
    /// Another day was asked for, which can't be booked: its times are not shown.
    pub refused: bool,
    /// The time that was asked for.
    pub wanted: Option<NaiveDateTime>,
}

/// A half-hour to choose.
pub struct SlotChoice {
    pub value: String,
    pub label: String,
    pub small: String,
    pub icon: &'static str,
    pub open: bool,
}

/// The times of a day, and where there is none the next free ones.
pub struct Picker {
    pub heading: String,
    pub advisors: Vec<Choice>,
    pub slots: Vec<SlotChoice>,
    /// What stands there when there is no time.
    pub none: &'static str,
    pub next: Vec<Choice>,
    pub parts: Vec<Choice>,
    /// Nothing is left on this day, though there was something to have.
    pub full: bool,
}

impl Picker {
    pub fn new(picked: &Picked, now: DateTime<Utc>, lang: Lang) -> Self {
        let w = AppointmentText::of(lang);
        let day = picked.frame.day(picked.day, &picked.taken);
        let today = times::day_of(now);
        let ahead = |day: NaiveDate, slot| times::instant(day.and_time(slot)).is_some_and(|at| at >= now);
        let value = |day: NaiveDate, slot: chrono::NaiveTime| format!("{day}T{}", slot.format("%H:%M"));
        // Who wants nothing but one time that is taken waits for just that.
        let mut parts = DayPart::choices(lang);
        let slots: Vec<SlotChoice> = day
            .slots
            .iter()
            .copied()
            .filter(|slot| !picked.refused && ahead(picked.day, *slot))
            .map(|slot| {
                let seat = day.seat(slot, picked.advisor, picked.rank);
                let (free, kept) = day.left(slot);
                let (small, icon) = match seat {
                    Ok(seat) if seat.reserved => (w.members.to_owned(), "crown"),
                    Ok(_) => (text::left(free.max(1), kept, lang), ""),
                    Err(NoSeat::Away | NoSeat::Closed) => match day.presence(slot, picked.advisor) {
                        Presence::Break => (w.pause.to_owned(), "player-pause"),
                        Presence::Away(reason) => (reason.label(lang).to_owned(), "user-off"),
                        Presence::Works | Presence::Off => (w.off.to_owned(), "ban"),
                    },
                    Err(NoSeat::Reserved) => (w.members.to_owned(), "crown"),
                    Err(NoSeat::Full) => (w.full.to_owned(), "lock"),
                };
                let label = slot.format("%H:%M").to_string();
                if matches!(seat, Err(NoSeat::Full | NoSeat::Reserved)) {
                    parts.push(Choice::new(label.clone(), label.clone()));
                }
                SlotChoice {
                    value: value(picked.day, slot),
                    label,
                    small,
                    icon,
                    open: seat.is_ok(),
                }
            })
            .collect();
        let free: Vec<NaiveDateTime> = picked
            .day
            .iter_days()
            .take_while(|day| *day <= picked.last)
            .flat_map(|day| {
                let plan = picked.frame.day(day, &picked.taken);
                let free = plan.free(None, picked.advisor, picked.rank);
                free.into_iter().map(move |slot| day.and_time(slot)).collect::<Vec<_>>()
            })
            .filter(|at| ahead(at.date(), at.time()))
            .collect();
        let since = picked.day.and_time(chrono::NaiveTime::MIN);
        let next = nearest(&free, picked.wanted.unwrap_or(since), NEXT)
            .into_iter()
            .map(|at| {
                let label = format!("{} {}", text::dated_day(at.date(), today, lang), at.format("%H:%M"));
                Choice::new(value(at.date(), at.time()), label)
            })
            .collect();
        Self {
            heading: text::dated_day(picked.day, today, lang),
            advisors: picked
                .frame
                .people
                .iter()
                .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
                .collect(),
            full: !slots.is_empty() && slots.iter().all(|slot| !slot.open),
            none: if picked.refused { w.day_refused } else { w.no_slots },
            slots,
            next,
            parts,
        }
    }
}

/// `/appointments/new`
#[derive(Template)]
#[template(path = "appointments/new.html", blocks = ["matches", "slots"])]
pub struct NewPage {
    page: Page,
    w: &'static AppointmentText,
    form: FormView,
    matches: Vec<Match>,
    searched: bool,
    purposes: Vec<Choice>,
    picker: Picker,
    back: String,
    /// The first day that can be booked.
    today: String,
    /// The phone whose owner is on file, for who sends it again.
    known: String,
}

regions!(NewPage {
    main,
    matches: as_matches,
    slots: as_slots
});

impl NewPage {
    pub fn new(cx: &Cx, form: FormView, matches: Vec<Match>, searched: bool, picked: &Picked) -> Self {
        let w = AppointmentText::of(cx.lang);
        Self {
            page: cx.page(w.new),
            w,
            matches,
            searched,
            purposes: Purpose::ALL
                .iter()
                .map(|each| Choice::new(each.code(), each.label(cx.lang)))
                .collect(),
            picker: Picker::new(picked, cx.now, cx.lang),
            back: format!("/appointments?day={}&line={}", picked.day, picked.frame.line.code()),
            today: times::day_of(cx.now).to_string(),
            known: form.value("known").to_owned(),
            form,
        }
    }

    /// Asks whether the customer with this phone is meant.
    #[must_use]
    pub fn asking(mut self, phone: &str) -> Self {
        phone.clone_into(&mut self.known);
        self
    }
}

/// `/appointments/{id}/move`
#[derive(Template)]
#[template(path = "appointments/move.html", blocks = ["slots"])]
pub struct MovePage {
    page: Page,
    w: &'static AppointmentText,
    form: FormView,
    id: AppointmentId,
    name: String,
    purpose: &'static str,
    icon: &'static str,
    now_at: String,
    now_with: String,
    /// The first day that it can be moved to.
    today: String,
    picker: Picker,
    is_stale: bool,
    /// What was changed meanwhile, by whom.
    changes: Vec<Change>,
}

regions!(MovePage { main, slots: as_slots });

impl MovePage {
    pub fn new(cx: &Cx, one: &Listed, picked: &Picked, form: FormView) -> Self {
        let w = AppointmentText::of(cx.lang);
        Self {
            page: cx.page(w.move_it),
            w,
            id: one.id,
            name: one.name.expose().clone(),
            purpose: one.purpose.label(cx.lang),
            icon: looks(one.state).0,
            now_at: format!(
                "{} {}",
                text::dated_day(times::day_of(one.starts_at), times::day_of(cx.now), cx.lang),
                times::clock(one.starts_at)
            ),
            now_with: one.advisor_name.clone().unwrap_or_default(),
            today: times::day_of(cx.now).to_string(),
            picker: Picker::new(picked, cx.now, cx.lang),
            is_stale: false,
            changes: Vec::new(),
            form,
        }
    }

    /// Somebody changed the appointment since the form was opened, in this way.
    #[must_use]
    pub fn stale(mut self, changes: Vec<Change>) -> Self {
        self.is_stale = true;
        self.changes = changes;
        self
    }
}
