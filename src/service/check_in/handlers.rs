//! HTTP of the check-in sheet.

use actix_web::web::Path;
use uuid::Uuid;

use super::commands;
use super::forms::{MarkForm, MileageForm, ReasonForm, StepForm};
use super::model::Around;
use super::queries;
use super::rules::{Missing, Step, Zone, reading};
use super::text::{self, SheetText};
use super::views::{Note, PaperSheet, VisitPage, VisitQuery, moved_on, place, start, theirs};
use crate::access::Permission;
use crate::customers::rules::Tier;
use crate::membership;
use crate::membership::views::Strip;
use crate::platform::db::SeeOther;
use crate::platform::drafts::{self, Draft};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::files;
use crate::platform::i18n::{faults, times};
use crate::platform::web::{Answer, Bare, Cx, Form, FormView, Part, Posted, PostedFiles, Query};
use crate::service::courtesy;
use crate::service::courtesy::views::Advice;
use crate::values::fault::Fault;
use crate::values::ids::{AttachmentId, VisitId};
use crate::visits;
use crate::visits::rules::{Line, VisitState};

/// The region that says what was saved by itself.
const SAVED: &str = "saved";

async fn around(cx: &Cx, id: VisitId, draft: Option<String>) -> Result<Around, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let place = draft.unwrap_or_default();
    cx.read(move |conn| queries::around(conn, &vault, &actor, id, &place))
        .await
}

/// `GET /visits/{id}`
pub async fn show(cx: Cx, id: Path<VisitId>, query: Query<VisitQuery>) -> Answer {
    let id = *id;
    let asked = Step::parse(&query.step);
    let wanted = asked.map(|step| place(id, step));
    let mut around = around(&cx, id, wanted).await?;
    let step = asked.unwrap_or_else(|| around.missing(cx.now).first().map_or(Step::Signature, |one| one.step()));
    let first = start(&around, step);
    let editable = around.visit.line == Line::Service
        && around.visit.state == VisitState::Receiving
        && !around.sheet.is_finished()
        && cx.actor()?.may(Permission::WorkServiceOrders);
    let draft = match around.draft.take() {
        Some(draft) if editable => drafts::worth_showing(&cx, Some(draft), &place(id, step), &first).await?,
        _ => None,
    };
    let restored = draft.as_ref().map_or_else(String::new, |draft| {
        text::restored(&times::short(draft.at, cx.now, cx.lang), cx.lang)
    });
    // Of the exterior, what is kept is the mark that was not added yet.
    let (form, mark) = match draft {
        Some(draft) if step == Step::Exterior => (FormView::fresh(first), Some(marked(draft, &query.zone))),
        Some(draft) => (FormView::fresh(draft.over(first)), None),
        None => (FormView::fresh(first), None),
    };
    let mut page = VisitPage {
        restored,
        advice: advice(&cx, &around).await?,
        member: member(&cx, &around).await?,
        ..VisitPage::new(&cx, &around, &query, step, form)?
    };
    if let Some(mark) = mark {
        page.mark = mark;
    }
    cx.show(&page)
}

/// A mark as it was typed, on the part that was chosen since.
fn marked(draft: Draft, chosen: &str) -> FormView {
    let mut pairs = draft.pairs;
    if Zone::parse(chosen).is_some() {
        pairs.retain(|(name, _)| name != "zone");
        pairs.push(("zone".to_owned(), chosen.to_owned()));
    }
    FormView::fresh(pairs)
}

/// What is due to the visitor of a service visit, for whoever lends cars.
async fn advice(cx: &Cx, around: &Around) -> Result<Option<Advice>, Error> {
    if around.visit.line != Line::Service || !cx.actor()?.may(Permission::LendCars) {
        return Ok(None);
    }
    let (visit, vault, now) = (around.visit.id, cx.db().vault().clone(), cx.now);
    let standing = cx
        .read(move |conn| courtesy::queries::standing(conn, &vault, visit, now))
        .await?;
    Ok(Advice::new(cx, around.visit.id, &standing))
}

/// What a visitor has as a member, for whoever sees members.
async fn member(cx: &Cx, around: &Around) -> Result<Option<Strip>, Error> {
    let actor = cx.actor()?;
    let Some(customer) = around
        .visit
        .customer_id
        .filter(|_| actor.may(Permission::SeeMembership))
    else {
        return Ok(None);
    };
    let (store, now) = (around.visit.store_id, cx.now);
    let (cards, rules) = cx
        .read(move |conn| membership::queries::with_rules(conn, now, store, &[customer]))
        .await?;
    let here = around.visit.state != VisitState::Left;
    let strip = cards
        .get(&customer)
        .filter(|card| card.tier != Tier::Regular || card.points > 0)
        .map(|card| Strip::new(actor, card, &rules, around.visit.id, here, cx.lang));
    Ok(strip)
}

/// Words for the faults that this sheet words itself.
fn worded(mut form: FormView, errors: &FieldErrors, cx: &Cx) -> FormView {
    let w = SheetText::of(cx.lang);
    for (field, fault) in errors {
        let words = match (field.as_str(), fault) {
            ("promised_at", Fault::DateInPast) => cx
                .lang
                .pick("请选择晚于现在的时间", "Choose a time later than now")
                .to_owned(),
            ("strokes", _) => w.draw_first.to_owned(),
            ("no_marks", Fault::Mismatch) => cx
                .lang
                .pick(
                    "已经登记了标记，请先移除标记或不勾选",
                    "Marks are on record; remove them or leave this unticked",
                )
                .to_owned(),
            ("no_marks", Fault::Required) => cx
                .lang
                .pick(
                    "请登记标记；没有可见损伤时请勾选",
                    "Put the marks down, or tick that no damage is visible",
                )
                .to_owned(),
            ("no_belongings", Fault::Mismatch) => cx
                .lang
                .pick(
                    "已经登记了物品，请去掉其中一项",
                    "Belongings are on record; drop one of the two",
                )
                .to_owned(),
            _ => continue,
        };
        form = form.with_error(field, words);
    }
    form
}

/// `POST /visits/{id}/check-in`: one step, by its button or by itself.
pub async fn save(cx: Cx, id: Path<VisitId>, posted: Posted<StepForm>) -> Answer {
    let (id, w, lang) = (*id, SheetText::of(cx.lang), cx.lang);
    if cx.part() == &Part::Region(SAVED.to_owned()) {
        return save_quietly(&cx, id, &posted).await;
    }
    let step = Step::parse(&posted.form.step).unwrap_or(Step::Vehicle);
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::save(tx, id, &new)?;
            if step != Step::Exterior {
                drafts::clear(tx, &place(id, step))?;
            }
            let there = match (&new.reason, new.stay, step.next()) {
                (Some(_), ..) => format!("/visits/{id}"),
                (None, true, _) | (None, false, None) => format!("/visits/{id}?step={}", step.code()),
                (None, false, Some(next)) => format!("/visits/{id}?step={}", next.code()),
            };
            let words = if new.reason.is_some() { w.amended } else { w.saved };
            Ok(SeeOther::to(there).saying(words))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = around(&cx, id, None).await?;
            let mut form = worded(posted.view(lang, &errors), &errors, &cx);
            // What this very form saved by itself is not somebody else's.
            let last = around.sheet.saved.get(step.code());
            if let Some(last) = last.filter(|last| last.form.is_some() && last.form == posted.form.opened()) {
                form = form.instead("lock_version", last.version.to_string());
            }
            cx.unprocessable(&page(&cx, &around, step, form, "")?)
        }
        Err(Error::Stale) => {
            let around = around(&cx, id, None).await?;
            let theirs = theirs(&around, step, posted.pairs(), lang);
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&page(&cx, &around, step, form, w.changed_meanwhile)?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/visits/{id}"))),
        answer => answer,
    }
}

/// The page of a step again; of a finished sheet, the step as it is corrected.
fn page(cx: &Cx, around: &Around, step: Step, form: FormView, notice: &str) -> Result<VisitPage, Error> {
    let query = VisitQuery {
        step: step.code().to_owned(),
        zone: String::new(),
        amend: if around.sheet.is_finished() {
            "1".to_owned()
        } else {
            String::new()
        },
    };
    let mut view = VisitPage {
        notice: notice.to_owned(),
        ..VisitPage::new(cx, around, &query, step, form)?
    };
    // Where it is looked at again: what was typed comes back from its draft.
    let amend = if around.sheet.is_finished() { "amend=1&" } else { "" };
    view.page.path = format!("/visits/{}?{amend}step={}", around.visit.id, step.code());
    Ok(view)
}

async fn save_quietly(cx: &Cx, id: VisitId, posted: &Posted<StepForm>) -> Answer {
    let (w, lang) = (SheetText::of(cx.lang), cx.lang);
    let bad = |text: String| Note { text, bad: true };
    let saved = match posted.form.parse() {
        Ok(new) => cx.write(move |tx| commands::save(tx, id, &new)).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match saved {
        Ok(()) => cx.show(&Note {
            text: text::saved(&times::clock(cx.now), lang),
            bad: false,
        }),
        Err(Error::Invalid(errors)) => {
            let form = worded(posted.view(lang, &errors), &errors, cx);
            let words: Vec<&str> = errors.keys().filter_map(|field| form.error(field)).collect();
            cx.unprocessable(&bad(words.join(lang.pick("；", "; "))))
        }
        Err(Error::Stale) => cx.conflict(&bad(w.changed_meanwhile.to_owned())),
        Err(Error::WrongState) => cx.conflict(&bad(w.moved_on.to_owned())),
        Err(other) => Err(other),
    }
}

/// `POST /visits/{id}/check-in/mileage`: what there is to say about a reading, under its field.
pub async fn check_mileage(cx: Cx, id: Path<VisitId>, posted: Posted<MileageForm>) -> Answer {
    let id = *id;
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let fault = match posted.form.parse() {
        Err(errors) => errors.into_values().next(),
        Ok((None, _)) => None,
        Ok((Some(km), explained)) => {
            cx.read(move |conn| {
                let visit = visits::queries::visit(conn, &actor, id)?;
                let Some(car) = visit.vehicle_id else { return Ok(None) };
                let last = queries::last_reading(conn, car, now)?;
                let leap = queries::leap(conn, visit.store_id)?;
                Ok(reading(km, last, explained, leap).err())
            })
            .await?
        }
    };
    cx.fragment(&Note {
        text: fault.map(|fault| faults::words(&fault, cx.lang)).unwrap_or_default(),
        bad: fault.is_some(),
    })
}

/// `POST /visits/{id}/check-in/marks`
pub async fn add_mark(cx: Cx, id: Path<VisitId>, mut posted: PostedFiles<MarkForm>) -> Answer {
    let (id, w) = (*id, SheetText::of(cx.lang));
    let answer = cx
        .submit_files(&mut posted, move |tx, new, uploads| {
            commands::add_mark(tx, id, &new, uploads.first())?;
            drafts::clear(tx, &place(id, Step::Exterior))?;
            Ok(SeeOther::to(back(id, new.reason.is_some())).saying(w.mark_added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let mark = posted.view(cx.lang, &errors);
            let around = around(&cx, id, None).await?;
            let form = FormView::fresh(start(&around, Step::Exterior));
            let page = VisitPage {
                mark,
                ..page(&cx, &around, Step::Exterior, form, "")?
            };
            cx.unprocessable(&page)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/visits/{id}"))),
        answer => answer,
    }
}

/// Where marks and photos are.
fn back(id: VisitId, amending: bool) -> String {
    let amend = if amending { "amend=1&" } else { "" };
    format!("/visits/{id}?{amend}step={}", Step::Exterior.code())
}

/// `POST /visits/{id}/check-in/marks/{mark}/removal`
pub async fn remove_mark(cx: Cx, path: Path<(VisitId, Uuid)>, posted: Posted<ReasonForm>) -> Answer {
    let ((id, mark), w) = (*path, SheetText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::remove_mark(tx, id, mark, reason.as_deref())?;
            Ok(SeeOther::to(back(id, reason.is_some())).saying(w.mark_removed))
        })
        .await;
    exterior_again(&cx, id, posted.view(cx.lang, &FieldErrors::new()), answer).await
}

/// `POST /visits/{id}/check-in/photos`
pub async fn add_photos(cx: Cx, id: Path<VisitId>, mut posted: PostedFiles<ReasonForm>) -> Answer {
    let (id, w) = (*id, SheetText::of(cx.lang));
    let answer = cx
        .submit_files(&mut posted, move |tx, reason, uploads| {
            commands::add_photos(tx, id, &uploads, reason.as_deref())?;
            Ok(SeeOther::to(back(id, reason.is_some())).saying(w.photos_added))
        })
        .await;
    let shown = posted.view(cx.lang, &FieldErrors::new());
    photos_again(&cx, id, shown, answer).await
}

/// `POST /visits/{id}/check-in/photos/{file}/removal`
pub async fn remove_photo(cx: Cx, path: Path<(VisitId, AttachmentId)>, posted: Posted<ReasonForm>) -> Answer {
    let ((id, file), w) = (*path, SheetText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason| {
            commands::remove_photo(tx, id, file, reason.as_deref())?;
            Ok(SeeOther::to(back(id, reason.is_some())).saying(w.photo_removed))
        })
        .await;
    exterior_again(&cx, id, posted.view(cx.lang, &FieldErrors::new()), answer).await
}

/// A fault of the form of the photos, beside it.
async fn photos_again(cx: &Cx, id: VisitId, shown: FormView, answer: Answer) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = around(cx, id, None).await?;
            let form = FormView::fresh(start(&around, Step::Exterior));
            let upload = FormView::blank().with("reason", shown.value("reason"));
            let page = VisitPage {
                upload: refused(upload, &shown, &errors, cx),
                ..page(cx, &around, Step::Exterior, form, "")?
            };
            cx.unprocessable(&page)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(cx, format!("/visits/{id}"))),
        answer => answer,
    }
}

/// The form with what is wrong with it; what is known of a file says more than its fault.
fn refused(mut form: FormView, shown: &FormView, errors: &FieldErrors, cx: &Cx) -> FormView {
    for (field, fault) in errors {
        let words = shown
            .error(field)
            .map_or_else(|| faults::words(fault, cx.lang), str::to_owned);
        form = form.with_error(field, words);
    }
    form
}

/// A fault of a small form of the exterior, on its page.
async fn exterior_again(cx: &Cx, id: VisitId, shown: FormView, answer: Answer) -> Answer {
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = around(cx, id, None).await?;
            let form = FormView::fresh(start(&around, Step::Exterior)).with("reason", shown.value("reason"));
            let form = refused(form, &shown, &errors, cx);
            cx.unprocessable(&page(cx, &around, Step::Exterior, form, "")?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(cx, format!("/visits/{id}"))),
        answer => answer,
    }
}

/// `GET /visits/{id}/check-in/photos/{file}`
pub async fn photo(cx: Cx, path: Path<(VisitId, AttachmentId)>) -> Answer {
    let (id, file) = *path;
    let found = cx.write(move |tx| commands::look(tx, id, file)).await?;
    Ok(files::answer(found, true))
}

/// `GET /visits/{id}/check-in/photos/{file}/thumbnail`
pub async fn thumbnail(cx: Cx, path: Path<(VisitId, AttachmentId)>) -> Answer {
    let (id, file) = *path;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let found = cx
        .read(move |conn| queries::thumbnail(conn, &vault, &actor, id, file))
        .await?;
    Ok(files::answer(found, true))
}

/// `POST /visits/{id}/check-in/completion`
pub async fn finish(cx: Cx, id: Path<VisitId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, SheetText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            commands::finish(tx, id)?;
            Ok(SeeOther::to(format!("/visits/{id}")).saying(w.finished))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = around(&cx, id, None).await?;
            let first = Missing::ALL.iter().find(|missing| errors.contains_key(missing.code()));
            let step = first.map_or(Step::Signature, |missing| missing.step());
            let form = FormView::fresh(start(&around, step));
            let names: Vec<&str> = Missing::ALL
                .iter()
                .filter(|missing| errors.contains_key(missing.code()))
                .map(|missing| missing.label(cx.lang))
                .collect();
            let notice = format!("{}{}", w.missing, names.join(cx.lang.pick("、", ", ")));
            cx.unprocessable(&page(&cx, &around, step, form, &notice)?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, format!("/visits/{id}"))),
        answer => answer,
    }
}

/// `GET /visits/{id}/check-in/sheet`
pub async fn print(cx: Cx, id: Path<VisitId>) -> Answer {
    let around = around(&cx, *id, None).await?;
    if around.visit.line != Line::Service {
        return Err(Error::NotFound);
    }
    cx.show(&PaperSheet::new(&cx, cx.actor()?, &around)?)
}
