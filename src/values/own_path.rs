//! Where a form that says so itself leads to.

/// An own path to go to: never another site, whatever was asked for.
pub fn own_path(wanted: &str) -> &str {
    let own = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains('\\')
        && !wanted.contains(|sign: char| sign.is_control());
    if own { wanted } else { "/" }
}
