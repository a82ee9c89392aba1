//! How complaints come in without a member of staff: through the public form, and by e-mail.
//!
//! Nobody here is signed in: what comes in is counted per address and store, says nothing about who is known, and is
//! acknowledged by mail, which stops no clock.

mod acknowledgement;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod identify;
pub mod inbox;
pub mod mail;
pub mod queries;
pub mod text;
pub mod views;
