//! Words of appointments.

use crate::words;

words! {
    pub struct AppointmentText {
        restored: "已恢复预约", "The appointment is back";
    }
}
