//! Who takes which leads.

use actix_web::web::Path;

use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::settings;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::sales::clock::forms::DutyForm;
use crate::sales::clock::model::OnRoster;
use crate::sales::clock::settings::ClockSettings;
use crate::sales::clock::text::ClockText;
use crate::sales::clock::views::{DutyPage, RosterPage, typed};
use crate::sales::clock::{commands, queries};
use crate::values::ids::StaffId;

/// `GET /sales-duty`
pub async fn roster(cx: Cx) -> Answer {
    let (store, now) = (cx.actor()?.store, cx.now);
    let (people, rules) = cx
        .read(move |conn| {
            Ok((
                queries::roster(conn, store, now)?,
                settings::load::<ClockSettings>(conn, store)?.value,
            ))
        })
        .await?;
    cx.show(&RosterPage::new(&cx, &people, rules.skip_late))
}

async fn find(cx: &Cx, id: StaffId) -> Result<OnRoster, Error> {
    let (store, now) = (cx.actor()?.store, cx.now);
    cx.read(move |conn| queries::on_roster(conn, store, now, id)).await
}

/// `GET /sales-duty/{id}`
pub async fn duty(cx: Cx, id: Path<StaffId>) -> Answer {
    let one = find(&cx, *id).await?;
    let form = FormView::fresh(typed(&one.duty));
    cx.show(&DutyPage::new(&cx, &one, form))
}

/// `POST /sales-duty/{id}`
pub async fn save_duty(cx: Cx, id: Path<StaffId>, posted: Posted<DutyForm>) -> Answer {
    let (id, w) = (*id, ClockText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, duty| {
            commands::save_duty(tx, id, &duty)?;
            Ok(SeeOther::to("/sales-duty").saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let one = find(&cx, id).await?;
            cx.unprocessable(&DutyPage::new(&cx, &one, posted.view(cx.lang, &errors)))
        }
        Err(Error::Stale) => {
            let one = find(&cx, id).await?;
            let form = FormView::against(posted.pairs().to_vec(), typed(&one.duty));
            cx.conflict(&DutyPage::new(&cx, &one, form).stale())
        }
        answer => answer,
    }
}
