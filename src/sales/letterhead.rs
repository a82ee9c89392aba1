//! What stands above a paper of sales, and in which language the customer reads it.

use serde::Deserialize;

use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::web::Cx;
use crate::staff;

/// Whose paper it is, and how the store is reached.
pub async fn of(cx: &Cx) -> Result<String, Error> {
    let store = cx.actor()?.store;
    let row = cx.read(move |conn| staff::queries::store(conn, store)).await?;
    Ok(row.letterhead(cx.lang))
}

/// The language that a link asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InLanguage {
    lang: String,
}

impl InLanguage {
    /// The request as if it came in that language.
    pub fn of(&self, mut cx: Cx) -> Cx {
        match self.lang.as_str() {
            "en" => cx.lang = Lang::En,
            "zh" => cx.lang = Lang::Zh,
            _ => {}
        }
        cx
    }
}
