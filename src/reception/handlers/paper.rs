//! What is printed.

use actix_web::web::Path;

use crate::access::Permission;
use crate::customers::commands::reveal_phones;
use crate::customers::rules::RevealReason;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, Posted};
use crate::reception::views::{OnPaper, Paper, SlipPage};
use crate::service;
use crate::service::views::PaperOrders;
use crate::values::ids::{AppointmentId, CustomerId, VisitId};
use crate::visits;

/// `GET /reception/paper`
pub async fn paper(cx: Cx) -> Answer {
    sheet(&cx, false).await
}

/// `POST /reception/paper`: with the phones in full, for a day without the system. Each counts as a reveal.
pub async fn paper_with_phones(cx: Cx, _: Posted<Bare>) -> Answer {
    if !cx.actor()?.may(Permission::RevealContact) {
        return Err(Error::Forbidden(Permission::RevealContact));
    }
    sheet(&cx, true).await
}

async fn sheet(cx: &Cx, with_phones: bool) -> Answer {
    let (actor, vault, lang, today) = (
        cx.actor()?.clone(),
        cx.db().vault().clone(),
        cx.lang,
        times::day_of(cx.now),
    );
    let (rows, expected, wishes, orders) = cx
        .read(move |conn| {
            let orders = if actor.may(Permission::SeeServiceOrders) {
                Some(service::queries::on_paper(conn, &vault, &actor, lang)?)
            } else {
                None
            };
            let rows = visits::queries::board(conn, &vault, &actor, today, visits::queries::Named::All)?;
            let expected = visits::queries::expected(conn, &vault, &actor, today)?;
            let present = rows.iter().filter(|row| row.visit.state.is_present());
            let came: Vec<VisitId> = present.map(|row| row.visit.id).collect();
            let booked: Vec<AppointmentId> = expected.iter().map(|one| one.id).collect();
            let wishes = visits::queries::wishes(conn, &vault, &came, &booked)?;
            Ok((rows, expected, wishes, orders))
        })
        .await?;
    let phones = if with_phones {
        let scope = cx.actor()?.customers();
        let present = rows.iter().filter(|row| row.visit.state.is_present());
        let came = present.filter_map(|row| row.visit.customer_id);
        let mut ids: Vec<CustomerId> = came.chain(expected.iter().map(|one| one.customer)).collect();
        ids.sort();
        ids.dedup();
        let phones = cx
            .write(move |tx| {
                let phones = reveal_phones(tx, scope, ids, RevealReason::Contact)?;
                tx.record_general("visits.print_phones", &[&format!("customers: {}", phones.len())])?;
                Ok(phones)
            })
            .await?;
        Some(phones)
    } else {
        None
    };
    let day = OnPaper {
        phones,
        rows,
        expected,
        wishes,
        orders: orders.map(|orders| PaperOrders::new(&orders, lang)),
    };
    cx.show(&Paper::new(cx, day)?)
}

/// `GET /visits/{id}/slip`
pub async fn slip(cx: Cx, id: Path<VisitId>) -> Answer {
    let (id, actor) = (*id, cx.actor()?.clone());
    let slip = cx.read(move |conn| visits::queries::slip(conn, &actor, id)).await?;
    cx.show(&SlipPage::new(&cx, slip)?)
}
