//! How complaints come in without a member of staff: by e-mail, and through the public form.

pub mod mail;
