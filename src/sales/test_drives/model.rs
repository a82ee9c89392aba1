//! Rows and values of test drives.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::rules::{DriveState, Intent};
use crate::access::{Actor, Role};
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::schema::{demo_cars, test_drives};
use crate::service::check_in::rules::{Signing, Strokes};
use crate::values::id_document::IdDocument;
use crate::values::ids::{CustomerId, DemoCarId, OpportunityId, StaffId, StoreId, TestDriveId};
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::vehicles::model::shown_plate;
use crate::vehicles::rules::Energy;

pub(super) const PLATE: Label = Label("demo_cars.plate");
pub(super) const DRIVER: Label = Label("test_drives.driver");
pub(super) const LICENCE: Label = Label("test_drives.licence");
pub(super) const SIGNATURE: Label = Label("test_drives.signature");
pub(super) const MARKS: Label = Label("test_drives.back_marks");
pub(super) const LIKED: Label = Label("test_drives.liked");
pub(super) const WORRIED: Label = Label("test_drives.worried");
pub(in crate::sales) const ENDED: Label = Label("test_drives.ended_because");

/// The topic that pages with test drives follow.
pub const TOPIC: &str = "test-drives";
/// `subject_kind` of a demo car in the audit log.
pub const CAR: &str = "demo_car";
/// `subject_kind` of a test drive in the audit log.
pub const DRIVE: &str = "test_drive";
/// The task to receive the customer for a drive.
pub const START: &str = "test_drive.start";
/// The task to write down what came of a drive, on the same day.
pub const RESULT: &str = "test_drive.result";

pub fn car_subject(id: DemoCarId) -> Subject {
    Subject::new(CAR, id)
}

pub fn subject(id: TestDriveId) -> Subject {
    Subject::new(DRIVE, id)
}

/// A car as it is typed.
#[derive(Clone)]
pub struct NewCar {
    pub plate: Plate,
    pub model: String,
    pub colour: String,
    pub energy: Energy,
    pub mileage: Km,
    /// Why it is lower than the last reading.
    pub mileage_reason: Option<String>,
    pub insurance_until: NaiveDate,
    pub inspection_until: NaiveDate,
    pub seen: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = demo_cars)]
pub(super) struct CarRow {
    id: DemoCarId,
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

/// A demo car.
#[derive(Clone, Debug)]
pub struct Car {
    pub id: DemoCarId,
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

    /// Whether it is insured and inspected on a day.
    /// Whether on a day it is out of service, its insurance has ended, its inspection has.
    pub fn lacks(&self, day: NaiveDate) -> (bool, bool, bool) {
        (
            self.out_because.is_some(),
            self.insurance_until < day,
            self.inspection_until < day,
        )
    }

    pub fn has_papers(&self, day: NaiveDate) -> bool {
        self.insurance_until >= day && self.inspection_until >= day
    }
}

/// A drive as it is booked.
#[derive(Clone, Debug)]
pub struct NewDrive {
    pub car: DemoCarId,
    pub opportunity: OpportunityId,
    pub starts_at: DateTime<Utc>,
    pub minutes: u32,
    pub route: String,
}

/// The car as it leaves.
#[derive(Clone, Debug)]
pub struct HandOver {
    pub driver: String,
    pub licence: IdDocument,
    pub licence_until: NaiveDate,
    pub km: Km,
    pub km_reason: Option<String>,
    pub signing: Signing,
    pub strokes: Option<Strokes>,
    pub seen: i32,
}

/// The car as it comes back.
#[derive(Clone, Debug)]
pub struct Return {
    pub km: Km,
    pub km_reason: Option<String>,
    pub marks: Option<String>,
    pub seen: i32,
}

/// What came of a drive.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub rating: i16,
    pub intent: Intent,
    pub liked: Option<String>,
    pub worried: Option<String>,
    pub seen: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = test_drives)]
pub(super) struct DriveRow {
    pub id: TestDriveId,
    pub store_id: StoreId,
    pub car_id: DemoCarId,
    pub opportunity_id: OpportunityId,
    pub customer_id: CustomerId,
    pub consultant_id: StaffId,
    pub state: DriveState,
    pub starts_at: DateTime<Utc>,
    pub until_at: DateTime<Utc>,
    pub route: String,
    pub driver_sealed: Option<Sealed>,
    pub licence_sealed: Option<Sealed>,
    pub licence_until: Option<NaiveDate>,
    pub out_at: Option<DateTime<Utc>>,
    pub out_km: Option<i32>,
    pub signed_how: Option<Signing>,
    pub signature_sealed: Option<Sealed>,
    pub back_at: Option<DateTime<Utc>>,
    pub back_km: Option<i32>,
    pub back_marks_sealed: Option<Sealed>,
    pub result_at: Option<DateTime<Utc>>,
    pub rating: Option<i16>,
    pub intent: Option<Intent>,
    pub liked_sealed: Option<Sealed>,
    pub worried_sealed: Option<Sealed>,
    pub ended_because_sealed: Option<Sealed>,
    pub lock_version: i32,
}

/// What came of a drive, as it is kept.
#[derive(Clone, Debug)]
pub struct Told {
    pub at: DateTime<Utc>,
    pub rating: Option<i16>,
    pub intent: Option<Intent>,
    pub liked: Option<String>,
    pub worried: Option<String>,
}

/// A test drive, opened.
#[derive(Clone, Debug)]
pub struct Drive {
    pub id: TestDriveId,
    pub car: DemoCarId,
    pub opportunity: OpportunityId,
    pub customer: CustomerId,
    pub consultant: StaffId,
    pub state: DriveState,
    pub starts_at: DateTime<Utc>,
    pub until_at: DateTime<Utc>,
    pub route: String,
    pub driver: Option<Pii<String>>,
    pub licence: Option<Pii<String>>,
    pub licence_until: Option<NaiveDate>,
    pub out_at: Option<DateTime<Utc>>,
    pub out_km: Option<Km>,
    pub signed: Option<Signing>,
    pub strokes: Option<Strokes>,
    pub back_at: Option<DateTime<Utc>>,
    pub back_km: Option<Km>,
    pub marks: Option<String>,
    pub result: Option<Told>,
    pub ended_because: Option<String>,
    pub lock_version: i32,
}

impl Drive {
    pub(super) fn open(row: DriveRow, vault: &Vault) -> Result<Self, Error> {
        let id = row.id.uuid();
        let open = |label, sealed: &Option<Sealed>| vault.open_opt(label, id, sealed.as_ref());
        let text = |label, sealed: &Option<Sealed>| -> Result<Option<String>, Error> {
            Ok(open(label, sealed)?.map(|text| text.expose().clone()))
        };
        let strokes = text(SIGNATURE, &row.signature_sealed)?;
        Ok(Self {
            driver: open(DRIVER, &row.driver_sealed)?,
            licence: open(LICENCE, &row.licence_sealed)?,
            strokes: strokes.and_then(|text| Strokes::parse(&text).ok()),
            marks: text(MARKS, &row.back_marks_sealed)?,
            result: match row.result_at {
                Some(at) => Some(Told {
                    at,
                    rating: row.rating,
                    intent: row.intent,
                    liked: text(LIKED, &row.liked_sealed)?,
                    worried: text(WORRIED, &row.worried_sealed)?,
                }),
                None => None,
            },
            ended_because: text(ENDED, &row.ended_because_sealed)?,
            id: row.id,
            car: row.car_id,
            opportunity: row.opportunity_id,
            customer: row.customer_id,
            consultant: row.consultant_id,
            state: row.state,
            starts_at: row.starts_at,
            until_at: row.until_at,
            route: row.route,
            licence_until: row.licence_until,
            out_at: row.out_at,
            out_km: row.out_km.map(Km::new),
            signed: row.signed_how,
            back_at: row.back_at,
            back_km: row.back_km.map(Km::new),
            lock_version: row.lock_version,
        })
    }

    /// Still on the road after it was to end, or still expected after it was to begin.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        match self.state {
            DriveState::Booked => self.starts_at < now,
            DriveState::Out => self.until_at < now,
            _ => false,
        }
    }

    /// From when to when the car is away, as far as is known.
    pub fn span(&self, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        let from = self.out_at.unwrap_or(self.starts_at);
        let until = match (self.back_at, self.state) {
            (Some(back), _) => back,
            (None, DriveState::Out) => self.until_at.max(now),
            (None, _) => self.until_at,
        };
        (from, until)
    }
}

/// A drive with its car, the customer's name, who rides along, and the opportunity's number.
#[derive(Clone, Debug)]
pub struct Listed {
    pub drive: Drive,
    pub car: Car,
    /// Empty unless this reader sees the opportunity.
    pub customer: String,
    pub consultant: String,
    pub number: String,
    /// Whether this reader may open it.
    pub seen: bool,
}

impl Listed {
    /// Whether it is booked with a car that can't be driven then.
    pub fn lacks_its_car(&self) -> bool {
        self.drive.state == DriveState::Booked
            && (self.car.out_because.is_some() || !self.car.has_papers(times::day_of(self.drive.until_at)))
    }
}

/// Who had a plate.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// Whether a demo car has or had it.
    pub known: bool,
    pub found: Vec<Listed>,
    /// The drive before and the one after, when nobody had it.
    pub around: Vec<Listed>,
}

/// An opportunity that a drive may be booked for.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: OpportunityId,
    pub number: String,
    pub customer: String,
    pub model: String,
}

/// Whether a person sees the drives of everybody in the store.
pub fn sees_all(actor: &Actor) -> bool {
    [Role::SalesManager, Role::CrmManager, Role::StoreManager]
        .into_iter()
        .any(|role| actor.is(role))
}
