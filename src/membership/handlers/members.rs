//! The list, a member's page, benefits.

use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::json;

use crate::access::Permission;
use crate::customers::{self, names::NameIndex};
use crate::membership::forms::{BenefitForm, ListQuery};
use crate::membership::model::Asked;
use crate::membership::text::{self, MemberText};
use crate::membership::views::{Face, ListPage, MemberPage, PanelPage, Searched};
use crate::membership::{commands, queries, undo};
use crate::platform::db::SeeOther;
use crate::platform::db::page::{After, PAGE};
use crate::platform::error::Error;
use crate::platform::undo::offer;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::values::fault::Fault;
use crate::values::ids::{BenefitUseId, CustomerId};
use crate::visits;

/// Lines of the ledger on the customer's page.
const FEW: usize = 8;

/// `GET /members`
pub async fn list(cx: Cx, query: Query<ListQuery>, names: Data<NameIndex>) -> Answer {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let (shown, after) = (query.shown(), After::parse(&query.after));
    let decides = actor.may(Permission::ApprovePoints);
    let asks = actor.may(Permission::AdjustPoints);
    let (searched, slice, people, cards, waiting) = cx
        .read(move |conn| {
            let waiting = if decides || asks {
                Some(queries::waiting(conn, actor.store, (!decides).then_some(actor.id))?)
            } else {
                None
            };
            let (searched, among) = match shown.search {
                None => (Searched::Not, None),
                Some(id) => match customers::queries::term_of(conn, &vault, actor.id, id)? {
                    None => (Searched::Expired, Some(Vec::new())),
                    Some(term) => {
                        let found = customers::queries::meant(conn, &vault, actor.store, &names, &term)?;
                        (Searched::For(term.text), Some(found))
                    }
                },
            };
            let asked = Asked {
                view: shown.view,
                sort: shown.sort,
                after,
                among,
            };
            let slice = queries::list(conn, actor.customers(), now, actor.store, &asked, PAGE)?;
            let ids: Vec<CustomerId> = slice.rows.iter().map(|member| member.customer).collect();
            let people = customers::queries::seen(conn, &vault, actor.customers(), now, &ids)?;
            let cards = queries::cards(conn, now, actor.store, &ids)?;
            Ok((searched, slice, people, cards, waiting))
        })
        .await?;
    cx.show(&ListPage::new(
        &cx,
        (shown, &query.after),
        searched,
        slice,
        &people,
        &cards,
        waiting.map(|count| text::waiting(count, decides, cx.lang)),
    ))
}

/// Where a page of the ledger begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LedgerQuery {
    after: String,
}

/// `GET /members/{id}`
pub async fn show(cx: Cx, id: Path<CustomerId>, query: Query<LedgerQuery>) -> Answer {
    let page = page(&cx, *id, After::parse(&query.after), FormView::blank()).await?;
    cx.show(&page)
}

async fn page(cx: &Cx, id: CustomerId, after: Option<After>, form: FormView) -> Result<MemberPage, Error> {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let reader = actor.clone();
    let face = cx
        .read(move |conn| {
            let brief = customers::queries::seen(conn, &vault, actor.customers(), now, &[id])?.remove(&id);
            let brief = brief.ok_or(Error::NotFound)?;
            let (mut cards, rules) = queries::with_rules(conn, now, actor.store, &[id])?;
            let card = cards.remove(&id).ok_or(Error::NotFound)?;
            let ledger = queries::ledger(conn, &vault, &card.family, after, PAGE)?;
            let by_hand = match card.held {
                Some(_) => queries::by_hand(conn, &vault, id)?,
                None => None,
            };
            Ok(Face {
                brief,
                card,
                rules,
                ledger,
                by_hand,
                paged: after.is_some(),
            })
        })
        .await?;
    Ok(MemberPage::new(cx, &reader, face, form))
}

/// `GET /members/{id}/panel`
pub async fn panel(cx: Cx, id: Path<CustomerId>) -> Answer {
    let (id, actor, now, vault) = (*id, cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let reader = actor.clone();
    let (card, rules, ledger) = cx
        .read(move |conn| {
            customers::queries::ensure_visible(conn, actor.customers(), now, id)?;
            let (mut cards, rules) = queries::with_rules(conn, now, actor.store, &[id])?;
            let card = cards.remove(&id).ok_or(Error::NotFound)?;
            let ledger = queries::ledger(conn, &vault, &card.family, None, FEW)?;
            Ok((card, rules, ledger))
        })
        .await?;
    cx.show(&PanelPage::new(&cx, &reader, id, &card, &rules, ledger))
}

/// `POST /members/{id}/benefits`: uses one once, from the member's page or at a visit.
pub async fn benefit(cx: Cx, id: Path<CustomerId>, posted: Posted<BenefitForm>) -> Answer {
    let (id, actor, w) = (*id, cx.actor()?.clone(), MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, (benefit, visit)| {
            customers::queries::ensure_visible(tx.conn, actor.customers(), tx.now, id)?;
            if let Some(visit) = visit
                && visits::queries::visit(tx.conn, &actor, visit)?.customer_id != Some(id)
            {
                return Err(Error::NotFound);
            }
            let used = commands::use_benefit(tx, id, benefit, visit)?;
            let payload = json!({ "use": used, "customer": id, "visit": visit });
            let undo = offer(tx, undo::BENEFIT, payload)?;
            let back = match visit {
                Some(visit) => format!("/visits/{visit}"),
                None => format!("/members/{id}"),
            };
            Ok(SeeOther::to(back).saying(w.used).undo(undo))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let mut form = posted.view(cx.lang, &faults);
            let words = match faults.get("benefit") {
                Some(Fault::Date) => Some(w.birthday_missing),
                Some(Fault::Choice) => Some(w.not_this_tier),
                _ => None,
            };
            if let Some(words) = words {
                form = form.with_error("benefit", words);
            }
            cx.unprocessable(&page(&cx, id, None, form).await?)
        }
        answer => answer,
    }
}

/// `POST /members/{id}/benefits/{use}/return`: it was not given after all.
pub async fn benefit_back(cx: Cx, path: Path<(CustomerId, BenefitUseId)>, posted: Posted<Bare>) -> Answer {
    let ((id, used), scope, w) = (*path, cx.actor()?.customers(), MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, ()| {
            customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
            if commands::return_benefit(tx, used)? != id {
                return Err(Error::NotFound);
            }
            Ok(SeeOther::to(format!("/members/{id}")).saying(w.returned))
        })
        .await;
    match answer {
        Err(Error::WrongState) => {
            let form = FormView::blank().with_error("", w.moved_on);
            cx.conflict(&page(&cx, id, None, form).await?)
        }
        answer => answer,
    }
}
