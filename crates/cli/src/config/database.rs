//! `[database]`

use countersign_store::{Engine, PostgresOptions, SqliteOptions};
use serde::Deserialize;

use crate::DataDir;

/// Where the data lives.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// A PostgreSQL server, `postgres://user:password@host:port/database`. Without it the database is embedded, in
    /// the data directory.
    pub url: Option<String>,
    /// Connections that write to PostgreSQL; 8 to 16 suit most.
    pub connections: Option<usize>,
}

/// The URL may hold a password: left out.
impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("connections", &self.connections).finish_non_exhaustive()
    }
}

impl Database {
    /// The engine to open.
    #[must_use]
    pub fn engine(&self, data: &DataDir) -> Engine {
        match &self.url {
            Some(url) => Engine::Postgres(PostgresOptions {
                url: url.clone(),
                writers: self.connections.unwrap_or(8).clamp(1, 64),
                readers: 2,
            }),
            None => Engine::Sqlite(SqliteOptions { path: data.file("countersign.db"), readers: 2 }),
        }
    }
}
