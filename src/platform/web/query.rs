use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::platform::error::Error;

/// The query string as a struct; what can't be read counts as not asked for, so no address ever breaks a page.
///
/// Fields are strings, or lists of strings for what may be repeated, all with `#[serde(default)]`.
#[derive(Clone, Debug, Default)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Default> Query<T> {
    fn read(text: &str) -> Self {
        Self(serde_html_form::from_str(text).unwrap_or_default())
    }
}

impl<T> Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Default> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::read(request.query_string())))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Filters {
        tier: String,
        tags: Vec<String>,
    }

    #[test]
    fn what_can_be_read_is_read() {
        let Query(filters) = Query::<Filters>::read("tier=gold&tags=a&tags=b&unknown=1&&%zz=%ff");
        assert_eq!((filters.tier.as_str(), filters.tags.len()), ("gold", 2));
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        assert_eq!(Query::<Filters>::read("tier=gold&tier=silver").0, Filters::default());
        assert_eq!(Query::<Filters>::read("").0, Filters::default());
    }
}
