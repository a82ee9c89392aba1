//! How personal data shows itself to programmers: a log line or a failed assertion names the type and never the value.

/// `Debug` that prints `Phone([PII])`.
macro_rules! hide_from_debug {
    ($value:ident) => {
        impl std::fmt::Debug for $value {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($value), "([PII])"))
            }
        }
    };
}

pub(super) use hide_from_debug;
