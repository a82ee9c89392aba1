//! The calendar, and a day on paper.

use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, Query};
use crate::visits::appointments::queries;
use crate::visits::appointments::views::{CalendarPage, CalendarQuery, DayListPage, Shown};

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
    let (actor, vault) = (cx.actor()?.clone(), cx.db().vault().clone());
    let day = query.day(times::day_of(cx.now));
    let listed = cx.read(move |conn| queries::of_day(conn, &vault, &actor, day)).await?;
    cx.show(&DayListPage::new(&cx, day, &listed)?)
}
