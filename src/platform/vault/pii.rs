use std::fmt;

/// A personal value in memory: it has no Display and no Serialize, and Debug does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for a screen whose reader may see it.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself, for a screen whose reader may see it.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[PII]")
    }
}
