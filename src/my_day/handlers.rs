//! HTTP of my day.

use serde::Deserialize;

use super::queries;
use super::text::DayText;
use super::views::{DayPage, QueuePage};
use crate::platform::db::SeeOther;
use crate::platform::db::agenda::Agenda;
use crate::platform::db::page::After;
use crate::platform::web::page::NavCount;
use crate::platform::web::{Answer, Cx, Part, Query};

/// `GET /`
///
/// What stands beside the list never keeps it from being shown.
pub async fn show(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let asks = |id: &str| match cx.part() {
        Part::Whole => true,
        Part::Region(asked) => asked == id || asked == "main",
    };
    let work = if asks("work") {
        let asking = actor.clone();
        cx.read(move |conn| queries::work(conn, &asking, now)).await?
    } else {
        Agenda::default()
    };
    let beside = if asks("beside") {
        let found = cx.read(move |conn| queries::beside(conn, &actor, now)).await;
        found
            .inspect_err(|error| tracing::error!(%error, "nothing beside the list"))
            .ok()
    } else {
        None
    };
    cx.show(&DayPage::new(&cx, &work, beside.as_ref())?)
}

/// `GET /my-day/count`: the counter in the navigation.
pub async fn count(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let (pressing, open) = cx.read(move |conn| queries::count(conn, &actor, now)).await?;
    cx.fragment(&NavCount { pressing, open })
}

/// Behind which place one goes on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Turn {
    after: String,
}

/// `GET /my-day/queue`: what comes next. Whatever is done about it leads back here, and then it is the next one's turn.
pub async fn queue(cx: Cx, turn: Query<Turn>) -> Answer {
    let (actor, now, w) = (cx.actor()?.clone(), cx.now, DayText::of(cx.lang));
    let after = After::parse(&turn.after);
    let work = cx.read(move |conn| queries::ahead(conn, &actor, now, after)).await?;
    match QueuePage::new(&cx, &work, after)? {
        Some(page) => cx.show(&page),
        None => {
            let words = if after.is_some() { w.round_done } else { w.all_done };
            cx.see_other(&SeeOther::to("/").saying(words))
        }
    }
}
