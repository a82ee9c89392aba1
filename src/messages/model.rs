//! Values of messages.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::rules::{MessageChannel, MessageState, Refusal};
use crate::customers::rules::Purpose;
use crate::platform::db::Subject;
use crate::platform::i18n::Lang;
use crate::platform::vault::{Label, Pii};
use crate::values::email::Email;
use crate::values::ids::{CustomerId, MessageId, StaffId, StoreId, TemplateId};

pub(super) const TO: Label = Label("messages.to");
pub(super) const SUBJECT: Label = Label("messages.subject");
pub(super) const BODY: Label = Label("messages.body");

/// `subject_kind` of a message in the audit log.
pub const MESSAGE: &str = "message";
/// `subject_kind` of a template in the audit log.
pub const TEMPLATE: &str = "template";

/// A message to write, by template.
#[derive(Clone)]
pub struct NewMessage {
    pub store: StoreId,
    /// `None` for somebody who wrote to us and isn't on record.
    pub customer: Option<CustomerId>,
    /// Where to; without it the customer's own e-mail address.
    pub to: Option<Email>,
    pub channel: MessageChannel,
    pub purpose: Purpose,
    /// A key of the [`catalogue`](super::catalogue).
    pub template_key: &'static str,
    pub variables: Vec<(&'static str, String)>,
    /// The record it is about.
    pub subject: Option<Subject>,
    pub lang: Lang,
}

/// How a customer may be written to just now for one purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// Whether they allow mail; nothing without an address.
    pub email: Option<bool>,
    pub sms: bool,
    pub wechat: bool,
}

/// What became of a message.
#[derive(Clone)]
pub struct Sent {
    pub id: MessageId,
    pub state: MessageState,
    pub refused: Option<Refusal>,
    /// The mail it went as: answers name it.
    pub mail: Option<Uuid>,
    pub subject: String,
    /// What was written; for a message that is handed over, the text to copy.
    pub text: String,
}

/// A message, opened.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: MessageId,
    pub channel: MessageChannel,
    pub purpose: Purpose,
    pub state: MessageState,
    pub refused: Option<Refusal>,
    pub to: Option<Pii<String>>,
    pub subject: Pii<String>,
    pub text: Pii<String>,
    pub staff: Option<StaffId>,
    pub staff_name: Option<String>,
    pub at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}

/// A wording as a store has it.
#[derive(Clone, Debug)]
pub struct Template {
    pub subject: String,
    pub body: String,
    /// Whether the store words it its own way; else it is the first wording.
    pub own: bool,
    /// The row of the store, once somebody worded it.
    pub id: Option<TemplateId>,
    /// 0 while nobody changed it.
    pub lock_version: i32,
    pub updated_at: Option<DateTime<Utc>>,
}

/// Since when a wording is a store's own, and by whom.
#[derive(Clone, Debug)]
pub struct OwnWording {
    pub body: String,
    pub at: DateTime<Utc>,
    pub by: Option<String>,
}
