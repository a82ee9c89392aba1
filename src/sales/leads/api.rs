//! `POST /api/leads`: other systems bring leads, each source with a token of its own.
//!
//! The answers are for a program: JSON, and a status that tells whether trying again makes sense. 201 taken in, 200 the
//! same lead was sent before, 400 no JSON object, 401 token or signature, 409 the source's id stands for somebody else,
//! 413 too large, 415 not sent as JSON, 422 faults by field, 429 later. What a lead joined is not told: else whoever
//! holds a token could ask whether the store knows a telephone number (security.md §3).

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::{BytesMut, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::Sha256;
use validator::Validate;

use super::commands;
use super::forms::{CITY, MODEL, WORDS};
use super::model::{NewLead, SourceRow, TakenIn, TokenRow, Whence};
use super::queries;
use super::rules::{Joined, is_fresh};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::throttle::{self, Limit};
use crate::platform::web::{Answer, Checker, Cx, Form};
use crate::values::fault::Fault;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::text;

/// The largest post, in bytes.
const LIMIT: usize = 64 * 1024;
/// How long it may take to arrive.
const DEADLINE: Duration = Duration::from_secs(15);
/// How far the clock of a source may be ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

const PER_TOKEN: Limit = Limit {
    name: "leads by token",
    tries: 300,
    window: TimeDelta::minutes(1),
};
const WRONG: Limit = Limit {
    name: "leads with a wrong token",
    tries: 30,
    window: TimeDelta::minutes(15),
};

/// A lead as it is posted; what isn't named here is let be.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Post {
    external_id: String,
    name: String,
    phone: String,
    model: String,
    city: String,
    message: String,
    submitted_at: String,
}

/// What is wrong with a post, by field.
type Faults = BTreeMap<String, &'static str>;

/// What can be read of it.
pub struct Read {
    external_id: String,
    name: PersonName,
    phone: Phone,
    model: String,
    city: String,
    words: Option<String>,
    sent_at: Option<DateTime<Utc>>,
}

impl Form for Post {
    type Parsed = Read;

    fn parse(&self) -> Result<Read, FieldErrors> {
        let mut check = Checker::of(self);
        let external_id = check.required("external_id", &self.external_id, |raw| text::line(raw, 100));
        let name = check.required("name", &self.name, PersonName::nickname);
        let phone = check.required("phone", &self.phone, Phone::parse);
        let model = check.optional("model", &self.model, |raw| text::line(raw, MODEL));
        let city = check.optional("city", &self.city, |raw| text::line(raw, CITY));
        let words = check.optional("message", &self.message, |raw| text::note(raw, WORDS));
        let sent_at = check.optional("submitted_at", &self.submitted_at, |raw| {
            DateTime::parse_from_rfc3339(raw.trim())
                .map(|at| at.to_utc())
                .map_err(|_| Fault::Time)
        });
        check.finish(|| {
            Some(Read {
                external_id: external_id?,
                name: name?,
                phone: phone?,
                model: model?.unwrap_or_default(),
                city: city?.unwrap_or_default(),
                words: words?,
                sent_at: sent_at?,
            })
        })
    }
}

/// Reads a posted object. `null` is nothing said; what is no text is a fault of its field.
fn read(posted: &Map<String, Value>) -> Result<Read, Faults> {
    let mut wrong = Faults::new();
    let mut said = |field: &str| match posted.get(field) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => {
            wrong.insert(field.to_owned(), "type");
            String::new()
        }
    };
    let post = Post {
        external_id: said("external_id"),
        name: said("name"),
        phone: said("phone"),
        model: said("model"),
        city: said("city"),
        message: said("message"),
        submitted_at: said("submitted_at"),
    };
    match post.parse() {
        Ok(read) if wrong.is_empty() => Ok(read),
        Ok(_) => Err(wrong),
        Err(errors) => {
            let mut faults = codes(&errors);
            faults.extend(wrong);
            Err(faults)
        }
    }
}

fn codes(errors: &FieldErrors) -> Faults {
    errors
        .iter()
        .map(|(field, fault)| (field.clone(), fault.code()))
        .collect()
}

/// Why a post was not taken in.
enum Refusal {
    Unauthorised(&'static str),
    Faults(Faults),
    NotJson(StatusCode, &'static str),
    Slow,
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Other(error)
    }
}

/// `POST /api/leads`
pub async fn receive(cx: Cx, request: HttpRequest, payload: Payload) -> Answer {
    let taken = match take_in(&cx, &request, payload).await {
        Ok(taken) => taken,
        Err(refusal) => return refusal.answer(),
    };
    let id = taken.lead.to_string();
    Ok(match taken.joined {
        Joined::Repeat => HttpResponse::Ok().json(json!({ "outcome": "repeated", "id": id })),
        Joined::Nothing | Joined::Customer(_) | Joined::Lead(_) | Joined::Opportunity(_) => {
            HttpResponse::Created().json(json!({ "outcome": "recorded", "id": id }))
        }
    })
}

impl Refusal {
    fn answer(self) -> Answer {
        let refused =
            |status, why: &str| HttpResponse::build(status).json(json!({ "outcome": "refused", "reason": why }));
        Ok(match self {
            Refusal::Unauthorised(why) => HttpResponse::Unauthorized()
                .insert_header((WWW_AUTHENTICATE, "Bearer"))
                .json(json!({ "outcome": "refused", "reason": why })),
            Refusal::Faults(faults) => HttpResponse::UnprocessableEntity()
                .json(json!({ "outcome": "refused", "reason": "faults", "faults": faults })),
            Refusal::NotJson(status, why) => refused(status, why),
            Refusal::Slow => refused(StatusCode::REQUEST_TIMEOUT, "too_slow"),
            Refusal::Other(Error::TooLarge) => refused(StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Refusal::Other(Error::TooMany { retry_after_secs }) => HttpResponse::TooManyRequests()
                .insert_header((RETRY_AFTER, retry_after_secs))
                .json(json!({ "outcome": "refused", "reason": "too_many" })),
            Refusal::Other(Error::Invalid(faults)) if faults.get("external_id") == Some(&Fault::Taken) => {
                refused(StatusCode::CONFLICT, "another_lead_has_this_id")
            }
            Refusal::Other(Error::Constraint(name)) if name == "leads_external" => {
                refused(StatusCode::CONFLICT, "another_lead_has_this_id")
            }
            Refusal::Other(Error::Invalid(faults)) => return Refusal::Faults(codes(&faults)).answer(),
            Refusal::Other(error) => return Err(error),
        })
    }
}

async fn take_in(cx: &Cx, request: &HttpRequest, payload: Payload) -> Result<TakenIn, Refusal> {
    let (token, source) = bearer(cx, request).await?;
    let raw = tokio::time::timeout(DEADLINE, collect(payload))
        .await
        .map_err(|_| Refusal::Slow)??;
    check_signature(cx, request, &source, &raw)?;
    let id = token.id.to_string();
    cx.db()
        .system_write(move |tx| Ok(throttle::hit(tx, PER_TOKEN, &id)))
        .await??;
    if !request.content_type().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::NotJson(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json"));
    }
    let posted: Map<String, Value> =
        serde_json::from_slice(&raw).map_err(|_| Refusal::NotJson(StatusCode::BAD_REQUEST, "malformed"))?;
    let read = read(&posted).map_err(Refusal::Faults)?;
    if read.sent_at.is_some_and(|at| at > cx.now + AHEAD) {
        return Err(Error::field("submitted_at", Fault::DateInFuture).into());
    }
    let new = NewLead {
        store: source.store_id,
        whence: Whence::Known(source.id),
        external_id: Some(read.external_id),
        name: read.name,
        phone: read.phone,
        model: read.model,
        city: read.city,
        words: read.words,
        sent_at: read.sent_at,
        owner: None,
        import: None,
    };
    let taken = cx
        .write(move |tx| {
            commands::used(tx, token.id)?;
            commands::take_in(tx, new)
        })
        .await?;
    Ok(taken)
}

/// The token that is shown, and its source. Whoever tries tokens on is counted.
async fn bearer(cx: &Cx, request: &HttpRequest) -> Result<(TokenRow, SourceRow), Refusal> {
    let given = shown_token(request).ok_or(Refusal::Unauthorised("no_token"))?;
    let hash = cx.db().vault().fingerprint(given);
    if let Some(known) = cx.read(move |conn| queries::bearer(conn, &hash)).await? {
        return Ok(known);
    }
    let address = cx.info.address.clone();
    cx.db()
        .system_write(move |tx| Ok(throttle::hit(tx, WRONG, &address)))
        .await??;
    Err(Refusal::Unauthorised("wrong_token"))
}

/// What stands behind `Bearer`, however that is written.
fn shown_token(request: &HttpRequest) -> Option<&[u8]> {
    const SCHEME: &[u8] = b"bearer ";
    let shown = request.headers().get(AUTHORIZATION)?.as_bytes();
    let (scheme, token) = shown.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim_ascii())
}

/// Where the source signs: `X-Timestamp` in seconds, `X-Signature` the hex HMAC-SHA-256 of `timestamp.body`.
fn check_signature(cx: &Cx, request: &HttpRequest, source: &SourceRow, body: &[u8]) -> Result<(), Refusal> {
    let Some(secret) = source.signing(cx.db().vault())? else {
        return Ok(());
    };
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let (Some(stamp), Some(signature)) = (header("X-Timestamp"), header("X-Signature")) else {
        return Err(Refusal::Unauthorised("no_signature"));
    };
    let wrong = || Refusal::Unauthorised("wrong_signature");
    let at = stamp
        .parse()
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or_else(wrong)?;
    if !is_fresh(at, cx.now) {
        return Err(Refusal::Unauthorised("stale_signature"));
    }
    let signature = hex::decode(signature).map_err(|_| wrong())?;
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.expose().as_bytes()).map_err(Error::internal)?;
    mac.update(stamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    // Compares in constant time.
    mac.verify_slice(&signature).map_err(|_| wrong())
}

async fn collect(mut payload: Payload) -> Result<BytesMut, Refusal> {
    let mut raw = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Refusal::NotJson(StatusCode::BAD_REQUEST, "malformed"))?;
        if raw.len() + chunk.len() > LIMIT {
            return Err(Error::TooLarge.into());
        }
        raw.extend_from_slice(&chunk);
    }
    Ok(raw)
}
