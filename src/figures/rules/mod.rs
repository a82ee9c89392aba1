//! Rules of figures: which there are, which days they are of, what they come to.

mod figure;
mod period;
mod value;

pub use figure::{Direction, Figure, Group, Kind, Unit};
pub use period::{Fault, Grain, Period, looked_at};
pub use value::{Index, Light, Margin, index, light, shown, sign, value};
