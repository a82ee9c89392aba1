//! What a manager watches as it stands now: what needs them, the day in the house, how far leads came, what is complained
//! about, which cars that were sold here came back to the workshop. Each number has the conditions of the list that it leads
//! to. Owns no tables.

pub mod model;
pub mod queries;
