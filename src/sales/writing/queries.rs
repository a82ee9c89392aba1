//! Reads for messages to prospects.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::model::Prospect;
use super::settings::WritingSettings;
use crate::access::Actor;
use crate::customers::queries::{SealedBrief, brief_of};
use crate::messages::model::Message;
use crate::messages::queries as messages;
use crate::platform::db::lists::AsJson;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{self, Setting};
use crate::platform::vault::Vault;
use crate::sales::model::opportunity as subject;
use crate::sales::opportunities::model::OpportunityRow;
use crate::sales::opportunities::queries::{needs_of, visible};
use crate::sales::settings::SalesSettings;
use crate::schema::{opportunities, settings as rules};
use crate::service::after_care::settings::AfterCareSettings;
use crate::values::id_document::Gender;
use crate::values::ids::{MessageId, OpportunityId};

const BESIDE: AsJson = AsJson(concat!(
    "json_build_object(\
     'gender', (SELECT g.gender FROM customers g WHERE g.id = opportunities.customer_id), \
     'store', (SELECT json_build_array(s.name, s.name_en, s.phone) FROM stores s WHERE s.id = opportunities.store_id), \
     'consultant', (SELECT p.name FROM staff p WHERE p.id = opportunities.owner_id), \
     'quote', (SELECT json_build_array(q.token, q.state, q.valid_until) FROM quotes q \
       WHERE q.opportunity_id = opportunities.id AND q.state IN ('sent', 'accepted') AND q.token IS NOT NULL), \
     'customer', ",
    brief_of!("opportunities.customer_id"),
    ")"
));

#[derive(Deserialize)]
struct Beside {
    gender: Option<Gender>,
    /// Names, phone.
    store: (String, String, String),
    consultant: Option<String>,
    /// Token, state, last day.
    quote: Option<(String, String, NaiveDate)>,
    customer: SealedBrief,
}

/// An opportunity that this person sees, with all that a message to the customer may name: one question.
pub fn prospect(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    id: OpportunityId,
    now: DateTime<Utc>,
) -> Result<Prospect, Error> {
    type Row = (
        OpportunityRow,
        Option<Value>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
    );
    let figure = |key: &'static str| {
        rules::table
            .filter(rules::store_id.eq(actor.store))
            .filter(rules::key.eq(key))
            .select(rules::value)
            .single_value()
    };
    let (row, beside, board, after_care, writing): Row = visible(actor)
        .filter(opportunities::id.eq(id))
        .select((
            OpportunityRow::as_select(),
            BESIDE,
            figure(SalesSettings::KEY),
            figure(AfterCareSettings::KEY),
            figure(WritingSettings::KEY),
        ))
        .first(conn)?;
    let beside: Beside = serde_json::from_value(beside.unwrap_or_default()).map_err(Error::internal)?;
    let today = times::day_of(now);
    let phones = settings::of_value::<WritingSettings>(writing)?.phones;
    let store_phone: Vec<String> = Some(beside.store.2)
        .filter(|phone| !phone.is_empty())
        .into_iter()
        .collect();
    Ok(Prospect {
        customer: beside.customer.open(vault)?,
        gender: beside.gender,
        needs: needs_of(vault, id, row.needs_sealed.as_ref())?,
        consultant: beside.consultant.unwrap_or_default(),
        store: (beside.store.0, beside.store.1),
        quote: beside
            .quote
            .filter(|(_, state, until)| state == "accepted" || *until >= today)
            .map(|(token, ..)| token),
        phones: if phones.is_empty() { store_phone } else { phones },
        quiet: settings::of_value::<AfterCareSettings>(after_care)?.quiet(),
        figures: settings::of_value::<SalesSettings>(board)?,
        row,
    })
}

/// A message about an opportunity that this person sees, with the opportunity's number.
pub fn message(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (id, wanted): (OpportunityId, MessageId),
) -> Result<(String, Message), Error> {
    let number: String = visible(actor)
        .filter(opportunities::id.eq(id))
        .select(opportunities::number)
        .first(conn)?;
    let all = messages::of_subject(conn, vault, subject(id))?;
    let found = all.into_iter().find(|message| message.id == wanted);
    Ok((number, found.ok_or(Error::NotFound)?))
}
