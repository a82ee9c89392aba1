//! What is in the workshop, for the sheet that work goes on by while the system is down.

use crate::platform::i18n::{Lang, times};
use crate::platform::vault::Pii;
use crate::service::model::OnPaper;
use crate::service::text::{self, ServiceText};

/// The open orders on paper.
pub struct PaperOrders {
    pub w: &'static ServiceText,
    /// Number, customer, plate, to be done, technician, promised, state.
    pub rows: Vec<[String; 7]>,
}

impl PaperOrders {
    pub fn new(orders: &[OnPaper], lang: Lang) -> Self {
        let w = ServiceText::of(lang);
        Self {
            w,
            rows: orders
                .iter()
                .map(|one| {
                    let plate = one.plate.as_ref().map(Pii::expose).map(|plate| plate.display());
                    let promised = one.promised_at.map(times::minute);
                    [
                        one.number.clone(),
                        one.customer.expose().clone(),
                        plate.unwrap_or_default(),
                        one.items.join(lang.pick("、", ", ")),
                        one.technician.clone().unwrap_or_default(),
                        promised.unwrap_or_else(|| w.no_promise.to_owned()),
                        text::state(one.state, lang).to_owned(),
                    ]
                })
                .collect(),
        }
    }
}
