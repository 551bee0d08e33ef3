//! What a database error means to a flow: run it again, come back later, or a defect.

use diesel::result::{DatabaseErrorKind, Error as DbError};

use crate::error::Error;

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match &error {
            // A name or code that a flow did not find taken was taken meanwhile, or what it found is gone: run
            // again, it will find things as they are.
            DbError::DatabaseError(
                DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation,
                info,
            ) => Self::Contended(info.message().to_owned()),
            DbError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                info,
            ) => Self::Unavailable(info.message().to_owned()),
            DbError::DatabaseError(DatabaseErrorKind::Unknown, info) => unnamed(info.message()),
            DbError::BrokenTransactionManager => Self::Unavailable("the connection is lost".to_owned()),
            _ => Self::Broken(error.to_string()),
        }
    }
}

/// Diesel has no kind for these; both databases say them in words that have not changed in years.
fn unnamed(message: &str) -> Error {
    const COLLISIONS: [&str; 2] = ["deadlock detected", "could not serialize access"];
    const PASSING: [&str; 10] = [
        "database is locked",
        "database or disk is full",
        "disk I/O error",
        "unable to open database",
        "lock timeout",
        "statement timeout",
        "server closed the connection",
        "terminating connection",
        "the database system is",
        "no connection to the server",
    ];
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if says(&COLLISIONS) {
        Error::Contended(message.to_owned())
    } else if says(&PASSING)
        || message.contains("could not connect")
        || message.contains("could not receive data")
    {
        Error::Unavailable(message.to_owned())
    } else {
        Error::Broken(message.to_owned())
    }
}

/// True when somebody else held a row for longer than this transaction was ready to wait.
pub(crate) fn waited_in_vain(error: &DbError) -> bool {
    matches!(error, DbError::DatabaseError(_, info) if info.message().contains("lock timeout"))
}

/// The name of the unique constraint or column set that `error` says is taken.
pub(crate) fn taken(error: &DbError) -> Option<String> {
    match error {
        DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
            Some(info.constraint_name().unwrap_or_else(|| info.message()).to_owned())
        }
        _ => None,
    }
}
