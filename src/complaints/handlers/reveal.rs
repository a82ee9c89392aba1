//! How whoever complained is reached, in full.

use actix_web::http::StatusCode;
use actix_web::web::Path;

use crate::complaints::commands;
use crate::complaints::text::ComplaintText;
use crate::complaints::views::{RevealPage, reveal_url, warning};
use crate::customers::views::RevealedValue;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Bare, Cx, Part, Posted};
use crate::values::ids::ComplaintId;

/// `POST /complaints/{id}/reveals`: in the place of the masked one, or without script on a page of its own.
pub async fn reveal(cx: Cx, id: Path<ComplaintId>, _posted: Posted<Bare>) -> Answer {
    let id = *id;
    let whole = *cx.part() == Part::Whole;
    match cx.write(move |tx| commands::reveal(tx, id)).await {
        Ok(shown) if whole => cx.show(&RevealPage::new(&cx, id, Some(shown))),
        Ok(shown) => {
            let (what, warning) = (ComplaintText::of(cx.lang).phone, warning(shown.looks, cx.lang));
            cx.fragment(&RevealedValue::new(
                &cx,
                reveal_url(id),
                what,
                shown.text,
                shown.masked,
                warning,
            ))
        }
        Err(Error::TooMany { .. }) if whole => {
            let mut page = cx.show(&RevealPage::new(&cx, id, None))?;
            *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            Ok(page)
        }
        Err(error) => Err(error),
    }
}
