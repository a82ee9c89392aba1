//! HTTP of the overview.

use super::queries;
use super::views::{OverviewPage, OverviewQuery};
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, Query};

/// `GET /sales-overview`
pub async fn show(cx: Cx, query: Query<OverviewQuery>) -> Answer {
    let (store, vault, now) = (cx.actor()?.store, cx.db().vault().clone(), cx.now);
    let filter = query.filter(times::day_of(now));
    let figures = cx
        .read(move |conn| queries::figures(conn, &vault, store, filter, now))
        .await?;
    cx.show(&OverviewPage::new(&cx, &query, filter, &figures)?)
}
