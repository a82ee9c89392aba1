//! Which records are good, which are faulty, which are here already.

use std::collections::BTreeMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::BATCH;
use super::life::step;
use crate::imports::model::{CELLS, Counts, Import};
use crate::imports::queries::{AlreadyHere, Known};
use crate::imports::rules::checking::{Checker, Entry, Problem, RowFault, Seen};
use crate::imports::rules::columns::Kind;
use crate::imports::rules::leads::{Earlier, Enquiry, SeenLeads};
use crate::imports::rules::services::{SeenServices, Service, Warning};
use crate::imports::rules::states::{Action, RowState};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Purpose, Vault};
use crate::sales::leads::queries::{self as leads, Sent, Standing};
use crate::schema::{import_rows, imports};
use crate::service::past::queries::Known as KnownServices;
use crate::values::ids::{CustomerId, ImportId, LeadId, PastServiceId, StoreId};
use crate::values::phone::Phone;

/// A record as it was read.
pub struct Raw {
    pub line: u32,
    pub cells: Vec<String>,
    pub defect: Option<Problem>,
}

/// What a record turned out to be.
#[derive(Debug)]
pub enum Verdict {
    Good,
    Bad(Vec<RowFault>),
    /// An earlier record of this file has the phone or the VIN.
    OfLine(u32),
    /// A customer has the phone or the VIN; none if the car has no owner now.
    OfCustomer(Option<CustomerId>),
    /// A service has the number.
    OfService(PastServiceId),
    /// A lead has the id of this source.
    OfLead(LeadId),
}

/// A record with its verdict.
pub struct Sorted {
    pub raw: Raw,
    pub verdict: Verdict,
    pub warnings: Vec<Warning>,
}

/// Sorts the records of one file, batch by batch, in their order.
pub struct Sorter {
    checker: Checker,
    store: StoreId,
    seen: Seen,
    seen_services: SeenServices,
    seen_leads: SeenLeads,
    pub counts: Counts,
    pub faults: BTreeMap<&'static str, i64>,
}

impl Sorter {
    pub fn new(checker: Checker, store: StoreId) -> Self {
        Self {
            checker,
            store,
            seen: Seen::default(),
            seen_services: SeenServices::default(),
            seen_leads: SeenLeads::default(),
            counts: Counts::default(),
            faults: BTreeMap::new(),
        }
    }

    /// Sorts the next records, in a few round trips.
    pub fn sort(&mut self, conn: &mut PgConnection, vault: &Vault, batch: Vec<Raw>) -> Result<Vec<Sorted>, Error> {
        match self.checker.mapping.kind() {
            Kind::Customers => self.sort_customers(conn, vault, batch),
            Kind::Services => self.sort_services(conn, vault, batch),
            Kind::Leads => self.sort_leads(conn, vault, batch),
        }
    }

    fn sort_customers(
        &mut self,
        conn: &mut PgConnection,
        vault: &Vault,
        batch: Vec<Raw>,
    ) -> Result<Vec<Sorted>, Error> {
        let checked: Vec<(Raw, Result<Entry, Vec<RowFault>>)> = batch
            .into_iter()
            .map(|raw| {
                let entry = self.checker.check(&raw.cells, raw.defect);
                (raw, entry)
            })
            .collect();
        let entries = checked.iter().filter_map(|(_, entry)| entry.as_ref().ok());
        let known = Known::load(conn, vault, self.store, entries)?;
        let sorted = checked
            .into_iter()
            .map(|(raw, entry)| {
                let verdict = self.judge(&known, vault, raw.line, entry);
                Sorted {
                    raw,
                    verdict,
                    warnings: Vec::new(),
                }
            })
            .collect();
        Ok(sorted)
    }

    fn judge(&mut self, known: &Known, vault: &Vault, line: u32, entry: Result<Entry, Vec<RowFault>>) -> Verdict {
        self.counts.rows += 1;
        let entry = match entry {
            Ok(entry) => entry,
            Err(faults) => return self.bad(faults),
        };
        let duplicate = match known.find(vault, &entry) {
            Some(AlreadyHere(customer)) => Some(Verdict::OfCustomer(customer)),
            None => self.seen.earlier(line, &entry).map(Verdict::OfLine),
        };
        self.counts.duplicates += i32::from(duplicate.is_some());
        duplicate.unwrap_or(Verdict::Good)
    }

    fn bad(&mut self, faults: Vec<RowFault>) -> Verdict {
        self.counts.bad += 1;
        let kinds: std::collections::BTreeSet<&'static str> = faults.iter().map(RowFault::kind).collect();
        for kind in kinds {
            *self.faults.entry(kind).or_default() += 1;
        }
        Verdict::Bad(faults)
    }

    fn sort_services(&mut self, conn: &mut PgConnection, vault: &Vault, batch: Vec<Raw>) -> Result<Vec<Sorted>, Error> {
        let checked: Vec<(Raw, Result<Service, Vec<RowFault>>)> = batch
            .into_iter()
            .map(|raw| {
                let service = self.checker.service(&raw.cells, raw.defect);
                (raw, service)
            })
            .collect();
        let good = || checked.iter().filter_map(|(_, service)| service.as_ref().ok());
        let numbers: Vec<&str> = good().map(|service| service.number.as_str()).collect();
        let vins: Vec<&str> = good().map(|service| service.vin.canonical()).collect();
        let known = KnownServices::load(conn, vault, self.store, &numbers, &vins)?;
        Ok(checked
            .into_iter()
            .map(|(raw, service)| {
                let (verdict, warnings) = self.judge_service(&known, vault, raw.line, service);
                Sorted { raw, verdict, warnings }
            })
            .collect())
    }

    fn judge_service(
        &mut self,
        known: &KnownServices,
        vault: &Vault,
        line: u32,
        service: Result<Service, Vec<RowFault>>,
    ) -> (Verdict, Vec<Warning>) {
        self.counts.rows += 1;
        let service = match service {
            Ok(service) => service,
            Err(faults) => return (self.bad(faults), Vec::new()),
        };
        let duplicate = match known.service(&service.number) {
            Some(there) => Some(Verdict::OfService(there)),
            None => self.seen_services.earlier(line, &service).map(Verdict::OfLine),
        };
        if let Some(duplicate) = duplicate {
            self.counts.duplicates += 1;
            return (duplicate, Vec::new());
        }
        let Some(car) = known.car(vault, service.vin.canonical()) else {
            let fault = self.checker.fault_of(Problem::UnknownVehicle);
            return (self.bad(vec![fault]), Vec::new());
        };
        let readings = known.readings(car).iter().map(|(at, km)| (times::local(*at), *km));
        self.seen_services.known(&service.vin, readings);
        let mut warnings = Vec::new();
        if service.total_differs() {
            warnings.push(Warning::TotalDiffers);
        }
        if self.seen_services.falls(&service) {
            warnings.push(Warning::MileageFalls);
        }
        self.counts.warnings += i32::from(!warnings.is_empty());
        (Verdict::Good, warnings)
    }
}

impl Sorter {
    fn sort_leads(&mut self, conn: &mut PgConnection, vault: &Vault, batch: Vec<Raw>) -> Result<Vec<Sorted>, Error> {
        let checked: Vec<(Raw, Result<Enquiry, Vec<RowFault>>)> = batch
            .into_iter()
            .map(|raw| {
                let enquiry = self.checker.enquiry(&raw.cells, raw.defect);
                (raw, enquiry)
            })
            .collect();
        let good = || checked.iter().filter_map(|(_, enquiry)| enquiry.as_ref().ok());
        let ids: Vec<&str> = good().filter_map(|enquiry| enquiry.external_id.as_deref()).collect();
        let sent = leads::sent(conn, self.store, &ids)?;
        let phones: Vec<&Phone> = good().map(|enquiry| &enquiry.phone).collect();
        let people = leads::standing(conn, vault, self.store, &phones)?;
        Ok(checked
            .into_iter()
            .map(|(raw, enquiry)| {
                let (verdict, warnings) = self.judge_lead(&sent, &people, vault, raw.line, enquiry);
                Sorted { raw, verdict, warnings }
            })
            .collect())
    }

    fn judge_lead(
        &mut self,
        sent: &Sent,
        people: &Standing,
        vault: &Vault,
        line: u32,
        enquiry: Result<Enquiry, Vec<RowFault>>,
    ) -> (Verdict, Vec<Warning>) {
        self.counts.rows += 1;
        let enquiry = match enquiry {
            Ok(enquiry) => enquiry,
            Err(faults) => return (self.bad(faults), Vec::new()),
        };
        let duplicate = match self.earlier_lead(sent, vault, line, &enquiry) {
            Ok(duplicate) => duplicate,
            Err(problem) => {
                let fault = self.checker.fault_of(problem);
                return (self.bad(vec![fault]), Vec::new());
            }
        };
        if let Some(duplicate) = duplicate {
            self.counts.duplicates += 1;
            return (duplicate, Vec::new());
        }
        let again = self.seen_leads.again(&enquiry);
        let warning = if again || people.is_worked_on(vault, &enquiry.phone) {
            Some(Warning::JoinsWork)
        } else if people.is_customer(vault, &enquiry.phone) {
            Some(Warning::KnownCustomer)
        } else {
            None
        };
        self.counts.warnings += i32::from(warning.is_some());
        (Verdict::Good, warning.into_iter().collect())
    }
}

impl Sorter {
    /// The lead that a record repeats, here or in the file. The same id for somebody else is a fault.
    fn earlier_lead(
        &mut self,
        sent: &Sent,
        vault: &Vault,
        line: u32,
        enquiry: &Enquiry,
    ) -> Result<Option<Verdict>, Problem> {
        if let Some(id) = &enquiry.external_id {
            let (source, phone) = (enquiry.source, vault.blind(Purpose::Phone, enquiry.phone.canonical()));
            if let Some(lead) = sent.lead(source.kind, id, &phone) {
                return Ok(Some(Verdict::OfLead(lead)));
            }
            if sent.is_anothers((source.kind, source.id), id, &phone) {
                return Err(Problem::IdOfAnother);
            }
        }
        match self.seen_leads.earlier(line, enquiry) {
            Some(Earlier::Same(earlier)) => Ok(Some(Verdict::OfLine(earlier))),
            Some(Earlier::Another) => Err(Problem::IdOfAnother),
            None => Ok(None),
        }
    }
}

/// Keeps sorted records, sealed.
fn store_records(tx: &mut Tx<'_>, import: ImportId, sorted: &[Sorted]) -> Result<(), Error> {
    let rows = sorted
        .iter()
        .map(|record| {
            let id = Uuid::now_v7();
            let cells = serde_json::to_string(&record.raw.cells).map_err(Error::internal)?;
            let (state, of_line, customer, service) = match &record.verdict {
                Verdict::Good => (RowState::Good, None, None, None),
                Verdict::Bad(_) => (RowState::Bad, None, None, None),
                Verdict::OfLine(line) => (RowState::Duplicate, i32::try_from(*line).ok(), None, None),
                Verdict::OfCustomer(customer) => (RowState::Duplicate, None, *customer, None),
                Verdict::OfService(service) => (RowState::Duplicate, None, None, Some(service.uuid())),
                Verdict::OfLead(lead) => (RowState::Duplicate, None, None, Some(lead.uuid())),
            };
            let warnings: Vec<&str> = record.warnings.iter().map(|warning| warning.code()).collect();
            Ok((
                import_rows::id.eq(id),
                import_rows::import_id.eq(import),
                import_rows::line.eq(i32::try_from(record.raw.line).map_err(Error::internal)?),
                import_rows::state.eq(state),
                import_rows::defect.eq(defect_of(record).and_then(Problem::code)),
                import_rows::warnings.eq(warnings),
                import_rows::cells_sealed.eq(tx.vault().seal(CELLS, id, &cells)?),
                import_rows::of_line.eq(of_line),
                import_rows::customer_id.eq(customer),
                import_rows::record_id.eq(service),
            ))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    diesel::insert_into(import_rows::table).values(rows).execute(tx.conn)?;
    Ok(())
}

/// Why the record as a whole is faulty, which its cells don't tell again.
fn defect_of(record: &Sorted) -> Option<Problem> {
    let found = match &record.verdict {
        Verdict::Bad(faults) => faults
            .iter()
            .map(|fault| fault.problem)
            .find(|one| one.code().is_some()),
        _ => None,
    };
    found.or(record.raw.defect)
}

/// Whether this process is the only one that checks the import, until its transaction ends.
pub fn alone(tx: &mut Tx<'_>, import: ImportId) -> Result<bool, Error> {
    let lock = diesel::dsl::sql::<diesel::sql_types::Bool>("pg_try_advisory_xact_lock(hashtextextended(")
        .bind::<diesel::sql_types::Text, _>(format!("check {import}"))
        .sql(", 7))");
    Ok(diesel::select(lock).get_result(tx.conn)?)
}

/// Checks every record that `read` hands over and keeps it with its verdict; false if the import was cancelled meanwhile.
///
/// `read` calls its argument once per record and stops when that answers false.
pub fn check<E>(
    tx: &mut Tx<'_>,
    import: &Import,
    sorter: &mut Sorter,
    read: impl FnOnce(&mut dyn FnMut(Raw) -> bool) -> Result<(), E>,
) -> Result<Result<(), E>, Error> {
    let vault = tx.vault().clone();
    let mut batch = Vec::with_capacity(BATCH);
    let mut trouble = None;
    let mut keep = |tx: &mut Tx<'_>, batch: Vec<Raw>| -> Result<bool, Error> {
        let sorted = sorter.sort(tx.conn, &vault, batch)?;
        store_records(tx, import.id, &sorted)?;
        still_at_it(tx, import)
    };
    let done = read(&mut |raw| {
        batch.push(raw);
        if batch.len() < BATCH {
            return true;
        }
        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        match keep(tx, full) {
            Ok(go_on) => go_on,
            Err(error) => {
                trouble = Some(error);
                false
            }
        }
    });
    if let Some(error) = trouble {
        return Err(error);
    }
    if done.is_ok() {
        keep(tx, batch)?;
    }
    if done.is_err() || !still_at_it(tx, import)? {
        diesel::delete(import_rows::table.filter(import_rows::import_id.eq(import.id))).execute(tx.conn)?;
        return Ok(done);
    }
    finish_check(tx, import, sorter)?;
    Ok(done)
}

/// Whether nobody cancelled the import; seen although this transaction began before.
fn still_at_it(tx: &mut Tx<'_>, import: &Import) -> Result<bool, Error> {
    let state: crate::imports::rules::states::State =
        imports::table.find(import.id).select(imports::state).first(tx.conn)?;
    Ok(state == import.state)
}

/// Notes what the check found.
fn finish_check(tx: &mut Tx<'_>, import: &Import, sorter: &Sorter) -> Result<(), Error> {
    step(tx, import, Action::FinishCheck)?;
    diesel::update(imports::table.find(import.id))
        .set((
            imports::row_count.eq(sorter.counts.rows),
            imports::bad_count.eq(sorter.counts.bad),
            imports::warning_count.eq(sorter.counts.warnings),
            imports::duplicate_count.eq(sorter.counts.duplicates),
            imports::faults.eq(serde_json::to_value(&sorter.faults).map_err(Error::internal)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Notes why the file could not be read to its end.
pub fn fail_check(tx: &mut Tx<'_>, import: &Import, why: &str) -> Result<(), Error> {
    match step(tx, import, Action::Fail) {
        // Cancelled meanwhile: nobody waits for the answer.
        Err(Error::Stale) => return Ok(()),
        other => other.map(drop)?,
    }
    diesel::update(imports::table.find(import.id))
        .set(imports::failure.eq(why))
        .execute(tx.conn)?;
    Ok(())
}
