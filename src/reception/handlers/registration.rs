//! Who comes through the door.

use super::desk::{answer, desk, refused};
use crate::access::{Permission, Scope};
use crate::complaints;
use crate::customers::queries::{list, visible};
use crate::membership;
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Cx, FormView, Part, Posted};
use crate::reception::commands;
use crate::reception::forms::{ArrivalForm, RegisterForm, back_to};
use crate::reception::text::{self, DeskText};
use crate::reception::views::{DeskQuery, Found, Match, RegisterCard, Registration, matched, with_purpose};
use crate::service;
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, CustomerId, VehicleId};
use crate::visits;
use crate::visits::model::Receiving;
use crate::visits::queries::Term;
use crate::visits::rules::Purpose;

/// What stands in the registration card.
pub(super) struct Card {
    form: FormView,
    matches: Vec<Match>,
    searched: bool,
    hint: &'static str,
}

impl Card {
    /// Nobody was looked up yet.
    fn of(form: FormView) -> Self {
        Self {
            form,
            matches: Vec::new(),
            searched: false,
            hint: "",
        }
    }

    /// Nothing was typed yet.
    pub(super) fn blank(cx: &Cx) -> Result<Self, Error> {
        Ok(Self::of(Registration::blank(cx.actor()?)))
    }

    pub(super) fn into_registration(self, cx: &Cx, people: &[Receiving]) -> Result<Registration, Error> {
        Ok(Registration {
            matches: self.matches,
            searched: self.searched,
            hint: self.hint,
            ..Registration::new(cx, people, self.form)?
        })
    }
}

/// `POST /reception/lookup`: who the box may mean.
pub async fn look_up(cx: Cx, posted: Posted<RegisterForm>) -> Answer {
    let card = looked_up(&cx, &posted.form.q, so_far(&cx, &posted)).await?;
    if let Part::Region(_) = cx.part() {
        let page = cx.page(DeskText::of(cx.lang).title);
        return cx.fragment(&Found {
            page,
            w: DeskText::of(cx.lang),
            r: card.into_registration(&cx, &[])?,
        });
    }
    let desk = desk(&cx, &DeskQuery::default(), Some(card), None).await?;
    cx.show(&desk)
}

/// What was typed so far. A newcomer's phone or plate is the one in the box until somebody types a name.
fn so_far(cx: &Cx, posted: &Posted<RegisterForm>) -> FormView {
    let follows = posted.form.new_name.trim().is_empty();
    let kept = posted
        .pairs()
        .iter()
        .filter(|(name, _)| !follows || !["new_phone", "new_plate"].contains(&name.as_str()));
    let form = FormView::again(cx.lang, kept.cloned().collect(), &FieldErrors::new());
    if !follows {
        return form;
    }
    let term = Term::read(&posted.form.q);
    match (term.phone, term.plate) {
        (Some(phone), _) => form.with("new_phone", phone.grouped()),
        (None, Some(plate)) => form.with("new_plate", plate.display()),
        (None, None) => form,
    }
}

/// Looks a term up; a whole phone, plate or VIN is noted, and opens the record to an advisor.
async fn looked_up(cx: &Cx, typed: &str, form: FormView) -> Result<Card, Error> {
    let w = DeskText::of(cx.lang);
    let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
    let term = Term::read(typed);
    if typed.trim().is_empty() {
        return Ok(Card::of(form));
    }
    let (whole, trouble) = (term.is_whole_name(), term.trouble);
    if whole {
        let (actor, term) = (actor.clone(), term.clone());
        cx.write(move |tx| commands::look_up(tx, &actor, &term)).await?;
    }
    let opens = commands::opens(&actor);
    let narrow = matches!(actor.customers(), Scope::Own { .. });
    let (cards, open, members, served, unseen, hidden) = cx
        .read(move |conn| {
            if term.is_empty() {
                return Ok(Default::default());
            }
            let found = visits::queries::find(conn, &vault, &actor, now, &term)?;
            let cards = visits::queries::cards(conn, &vault, &actor, now, &found)?;
            let ids: Vec<_> = cards.iter().map(|card| card.customer).collect();
            let open = complaints::queries::of_customer::open_of(conn, &ids)?;
            let members = if actor.may(Permission::SeeMembership) {
                membership::queries::cards(conn, now, actor.store, &ids)?
            } else {
                Default::default()
            };
            let served = service::past::queries::last_days(conn, &ids)?;
            let unseen = list::missing(conn, visible(actor.customers(), now), ids)?;
            let hidden = whole
                && !opens
                && cards.is_empty()
                && !visits::queries::hidden(conn, &vault, &actor, now, &term)?.is_empty();
            Ok((cards, open, members, served, unseen, hidden))
        })
        .await?;
    let hint = match (cards.is_empty(), hidden, trouble) {
        (false, ..) => "",
        (true, true, _) => w.somebody_elses,
        (true, false, Some(trouble)) => text::trouble(trouble, w),
        (true, false, None) if !whole && narrow => w.end_only,
        (true, false, None) => w.none_found,
    };
    let matches: Vec<Match> = cards
        .iter()
        .map(|card| {
            let complaints = open.get(&card.customer).copied().unwrap_or_default();
            let served = served.get(&card.customer).copied();
            let shown = matched(card, complaints, members.get(&card.customer), served, cx);
            // Whoever is expected may be registered, which opens no record.
            if unseen.contains(&card.customer) {
                Match {
                    href: String::new(),
                    ..shown
                }
            } else {
                shown
            }
        })
        .collect();
    Ok(Card {
        form: with_purpose(form, &matches, cx.actor()?),
        matches,
        searched: true,
        hint,
    })
}

/// `POST /visits`: registers an arrival. With only the box filled, the first press looks it up.
pub async fn register(cx: Cx, posted: Posted<RegisterForm>) -> Answer {
    let w = DeskText::of(cx.lang);
    if posted.form.only_looks() {
        let card = looked_up(&cx, &posted.form.q, so_far(&cx, &posted)).await?;
        return card_again(&cx, card, false).await;
    }
    let actor = cx.actor()?.clone();
    let answer = cx
        .submit(&posted, move |tx, new| {
            let visit = commands::register(tx, &actor, new)?;
            Ok(SeeOther::to(format!("/reception?registered={}", visit.id)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let present = match (errors.get("who"), posted.form.chosen()) {
                (Some(Fault::Taken), Some(who)) => present(&cx, who, Purpose::parse(&posted.form.purpose)).await?,
                _ => String::new(),
            };
            let mut form = posted.view(cx.lang, &errors);
            let mut term = posted.form.q.clone();
            for (field, fault) in &errors {
                form = match (field.as_str(), fault) {
                    ("q", Fault::Required) => form.with_error("q", w.needs_somebody),
                    ("who", Fault::Taken) => form.with_error("who", present.clone()),
                    ("who", _) => form.with_error("who", w.pick_one),
                    ("mileage", Fault::MileageBelowLast { .. }) => {
                        form.with_error("mileage_reason", w.mileage_reason_needed)
                    }
                    ("advisor", _) => form.with_error("advisor", w.receiver_fault),
                    ("q", _) => form.with_error("q", w.box_changed),
                    ("new_phone", Fault::Taken) => {
                        term = posted.form.new_phone.clone();
                        form.with_error("new_phone", w.known_phone)
                    }
                    ("new_plate", Fault::Taken) => {
                        term = posted.form.new_plate.clone();
                        form.with_error("new_plate", w.known_plate)
                    }
                    _ => form,
                };
            }
            // What is looked up is what stands in the box.
            let form = form.instead("q", &term);
            let card = looked_up(&cx, &term, form).await?;
            card_again(&cx, card, true).await
        }
        answer => answer,
    }
}

/// That whoever was named is in the store already.
async fn present(cx: &Cx, who: (CustomerId, Option<VehicleId>), purpose: Option<Purpose>) -> Result<String, Error> {
    let actor = cx.actor()?.clone();
    let ticket = match purpose.map(Purpose::line) {
        Some(line) => {
            cx.read(move |conn| visits::queries::present(conn, &actor, who, line))
                .await?
        }
        None => None,
    };
    Ok(text::present(who.1.is_some(), ticket.as_deref(), cx.lang))
}

async fn card_again(cx: &Cx, card: Card, wrong: bool) -> Answer {
    if let Part::Region(_) = cx.part() {
        let (actor, now) = (cx.actor()?.clone(), cx.now);
        let (people, _) = cx
            .read(move |conn| visits::queries::receiving(conn, actor.store, now))
            .await?;
        let view = RegisterCard {
            page: cx.page(DeskText::of(cx.lang).title),
            w: DeskText::of(cx.lang),
            r: card.into_registration(cx, &people)?,
        };
        return if wrong { cx.unprocessable(&view) } else { cx.show(&view) };
    }
    let desk = desk(cx, &DeskQuery::default(), Some(card), None).await?;
    if wrong { cx.unprocessable(&desk) } else { cx.show(&desk) }
}

/// `POST /reception/arrivals`: an expected customer has come.
pub async fn come(cx: Cx, posted: Posted<ArrivalForm>) -> Answer {
    let (actor, lang, back) = (cx.actor()?.clone(), cx.lang, back_to(&posted.form.back));
    let there = back.clone();
    let done = cx
        .submit_once(&posted, move |tx, appointment| {
            let visit = commands::come(tx, &actor, appointment)?;
            Ok(SeeOther::to(there).saying(text::registered(&visit.ticket(), lang)))
        })
        .await;
    if let (Err(Error::Invalid(errors)), Ok(id)) = (&done, posted.form.appointment.parse::<AppointmentId>())
        && errors.get("who") == Some(&Fault::Taken)
    {
        let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
        let expected = cx
            .read(move |conn| visits::queries::booked(conn, &vault, &actor, id))
            .await?;
        let who = (expected.customer, expected.vehicle);
        let words = present(&cx, who, Some(expected.purpose)).await?;
        return refused(&cx, &back, words).await;
    }
    answer(&cx, &back, None, done).await
}
