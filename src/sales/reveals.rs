//! A number is shown, on record: in the place of its mask, or without script on a page of its own.

use actix_web::http::StatusCode;

use crate::customers::commands::Revealed;
use crate::customers::views::RevealedValue;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Cx, Part};
use crate::sales::leads::views::{RevealPage, warning};

/// Answers with what was revealed; `back` leads to its record, `url` is where it is asked for, `what` names it.
pub fn answer(cx: &Cx, shown: Result<Revealed, Error>, back: String, url: String, what: &'static str) -> Answer {
    let whole = *cx.part() == Part::Whole;
    match shown {
        Ok(shown) if whole => cx.show(&RevealPage::new(cx, back, Some(shown))),
        Ok(shown) => {
            let warning = warning(shown.looks, cx.lang);
            cx.fragment(&RevealedValue::new(cx, url, what, shown.text, shown.masked, warning))
        }
        Err(Error::TooMany { .. }) if whole => {
            let mut page = cx.show(&RevealPage::new(cx, back, None))?;
            *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            Ok(page)
        }
        Err(error) => Err(error),
    }
}
