//! HTTP of the analysis.

use super::queries;
use super::views::{AnalysisPage, AnalysisQuery};
use crate::complaints::actions;
use crate::complaints::rules::Limits;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Cx, Query};

/// How many corrective actions stand on the page.
const ACTIONS: i64 = 8;

/// `GET /complaints/analysis`: two round trips.
pub async fn show(cx: Cx, query: Query<AnalysisQuery>) -> Answer {
    let (store, vault, now) = (cx.actor()?.store, cx.db().vault().clone(), cx.now);
    let today = times::day_of(now);
    let filter = query.filter(today);
    let wanted = filter.clone();
    let (figures, effected) = cx
        .read(move |conn| {
            let figures = queries::figures(conn, &vault, store, &wanted, now)?;
            let days = Limits::default().repeat_days;
            let effected = actions::queries::effects(conn, &vault, store, today, days, ACTIONS)?;
            Ok((figures, effected))
        })
        .await?;
    cx.show(&AnalysisPage::new(&cx, &query, &filter, &figures, &effected))
}
