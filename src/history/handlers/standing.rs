//! Tier, owner, consents.

use actix_web::web::Path;

use crate::customers::model::Record;
use crate::customers::rules::{Channel, Purpose, Tier};
use crate::customers::{commands, queries};
use crate::history::forms::{ConsentForm, OwnerForm, TierForm};
use crate::history::text::HistoryText;
use crate::history::views::{Ask, Input};
use crate::membership;
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StaffId};

async fn record(cx: &Cx, id: CustomerId) -> Result<Record, Error> {
    let (scope, now, vault) = (cx.actor()?.customers(), cx.now, cx.db().vault().clone());
    cx.read(move |conn| queries::record(conn, &vault, scope, now, id)).await
}

fn tier_dialog(cx: &Cx, id: CustomerId, form: FormView) -> Ask {
    let w = HistoryText::of(cx.lang);
    let inputs = vec![
        Input::hidden("lock_version"),
        Input::new("radio", "tier", w.tier)
            .choices(Tier::choices(cx.lang))
            .required(),
        Input::new("textarea", "reason", w.reason).required(),
    ];
    let (action, back) = (format!("/customers/{id}/tier"), format!("/customers/{id}"));
    Ask::new(cx, w.set_tier, action, back, w.save, form, inputs)
}

/// `GET /customers/{id}/tier`
pub async fn ask_tier(cx: Cx, id: Path<CustomerId>) -> Answer {
    let known = record(&cx, *id).await?;
    let form = FormView::fresh([
        ("tier", known.tier.code().to_owned()),
        ("lock_version", known.lock_version.to_string()),
    ]);
    cx.show(&tier_dialog(&cx, *id, form))
}

/// `POST /customers/{id}/tier`
pub async fn set_tier(cx: Cx, id: Path<CustomerId>, posted: Posted<TierForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, (tier, reason, seen)| {
        membership::commands::set_tier(tx, scope, id, seen, tier, &reason)?;
        Ok(SeeOther::to(format!("/customers/{id}")).saying(w.tier_done))
    });
    match done.await {
        Err(Error::Invalid(faults)) => {
            record(&cx, id).await?;
            let mut form = posted.view(cx.lang, &faults);
            if faults.get("tier") == Some(&Fault::Mismatch) {
                form = form.with_error("tier", w.below_earned);
            }
            cx.unprocessable(&tier_dialog(&cx, id, form))
        }
        Err(Error::Stale) => {
            let known = record(&cx, id).await?;
            let theirs = [
                ("tier".to_owned(), known.tier.code().to_owned()),
                ("lock_version".to_owned(), known.lock_version.to_string()),
            ];
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            let intro = format!("{}{}", w.theirs, known.tier.label(cx.lang));
            cx.conflict(&tier_dialog(&cx, id, form).intro(intro))
        }
        answer => answer,
    }
}

async fn colleagues(cx: &Cx) -> Result<Vec<(StaffId, String)>, Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| Ok(queries::list::owners(conn, store)?.0)).await
}

async fn owner_dialog(cx: &Cx, id: CustomerId, form: FormView) -> Result<Ask, Error> {
    let w = HistoryText::of(cx.lang);
    let people = colleagues(cx).await?;
    let choices = people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let nobody = std::iter::once(Choice::new("", w.nobody));
    let inputs = vec![
        Input::hidden("lock_version"),
        Input::new("radio", "owner", w.owner).choices(nobody.chain(choices).collect()),
    ];
    let (action, back) = (format!("/customers/{id}/owner"), format!("/customers/{id}"));
    Ok(Ask::new(cx, w.change_owner, action, back, w.save, form, inputs))
}

/// `GET /customers/{id}/owner`
pub async fn ask_owner(cx: Cx, id: Path<CustomerId>) -> Answer {
    let known = record(&cx, *id).await?;
    let form = FormView::fresh([
        ("owner", known.owner.map(|owner| owner.to_string()).unwrap_or_default()),
        ("lock_version", known.lock_version.to_string()),
    ]);
    cx.show(&owner_dialog(&cx, *id, form).await?)
}

/// `POST /customers/{id}/owner`
pub async fn assign(cx: Cx, id: Path<CustomerId>, posted: Posted<OwnerForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, (owner, seen)| {
        commands::assign(tx, scope, id, seen, owner)?;
        Ok(SeeOther::to(format!("/customers/{id}")).saying(w.owner_done))
    });
    match done.await {
        Err(Error::Invalid(faults)) => {
            record(&cx, id).await?;
            cx.unprocessable(&owner_dialog(&cx, id, posted.view(cx.lang, &faults)).await?)
        }
        Err(Error::Stale) => {
            let known = record(&cx, id).await?;
            let form = FormView::against(
                posted.pairs().to_vec(),
                [("lock_version".to_owned(), known.lock_version.to_string())],
            );
            let name = known.owner_name.unwrap_or_else(|| w.nobody.to_owned());
            let intro = format!("{}{name}", w.theirs);
            cx.conflict(&owner_dialog(&cx, id, form).await?.intro(intro))
        }
        answer => answer,
    }
}

fn consent_dialog(cx: &Cx, id: CustomerId, form: FormView) -> Ask {
    let w = HistoryText::of(cx.lang);
    let answers = vec![Choice::new("yes", w.gives), Choice::new("no", w.withdraws)];
    let inputs = vec![
        Input::new("radio", "purpose", w.purpose)
            .choices(Purpose::choices(cx.lang))
            .required(),
        Input::new("radio", "channel", w.channel)
            .choices(Channel::choices(cx.lang))
            .required(),
        Input::new("radio", "answer", w.answer).choices(answers).required(),
        Input::new("textarea", "evidence", w.evidence).hint(w.evidence_hint),
    ];
    let (action, back) = (format!("/customers/{id}/consents"), format!("/customers/{id}"));
    Ask::new(cx, w.record_consent, action, back, w.save, form, inputs)
}

/// `GET /customers/{id}/consents`
pub async fn ask_consent(cx: Cx, id: Path<CustomerId>) -> Answer {
    record(&cx, *id).await?;
    cx.show(&consent_dialog(&cx, *id, FormView::blank()))
}

/// `POST /customers/{id}/consents`
pub async fn consent(cx: Cx, id: Path<CustomerId>, posted: Posted<ConsentForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), HistoryText::of(cx.lang));
    let done = cx.submit(&posted, move |tx, word| {
        queries::ensure_visible(tx.conn, scope, tx.now, id)?;
        commands::give_consents(tx, id, &[word])?;
        Ok(SeeOther::to(format!("/customers/{id}")).saying(w.consent_done))
    });
    match done.await {
        Err(Error::Invalid(faults)) => {
            record(&cx, id).await?;
            cx.unprocessable(&consent_dialog(&cx, id, posted.view(cx.lang, &faults)))
        }
        answer => answer,
    }
}
