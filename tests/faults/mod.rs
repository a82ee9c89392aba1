//! What goes wrong outside the program and does no harm inside: bad input, repeated posts, killed servers, lost databases,
//! stolen files.

mod away;
mod canary;
mod killed;
mod mail;
mod malformed;
mod repeated;
mod stopped;
