//! Rows and values of visits and appointments.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;

use super::appointments::model::receivers;
use super::appointments::rules::Presence;
use super::rules::{FloorAction, Line, Purpose, VisitState};
use crate::access::{Actor, Role, Scope};
use crate::customers::rules::Tier;
use crate::platform::db::Subject;
use crate::platform::vault::{Label, Pii};
use crate::schema::{call_boards, visits};
use crate::values::ids::{AppointmentId, CallBoardId, CustomerId, StaffId, StoreId, VehicleId, VisitId};
use crate::values::mileage::Km;

/// The topic that pages with visits follow.
pub const TOPIC: &str = "visits";
/// `subject_kind` of a visit in the audit log.
pub const VISIT: &str = "visit";
/// `subject_kind` of an appointment in the audit log.
pub const APPOINTMENT: &str = "appointment";
/// `subject_kind` of a call board in the audit log.
pub const CALL_BOARD: &str = "call_board";
/// `subject_kind` of somebody's duty on the floor in the audit log.
pub const FLOOR_DUTY: &str = "floor_duty";

/// So many days after the visit whoever looked after the customer sees them still: bills are asked about, what was put off
/// is asked again after 30 days, and the customer is reminded of what is due.
pub const AFTERWARDS: u64 = 90;

pub const GUEST: Label = Label("visits.guest");
pub const WISH: Label = Label("visits.wish");
pub const LEFT_NOTE: Label = Label("visits.left_note");

pub fn subject(id: VisitId) -> Subject {
    Subject::new(VISIT, id)
}

/// A visit as other rooms work on it.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = visits)]
#[diesel(check_for_backend(Pg))]
pub struct Visit {
    pub id: VisitId,
    pub store_id: StoreId,
    pub line: Line,
    pub ticket_on: NaiveDate,
    pub ticket_no: i16,
    pub state: VisitState,
    pub purpose: Purpose,
    pub customer_id: Option<CustomerId>,
    pub vehicle_id: Option<VehicleId>,
    pub advisor_id: Option<StaffId>,
    /// What the visitor read off at the door.
    pub mileage_km: Option<i32>,
    pub arrived_at: DateTime<Utc>,
    pub received_at: Option<DateTime<Utc>>,
    pub ready_at: Option<DateTime<Utc>>,
    pub settled_at: Option<DateTime<Utc>>,
    pub left_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl Visit {
    pub fn ticket(&self) -> String {
        self.line.ticket(self.ticket_no)
    }
}

/// Who arrives.
#[derive(Clone)]
pub enum Who {
    Known {
        customer: CustomerId,
        vehicle: Option<VehicleId>,
    },
    /// Somebody without a record, by the name they gave if any.
    Guest(Option<String>),
}

/// Who is to receive a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// The appointment's advisor, a platinum member's own, else the least busy; a consultant by the rotation of the floor.
    Auto,
    Person(StaffId),
}

/// Somebody comes through the door.
#[derive(Clone)]
pub struct NewArrival {
    pub store: StoreId,
    pub purpose: Purpose,
    pub who: Who,
    /// The appointment they come for; of a known customer it is found without.
    pub appointment: Option<AppointmentId>,
    pub receiver: Receiver,
    pub party_size: i16,
    /// `None`: whether there was a visit before.
    pub first_visit: Option<bool>,
    pub mileage: Option<Km>,
    /// Why the reading is below the last one.
    pub mileage_reason: Option<String>,
    pub wish: Option<String>,
}

impl NewArrival {
    pub fn new(store: StoreId, purpose: Purpose, who: Who) -> Self {
        Self {
            store,
            purpose,
            who,
            appointment: None,
            receiver: Receiver::Auto,
            party_size: 1,
            first_visit: None,
            mileage: None,
            mileage_reason: None,
            wish: None,
        }
    }
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: StaffId,
    pub name: String,
}

/// A visit on the desk's board.
#[derive(Clone)]
pub struct BoardRow {
    pub visit: Visit,
    /// `None` for a guest who gave no name.
    pub name: Option<Pii<String>>,
    pub tier: Option<Tier>,
    pub plate: Option<String>,
    pub new_energy: bool,
    /// `星驰 X7`
    pub car: String,
    pub party_size: i16,
    pub first_visit: bool,
    /// Who looks after the customer.
    pub owner: Option<StaffId>,
    pub advisor: Option<Person>,
    pub queue_rank: i16,
    pub queued_at: DateTime<Utc>,
    pub counter: Option<String>,
    pub called_at: Option<DateTime<Utc>>,
    pub caller: Option<Person>,
    pub passed_over: i16,
    pub booked_for: Option<DateTime<Utc>>,
}

/// An appointment of the day as the desk shows it.
#[derive(Clone)]
pub struct Expected {
    pub id: AppointmentId,
    pub line: Line,
    pub purpose: Purpose,
    pub state: super::rules::AppointmentState,
    pub starts_at: DateTime<Utc>,
    pub customer: CustomerId,
    /// Who looks after the customer.
    pub owner: Option<StaffId>,
    pub name: Pii<String>,
    pub tier: Tier,
    pub vehicle: Option<VehicleId>,
    pub plate: Option<String>,
    pub new_energy: bool,
    pub car: String,
    pub advisor: Option<Person>,
    pub visit: Option<VisitId>,
}

/// Whether this person works on the visitors of a line: registers, calls and receives them and lets them go.
/// Consultants have their own, customer care those with a complaint, everybody else at the desk all.
pub fn works(actor: &Actor, line: Line) -> bool {
    use Role::*;
    let all = [ServiceAdvisor, SalesManager, ServiceManager, CrmManager, StoreManager];
    all.iter().chain(receivers(line)).any(|role| actor.is(*role))
}

/// Whether the record of a customer opens to this person, as far as a list can tell without asking: to whoever sees the
/// store's customers, to those who look after this one or receive them, and to every advisor while they are in the store.
pub fn opens_customer(actor: &Actor, theirs: &[Option<StaffId>], present: bool) -> bool {
    matches!(actor.customers(), Scope::Store { .. })
        || theirs.contains(&Some(actor.id))
        || present && actor.is(Role::ServiceAdvisor)
}

/// The roles that may be given a visitor of a line, those who usually receive them first.
pub const fn takers(line: Line) -> &'static [Role] {
    use Role::*;
    match line {
        Line::Service => &[ServiceAdvisor, ServiceManager, CrmManager, StoreManager],
        Line::Sales => &[SalesConsultant, SalesManager, CrmManager, StoreManager],
        Line::Complaint => &[
            CustomerCare,
            ServiceAdvisor,
            SalesManager,
            ServiceManager,
            CrmManager,
            StoreManager,
        ],
    }
}

/// Somebody who receives visitors: how many they have in hand, and their place on the floor today.
#[derive(Clone, Debug)]
pub struct Receiving {
    pub id: StaffId,
    pub name: String,
    pub roles: Vec<Role>,
    pub in_hand: i64,
    /// What their plan says of this hour.
    pub presence: Presence,
    pub duty: Option<Duty>,
}

impl Receiving {
    /// Whether the visitors of a line usually go to them.
    pub fn receives(&self, line: Line) -> bool {
        receivers(line).iter().any(|role| self.roles.contains(role))
    }

    /// The role by which they may be given a visitor of a line.
    pub fn takes(&self, line: Line) -> Option<Role> {
        takers(line).iter().copied().find(|role| self.roles.contains(role))
    }

    pub fn is_here(&self) -> bool {
        is_here(self.presence)
    }

    /// Whether their turn on the floor comes: checked in, at work, and on no break.
    pub fn takes_turns(&self) -> bool {
        self.is_here() && self.duty.is_some_and(|duty| !duty.paused)
    }

    /// Whether they receive the visitors of a line now.
    pub fn is_on_duty(&self, line: Line) -> bool {
        self.receives(line) && self.is_here() && self.duty.is_none_or(|duty| !duty.paused)
    }
}

/// Whether somebody is at work, if only on a break.
pub const fn is_here(presence: Presence) -> bool {
    matches!(presence, Presence::Works | Presence::Break)
}

/// A consultant's duty of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    pub place: i32,
    pub paused: bool,
    pub turns: i32,
    pub since: DateTime<Utc>,
}

/// A line of the rotation's history.
#[derive(Clone, Debug)]
pub struct FloorTurn {
    pub at: DateTime<Utc>,
    pub action: FloorAction,
    pub who: String,
    pub by: Option<String>,
    pub ticket: Option<String>,
}

/// A screen in the waiting area.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = call_boards)]
#[diesel(check_for_backend(Pg))]
pub struct CallBoard {
    pub id: CallBoardId,
    pub store_id: StoreId,
    pub name: String,
    pub token: String,
    pub created_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A number on the call board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub ticket: String,
    /// The code of the counter.
    pub counter: String,
    pub at: DateTime<Utc>,
    pub times: i16,
}

/// What everybody in the waiting area may see.
#[derive(Clone, Debug)]
pub struct Board {
    pub store: StoreId,
    /// (zh, en)
    pub store_name: (String, String),
    pub calls: Vec<Called>,
    /// Numbers that wait, in their order.
    pub waiting: Vec<String>,
}

/// A visitor's own place.
#[derive(Clone, Debug)]
pub struct Position {
    pub store_name: (String, String),
    pub ticket: String,
    pub state: VisitState,
    pub counter: Option<String>,
    pub arrived_at: DateTime<Utc>,
    /// Those who were not called yet.
    pub before: i64,
    /// How many receive the visitors of this line now.
    pub on_duty: i64,
    /// Minutes that the last visitors of this line took.
    pub took: Vec<i64>,
}

/// A customer with one of their cars, as the desk's card shows them.
#[derive(Clone)]
pub struct Card {
    pub customer: CustomerId,
    pub name: Pii<String>,
    pub company: bool,
    pub tier: Tier,
    pub phone: Option<String>,
    pub born_on: Option<NaiveDate>,
    pub owner: Option<Person>,
    pub car: Option<CardCar>,
    pub last_visit: Option<NaiveDate>,
    pub visits: i64,
    /// Today's appointment: when, what for.
    pub appointment: Option<(DateTime<Utc>, Purpose)>,
    /// The visit that is not over yet.
    pub present: Option<(VisitId, String)>,
}

/// The car on a card.
#[derive(Clone)]
pub struct CardCar {
    pub id: VehicleId,
    pub title: String,
    pub plate: Option<String>,
    pub new_energy: bool,
    pub mileage: Option<i32>,
    pub next_service_on: Option<NaiveDate>,
    pub next_service_km: Option<i32>,
    /// Titles of recalls that are still to be done.
    pub recalls: Vec<String>,
}

/// A slip for the visitor.
pub struct Slip {
    pub visit: Visit,
    pub token: String,
    pub store_name: (String, String),
    pub before: i64,
}

/// Who has a visitor now, for the message to whoever came second.
#[derive(Clone, Debug)]
pub struct Holder {
    pub ticket: String,
    pub state: VisitState,
    pub caller: Option<String>,
    /// Whoever receives them, or let them go.
    pub receiver: Option<String>,
}
