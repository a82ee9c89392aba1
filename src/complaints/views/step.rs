//! A step that no longer applies to a complaint.

use crate::complaints::text::ComplaintText;
use crate::platform::web::Cx;
use crate::platform::web::steps::MovedOn;
use crate::values::ids::ComplaintId;

/// Says that the step no longer applies, or what has to be done before it.
pub fn moved_on(cx: &Cx, id: ComplaintId, lacks: Option<String>) -> MovedOn {
    let w = ComplaintText::of(cx.lang);
    MovedOn::new(cx, w.gone_on, w.gone_on_text, w.look_again, format!("/complaints/{id}")).lacking(w.not_so_far, lacks)
}
