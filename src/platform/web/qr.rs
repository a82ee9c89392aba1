//! QR codes as the path of an SVG, so that they stand in a page under the strict policy.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};

use crate::platform::error::Error;

/// The white frame around the code, in modules.
const QUIET: usize = 4;

/// A text as a QR code.
#[derive(Clone, Debug)]
pub struct Qr {
    /// Modules on each side, frame included.
    pub size: usize,
    /// The dark modules, for `<path d>`.
    pub path: String,
}

impl Qr {
    pub fn new(text: &str) -> Result<Self, Error> {
        let code = QrCode::new(text).map_err(Error::internal)?;
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&Color::Dark) {
                    let (left, top, length) = (x + QUIET, y + QUIET, run.len());
                    write!(path, "M{left} {top}h{length}v1h-{length}z").map_err(Error::internal)?;
                }
                x += run.len();
            }
        }
        Ok(Self {
            size: code.width() + 2 * QUIET,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_white_frame_and_begins_with_its_corner() {
        let code = Qr::new("http://localhost:8080/position/0123456789").unwrap();
        assert_eq!((code.size - 2 * QUIET - 21) % 4, 0, "a square of a known version");
        assert!(code.path.starts_with(&format!("M{QUIET} {QUIET}h7v1h-7z")));
    }
}
