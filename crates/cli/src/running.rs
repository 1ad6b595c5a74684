//! A node from its parts: built once, run until told to stop.

use std::sync::Arc;

use axum::Router;
use countersign_api::ApiState;
use countersign_delivery::Routes;
use countersign_engine::{Engine, Parts};
use countersign_keyring::Keyring;
use countersign_model::{Clock, Dice, Limits};
use countersign_store::{Engine as Database, Store};
use countersign_web::{Gate, Limits as HttpLimits, OriginPolicy, front, serve};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::commands::Failure;
use crate::control::Control;

/// What a node is built from.
pub struct Setup {
    /// The database to open.
    pub database: Database,
    /// The keys.
    pub keyring: Keyring,
    /// The providers.
    pub routes: Routes,
    /// What may be sent at all.
    pub limits: Limits,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
    /// The node's name.
    pub node: String,
}

/// A node that is ready to serve.
pub struct Running {
    /// Its verbs.
    pub engine: Engine,
    dice: Arc<dyn Dice>,
    store: Store,
}

impl Running {
    /// Opens the database and builds the engine.
    ///
    /// # Errors
    /// When the database can't be opened or belongs to other keys.
    pub async fn build(setup: Setup) -> Result<Self, Failure> {
        let Setup { database, keyring, routes, limits, clock, dice, node } = setup;
        let name = database.name();
        let opened = tokio::task::spawn_blocking(move || Store::open(database)).await;
        let store = opened
            .map_err(|error| Failure::new(format!("{name}: {error}")))?
            .map_err(|error| Failure::new(format!("the database can't be opened: {error}")))?;
        let parts =
            Parts { store: store.clone(), keyring, routes, limits, clock, dice: Arc::clone(&dice), node };
        let engine = Engine::start(parts).await.map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self { engine, dice, store })
    }

    /// All that is served, as a listener's requests meet it: the API and `pages` behind what stands before every
    /// handler.
    pub fn router(&self, origins: OriginPolicy, pages: Router) -> Router {
        let state = ApiState {
            engine: self.engine.clone(),
            gate: Gate::new(self.engine.clone()),
            origins: Arc::new(origins),
        };
        front(countersign_api::router(state).merge(pages), Arc::clone(&self.dice), &HttpLimits::default())
    }

    /// Lets what waits be written, and ends.
    pub async fn close(self) {
        close(self.store).await;
    }

    /// Serves the API and `pages` on `listener` and commands on `control`, sends and tidies, until `stop` completes; then lets what runs end.
    ///
    /// # Errors
    /// When the listener breaks.
    pub(crate) async fn run(
        self,
        listener: TcpListener,
        origins: OriginPolicy,
        pages: Router,
        control: Control,
        stop: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        let router = self.router(origins, pages);
        let (stopped, stopping) = watch::channel(false);
        let told = move || {
            let mut stopping = stopping.clone();
            async move {
                // An error means that the sender is gone, which is the end too.
                let _ = stopping.wait_for(|stopped| *stopped).await;
            }
        };
        let (worker, tidying) = (self.engine.clone(), self.engine.clone());
        let (until_worker, until_tidying) = (told(), told());
        let worker = tokio::spawn(async move { worker.run_worker(until_worker).await });
        let tidying = tokio::spawn(async move { tidying.run_sweep(until_tidying).await });
        let control = tokio::spawn(control.serve(self.engine.clone()));
        let served = serve(listener, router, stop, HttpLimits::default()).await;
        control.abort();
        // The worker goes on until no request can make it more work.
        let _ = stopped.send(true);
        let _ = worker.await;
        let _ = tidying.await;
        close(self.store).await;
        served.map_err(|error| Failure::new(format!("the listener broke: {error}")))
    }
}

async fn close(store: Store) {
    // An error means that a thread panicked, which was told when it happened.
    let _ = tokio::task::spawn_blocking(move || store.close()).await;
}
