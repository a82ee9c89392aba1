//! HTTP of test drives.

use actix_web::web::Path;
use chrono::{Days, TimeDelta};

use super::commands;
use super::forms::{
    BookForm, CarForm, CompanionForm, CorrectionForm, HandOverForm, ReasonForm, RegistryForm, ResultForm, ReturnForm,
    StandingForm,
};
use super::model::{Candidate, Car, Listed, NewDrive, sees_all};
use super::queries;
use super::rules::{View, slots, with_outside};
use super::settings::DriveSettings;
use super::text::{self, DriveText};
use super::views::{
    Agreement, BookPage, CarPage, CarsPage, DrivePage, GridPage, GridQuery, ListPage, ListQuery, NewQuery,
    RegistryPage, book_start, car_start, drive_start, moved_on,
};
use crate::access::Permission;
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind, StepPage};
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::sales::letterhead::{self, InLanguage};
use crate::sales::within::Within;
use crate::staff::queries::colleagues_who_may;
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::{DemoCarId, OpportunityId, TestDriveId};

/// How far ahead the list of cars looks for its next booking.
const AHEAD_DAYS: u64 = 90;

/// `GET /test-drives`
pub async fn grid(cx: Cx, query: Query<GridQuery>) -> Answer {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let day = parse_day(&query.day).unwrap_or_else(|_| times::day_of(cx.now));
    let wanted: Option<OpportunityId> = query.opportunity.parse().ok();
    let span = (times::start_of(day), times::start_of(day + Days::new(1)));
    let (calendar, rules, cars, drives, looking) = cx
        .read(move |conn| {
            let (cars, hours, rules) = queries::cars_and_rules(conn, &vault, actor.store)?;
            Ok((
                hours.calendar(times::ZONE).map_err(Error::internal)?,
                rules,
                cars,
                queries::between(conn, &vault, &actor, span)?,
                match wanted {
                    Some(id) => queries::candidate(conn, &vault, &actor, id)?,
                    None => None,
                },
            ))
        })
        .await?;
    let now = cx.now;
    let driven: Vec<_> = drives
        .iter()
        .map(|listed| {
            // As far as it falls on this day.
            let (from, until) = listed.drive.span(now);
            let last = span.1 - TimeDelta::minutes(1);
            (
                times::local(from.max(span.0)).time(),
                times::local(until.min(last)).time(),
            )
        })
        .filter(|(from, until)| from < until)
        .collect();
    let slots = with_outside(slots(calendar.periods_on(day), rules.slot_minutes), &driven);
    let day = (day, slots.as_slice(), rules.slot_minutes);
    cx.show(&GridPage::new(&cx, day, &cars, &drives, looking.as_ref())?)
}

/// `GET /test-drives/list`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let view = View::parse(&query.view).unwrap_or(View::Coming);
    let within = Within::parse(&query.owner, &query.from, &query.to);
    let after = After::parse(&query.after);
    let slice = cx
        .read(move |conn| queries::page(conn, &vault, &actor, (view, within), after, PAGE))
        .await?;
    cx.show(&ListPage::new(&cx, view, within, slice))
}

/// Words for the faults that these forms word themselves.
fn worded(mut form: FormView, errors: &FieldErrors, w: &'static DriveText) -> FormView {
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("car", Fault::Overlap) => w.busy,
            ("km", Fault::Overlap) => w.still_away,
            ("car", Fault::Taken) => w.not_driven,
            ("car", Fault::DateInPast) => w.not_insured,
            ("opportunity", Fault::Overlap) => w.driver_busy,
            ("opportunity", Fault::Taken) => w.closed_deal,
            ("starts_at", Fault::DateInPast) => w.future,
            ("starts_at", Fault::Choice) => w.not_open,
            ("licence_until", Fault::DateInPast) => w.licence_ends,
            ("licence_seen", _) => w.licence_unseen,
            ("strokes", _) => w.draw_first,
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

type BookAround = (Vec<Candidate>, Vec<Car>, DriveSettings);

/// What a booking chooses from; the opportunity that was named is always among it, if the reader sees it.
async fn book_around(cx: &Cx, named: &str) -> Result<BookAround, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let named: Option<OpportunityId> = named.parse().ok();
    cx.read(move |conn| {
        Ok((
            queries::candidates(conn, &vault, &actor, named)?,
            queries::cars(conn, &vault, actor.store)?,
            settings::load::<DriveSettings>(conn, actor.store)?.value,
        ))
    })
    .await
}

/// `GET /test-drives/new`
pub async fn ask(cx: Cx, query: Query<NewQuery>) -> Answer {
    let (candidates, cars, rules) = book_around(&cx, &query.opportunity).await?;
    let form = FormView::fresh(book_start(&query, &rules));
    cx.show(&BookPage::new(&cx, &candidates, &cars, &rules, form))
}

/// Who has the car, or the customer, at the time that was asked for.
async fn in_the_way(cx: &Cx, wanted: &NewDrive, mut form: FormView, errors: &FieldErrors) -> Result<FormView, Error> {
    let overlaps = |field: &str| errors.get(field) == Some(&Fault::Overlap);
    if !overlaps("car") && !overlaps("opportunity") {
        return Ok(form);
    }
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let span = (
        wanted.starts_at,
        wanted.starts_at + TimeDelta::minutes(wanted.minutes.into()),
    );
    let drives = cx
        .read(move |conn| queries::between(conn, &vault, &actor, span))
        .await?;
    let then = |listed: &&Listed| {
        let (from, until) = listed.drive.span(cx.now);
        from < span.1 && until > span.0
    };
    if overlaps("car")
        && let Some(other) = drives.iter().filter(then).find(|listed| listed.car.id == wanted.car)
    {
        form = form.with_error("car", text::car_taken(other, cx.now, cx.lang));
    }
    let same = |listed: &&Listed| listed.drive.opportunity == wanted.opportunity;
    if overlaps("opportunity")
        && let Some(other) = drives.iter().filter(then).find(same)
    {
        form = form.with_error("opportunity", text::driver_taken(other, cx.now, cx.lang));
    }
    Ok(form)
}

/// `POST /test-drives`
pub async fn book(cx: Cx, posted: Posted<BookForm>) -> Answer {
    let w = DriveText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            let drive = commands::book(tx, &new)?;
            Ok(SeeOther::to(format!("/test-drives/{drive}")).saying(w.booked))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let mut form = worded(posted.view(cx.lang, &errors), &errors, w);
            if let Ok(wanted) = posted.form.parse() {
                form = in_the_way(&cx, &wanted, form, &errors).await?;
            }
            let (candidates, cars, rules) = book_around(&cx, form.value("opportunity")).await?;
            cx.unprocessable(&BookPage::new(&cx, &candidates, &cars, &rules, form))
        }
        answer => answer,
    }
}

async fn one_drive(cx: &Cx, id: TestDriveId) -> Result<Listed, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::drive(conn, &vault, &actor, id)).await
}

/// `GET /test-drives/{id}`
pub async fn show(cx: Cx, id: Path<TestDriveId>) -> Answer {
    let listed = one_drive(&cx, *id).await?;
    let form = FormView::fresh(drive_start(&listed));
    cx.show(&DrivePage::new(&cx, &listed, form, FormView::blank(), "")?.live())
}

/// `GET /test-drives/{id}/agreement`: it carries the licence in full, which is noted.
pub async fn print(cx: Cx, id: Path<TestDriveId>, wanted: Query<InLanguage>) -> Answer {
    let cx = wanted.of(cx);
    let id = *id;
    let listed = cx.write(move |tx| commands::print(tx, id)).await?;
    cx.show(&Agreement::new(&cx, letterhead::of(&cx).await?, &listed))
}

/// What follows a step of a drive that could not be taken.
async fn again<F: Form>(cx: &Cx, id: TestDriveId, posted: &Posted<F>, answer: Answer) -> Answer {
    let w = DriveText::of(cx.lang);
    match answer {
        Err(Error::Invalid(errors)) => {
            let listed = one_drive(cx, id).await?;
            let form = worded(posted.view(cx.lang, &errors), &errors, w);
            // The car has no field of its own here.
            let notice = match errors.get("car") {
                Some(Fault::Taken) => w.not_driven,
                Some(_) => w.not_insured,
                None => "",
            };
            cx.unprocessable(&DrivePage::new(cx, &listed, form, FormView::blank(), notice)?)
        }
        Err(Error::Stale) => {
            let listed = one_drive(cx, id).await?;
            let theirs = drive_start(&listed)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&DrivePage::new(cx, &listed, form, FormView::blank(), w.stale)?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(cx, format!("/test-drives/{id}"))),
        answer => answer,
    }
}

/// As [`again`], for the small forms beside it.
async fn side_again<F: Form>(cx: &Cx, id: TestDriveId, posted: &Posted<F>, answer: Answer) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            let listed = one_drive(cx, id).await?;
            let form = FormView::fresh(drive_start(&listed));
            cx.unprocessable(&DrivePage::new(cx, &listed, form, posted.view(cx.lang, &errors), "")?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(cx, format!("/test-drives/{id}"))),
        answer => answer,
    }
}

/// `POST /test-drives/{id}/hand-over`
pub async fn hand_over(cx: Cx, id: Path<TestDriveId>, posted: Posted<HandOverForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::hand_over(tx, id, &new)?;
            Ok(SeeOther::to(format!("/test-drives/{id}")).saying(w.handed_over))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// `POST /test-drives/{id}/return`
pub async fn take_back(cx: Cx, id: Path<TestDriveId>, posted: Posted<ReturnForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::take_back(tx, id, &new)?;
            Ok(SeeOther::to(format!("/test-drives/{id}")).saying(w.taken_back))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// `POST /test-drives/{id}/mileage`
pub async fn correct(cx: Cx, id: Path<TestDriveId>, posted: Posted<CorrectionForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, (km, reason)| {
            commands::correct(tx, id, km, &reason)?;
            Ok(SeeOther::to(format!("/test-drives/{id}")).saying(w.corrected))
        })
        .await;
    side_again(&cx, id, &posted, answer).await
}

/// `POST /test-drives/{id}/result`
pub async fn conclude(cx: Cx, id: Path<TestDriveId>, posted: Posted<ResultForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::conclude(tx, id, &new)?;
            Ok(SeeOther::to(format!("/test-drives/{id}")).saying(w.concluded))
        })
        .await;
    again(&cx, id, &posted, answer).await
}

/// `POST /test-drives/{id}/cancellation`
pub async fn cancel(cx: Cx, id: Path<TestDriveId>, posted: Posted<ReasonForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::cancel(tx, id, &reason)?;
            Ok(SeeOther::to(format!("/test-drives/{id}")).saying(w.cancelled))
        })
        .await;
    side_again(&cx, id, &posted, answer).await
}

/// `POST /test-drives/{id}/absence`
pub async fn miss(cx: Cx, id: Path<TestDriveId>, posted: Posted<ReasonForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::miss(tx, id, &reason)?;
            Ok(SeeOther::to(format!("/test-drives/{id}")).saying(w.missed))
        })
        .await;
    side_again(&cx, id, &posted, answer).await
}

/// The dialog that asks who rides along.
async fn companion(cx: &Cx, id: TestDriveId, form: Option<FormView>) -> Result<StepPage, Error> {
    let (listed, store) = (one_drive(cx, id).await?, cx.actor()?.store);
    let people = cx
        .read(move |conn| colleagues_who_may(conn, store, Permission::OwnSales))
        .await?;
    let w = DriveText::of(cx.lang);
    let people = people
        .into_iter()
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()))
        .collect();
    Ok(StepPage {
        page: cx.page(w.change_companion),
        title: w.change_companion,
        submit: w.save,
        look: "primary",
        action: format!("/test-drives/{id}/companion"),
        back: format!("/test-drives/{id}"),
        number: times::minute(listed.drive.starts_at),
        notice: String::new(),
        about: vec![(w.consultant, listed.consultant)],
        place: String::new(),
        restored: String::new(),
        fields: vec![
            Field::new(Kind::Choose, "consultant", w.consultant)
                .required()
                .of(people, w.choose),
        ],
        form: form.unwrap_or_else(FormView::blank),
    })
}

/// `GET /test-drives/{id}/companion`
pub async fn ask_companion(cx: Cx, id: Path<TestDriveId>) -> Answer {
    cx.show(&companion(&cx, *id, None).await?)
}

/// `POST /test-drives/{id}/companion`
pub async fn give(cx: Cx, id: Path<TestDriveId>, posted: Posted<CompanionForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    // A consultant may give away what they don't see any more then.
    let there = if sees_all(cx.actor()?) {
        format!("/test-drives/{id}")
    } else {
        "/test-drives".to_owned()
    };
    let answer = cx
        .submit(&posted, move |tx, to| {
            commands::give(tx, id, to)?;
            Ok(SeeOther::to(there.as_str()).saying(w.companion_changed))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&companion(&cx, id, Some(form)).await?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/test-drives/{id}"))),
        answer => answer,
    }
}

/// `GET /demo-cars`
pub async fn cars(cx: Cx) -> Answer {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let span = (cx.now, cx.now + Days::new(AHEAD_DAYS));
    let (cars, drives) = cx
        .read(move |conn| {
            Ok((
                queries::cars(conn, &vault, actor.store)?,
                queries::between(conn, &vault, &actor, span)?,
            ))
        })
        .await?;
    cx.show(&CarsPage::new(&cx, &cars, &drives)?)
}

/// `GET /demo-cars/new`
pub async fn new_car(cx: Cx) -> Answer {
    cx.show(&CarPage::new(&cx, None, FormView::blank(), ""))
}

/// `POST /demo-cars`
pub async fn add_car(cx: Cx, posted: Posted<CarForm>) -> Answer {
    let w = DriveText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::add_car(tx, &new)?;
            Ok(SeeOther::to("/demo-cars").saying(w.added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => cx.unprocessable(&CarPage::new(&cx, None, posted.view(cx.lang, &errors), "")),
        answer => answer,
    }
}

async fn one_car(cx: &Cx, id: DemoCarId) -> Result<(Car, Vec<Listed>), Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| {
        Ok((
            queries::car(conn, &vault, actor.store, id)?,
            queries::of_car(conn, &vault, &actor, id)?,
        ))
    })
    .await
}

/// Where a change of a car leads: to its page while drives are booked that it can't be driven for.
fn after_car(id: DemoCarId, waiting: i64, w: &'static DriveText) -> SeeOther {
    if waiting > 0 {
        SeeOther::to(format!("/demo-cars/{id}")).saying(w.saved_with_bookings)
    } else {
        SeeOther::to("/demo-cars").saying(w.saved)
    }
}

/// `GET /demo-cars/{id}`
pub async fn edit_car(cx: Cx, id: Path<DemoCarId>) -> Answer {
    let (car, drives) = one_car(&cx, *id).await?;
    let form = FormView::fresh(car_start(&car));
    cx.show(&CarPage::new(&cx, Some((&car, &drives)), form, ""))
}

/// `POST /demo-cars/{id}`
pub async fn change_car(cx: Cx, id: Path<DemoCarId>, posted: Posted<CarForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            let waiting = commands::change_car(tx, id, &new)?;
            Ok(after_car(id, waiting, w))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (car, drives) = one_car(&cx, id).await?;
            cx.unprocessable(&CarPage::new(
                &cx,
                Some((&car, &drives)),
                posted.view(cx.lang, &errors),
                "",
            ))
        }
        Err(Error::Stale) => {
            let (car, drives) = one_car(&cx, id).await?;
            let theirs = car_start(&car)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&CarPage::new(&cx, Some((&car, &drives)), form, w.stale))
        }
        answer => answer,
    }
}

/// `POST /demo-cars/{id}/standing`
pub async fn set_standing(cx: Cx, id: Path<DemoCarId>, posted: Posted<StandingForm>) -> Answer {
    let (id, w) = (*id, DriveText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, out| {
            let waiting = commands::set_standing(tx, id, out.as_deref())?;
            Ok(after_car(id, waiting, w))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (car, drives) = one_car(&cx, id).await?;
            let mut form = FormView::fresh(car_start(&car));
            let shown = posted.view(cx.lang, &errors);
            if let Some(words) = shown.error("out_because") {
                form = form.with_error("out_because", words.to_owned());
            }
            cx.unprocessable(&CarPage::new(&cx, Some((&car, &drives)), form, ""))
        }
        answer => answer,
    }
}

/// `GET /demo-cars/registry`
pub async fn ask_registry(cx: Cx) -> Answer {
    let now = times::minute(cx.now).replace(' ', "T");
    cx.show(&RegistryPage::new(&cx, FormView::fresh([("at", now)]), None))
}

/// `POST /demo-cars/registry`: the answer stands on the page, so that no plate stands in an address.
pub async fn search_registry(cx: Cx, posted: Posted<RegistryForm>) -> Answer {
    match posted.form.parse() {
        Ok((plate, from, to)) => {
            let found = cx.write(move |tx| commands::search(tx, &plate, (from, to))).await?;
            let form = posted.view(cx.lang, &FieldErrors::new());
            cx.show(&RegistryPage::new(&cx, form, Some(&found)))
        }
        Err(errors) => cx.unprocessable(&RegistryPage::new(&cx, posted.view(cx.lang, &errors), None)),
    }
}
