//! What is seen without signing in, by whoever has the address: the call board, and a visitor's own place.

use std::collections::BTreeSet;

use actix_web::web::Path;
use serde::Deserialize;

use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::live::events;
use crate::platform::web::{Answer, Cx, Query};
use crate::reception::commands;
use crate::reception::views::{CallBoard, Nowhere, Place};
use crate::visits;
use crate::visits::model::TOPIC;

/// How many televisions may follow one address; more of them ask now and then instead.
const STREAMS: usize = 10;

/// The language that a link asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    lang: String,
}

/// `GET /call-board/{token}`: in Chinese unless the address says otherwise, whoever hung up the television.
pub async fn call_board(mut cx: Cx, token: Path<String>, wanted: Query<Wanted>) -> Answer {
    cx.lang = Lang::from_code(&wanted.lang);
    let (token, now) = (token.into_inner(), cx.now);
    let key = token.clone();
    let found = cx.read(move |conn| visits::queries::call_board(conn, &key, now)).await;
    match known(&cx, found).await {
        Ok((board, rules)) => cx.show(&CallBoard::new(&cx, &token, board, &rules)),
        Err(Error::NotFound) => cx.nowhere(&Nowhere::board(&cx)),
        Err(error) => Err(error),
    }
}

/// `GET /call-board/{token}/events`: says that something changed, never what.
pub async fn call_board_events(cx: Cx, token: Path<String>) -> Answer {
    let token = token.into_inner();
    let key = token.clone();
    let found = cx
        .read(move |conn| visits::queries::holds(conn, &key)?.ok_or(Error::NotFound))
        .await;
    let store = known(&cx, found).await?;
    let seat = cx.app.hub.seat(&token, STREAMS)?;
    let topics = BTreeSet::from([TOPIC.to_owned()]);
    Ok(events::follow(&cx, store, topics, Some(seat), move |conn, _| {
        Ok(visits::queries::holds(conn, &token)?.is_some())
    }))
}

/// `GET /position/{token}`
pub async fn position(mut cx: Cx, token: Path<String>, wanted: Query<Wanted>) -> Answer {
    match wanted.lang.as_str() {
        "en" => cx.lang = Lang::En,
        "zh" => cx.lang = Lang::Zh,
        _ => {}
    }
    let (token, now) = (token.into_inner(), cx.now);
    let found = cx.read(move |conn| visits::queries::position(conn, &token, now)).await;
    match known(&cx, found).await {
        Ok((position, rules)) => cx.show(&Place::new(&cx, &position, &rules)),
        Err(Error::NotFound) => cx.nowhere(&Nowhere::place(&cx)),
        Err(error) => Err(error),
    }
}

/// What was found; an address that leads nowhere is counted.
async fn known<T>(cx: &Cx, found: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::NotFound) = &found {
        let address = cx.info.address.clone();
        cx.db()
            .system_write(move |tx| commands::count_miss(tx, &address))
            .await?;
    }
    found
}
