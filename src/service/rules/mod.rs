//! Rules of service orders: values only.

mod choices;
mod due;
mod money;
mod promise;
mod state;

pub use choices::{
    ConsentHow, Extra, FindingState, ItemKind, LabourKind, PartsReason, Payer, PaymentMethod, ToldHow, Urgency,
};
pub use due::{Interval, NextService, next_service};
pub use money::{Bill, Charge, MAX_PRICE, MAX_QUANTITY, Sum, bill, hours, quantity, shown_quantity};
pub use promise::{Alarm, Promise, WarnLimits};
pub use state::{Action, Gap, IllegalTransition, Progress, State, View};
