//! Sweeps out what has had its day.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::db::Tx;
use super::error::Error;
use super::jobs::Every;
use crate::schema::{attachments, drafts, form_tokens, outgoing_mails, presences, throttle_counters, undo_entries};

pub const EVERY: &[Every] = &[Every {
    kind: "platform.sweep",
    minutes: 60,
    run: sweep,
}];

/// A form posted again after this long is a new post.
const TOKENS: TimeDelta = TimeDelta::days(2);
const DRAFTS: TimeDelta = TimeDelta::days(30);
/// Removed attachments, until then to be had back by the administrator of the database.
const REMOVED: TimeDelta = TimeDelta::days(30);
const SENT_MAILS: TimeDelta = TimeDelta::days(30);
const FAILED_MAILS: TimeDelta = TimeDelta::days(90);

fn sweep(tx: &mut Tx<'_>) -> Result<(), Error> {
    let (now, day) = (tx.now, TimeDelta::days(1));
    diesel::delete(form_tokens::table.filter(form_tokens::created_at.lt(now - TOKENS))).execute(tx.conn)?;
    diesel::delete(throttle_counters::table.filter(throttle_counters::window_start.lt(now - day))).execute(tx.conn)?;
    diesel::delete(undo_entries::table.filter(undo_entries::expires_at.lt(now - day))).execute(tx.conn)?;
    diesel::delete(drafts::table.filter(drafts::updated_at.lt(now - DRAFTS))).execute(tx.conn)?;
    diesel::delete(presences::table.filter(presences::seen_at.lt(now - day))).execute(tx.conn)?;
    diesel::delete(attachments::table.filter(attachments::removed_at.lt(now - REMOVED))).execute(tx.conn)?;
    let sent = outgoing_mails::state
        .eq("sent")
        .and(outgoing_mails::created_at.lt(now - SENT_MAILS));
    let failed = outgoing_mails::state
        .eq("failed")
        .and(outgoing_mails::created_at.lt(now - FAILED_MAILS));
    diesel::delete(outgoing_mails::table.filter(sent.or(failed))).execute(tx.conn)?;
    Ok(())
}
