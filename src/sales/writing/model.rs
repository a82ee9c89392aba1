//! Whom a message is written to, and what it holds.

use chrono::{DateTime, Utc};

use super::rules::honorific;
use crate::customers::model::Brief;
use crate::messages::rules::MessageChannel;
use crate::platform::i18n::Lang;
use crate::sales::opportunities::model::{Needs, OpportunityRow};
use crate::sales::settings::SalesSettings;
use crate::service::after_care::rules::Quiet;
use crate::values::id_document::Gender;
use crate::values::ids::MessageId;

/// An opportunity as its messages speak of it.
pub struct Prospect {
    pub row: OpportunityRow,
    pub customer: Brief,
    pub gender: Option<Gender>,
    pub needs: Needs,
    pub consultant: String,
    /// In Chinese and in English.
    pub store: (String, String),
    /// Opens the quote that stands, for the customer.
    pub quote: Option<String>,
    pub phones: Vec<String>,
    pub quiet: Quiet,
    pub figures: SalesSettings,
}

impl Prospect {
    /// What the variables of a wording stand for. What isn't known is said in general words.
    pub fn values(&self, base_url: &str, lang: Lang) -> Vec<(&'static str, String)> {
        let or = |said: &str, zh: &str, en: &str| {
            if said.is_empty() {
                lang.pick(zh, en).to_owned()
            } else {
                said.to_owned()
            }
        };
        let name = self.customer.name.expose();
        let need = [&self.needs.functions, &self.needs.why, &self.needs.who]
            .into_iter()
            .find(|said| !said.is_empty())
            .map_or("", String::as_str);
        let link = self
            .quote
            .as_ref()
            .map(|token| format!("{}/q/{token}", base_url.trim_end_matches('/')));
        vec![
            ("name", honorific(name, self.gender, lang == Lang::Zh)),
            ("customer", name.clone()),
            (
                "model",
                or(&self.row.model, "您关注的车型", "car you are interested in"),
            ),
            ("colour", or(&self.row.colour, "您喜欢的颜色", "the colour you like")),
            ("need", or(need, "用车需求", "how you will use it")),
            ("consultant", or(&self.consultant, "您的销售顾问", "your consultant")),
            ("store", lang.pick(&self.store.0, &self.store.1).clone()),
            ("phone", self.phones.join(" / ")),
            ("link", link.unwrap_or_default()),
        ]
    }
}

/// A message as it was worded.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// The wording it began as.
    pub key: &'static str,
    pub lang: Lang,
    pub how: MessageChannel,
    /// Of mails only.
    pub subject: String,
    pub text: String,
    pub next_at: DateTime<Utc>,
}

/// A message that was sent or handed over.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    pub message: MessageId,
    pub by_mail: bool,
}
