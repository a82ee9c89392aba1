//! What a manager may change about customers.

use diesel::PgConnection;

use crate::platform::error::{Error, FieldErrors};
use crate::platform::settings;
use crate::settings;
use crate::values::fault::Fault;
use crate::values::ids::StoreId;

settings! {
    /// How long records stay fresh, and how much contact data a person may look at.
    pub struct Limits("customers.limits", "客户资料", "Customer records") {
        new_days: Days(1, 365) = 90, "新客户期限", "A customer is new for",
            "从首次建档算起", "Counted from the day the record was made";
        verify_days: Days(30, 1095) = 180, "资料核实周期", "Records are verified again after",
            "超过后进入“待核实”列表", "Then they are on the list to verify";
        reveals_warn: Count(1, 1000) = 50, "每人每日查看完整号码：提醒", "Shown in full a day: warn after";
        reveals_stop: Count(1, 2000) = 200, "每人每日查看完整号码：上限", "Shown in full a day: stop after";
    }
    check(warned_before_stopped)
}

fn warned_before_stopped(limits: &Limits) -> FieldErrors {
    if limits.reveals_warn > limits.reveals_stop {
        let most = Fault::TooLarge {
            max: limits.reveals_stop.into(),
        };
        FieldErrors::from([("reveals_warn".to_owned(), most)])
    } else {
        FieldErrors::new()
    }
}

impl Limits {
    /// As the table holds them for a store; the defaults where it holds none.
    pub fn kept(value: Option<serde_json::Value>) -> Result<Self, Error> {
        let kept = value.map(serde_json::from_value).transpose();
        Ok(kept.map_err(Error::internal)?.unwrap_or_default())
    }
}

/// The limits of a store.
pub fn limits(conn: &mut PgConnection, store: StoreId) -> Result<Limits, Error> {
    Ok(settings::load::<Limits>(conn, store)?.value)
}
