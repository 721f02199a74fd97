//! What a store may answer instead of a value.
use diesel::result::{DatabaseErrorKind, Error as DieselError};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What a store may answer instead of a value. The layer above maps each variant to one status.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such row in this scope.
    #[error("no such row")]
    NotFound,
    /// The row has been changed since it was read.
    #[error("the row was changed by someone else")]
    Stale,
    /// A key that must be unique is held by another row; the constraint or column is named.
    #[error("taken: {0}")]
    Taken(String),
    /// A row that is pointed at is not there, or a row is still pointed at.
    #[error("a reference does not hold: {0}")]
    Reference(String),
    /// The queue is full: nothing was tried.
    #[error("too many requests are waiting for this store")]
    Overloaded,
    /// The time was up before the work began, or the store gave the work up for lack of time.
    #[error("the time for this request is up")]
    Deadline,
    /// The tenant's file could not be brought to the present schema.
    #[error("the tenant is being migrated")]
    Migrating,
    /// The tenant is on its way to another region, and written to no more.
    #[error("the tenant is on its way to another region")]
    Moving,
    /// The store cannot be reached, or has no room left.
    #[error("the store is unavailable")]
    Unavailable(#[source] Cause),
    /// Anything else; a defect until shown otherwise.
    #[error("the store failed")]
    Internal(#[source] Cause),
}

impl StoreError {
    /// Wraps a cause that is nobody's fault but ours.
    pub(crate) fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// It and what caused it, in one line.
    pub fn in_full(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(next) = cause {
            text.push_str(&format!(": {next}"));
            cause = next.source();
        }
        text
    }

    /// Wraps a cause that may pass by itself.
    pub(crate) fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::Unavailable(cause.into())
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, information) = &error else {
            return match error {
                DieselError::NotFound => Self::NotFound,
                // What stopped the commit tells more than what stopped the clearing up after it.
                DieselError::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
                other => Self::internal(other),
            };
        };
        let message = information.message();
        // PostgreSQL names the constraint; SQLite names table and columns in the message.
        let constraint = || information.constraint_name().unwrap_or(message).to_owned();
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Taken(constraint()),
            DatabaseErrorKind::ForeignKeyViolation => Self::Reference(constraint()),
            DatabaseErrorKind::ClosedConnection => Self::unavailable(error),
            _ if ["due to lock timeout", "due to statement timeout", "database is locked"]
                .iter()
                .any(|sign| message.contains(sign)) =>
            {
                Self::Deadline
            }
            _ if [
                "is full",
                "is locked",
                "disk I/O error",
                "terminating connection",
                "could not extend file",
                "deadlock detected",
            ]
            .iter()
            .any(|sign| message.contains(sign)) =>
            {
                Self::unavailable(error)
            }
            _ => Self::internal(error),
        }
    }
}
