//! HTTP of trade-ins.

use actix_web::web::Path;
use chrono::Days;

use super::commands;
use super::forms::{AnswerForm, OfferForm, TradeInForm};
use super::model::TradeIn;
use super::queries;
use super::settings::TradeInSettings;
use super::text::TradeText;
use super::views::{FormPage, Forms, ListPage, ShowPage, moved_on, start};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::files::{self, FileInfo};
use crate::platform::i18n::{faults, times};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, PostedFiles};
use crate::sales::test_drives::model::Candidate;
use crate::values::ids::{AttachmentId, OpportunityId, TradeInId};

type Place = (OpportunityId, TradeInId);

fn page_of((of, id): Place) -> String {
    format!("/opportunities/{of}/trade-ins/{id}")
}

/// `GET /opportunities/{id}/trade-ins`
pub async fn list(cx: Cx, id: Path<OpportunityId>) -> Answer {
    let (id, actor, vault) = (*id, cx.actor()?.clone(), cx.db().vault().clone());
    let (of, trades) = cx
        .read(move |conn| {
            Ok((
                queries::opportunity(conn, &vault, &actor, id)?,
                queries::of_opportunity(conn, &vault, id)?,
            ))
        })
        .await?;
    cx.show(&ListPage::new(&cx, &of, &trades)?)
}

async fn opportunity(cx: &Cx, id: OpportunityId) -> Result<Candidate, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::opportunity(conn, &vault, &actor, id))
        .await
}

/// `GET /opportunities/{id}/trade-ins/new`
pub async fn new(cx: Cx, id: Path<OpportunityId>) -> Answer {
    let of = opportunity(&cx, *id).await?;
    let form = FormView::blank();
    cx.show(&FormPage::new(&cx, &of, None, form, ""))
}

/// `POST /opportunities/{id}/trade-ins`
pub async fn create(cx: Cx, id: Path<OpportunityId>, mut posted: PostedFiles<TradeInForm>) -> Answer {
    let (id, w) = (*id, TradeText::of(cx.lang));
    let answer = cx
        .submit_files(&mut posted, move |tx, new, uploads| {
            let trade = commands::create(tx, id, &new, &uploads)?;
            Ok(SeeOther::to(page_of((id, trade))).saying(w.created))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let of = opportunity(&cx, id).await?;
            cx.unprocessable(&FormPage::new(&cx, &of, None, posted.view(cx.lang, &errors), ""))
        }
        answer => answer,
    }
}

type Around = (Candidate, TradeIn, Vec<FileInfo>, TradeInSettings);

async fn around(cx: &Cx, (of, id): Place) -> Result<Around, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| {
        let opportunity = queries::opportunity(conn, &vault, &actor, of)?;
        let (trade, rules) = queries::one_and_rules(conn, &vault, (of, id), actor.store)?;
        Ok((opportunity, trade, queries::photos(conn, &vault, id)?, rules))
    })
    .await
}

/// What the form of an offer holds when it is opened: the last price, and a new last day.
fn offer_start(cx: &Cx, trade: &TradeIn, rules: &TradeInSettings) -> FormView {
    let until = times::day_of(cx.now) + Days::new(rules.valid_days.into());
    FormView::fresh([
        ("amount", trade.offer.map(|amount| amount.yuan()).unwrap_or_default()),
        ("valid_until", times::date(until)),
    ])
}

fn blank(cx: &Cx, trade: &TradeIn, rules: &TradeInSettings) -> Forms {
    Forms {
        offer: offer_start(cx, trade, rules),
        reply: FormView::blank(),
        upload: FormView::blank(),
    }
}

/// `GET /opportunities/{id}/trade-ins/{trade}`
pub async fn show(cx: Cx, path: Path<Place>) -> Answer {
    let (of, trade, photos, rules) = around(&cx, *path).await?;
    let forms = blank(&cx, &trade, &rules);
    cx.show(&ShowPage::new(&cx, &of, (&trade, &photos), forms, "")?)
}

/// `GET /opportunities/{id}/trade-ins/{trade}/edit`
pub async fn edit(cx: Cx, path: Path<Place>) -> Answer {
    let (of, trade, ..) = around(&cx, *path).await?;
    if !trade.state.takes_offer() {
        return cx.conflict(&moved_on(&cx, page_of(*path)));
    }
    let form = FormView::fresh(start(&trade));
    cx.show(&FormPage::new(&cx, &of, Some(&trade), form, ""))
}

/// `POST /opportunities/{id}/trade-ins/{trade}`
pub async fn change(cx: Cx, path: Path<Place>, posted: Posted<TradeInForm>) -> Answer {
    let (place, w) = (*path, TradeText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change(tx, place.0, place.1, &new)?;
            Ok(SeeOther::to(page_of(place)).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (of, trade, ..) = around(&cx, place).await?;
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&FormPage::new(&cx, &of, Some(&trade), form, ""))
        }
        Err(Error::Stale) => {
            let (of, trade, ..) = around(&cx, place).await?;
            let theirs = start(&trade).into_iter().map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&FormPage::new(&cx, &of, Some(&trade), form, w.stale))
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, page_of(place))),
        answer => answer,
    }
}

/// `POST /opportunities/{id}/trade-ins/{trade}/offer`
pub async fn offer(cx: Cx, path: Path<Place>, posted: Posted<OfferForm>) -> Answer {
    let (place, w) = (*path, TradeText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::offer(tx, place.0, place.1, new)?;
            Ok(SeeOther::to(page_of(place)).saying(w.offered))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (of, trade, photos, rules) = around(&cx, place).await?;
            let forms = Forms {
                offer: posted.view(cx.lang, &errors),
                ..blank(&cx, &trade, &rules)
            };
            cx.unprocessable(&ShowPage::new(&cx, &of, (&trade, &photos), forms, "")?)
        }
        Err(Error::Stale) => {
            let (of, trade, photos, rules) = around(&cx, place).await?;
            let forms = Forms {
                offer: posted.view(cx.lang, &FieldErrors::new()),
                ..blank(&cx, &trade, &rules)
            };
            cx.conflict(&ShowPage::new(&cx, &of, (&trade, &photos), forms, w.stale)?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, page_of(place))),
        answer => answer,
    }
}

/// `POST /opportunities/{id}/trade-ins/{trade}/answer`
pub async fn answer(cx: Cx, path: Path<Place>, posted: Posted<AnswerForm>) -> Answer {
    let (place, w) = (*path, TradeText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reply| {
            commands::answer(tx, place.0, place.1, &reply)?;
            Ok(SeeOther::to(page_of(place)).saying(w.answered))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (of, trade, photos, rules) = around(&cx, place).await?;
            let expired = errors.get("declined_because") == Some(&crate::values::fault::Fault::DateInPast);
            let mut reply = posted.view(cx.lang, &errors);
            if expired {
                reply = reply.with_error("declined_because", w.expired);
            }
            let forms = Forms {
                reply,
                ..blank(&cx, &trade, &rules)
            };
            cx.unprocessable(&ShowPage::new(&cx, &of, (&trade, &photos), forms, "")?)
        }
        Err(Error::Stale) => {
            let (of, trade, photos, rules) = around(&cx, place).await?;
            let forms = Forms {
                reply: posted.view(cx.lang, &FieldErrors::new()),
                ..blank(&cx, &trade, &rules)
            };
            cx.conflict(&ShowPage::new(&cx, &of, (&trade, &photos), forms, w.stale)?)
        }
        Err(Error::WrongState) => cx.conflict(&moved_on(&cx, page_of(place))),
        answer => answer,
    }
}

/// `POST /opportunities/{id}/trade-ins/{trade}/photos`
pub async fn add_photos(cx: Cx, path: Path<Place>, mut posted: PostedFiles<Bare>) -> Answer {
    let (place, w) = (*path, TradeText::of(cx.lang));
    let answer = cx
        .submit_files(&mut posted, move |tx, (), uploads| {
            commands::add_photos(tx, place.0, place.1, &uploads)?;
            Ok(SeeOther::to(page_of(place)).saying(w.photos_added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (of, trade, photos, rules) = around(&cx, place).await?;
            // What is known of a file says more than its fault.
            let shown = posted.view(cx.lang, &FieldErrors::new());
            let mut upload = FormView::blank();
            for (field, fault) in &errors {
                let words = shown
                    .error(field)
                    .map_or_else(|| faults::words(fault, cx.lang), str::to_owned);
                upload = upload.with_error(field, words);
            }
            let forms = Forms {
                upload,
                ..blank(&cx, &trade, &rules)
            };
            cx.unprocessable(&ShowPage::new(&cx, &of, (&trade, &photos), forms, "")?)
        }
        answer => answer,
    }
}

/// `GET /opportunities/{id}/trade-ins/{trade}/photos/{file}`
pub async fn photo(cx: Cx, path: Path<(OpportunityId, TradeInId, AttachmentId)>) -> Answer {
    let (of, id, file) = *path;
    let found = cx.write(move |tx| commands::look(tx, of, id, file)).await?;
    Ok(files::answer(found, true))
}

/// `GET /opportunities/{id}/trade-ins/{trade}/photos/{file}/thumbnail`
pub async fn thumbnail(cx: Cx, path: Path<(OpportunityId, TradeInId, AttachmentId)>) -> Answer {
    let (of, id, file) = *path;
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let found = cx
        .read(move |conn| queries::thumbnail(conn, &vault, &actor, (of, id), file))
        .await?;
    Ok(files::answer(found, true))
}

/// `POST /opportunities/{id}/trade-ins/{trade}/photos/{file}/removal`
pub async fn remove_photo(
    cx: Cx,
    path: Path<(OpportunityId, TradeInId, AttachmentId)>,
    posted: Posted<Bare>,
) -> Answer {
    let ((of, id, file), w) = (*path, TradeText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::remove_photo(tx, of, id, file)?;
        Ok(SeeOther::to(page_of((of, id))).saying(w.photo_removed))
    })
    .await
}
