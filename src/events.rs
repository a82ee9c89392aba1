//! The facts that rooms record and other rooms answer; values only.

use uuid::Uuid;

use crate::values::ids::{
    ComplaintId, CustomerId, OpportunityId, SalesOrderId, ServiceOrderId, StaffId, StoreId, VehicleId, VisitId,
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A staff member can no longer sign in.
    StaffDisabled { staff: StaffId },
    /// A store changed the rules kept under this key.
    RulesChanged { store: StoreId, key: &'static str },
    /// A mail left for its reader.
    MailSent { mail: Uuid },
    /// A mail was given up.
    MailFailed { mail: Uuid },
    /// A complaint was settled and closed.
    ComplaintClosed {
        complaint: ComplaintId,
        customer: CustomerId,
    },
    /// The bill of a service order was made.
    ServiceSettled {
        order: ServiceOrderId,
        visit: VisitId,
        customer: CustomerId,
        vehicle: VehicleId,
    },
    /// A new car was handed over.
    Delivered {
        order: SalesOrderId,
        opportunity: OpportunityId,
        customer: CustomerId,
        vehicle: VehicleId,
    },
    /// Somebody receives a visitor of the showroom whom the store knows.
    ShowroomReceived {
        visit: VisitId,
        store: StoreId,
        customer: CustomerId,
        staff: StaffId,
    },
    /// A customer told of a wish in a call about this record.
    WishTold { about: String, id: Uuid },
}
