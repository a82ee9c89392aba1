//! HTTP of courtesy cars.

use actix_web::web::Path;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::commands;
use super::forms::{
    AnswerForm, BookForm, CancelForm, CarForm, HandOverForm, RefuseForm, RegistryForm, ReturnForm, StandingForm,
};
use super::model::{Car, Listed};
use super::queries;
use super::rules::{LoanState, View, waits_for_car};
use super::settings::CourtesySettings;
use super::text::CarText;
use super::views::{
    AnswerPage, BookPage, CalendarPage, CarPage, FleetPage, LoanPage, LoanSheet, LoansPage, LoansQuery, RefusalsPage,
    RegistryPage, SPAN, back_to, book_start, car_start, loan_start, moved_on, own_is_ready,
};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Posted, Query};
use crate::service::check_in;
use crate::service::check_in::rules::{Last, reading};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::{CourtesyCarId, LoanId, VisitId};
use crate::visits;

/// `GET /courtesy-cars`
pub async fn fleet(cx: Cx) -> Answer {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    let (cars, loans, settings) = cx
        .read(move |conn| {
            Ok((
                queries::cars(conn, &vault, store)?,
                queries::open_loans(conn, &vault, store)?,
                settings::load::<CourtesySettings>(conn, store)?.value,
            ))
        })
        .await?;
    cx.show(&FleetPage::new(&cx, &cars, &loans, &settings)?)
}

/// `GET /courtesy-cars/new`
pub async fn new(cx: Cx) -> Answer {
    cx.show(&CarPage::new(&cx, None, FormView::blank(), ""))
}

/// `POST /courtesy-cars`
pub async fn add(cx: Cx, posted: Posted<CarForm>) -> Answer {
    let w = CarText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::add_car(tx, &new)?;
            Ok(SeeOther::to("/courtesy-cars").saying(w.added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => cx.unprocessable(&CarPage::new(&cx, None, posted.view(cx.lang, &errors), "")),
        answer => answer,
    }
}

async fn one_car(cx: &Cx, id: CourtesyCarId) -> Result<Car, Error> {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    cx.read(move |conn| queries::car(conn, &vault, store, id)).await
}

/// `GET /courtesy-cars/{id}`
pub async fn edit(cx: Cx, id: Path<CourtesyCarId>) -> Answer {
    let car = one_car(&cx, *id).await?;
    let form = FormView::fresh(car_start(&car));
    cx.show(&CarPage::new(&cx, Some(&car), form, ""))
}

/// `POST /courtesy-cars/{id}`
pub async fn change(cx: Cx, id: Path<CourtesyCarId>, posted: Posted<CarForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change_car(tx, id, &new)?;
            Ok(SeeOther::to("/courtesy-cars").saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let car = one_car(&cx, id).await?;
            cx.unprocessable(&CarPage::new(&cx, Some(&car), posted.view(cx.lang, &errors), ""))
        }
        Err(Error::Stale) => {
            let car = one_car(&cx, id).await?;
            let theirs = car_start(&car)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&CarPage::new(&cx, Some(&car), form, w.stale))
        }
        answer => answer,
    }
}

/// `POST /courtesy-cars/{id}/standing`
pub async fn set_standing(cx: Cx, id: Path<CourtesyCarId>, posted: Posted<StandingForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, out| {
            commands::set_standing(tx, id, out.as_deref())?;
            Ok(SeeOther::to("/courtesy-cars").saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let car = one_car(&cx, id).await?;
            let mut form = FormView::fresh(car_start(&car));
            let shown = posted.view(cx.lang, &errors);
            if let Some(words) = shown.error("out_because") {
                form = form.with_error("out_because", words.to_owned());
            }
            cx.unprocessable(&CarPage::new(&cx, Some(&car), form, ""))
        }
        answer => answer,
    }
}

/// `GET /courtesy-cars/loans`
pub async fn loans(cx: Cx, query: Query<LoansQuery>) -> Answer {
    let (store, vault, now) = (cx.actor()?.store, cx.db().vault().clone(), cx.now);
    let view = View::parse(&query.view).unwrap_or(View::Open);
    let after = After::parse(&query.after);
    let slice = cx
        .read(move |conn| queries::page(conn, &vault, store, view, after, (PAGE, now)))
        .await?;
    cx.show(&LoansPage::new(&cx, view, slice))
}

/// `GET /courtesy-cars/calendar`
pub async fn calendar(cx: Cx, query: Query<LoansQuery>) -> Answer {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    let from = parse_day(&query.from).unwrap_or_else(|_| times::day_of(cx.now));
    let span = (times::start_of(from), times::start_of(from + chrono::Days::new(SPAN)));
    let (cars, loans) = cx
        .read(move |conn| {
            Ok((
                queries::cars(conn, &vault, store)?,
                queries::between(conn, &vault, store, span)?,
            ))
        })
        .await?;
    cx.show(&CalendarPage::new(&cx, from, &cars, &loans))
}

/// `GET /courtesy-cars/registry`
pub async fn ask_registry(cx: Cx) -> Answer {
    let form = FormView::fresh([("at", check_in::views::local(cx.now))]);
    cx.show(&RegistryPage::new(&cx, form, None))
}

/// `POST /courtesy-cars/registry`: the answer stands on the page, so that no plate stands in an address.
pub async fn search_registry(cx: Cx, posted: Posted<RegistryForm>) -> Answer {
    let now = cx.now;
    // Nobody has a plate in hands in a time to come.
    let parsed = posted.form.parse().and_then(|(plate, at)| {
        if at > now {
            Err(FieldErrors::from([("at".to_owned(), Fault::DateInFuture)]))
        } else {
            Ok((plate, at))
        }
    });
    match parsed {
        Ok((plate, at)) => {
            let found = cx.write(move |tx| commands::search(tx, &plate, at)).await?;
            let form = posted.view(cx.lang, &FieldErrors::new());
            cx.show(&RegistryPage::new(&cx, form, Some(&found)))
        }
        Err(errors) => {
            let form = worded(posted.view(cx.lang, &errors), &errors, CarText::of(cx.lang));
            cx.unprocessable(&RegistryPage::new(&cx, form, None))
        }
    }
}

/// `GET /courtesy-cars/refusals`
pub async fn refusals(cx: Cx) -> Answer {
    let (store, vault, today) = (cx.actor()?.store, cx.db().vault().clone(), times::day_of(cx.now));
    let found = cx
        .read(move |conn| queries::refusals(conn, &vault, store, today))
        .await?;
    cx.show(&RefusalsPage::new(&cx, found)?)
}

/// `POST /courtesy-cars/refusals/{id}/lifting`
pub async fn lift(cx: Cx, id: Path<Uuid>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::lift(tx, id)?;
        Ok(SeeOther::to("/courtesy-cars/refusals").saying(w.lifted))
    })
    .await
}

/// Words for the faults that these forms word themselves.
fn worded(mut form: FormView, errors: &FieldErrors, w: &'static CarText) -> FormView {
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("car" | "km", Fault::Overlap) => w.busy,
            ("car", Fault::Taken) => w.not_lent,
            ("car", Fault::DateInPast) => w.not_insured,
            ("customer", Fault::Choice) => w.refused_customer,
            ("customer", Fault::Required) => w.no_customer,
            ("starts_at", Fault::DateInPast) => w.future,
            ("at", Fault::DateInFuture) => w.not_yet,
            ("licence_until", Fault::DateInPast) => w.licence_ends,
            ("strokes", _) => w.draw_first,
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

struct BookAround {
    cars: Vec<Car>,
    loans: Vec<Listed>,
    promised: Option<DateTime<Utc>>,
    /// A car may be lent for this visit.
    open: bool,
}

async fn book_around(cx: &Cx, id: VisitId) -> Result<BookAround, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| {
        let visit = visits::queries::visit(conn, &actor, id)?;
        Ok(BookAround {
            cars: queries::cars(conn, &vault, actor.store)?,
            loans: queries::open_loans(conn, &vault, actor.store)?,
            promised: check_in::queries::sheet(conn, &vault, id)?.promised_at,
            open: waits_for_car(visit.state),
        })
    })
    .await
}

/// `GET /visits/{id}/courtesy-car`
pub async fn ask(cx: Cx, id: Path<VisitId>) -> Answer {
    let around = book_around(&cx, *id).await?;
    if !around.open {
        let back = format!("/visits/{}", *id);
        return cx.conflict(&own_is_ready(&cx, back));
    }
    let form = FormView::fresh(book_start(cx.now, around.promised));
    cx.show(&BookPage::new(&cx, *id, &around.cars, &around.loans, form))
}

/// `POST /visits/{id}/courtesy-car`
pub async fn book(cx: Cx, id: Path<VisitId>, posted: Posted<BookForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            let loan = commands::book(tx, id, new)?;
            Ok(SeeOther::to(format!("/courtesy-cars/loans/{loan}")).saying(w.booked))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = book_around(&cx, id).await?;
            let form = worded(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&BookPage::new(&cx, id, &around.cars, &around.loans, form))
        }
        Err(Error::WrongState) => cx.conflict(&own_is_ready(&cx, format!("/visits/{id}"))),
        answer => answer,
    }
}

async fn one_loan(cx: &Cx, id: LoanId) -> Result<Listed, Error> {
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    let now = cx.now;
    cx.read(move |conn| {
        let mut listed = queries::loan(conn, &vault, store, id)?;
        if listed.loan.state == LoanState::Booked {
            listed.free = queries::free(conn, now, store, listed.loan.customer)?;
        }
        Ok(listed)
    })
    .await
}

/// What the form of a do-not-lend mark holds when it is opened: as long as the store lets one last.
async fn refuse_start(cx: &Cx) -> Result<FormView, Error> {
    let store = cx.actor()?.store;
    let settings = cx
        .read(move |conn| Ok(settings::load::<CourtesySettings>(conn, store)?.value))
        .await?;
    let until = times::day_of(cx.now) + chrono::Days::new(settings.refusal_days.into());
    Ok(FormView::fresh([("until", times::date(until))]))
}

/// `GET /courtesy-cars/loans/{id}`
pub async fn loan(cx: Cx, id: Path<LoanId>) -> Answer {
    let listed = one_loan(&cx, *id).await?;
    let form = FormView::fresh(loan_start(&listed));
    cx.show(&LoanPage::new(&cx, &listed, form, refuse_start(&cx).await?, ""))
}

/// What follows a step of a loan that could not be taken.
async fn loan_again<F: Form>(cx: &Cx, id: LoanId, posted: &Posted<F>, answer: Answer) -> Answer {
    let w = CarText::of(cx.lang);
    match answer {
        Err(Error::Invalid(errors)) => {
            let listed = one_loan(cx, id).await?;
            let form = worded(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&LoanPage::new(cx, &listed, form, refuse_start(cx).await?, ""))
        }
        Err(Error::Stale) => {
            let listed = one_loan(cx, id).await?;
            let theirs = loan_start(&listed)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&LoanPage::new(cx, &listed, form, refuse_start(cx).await?, w.stale))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(cx, format!("/courtesy-cars/loans/{id}"))),
        answer => answer,
    }
}

/// The faults of a hand-over with those that its loan and car tell of, so that everything is said at once.
async fn with_the_rest(
    cx: &Cx,
    id: LoanId,
    form: &HandOverForm,
    mut errors: FieldErrors,
) -> Result<FieldErrors, Error> {
    let (listed, store) = (one_loan(cx, id).await?, cx.actor()?.store);
    let leap = cx.read(move |conn| check_in::queries::leap(conn, store)).await?;
    let (licence_until, km, explained) = form.readable();
    let last_day = times::day_of(listed.loan.due_at);
    if licence_until.is_some_and(|day| day < last_day) {
        errors.entry("licence_until".to_owned()).or_insert(Fault::DateInPast);
    }
    let last = Last {
        km: listed.car.mileage,
        days: 0,
    };
    if let Some(Err(fault)) = km.map(|km| reading(km, Some(last), explained, leap)) {
        errors.entry("km".to_owned()).or_insert(fault);
    }
    Ok(errors)
}

/// `POST /courtesy-cars/loans/{id}/hand-over`
pub async fn hand_over(cx: Cx, id: Path<LoanId>, posted: Posted<HandOverForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::hand_over(tx, id, &new)?;
            Ok(SeeOther::to(format!("/courtesy-cars/loans/{id}")).saying(w.handed_over))
        })
        .await;
    let answer = match answer {
        Err(Error::Invalid(errors)) => Err(Error::Invalid(with_the_rest(&cx, id, &posted.form, errors).await?)),
        answer => answer,
    };
    loan_again(&cx, id, &posted, answer).await
}

/// `POST /courtesy-cars/loans/{id}/return`
pub async fn take_back(cx: Cx, id: Path<LoanId>, posted: Posted<ReturnForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reading| {
            commands::take_back(tx, id, &reading)?;
            Ok(SeeOther::to(format!("/courtesy-cars/loans/{id}")).saying(w.taken_back))
        })
        .await;
    loan_again(&cx, id, &posted, answer).await
}

/// `POST /courtesy-cars/loans/{id}/cancellation`
pub async fn cancel(cx: Cx, id: Path<LoanId>, posted: Posted<CancelForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::cancel(tx, id, &reason)?;
            Ok(SeeOther::to(format!("/courtesy-cars/loans/{id}")).saying(w.cancelled))
        })
        .await;
    side_again(&cx, id, &posted, answer).await
}

/// `POST /courtesy-cars/loans/{id}/refusal`
pub async fn refuse(cx: Cx, id: Path<LoanId>, posted: Posted<RefuseForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, (reason, until)| {
            commands::refuse(tx, id, &reason, until)?;
            Ok(SeeOther::to(format!("/courtesy-cars/loans/{id}")).saying(w.refused))
        })
        .await;
    side_again(&cx, id, &posted, answer).await
}

/// As [`loan_again`], for the small forms beside it.
async fn side_again<F: Form>(cx: &Cx, id: LoanId, posted: &Posted<F>, answer: Answer) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            let listed = one_loan(cx, id).await?;
            let form = FormView::fresh(loan_start(&listed));
            cx.unprocessable(&LoanPage::new(cx, &listed, form, posted.view(cx.lang, &errors), ""))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(cx, format!("/courtesy-cars/loans/{id}"))),
        answer => answer,
    }
}

/// `GET /courtesy-cars/loans/{id}/sheet`
pub async fn print(cx: Cx, id: Path<LoanId>) -> Answer {
    let listed = one_loan(&cx, *id).await?;
    if listed.loan.state == LoanState::Cancelled {
        return Err(Error::NotFound);
    }
    cx.show(&LoanSheet::new(&cx, &listed)?)
}

/// `POST /visits/{id}/courtesy-answer`
pub async fn answer(cx: Cx, id: Path<VisitId>, posted: Posted<AnswerForm>) -> Answer {
    let (id, w) = (*id, CarText::of(cx.lang));
    let back = back_to(id, &posted.form.back);
    let answer = cx
        .submit(&posted, move |tx, (reply, amount, note)| {
            commands::answer(tx, id, reply, amount, note.as_deref())?;
            Ok(SeeOther::to(back).saying(w.answered))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (actor, vault, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.now);
            let standing = cx
                .read(move |conn| {
                    visits::queries::visit(conn, &actor, id)?;
                    queries::standing(conn, &vault, id, now)
                })
                .await?;
            cx.unprocessable(&AnswerPage::new(&cx, id, &standing, posted.view(cx.lang, &errors)))
        }
        answer => answer,
    }
}
