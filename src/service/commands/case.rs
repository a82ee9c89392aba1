//! An order under lock: what every command begins and ends with.

use diesel::prelude::*;
use uuid::Uuid;

use crate::platform::db::{Author, Subject, Tx};
use crate::platform::error::Error;
use crate::schema::{service_orders, service_stamps, work_spells};
use crate::service::model::{ItemRow, OrderRow, REPAIRS, STAMP, StampData, TOPIC, bill_of, subject};
use crate::service::queries;
use crate::service::rules::{Action, Bill, State};
use crate::service::settings::ServiceSettings;
use crate::values::ids::{ServiceOrderId, StaffId};

/// A locked order with what stands on it.
pub struct Case {
    pub row: OrderRow,
    pub items: Vec<ItemRow>,
    pub settings: ServiceSettings,
}

impl Case {
    /// Locks an order that the author may see; the same answer for one they may not and for none.
    pub fn lock(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<Self, Error> {
        let case = Self::lock_unseen(tx, id)?;
        if let Author::Person { actor, .. } = tx.author().clone() {
            queries::is_visible(tx.conn, &actor, id)?;
        }
        Ok(case)
    }

    /// Locks an order for whoever need not see it: a job, or who shuts a colleague out.
    pub(super) fn lock_unseen(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<Self, Error> {
        let row: OrderRow = service_orders::table
            .find(id)
            .select(OrderRow::as_select())
            .for_update()
            .first(tx.conn)?;
        Ok(Self {
            items: queries::items(tx.conn, id)?,
            settings: queries::limits(tx.conn, row.store_id)?,
            row,
        })
    }

    pub fn id(&self) -> ServiceOrderId {
        self.row.id
    }

    pub fn subject(&self) -> Subject {
        subject(self.row.id)
    }

    /// Takes the step if the state allows it; tells where it came from.
    pub fn step(&mut self, action: Action) -> Result<State, Error> {
        let from = self.row.state;
        self.row.state = from.after(action).map_err(|_| Error::WrongState)?;
        Ok(from)
    }

    /// Refuses what only an open order allows.
    pub fn must_be_open(&self) -> Result<(), Error> {
        if self.row.state.is_open() {
            Ok(())
        } else {
            Err(Error::WrongState)
        }
    }

    pub fn bill(&self) -> Bill {
        bill_of(&self.items, self.row.labour_discount())
    }

    /// The customer's part of what they agreed to.
    pub fn agreed(&self) -> Bill {
        let agreed: Vec<ItemRow> = self
            .items
            .iter()
            .filter(|item| item.consent_id.is_some())
            .cloned()
            .collect();
        bill_of(&agreed, self.row.labour_discount())
    }

    /// Works out what follows from the rest: nothing but this sets it.
    fn reckon(&mut self) {
        self.row.current_fen = self.bill().customer.fen();
        let open = self.items.iter().filter(|item| item.consent_id.is_none()).count();
        let agreed = self.row.agreed_fen.is_some();
        self.row.open_items = if agreed {
            i16::try_from(open).unwrap_or(i16::MAX)
        } else {
            0
        };
        self.row.queue_at = self.row.promised_at.unwrap_or(self.row.created_at);
        self.row.warn_at = self
            .row
            .promise(None)
            .filter(|_| self.row.state.promise_runs())
            .and_then(|promise| promise.next(self.row.warned, self.settings.warnings()));
    }

    /// Writes the order for the first time.
    pub fn insert(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.reckon();
        diesel::insert_into(service_orders::table)
            .values(&self.row)
            .execute(tx.conn)?;
        self.tell(tx)
    }

    /// Writes it back and tells open pages.
    pub fn save(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.reckon();
        self.row.lock_version += 1;
        diesel::update(service_orders::table.find(self.row.id))
            .set(&self.row)
            .execute(tx.conn)?;
        self.tell(tx)
    }

    fn tell(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        tx.notify(TOPIC, self.row.store_id)?;
        tx.notify(REPAIRS, self.row.store_id)
    }

    /// Keeps who did what when.
    pub fn stamp(&self, tx: &mut Tx<'_>, action: &str, note: Option<&str>, data: &StampData) -> Result<(), Error> {
        let id = Uuid::now_v7();
        let staff = tx.actor().ok().map(|actor| actor.id);
        diesel::insert_into(service_stamps::table)
            .values((
                service_stamps::id.eq(id),
                service_stamps::order_id.eq(self.row.id),
                service_stamps::action.eq(action),
                service_stamps::state.eq(self.row.state),
                service_stamps::staff_id.eq(staff),
                service_stamps::note_sealed.eq(tx.vault().seal_opt(STAMP, id, note.filter(|note| !note.is_empty()))?),
                service_stamps::data.eq(serde_json::to_value(data).map_err(Error::internal)?),
                service_stamps::at.eq(tx.now),
            ))
            .execute(tx.conn)?;
        Ok(())
    }

    /// Ends the spells that run on this order, of one person or of all; tells how many.
    pub fn end_spells(&self, tx: &mut Tx<'_>, of: Option<StaffId>) -> Result<usize, Error> {
        let running = work_spells::table
            .filter(work_spells::order_id.eq(self.row.id))
            .filter(work_spells::until_at.is_null());
        Ok(match of {
            Some(person) => diesel::update(running.filter(work_spells::technician_id.eq(person)))
                .set(work_spells::until_at.eq(tx.now))
                .execute(tx.conn)?,
            None => diesel::update(running)
                .set(work_spells::until_at.eq(tx.now))
                .execute(tx.conn)?,
        })
    }
}
