//! How whoever complained is reached, in full: the complaint is the reason.

use crate::complaints::model::COMPLAINT;
use crate::complaints::queries;
use crate::customers::commands::{Revealed, count_reveal};
use crate::customers::model::subject;
use crate::customers::rules::RevealReason;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::values::ids::ComplaintId;

/// Shows it, on record and so many times a day.
pub fn reveal(tx: &mut Tx<'_>, id: ComplaintId) -> Result<Revealed, Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    let head = queries::head(tx.conn, &vault, &actor, id, "")?;
    let (text, masked) = head.reach().ok_or(Error::NotFound)?;
    let looks = count_reveal(tx)?;
    if let Some(customer) = head.complaint.customer_id {
        let reason = RevealReason::Complaint.code();
        tx.record_fields_because("customers.reveal", subject(customer), &["phones"], reason)?;
    }
    tx.record("complaints.reveal", Subject::new(COMPLAINT, id), &["phone"])?;
    Ok(Revealed { text, masked, looks })
}
