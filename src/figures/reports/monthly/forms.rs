//! What the addresses of the report hold.

use crate::figures::reports::month::Month;
use crate::platform::error::Error;

/// The month of an address; anything else is no page.
pub fn month(text: &str) -> Result<Month, Error> {
    Month::parse(text).ok_or(Error::NotFound)
}
