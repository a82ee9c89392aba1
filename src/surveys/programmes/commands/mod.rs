//! Writes of surveys and invitations.

mod draw;
mod invite;
mod life;
mod plan;
mod send;
mod slips;
mod upkeep;

pub use draw::draw_due;
pub use invite::{answered, cancel, invite, opened, refused};
pub use life::{change, create, pause, resume, start, start_standing, stop};
pub use plan::after;
pub use send::{remind_due, send_due};
pub use slips::{hand_after_delivery, hand_after_service, hand_slip};
pub use upkeep::{expire_due, finish_due};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::model::{Survey, TOPIC};
use super::settings::SurveySettings;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::schema::surveys;
use crate::values::ids::{StoreId, SurveyId};

/// A survey of this store, held until this transaction ends.
fn lock(tx: &mut Tx<'_>, store: StoreId, id: SurveyId) -> Result<Survey, Error> {
    Ok(surveys::table
        .filter(surveys::id.eq(id))
        .filter(surveys::store_id.eq(store))
        .select(Survey::as_select())
        .for_no_key_update()
        .first(tx.conn)?)
}

fn rules(tx: &mut Tx<'_>, store: StoreId) -> Result<SurveySettings, Error> {
    Ok(settings::load::<SurveySettings>(tx.conn, store)?.value)
}

/// When somebody is asked who is to be asked so many days from now: in the hours of sending.
fn due_at(now: DateTime<Utc>, days: i32, rules: &SurveySettings) -> DateTime<Utc> {
    let day = times::day_of(now + TimeDelta::days(days.into()));
    let from = times::start_of(day) + TimeDelta::hours(rules.send_from.into());
    from.max(now)
}

fn changed(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    tx.notify(TOPIC, store)
}
