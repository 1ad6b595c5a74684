//! One row of an answer, from either engine.

use crate::DbError;

/// A row; columns are numbered from 0 as in the statement's list.
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// From PostgreSQL.
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// A text column.
    ///
    /// # Errors
    /// When the column is not a text; a mistake in a statement.
    pub fn text(&self, column: usize) -> Result<String, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A text column that may be null.
    ///
    /// # Errors
    /// When the column is neither text nor null.
    pub fn maybe_text(&self, column: usize) -> Result<Option<String>, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A number column.
    ///
    /// # Errors
    /// When the column is not a number.
    pub fn int(&self, column: usize) -> Result<i64, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A number column that may be null.
    ///
    /// # Errors
    /// When the column is neither number nor null.
    pub fn maybe_int(&self, column: usize) -> Result<Option<i64>, DbError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// A text column read as a noun of the model.
    ///
    /// # Errors
    /// When the text can't be one; `place` names it.
    pub fn parsed<T: std::str::FromStr>(&self, column: usize, place: &'static str) -> Result<T, DbError> {
        self.text(column)?.parse().map_err(|_| DbError::unreadable(place))
    }
}
