//! What can go wrong, apart from how it is worded.

use std::collections::BTreeMap;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::access::Permission;
use crate::values::fault::Fault;

/// Faults by form field.
pub type FieldErrors = BTreeMap<String, Fault>;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Absent, or outside what this person may see: the two are told apart by nobody.
    #[error("not found")]
    NotFound,
    /// Signed out, or signed out meanwhile.
    #[error("sign-in required")]
    SignInRequired,
    /// The role may never do this; the answer names the roles that may.
    #[error("forbidden: needs {0:?}")]
    Forbidden(Permission),
    /// A post that did not come from one of our own pages.
    #[error("cross-site request refused")]
    CrossSite,
    #[error("malformed request")]
    BadRequest,
    #[error("invalid form: {0:?}")]
    Invalid(FieldErrors),
    /// A database constraint refused the write; a form may know which field that is.
    #[error("constraint {0}")]
    Constraint(String),
    /// The form was posted before; this is where the first post led.
    #[error("repeated post")]
    Repeated(String),
    /// Somebody changed the row since this page was made.
    #[error("stale row")]
    Stale,
    /// The record is not in a state that allows this.
    #[error("wrong state")]
    WrongState,
    #[error("request too large")]
    TooLarge,
    #[error("too many attempts")]
    TooMany { retry_after_secs: u32 },
    /// The database can't be reached in time.
    #[error("unavailable: {0}")]
    Unavailable(String),
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A fault of ours, to be logged.
    pub fn internal(what: impl std::fmt::Display) -> Self {
        Error::Internal(what.to_string())
    }

    /// One fault in one field.
    pub fn field(field: &str, fault: Fault) -> Self {
        Error::Invalid(BTreeMap::from([(field.to_owned(), fault)]))
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Error::NotFound,
            DieselError::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation
                | DatabaseErrorKind::CheckViolation
                | DatabaseErrorKind::ExclusionViolation => {
                    Error::Constraint(info.constraint_name().unwrap_or_default().to_owned())
                }
                DatabaseErrorKind::ClosedConnection => Error::Unavailable("connection closed".into()),
                _ => unreachable_or_internal(info.message()),
            },
            DieselError::BrokenTransactionManager => Error::Unavailable("connection broken".into()),
            other => Error::internal(other),
        }
    }
}

/// A database on its way down, and a lock or statement that took too long, are "try again", not bugs.
fn unreachable_or_internal(message: &str) -> Error {
    const PASSING: [&str; 8] = [
        "terminating connection",
        "server closed the connection",
        "the database system is",
        "canceling statement",
        "deadlock detected",
        "could not connect",
        "no connection to the server",
        "connection to server",
    ];
    if PASSING.iter().any(|sign| message.contains(sign)) {
        Error::Unavailable(message.to_owned())
    } else {
        Error::internal(message)
    }
}
