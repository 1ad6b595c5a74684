//! `[database]`

use countersign_settings::Secret;
use countersign_store::{Engine, PostgresOptions, SqliteOptions};

use crate::DataDir;

countersign_settings::settings! {
    /// Where the data lives.
    pub struct Database in "database" {
        /// A PostgreSQL server. Without it the database is embedded, in the data directory.
        pub url: Option<Secret> = Kind::Secret, optional, example "postgres://countersign:password@db.example.com/countersign";
        /// Connections that write to PostgreSQL, of each node; 8 to 16 suit most.
        pub connections: usize = Kind::Number { least: 1, most: 64 }, default "16", example "8";
    }
}

impl Database {
    /// The engine to open.
    #[must_use]
    pub fn engine(&self, data: &DataDir) -> Engine {
        match &self.url {
            Some(url) => Engine::Postgres(PostgresOptions {
                url: url.reveal().to_owned(),
                writers: self.connections,
                readers: 2,
            }),
            None => Engine::Sqlite(SqliteOptions { path: data.file("countersign.db"), readers: 2 }),
        }
    }
}
