//! What is printed.

use actix_web::web::Path;

use crate::access::Permission;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx};
use crate::reception::views::{OnPaper, Paper, SlipPage};
use crate::service;
use crate::service::views::PaperOrders;
use crate::values::ids::{AppointmentId, VisitId};
use crate::visits;

/// `GET /reception/paper`
pub async fn paper(cx: Cx) -> Answer {
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
            let rows = visits::queries::board(conn, &vault, &actor, today)?;
            let expected = visits::queries::expected(conn, &vault, &actor, today)?;
            let present = rows.iter().filter(|row| row.visit.state.is_present());
            let came: Vec<VisitId> = present.map(|row| row.visit.id).collect();
            let booked: Vec<AppointmentId> = expected.iter().map(|one| one.id).collect();
            let wishes = visits::queries::wishes(conn, &vault, &came, &booked)?;
            Ok((rows, expected, wishes, orders))
        })
        .await?;
    let day = OnPaper {
        rows,
        expected,
        wishes,
        orders: orders.map(|orders| PaperOrders::new(&orders, lang)),
    };
    cx.show(&Paper::new(&cx, day)?)
}

/// `GET /visits/{id}/slip`
pub async fn slip(cx: Cx, id: Path<VisitId>) -> Answer {
    let (id, actor) = (*id, cx.actor()?.clone());
    let slip = cx.read(move |conn| visits::queries::slip(conn, &actor, id)).await?;
    cx.show(&SlipPage::new(&cx, slip)?)
}
