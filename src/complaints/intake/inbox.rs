//! The e-mail intake: a mail gateway posts a raw message here, with a secret of its own.
//!
//! The answers are for a program: JSON, and a status that tells whether trying again makes sense. 200 the message was
//! dealt with, 401 and 403 the secret is missing or wrong, 413 and 422 the message will never be readable, 429 and 503
//! later.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::{BytesMut, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::commands;
use super::mail::{MAX_BYTES, Mail, Unreadable, Writer};
use super::queries::{self, Store};
use crate::platform::error::Error;
use crate::platform::files::Upload;
use crate::platform::web::{Answer, Cx, Query};

/// How long a message may take to arrive.
const DEADLINE: Duration = Duration::from_secs(15);

/// Which store the mailbox belongs to; not needed where there is one store.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Mailbox {
    store: String,
}

/// Why a message was not taken in.
enum Refusal {
    /// No secret was given.
    Unknown,
    /// The secret is wrong, or this door is closed.
    Forbidden(&'static str),
    Slow,
    Unreadable(Unreadable),
    UnknownStore,
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Other(error)
    }
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        Refusal::Unreadable(why)
    }
}

/// `POST /intake/mail`
pub async fn receive(cx: Cx, request: HttpRequest, mailbox: Query<Mailbox>, payload: Payload) -> Answer {
    match take_in(&cx, &request, &mailbox, payload).await {
        Ok(done) => Ok(HttpResponse::Ok().json(done)),
        Err(refusal) => refusal.answer(),
    }
}

impl Refusal {
    fn answer(self) -> Answer {
        let refused = |status: StatusCode, why: &str| {
            let mut answer = HttpResponse::build(status);
            if status == StatusCode::UNAUTHORIZED {
                answer.insert_header((WWW_AUTHENTICATE, "Bearer"));
            }
            answer.json(json!({ "outcome": "refused", "reason": why }))
        };
        Ok(match self {
            Refusal::Unknown => refused(StatusCode::UNAUTHORIZED, "no_secret"),
            Refusal::Forbidden(why) => refused(StatusCode::FORBIDDEN, why),
            Refusal::Slow => refused(StatusCode::REQUEST_TIMEOUT, "too_slow"),
            Refusal::Unreadable(why @ Unreadable::TooLarge) => refused(StatusCode::PAYLOAD_TOO_LARGE, why.code()),
            Refusal::Unreadable(why) => refused(StatusCode::UNPROCESSABLE_ENTITY, why.code()),
            Refusal::UnknownStore => refused(StatusCode::UNPROCESSABLE_ENTITY, "unknown_store"),
            Refusal::Other(Error::TooMany { retry_after_secs }) => HttpResponse::TooManyRequests()
                .insert_header((RETRY_AFTER, retry_after_secs))
                .json(json!({ "outcome": "refused", "reason": "too_many" })),
            Refusal::Other(error) => return Err(error),
        })
    }
}

async fn take_in(cx: &Cx, request: &HttpRequest, mailbox: &Mailbox, payload: Payload) -> Result<Value, Refusal> {
    check_secret(cx, request)?;
    let raw = tokio::time::timeout(DEADLINE, collect(payload))
        .await
        .map_err(|_| Refusal::Slow)??;
    let (mail, photos) = tokio::task::spawn_blocking(move || read(&raw))
        .await
        .map_err(|_| Refusal::Unreadable(Unreadable::Malformed))??;
    if mail.writer == Writer::Echo || is_own(cx, &mail) {
        return Ok(json!({ "outcome": "ignored", "reason": "automatic" }));
    }
    let store = store(cx, mailbox).await?;
    let (address, sender) = (cx.info.address.clone(), mail.from.address.clone());
    cx.db()
        .system_write(move |tx| Ok(commands::count_mail(tx, &address, &sender)))
        .await??;
    let number = cx
        .write(move |tx| commands::receive_mail(tx, &store, &mail, &photos))
        .await?;
    Ok(json!({ "outcome": "recorded", "number": number }))
}

/// The bearer must know the secret of the configuration; how long a wrong one takes to refuse tells nothing about it.
fn check_secret(cx: &Cx, request: &HttpRequest) -> Result<(), Refusal> {
    let Some(secret) = &cx.app.config.mail_intake_secret else {
        return Err(Refusal::Forbidden("closed"));
    };
    let given = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "))
        .ok_or(Refusal::Unknown)?;
    let digest = |bytes: &[u8]| -> [u8; 32] { Sha256::digest(bytes).into() };
    if bool::from(digest(given.trim_ascii()).ct_eq(&digest(secret.as_bytes()))) {
        Ok(())
    } else {
        Err(Refusal::Forbidden("wrong_secret"))
    }
}

async fn collect(mut payload: Payload) -> Result<BytesMut, Refusal> {
    let mut raw = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Refusal::Unreadable(Unreadable::Malformed))?;
        if raw.len() + chunk.len() > MAX_BYTES {
            return Err(Refusal::Unreadable(Unreadable::TooLarge));
        }
        raw.extend_from_slice(&chunk);
    }
    Ok(raw)
}

/// The message and its photos, drawn anew; what looks like a photo and isn't is left behind.
fn read(raw: &[u8]) -> Result<(Mail, Vec<Upload>), Unreadable> {
    let mail = Mail::read(raw)?;
    let photos = mail
        .images
        .iter()
        .filter_map(|image| Upload::read(&image.name, image.bytes.clone()).ok())
        .collect();
    Ok((mail, photos))
}

/// Whether the portal wrote this itself.
fn is_own(cx: &Cx, mail: &Mail) -> bool {
    let own = cx.app.config.mail_from.to_lowercase();
    own.contains(&mail.from.address.canonical().to_lowercase())
}

async fn store(cx: &Cx, mailbox: &Mailbox) -> Result<Store, Refusal> {
    let code = mailbox.store.clone();
    let found = cx.read(move |conn| {
        if code.is_empty() {
            queries::only_store(conn)
        } else {
            queries::store(conn, &code)
        }
    });
    found.await.map_err(|error| match error {
        Error::NotFound => Refusal::UnknownStore,
        other => Refusal::Other(other),
    })
}
