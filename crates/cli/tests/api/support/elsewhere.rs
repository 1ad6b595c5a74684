use std::sync::{Arc, Mutex};

use countersign::{Running, Setup};
use countersign_delivery::Routes;
use countersign_engine::audit::Verified;
use countersign_engine::backup::Credentials;
use countersign_engine::{Engine, Retention};
use countersign_keyring::Keyring;
use countersign_model::{Clock, Limits, MockDice};
use countersign_store::{Engine as Database, PostgresOptions, SqliteOptions, audit};
use tempfile::TempDir;

use super::{TestApp, ops};

/// An engine on an empty database, of the same kind as the app's and with the same keys.
pub(crate) struct Elsewhere {
    pub(crate) running: Running,
    _directory: TempDir,
}

impl Elsewhere {
    pub(crate) async fn new(app: &TestApp) -> Self {
        let directory = countersign_testkit::directory();
        let database = match app.engine.store().engine() {
            Database::Sqlite(_) => {
                Database::Sqlite(SqliteOptions { path: directory.path().join("other.db"), readers: 1 })
            }
            Database::Postgres(_) => {
                let url = countersign_testkit::postgres_url();
                Database::Postgres(PostgresOptions { url, writers: 1, readers: 1 })
            }
        };
        let setup = Setup {
            database,
            keyring: Keyring::parse(&Keyring::new_text(&MockDice::new(42))).expect("a keyring"),
            delivery: Routes::default().into(),
            limits: Limits::development(),
            retention: Retention::default(),
            clock: Arc::clone(&app.clock) as Arc<dyn Clock>,
            dice: Arc::new(MockDice::new(77)),
            node: "elsewhere".to_owned(),
        };
        Self { running: Running::build(setup).await.expect("a node"), _directory: directory }
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.running.engine
    }

    pub(crate) async fn restore(&self, backup: String) {
        let open = move || Ok(std::io::Cursor::new(backup.clone()));
        self.engine().restore(open, Credentials::Keep, ops(), |_, _| ()).await.expect("restored");
    }

    pub(crate) async fn verified(&self) -> Verified {
        self.engine().verify_audit().await.expect("the store")
    }

    /// The words of the chain's lines, in its order.
    pub(crate) async fn words(&self) -> Vec<String> {
        let links = self.engine().store().read(|tx| audit::links(tx, 0, 1000)).await.expect("links");
        links.into_iter().map(|line| line.what).collect()
    }
}

/// A backup of what an app holds.
pub(crate) async fn backup(app: &TestApp) -> String {
    let text = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&text);
    let sink = move |piece: String, _| {
        kept.lock().expect("no panic").push_str(&piece);
        true
    };
    app.engine.back_up("0.1.0", sink).await.expect("a backup");
    text.lock().expect("no panic").clone()
}
