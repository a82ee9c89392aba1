use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::form::{Form, FormView};
use crate::platform::db::FormToken;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;

/// The largest form, in bytes.
pub(super) const LIMIT: usize = 64 * 1024;
/// So much of a form that is too large is read and thrown away: a browser that is still sending would not hear the answer.
const DRAINED: usize = 4 * 1024 * 1024;
/// How long a body may take to arrive.
pub(super) const DEADLINE: Duration = Duration::from_secs(15);

/// A posted form: what was typed, and the struct made of it.
pub struct Posted<F> {
    pub form: F,
    pairs: Vec<(String, String)>,
}

impl<F: Form> Posted<F> {
    /// The form's one-time token.
    pub fn token(&self) -> Result<FormToken, Error> {
        let text = self
            .pairs
            .iter()
            .find(|(name, _)| name == "token")
            .map(|(_, value)| value.as_str());
        text.and_then(|text| text.parse().ok()).ok_or(Error::BadRequest)
    }

    /// The form to show again, as typed, with its faults and a new token.
    pub fn view(&self, lang: Lang, errors: &FieldErrors) -> FormView {
        FormView::again(lang, self.pairs.clone(), errors)
    }

    /// Reads the form from what was typed, in whichever way it came.
    pub(super) fn of(pairs: Vec<(String, String)>) -> Result<Self, Error> {
        // A NUL can't be stored, and nobody types one.
        if pairs
            .iter()
            .any(|(name, value)| name.contains('\0') || value.contains('\0'))
        {
            return Err(Error::BadRequest);
        }
        let encoded = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&pairs)
            .finish();
        let form = serde_html_form::from_str(&encoded).map_err(|_| Error::BadRequest)?;
        Ok(Self { form, pairs })
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

impl<F: Form> FromRequest for Posted<F> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = request
            .content_type()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let mut body = payload.take();
        Box::pin(async move {
            if !is_form {
                return Err(Error::BadRequest);
            }
            let bytes = tokio::time::timeout(DEADLINE, collect(&mut body))
                .await
                .map_err(|_| Error::BadRequest)??;
            let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&bytes).into_owned().collect();
            Self::of(pairs)
        })
    }
}

/// Reads on from a body that is too large, so far as that makes sense.
async fn drain(body: &mut Payload, mut read: usize) {
    while read <= DRAINED {
        match body.next().await {
            Some(Ok(chunk)) => read += chunk.len(),
            Some(Err(_)) | None => return,
        }
    }
}

async fn collect(body: &mut Payload) -> Result<web::BytesMut, Error> {
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Error::BadRequest)?;
        if bytes.len() + chunk.len() > LIMIT {
            drain(body, bytes.len() + chunk.len()).await;
            return Err(Error::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
