//! The calendar, and a day on paper.

use chrono::NaiveDate;

use crate::access::Permission;
use crate::customers::commands::reveal_phones;
use crate::customers::rules::RevealReason;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, Posted, Query};
use crate::values::ids::CustomerId;
use crate::visits::appointments::model::Listed;
use crate::visits::appointments::queries;
use crate::visits::appointments::views::{CalendarPage, CalendarQuery, DayListPage, Shown};
use crate::visits::rules::AppointmentState;

/// `GET /appointments`
pub async fn calendar(cx: Cx, query: Query<CalendarQuery>) -> Answer {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let line = query.line(&actor);
    let span = query.span(times::day_of(cx.now));
    let shown = cx
        .read(move |conn| {
            Ok(Shown {
                frame: queries::frame(conn, actor.store, line, span)?,
                listed: queries::of_days(conn, &vault, &actor, Some(line), span)?,
                waits: queries::waiting(conn, &vault, &actor, Some(line), span)?,
            })
        })
        .await?;
    cx.show(&CalendarPage::new(&cx, &query, &shown)?)
}

/// `GET /appointments/day-list`
pub async fn day_list(cx: Cx, query: Query<CalendarQuery>) -> Answer {
    let day = query.day(times::day_of(cx.now));
    let listed = on_paper(&cx, day).await?;
    cx.show(&DayListPage::new(&cx, day, &listed, false)?)
}

async fn on_paper(cx: &Cx, day: NaiveDate) -> Result<Vec<Listed>, Error> {
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    cx.read(move |conn| queries::of_day(conn, &vault, &actor, day)).await
}

/// `POST /appointments/day-list`: with the phones in full. Each counts as a reveal.
pub async fn day_list_with_phones(cx: Cx, query: Query<CalendarQuery>, _: Posted<Bare>) -> Answer {
    if !cx.actor()?.may(Permission::RevealContact) {
        return Err(Error::Forbidden(Permission::RevealContact));
    }
    let day = query.day(times::day_of(cx.now));
    let mut listed = on_paper(&cx, day).await?;
    listed.retain(|one| one.state != AppointmentState::Cancelled);
    let scope = cx.actor()?.customers();
    let ids: Vec<CustomerId> = listed.iter().map(|one| one.customer).collect();
    let phones = cx
        .write(move |tx| {
            let phones = reveal_phones(tx, scope, ids, RevealReason::Contact)?;
            tx.record_general("appointments.print_phones", &[&format!("customers: {}", phones.len())])?;
            Ok(phones)
        })
        .await?;
    for one in &mut listed {
        if let Some(phone) = phones.get(&one.customer) {
            one.phone = Some(phone.clone());
        }
    }
    cx.show(&DayListPage::new(&cx, day, &listed, true)?)
}
