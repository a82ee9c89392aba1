//! A step that no longer applies to a complaint.

use crate::complaints::text::ComplaintText;
use crate::platform::web::Cx;
use crate::platform::web::steps::MovedOn;
use crate::values::ids::ComplaintId;

/// Says that the step no longer applies.
pub fn moved_on(cx: &Cx, id: ComplaintId) -> MovedOn {
    let w = ComplaintText::of(cx.lang);
    MovedOn::new(cx, w.gone_on, w.gone_on_text, w.look_again, format!("/complaints/{id}"))
}
