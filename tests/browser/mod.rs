//! What only a browser shows: keyboard, focus, live update, policy, axe-core.

mod keyboard;
mod pages;
mod support;
mod without_scripts;
