//! HTTP of targets.

use actix_web::web::Path;

use super::forms::TargetForm;
use super::text::TargetsText;
use super::views::{TargetPage, TargetsPage};
use super::{commands, queries};
use crate::figures::measures;
use crate::figures::measures::forms::AskedQuery;
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::values::ids::TargetId;

const HERE: &str = "/figures/targets";

/// `GET /figures/targets`
pub async fn list(cx: Cx) -> Answer {
    let (store, today) = (cx.actor()?.store, times::day_of(cx.now));
    let rows = cx.read(move |conn| queries::targets(conn, store, today)).await?;
    cx.show(&TargetsPage::new(&cx, rows)?)
}

/// `GET /figures/targets/new`
pub async fn new(cx: Cx) -> Answer {
    let from = times::date(times::day_of(cx.now));
    let view = page(&cx, FormView::fresh([("from_on", from)])).await?;
    cx.show(&view)
}

async fn page(cx: &Cx, form: FormView) -> Result<TargetPage, Error> {
    let actor = cx.actor()?.clone();
    let wish = AskedQuery::default().wish(&actor, cx.now);
    let asked = cx.read(move |conn| measures::queries::ask(conn, &wish)).await?;
    Ok(TargetPage::new(cx, &actor, &asked, form))
}

/// `POST /figures/targets`
pub async fn create(cx: Cx, posted: Posted<TargetForm>) -> Answer {
    let w = TargetsText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::set(tx, &new)?;
            Ok(SeeOther::to(HERE).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&page(&cx, form).await?)
        }
        answer => answer,
    }
}

/// `POST /figures/targets/{id}/removal`
pub async fn remove(cx: Cx, id: Path<TargetId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, TargetsText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::remove(tx, id)?;
        Ok(SeeOther::to(HERE).saying(w.removed))
    })
    .await
}
