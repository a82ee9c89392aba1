//! One complaint.

use actix_web::web::{Path, Query};
use serde::Deserialize;

use crate::access::Permission;
use crate::complaints::queries;
use crate::complaints::steps::{AddNote, ContactStep, Step, draft_place};
use crate::complaints::views::{ComplaintPage, SettlementPage, composer_start};
use crate::platform::drafts;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx};
use crate::values::ids::ComplaintId;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    tab: String,
}

/// `GET /complaints/{id}`
pub async fn show(cx: Cx, id: Path<ComplaintId>, query: Query<Shown>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let asked = actor.clone();
    let tab = if query.tab == "note" || !actor.may(Permission::WorkComplaint) {
        "note"
    } else {
        "contact"
    };
    let place = draft_place(
        if tab == "note" {
            AddNote::NOUN
        } else {
            ContactStep::NOUN
        },
        id,
    );
    let looked_for = place.clone();
    let found = cx
        .read(
            move |conn| match queries::detail(conn, &vault, &asked, id, &looked_for) {
                Err(Error::NotFound) => queries::merged(conn, &vault, &asked, id).map(Err),
                found => found.map(Ok),
            },
        )
        .await?;
    match found {
        Ok(mut detail) => {
            let start = composer_start(tab);
            detail.draft = drafts::worth_showing(&cx, detail.draft.take(), &place, &start).await?;
            cx.show(&ComplaintPage::new(&cx, &actor, &detail, tab))
        }
        Err((detail, into)) => cx.show(&ComplaintPage::merged(&cx, &actor, &detail, &into)),
    }
}

/// `GET /complaints/{id}/settlement`: to print and to sign.
pub async fn show_settlement(cx: Cx, id: Path<ComplaintId>) -> Answer {
    let (actor, vault, id) = (cx.actor()?.clone(), cx.db().vault().clone(), *id);
    let asked = actor.clone();
    let detail = cx
        .read(move |conn| queries::detail(conn, &vault, &asked, id, ""))
        .await?;
    cx.fragment(&SettlementPage::new(&cx, &actor, &detail))
}
