//! Rows and values of courtesy cars.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::rules::{LoanState, Reply};
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::schema::{courtesy_cars, courtesy_loans};
use crate::service::check_in::rules::{Signing, Strokes};
use crate::values::id_document::IdDocument;
use crate::values::ids::{CourtesyCarId, CustomerId, LoanId, StoreId, VisitId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::plate::Plate;
use crate::vehicles::model::shown_plate;
use crate::vehicles::rules::Energy;

pub(super) const PLATE: Label = Label("courtesy_cars.plate");
pub(super) const LOAN_PLATE: Label = Label("courtesy_loans.plate");
pub(super) const DRIVER: Label = Label("courtesy_loans.driver");
pub(super) const LICENCE: Label = Label("courtesy_loans.licence");
pub(super) const OUT_MARKS: Label = Label("courtesy_loans.out_marks");
pub(super) const BACK_MARKS: Label = Label("courtesy_loans.back_marks");
pub(super) const SIGNATURE: Label = Label("courtesy_loans.signature");
pub(super) const CANCELLED: Label = Label("courtesy_loans.cancelled_because");
pub(super) const REFUSAL: Label = Label("courtesy_refusals.reason");
pub(super) const NOTE: Label = Label("courtesy_offers.note");

/// `subject_kind` of a courtesy car in the audit log.
pub const CAR: &str = "courtesy_car";
/// `subject_kind` of a loan in the audit log.
pub const LOAN: &str = "courtesy_loan";
/// The task that a lent car comes back.
pub const LATE: &str = "courtesy.return";

pub fn car_subject(id: CourtesyCarId) -> Subject {
    Subject::new(CAR, id)
}

pub fn loan_subject(id: LoanId) -> Subject {
    Subject::new(LOAN, id)
}

/// A car as it is typed.
#[derive(Clone)]
pub struct NewCar {
    pub plate: Plate,
    pub model: String,
    pub colour: String,
    pub energy: Energy,
    pub mileage: Km,
    pub insurance_until: NaiveDate,
    pub inspection_until: NaiveDate,
    pub seen: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = courtesy_cars)]
pub(super) struct CarRow {
    id: CourtesyCarId,
    plate_sealed: Sealed,
    model: String,
    colour: String,
    energy: Energy,
    mileage_km: i32,
    insurance_until: NaiveDate,
    inspection_until: NaiveDate,
    out_because: Option<String>,
    lock_version: i32,
}

/// A car of the fleet.
#[derive(Clone, Debug)]
pub struct Car {
    pub id: CourtesyCarId,
    /// Canonical.
    pub plate: Pii<String>,
    pub model: String,
    pub colour: String,
    pub energy: Energy,
    pub mileage: Km,
    pub insurance_until: NaiveDate,
    pub inspection_until: NaiveDate,
    pub out_because: Option<String>,
    pub lock_version: i32,
}

impl Car {
    pub(super) fn open(row: CarRow, vault: &Vault) -> Result<Self, Error> {
        Ok(Self {
            plate: vault.open(PLATE, row.id.uuid(), &row.plate_sealed)?,
            id: row.id,
            model: row.model,
            colour: row.colour,
            energy: row.energy,
            mileage: Km::new(row.mileage_km),
            insurance_until: row.insurance_until,
            inspection_until: row.inspection_until,
            out_because: row.out_because,
            lock_version: row.lock_version,
        })
    }

    pub fn plate_shown(&self) -> String {
        shown_plate(self.plate.expose())
    }

    pub fn is_new_energy_plate(&self) -> bool {
        Plate::parse(self.plate.expose()).is_ok_and(|plate| plate.is_new_energy())
    }
}

/// A booking as it is typed.
#[derive(Clone, Copy, Debug)]
pub struct NewLoan {
    pub car: CourtesyCarId,
    pub starts_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
}

/// What is read off when a car changes hands.
#[derive(Clone, Debug)]
pub struct Reading {
    pub km: Km,
    pub km_reason: Option<String>,
    pub fuel: Option<i16>,
    pub charge: Option<i16>,
    pub marks: Option<String>,
    pub seen: i32,
}

/// A hand-over as it is typed.
#[derive(Clone, Debug)]
pub struct HandOver {
    pub reading: Reading,
    pub driver: String,
    pub licence: IdDocument,
    pub licence_until: NaiveDate,
    pub signing: Signing,
    pub strokes: Option<Strokes>,
    /// Counts as the member's free courtesy car.
    pub benefit: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = courtesy_loans)]
pub(super) struct LoanRow {
    pub id: LoanId,
    pub store_id: StoreId,
    pub car_id: CourtesyCarId,
    pub visit_id: VisitId,
    pub customer_id: CustomerId,
    pub state: LoanState,
    pub starts_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub driver_sealed: Option<Sealed>,
    pub licence_sealed: Option<Sealed>,
    pub licence_until: Option<NaiveDate>,
    pub out_at: Option<DateTime<Utc>>,
    pub out_km: Option<i32>,
    pub out_fuel: Option<i16>,
    pub out_charge: Option<i16>,
    pub out_marks_sealed: Option<Sealed>,
    pub signed_how: Option<Signing>,
    pub signature_sealed: Option<Sealed>,
    pub back_at: Option<DateTime<Utc>>,
    pub back_km: Option<i32>,
    pub back_fuel: Option<i16>,
    pub back_charge: Option<i16>,
    pub back_marks_sealed: Option<Sealed>,
    pub cancelled_because_sealed: Option<Sealed>,
    pub lock_version: i32,
}

/// The car's state when it changed hands.
#[derive(Clone, Debug)]
pub struct Hands {
    pub at: DateTime<Utc>,
    pub km: Option<Km>,
    pub fuel: Option<i16>,
    pub charge: Option<i16>,
    pub marks: Option<String>,
}

/// A loan, opened.
#[derive(Clone, Debug)]
pub struct Loan {
    pub id: LoanId,
    pub car: CourtesyCarId,
    pub visit: VisitId,
    pub customer: CustomerId,
    pub state: LoanState,
    pub starts_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub driver: Option<Pii<String>>,
    pub licence: Option<Pii<String>>,
    pub licence_until: Option<NaiveDate>,
    pub out: Option<Hands>,
    pub back: Option<Hands>,
    pub signed: Option<Signing>,
    pub strokes: Option<Strokes>,
    pub cancelled_because: Option<String>,
    pub lock_version: i32,
}

impl Loan {
    pub(super) fn open(row: LoanRow, vault: &Vault) -> Result<Self, Error> {
        let id = row.id.uuid();
        let open = |label, sealed: &Option<Sealed>| vault.open_opt(label, id, sealed.as_ref());
        let text = |label, sealed: &Option<Sealed>| -> Result<Option<String>, Error> {
            Ok(open(label, sealed)?.map(|text| text.expose().clone()))
        };
        let strokes = text(SIGNATURE, &row.signature_sealed)?;
        Ok(Self {
            driver: open(DRIVER, &row.driver_sealed)?,
            licence: open(LICENCE, &row.licence_sealed)?,
            out: match row.out_at {
                Some(at) => Some(Hands {
                    at,
                    km: row.out_km.map(Km::new),
                    fuel: row.out_fuel,
                    charge: row.out_charge,
                    marks: text(OUT_MARKS, &row.out_marks_sealed)?,
                }),
                None => None,
            },
            back: match row.back_at {
                Some(at) => Some(Hands {
                    at,
                    km: row.back_km.map(Km::new),
                    fuel: row.back_fuel,
                    charge: row.back_charge,
                    marks: text(BACK_MARKS, &row.back_marks_sealed)?,
                }),
                None => None,
            },
            strokes: strokes.and_then(|text| Strokes::parse(&text).ok()),
            cancelled_because: text(CANCELLED, &row.cancelled_because_sealed)?,
            id: row.id,
            car: row.car_id,
            visit: row.visit_id,
            customer: row.customer_id,
            state: row.state,
            starts_at: row.starts_at,
            due_at: row.due_at,
            licence_until: row.licence_until,
            signed: row.signed_how,
            lock_version: row.lock_version,
        })
    }

    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.state == LoanState::Out && self.due_at < now
    }
}

/// A loan with its car and the customer's name.
#[derive(Clone, Debug)]
pub struct Listed {
    pub loan: Loan,
    pub car: Car,
    pub customer: String,
    /// How often the customer may still have a car as a member; told of one loan, not of a list.
    pub free: u32,
}

/// A customer to whom nothing is lent.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub id: uuid::Uuid,
    pub customer: CustomerId,
    pub name: String,
    pub reason: String,
    pub until: NaiveDate,
}

/// What was answered to a visitor.
#[derive(Clone, Debug)]
pub struct Answered {
    pub reply: Reply,
    pub amount: Option<Fen>,
    pub note: Option<String>,
    pub at: DateTime<Utc>,
}
