//! Values in full, for a while and for a reason; the reason is asked for if there is none.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use serde::Deserialize;

use crate::customers::commands::Revealed;
use crate::customers::views::RevealedValue;
use crate::history::forms::RevealForm;
use crate::history::views::{Look, OutOfLooks, RevealPage, warning};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Cx, Form, FormView, Part, Posted, Query};
use crate::values::ids::{CustomerId, VehicleId};
use crate::{customers, vehicles};

/// Which value is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FieldQuery {
    field: String,
}

/// `POST /customers/{id}/reveals?field=…`
pub async fn of_customer(cx: Cx, id: Path<CustomerId>, query: Query<FieldQuery>, posted: Posted<RevealForm>) -> Answer {
    let (id, scope, now) = (*id, cx.actor()?.customers(), cx.now);
    let field = customers::model::RevealField::parse(&query.field).ok_or(Error::NotFound)?;
    let look = Look::at_customer(id, field, cx.lang);
    match posted.form.parse() {
        Ok(reason) => {
            let shown = cx
                .write(move |tx| customers::commands::reveal(tx, scope, id, field, reason))
                .await;
            show(&cx, look, shown)
        }
        Err(faults) => {
            cx.read(move |conn| customers::queries::ensure_visible(conn, scope, now, id))
                .await?;
            ask_why(&cx, look, &posted, &faults)
        }
    }
}

/// `POST /vehicles/{id}/reveals?field=…`
pub async fn of_vehicle(cx: Cx, id: Path<VehicleId>, query: Query<FieldQuery>, posted: Posted<RevealForm>) -> Answer {
    let (id, scope) = (*id, cx.actor()?.customers());
    let field = vehicles::model::RevealField::parse(&query.field).ok_or(Error::NotFound)?;
    let look = Look::at_vehicle(id, field, cx.lang);
    match posted.form.parse() {
        Ok(reason) => {
            let shown = cx
                .write(move |tx| vehicles::commands::reveal(tx, scope, id, field, reason))
                .await;
            show(&cx, look, shown)
        }
        Err(faults) => {
            super::vehicle::car(&cx, id).await?;
            ask_why(&cx, look, &posted, &faults)
        }
    }
}

fn ask_why(cx: &Cx, look: Look, posted: &Posted<RevealForm>, faults: &FieldErrors) -> Answer {
    let form = if posted.form.reason.is_empty() {
        FormView::blank()
    } else {
        posted.view(cx.lang, faults)
    };
    cx.unprocessable(&RevealPage::new(cx, look, form, None))
}

fn show(cx: &Cx, look: Look, shown: Result<Revealed, Error>) -> Answer {
    let whole = *cx.part() == Part::Whole;
    match shown {
        Ok(shown) if whole => cx.show(&RevealPage::new(cx, look, FormView::blank(), Some(shown))),
        Ok(shown) => {
            let warning = warning(shown.looks, cx.lang);
            cx.fragment(&RevealedValue::new(
                cx,
                look.url,
                look.what,
                shown.text,
                shown.masked,
                warning,
            ))
        }
        Err(Error::TooMany { .. }) if whole => {
            let mut page = cx.show(&OutOfLooks::new(cx, look))?;
            *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            Ok(page)
        }
        Err(error) => Err(error),
    }
}
