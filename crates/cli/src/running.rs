//! A node from its parts: built once, run until told to stop.

use std::sync::Arc;

use axum::Router;
use countersign_api::{ApiState, Explains};
use countersign_engine::{Delivery, Engine, Parts, Retention, StartError};
use countersign_keyring::Keyring;
use countersign_model::{Clock, Dice, Limits};
use countersign_prompt::PromptState;
use countersign_store::{End, Engine as Database, Store, marks};
use countersign_web::tls::{TlsFiles, serve_tls};
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
    /// How messages travel.
    pub delivery: Delivery,
    /// What may be sent at all.
    pub limits: Limits,
    /// How long things are kept.
    pub retention: Retention,
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
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    store: Store,
    limits: HttpLimits,
    tls: Option<Arc<TlsFiles>>,
    explains: Explains,
}

/// Where a database says whose it is.
const MADE_BY: &str = "made_by";

/// Who runs on a database. `dev` prints secrets on a terminal and keeps codes in its inbox, so neither takes the other's
/// data.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Maker {
    Dev,
    Serve,
}

impl Maker {
    const fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Serve => "serve",
        }
    }

    const fn refusal(self) -> &'static str {
        match self {
            Self::Serve => {
                "this data was made by `countersign dev`, whose secrets were printed on a terminal: choose another \
                 data_dir or database.url"
            }
            Self::Dev => {
                "this data belongs to `countersign serve`: dev would print its secrets and show its codes. Choose another \
                 directory with --data-dir, or another database"
            }
        }
    }
}

impl Running {
    /// Opens the database and builds the engine.
    ///
    /// # Errors
    /// When the database can't be opened or belongs to other keys.
    pub async fn build(setup: Setup) -> Result<Self, Failure> {
        let store = open(setup.database.clone()).await?;
        Self::on(store, setup).await
    }

    /// As [`Running::build`], for `maker`: refuses data that belongs to the other, before anything is changed, and
    /// marks it as its own.
    ///
    /// # Errors
    /// As [`Running::build`], and on the other's data.
    pub(crate) async fn build_as(maker: Maker, setup: Setup) -> Result<Self, Failure> {
        let store = open(setup.database.clone()).await?;
        let made_by = store.read(|tx| marks::get(tx, MADE_BY)).await.map_err(Failure::of)?;
        if made_by.is_some_and(|made_by| made_by != maker.name()) {
            return Err(Failure::configuration(maker.refusal()));
        }
        let running = Self::on(store.clone(), setup).await?;
        let marked = store.write(move |tx| marks::set(tx, MADE_BY, maker.name()).map(End::Commit)).await;
        marked.map_err(Failure::of)?;
        Ok(running)
    }

    async fn on(store: Store, setup: Setup) -> Result<Self, Failure> {
        let Setup { database: _, keyring, delivery, limits, retention, clock, dice, node } = setup;
        let parts = Parts {
            store: store.clone(),
            keyring,
            delivery,
            limits,
            retention,
            clock: Arc::clone(&clock),
            dice: Arc::clone(&dice),
            node,
        };
        let engine = Engine::start(parts).await.map_err(|error| match error {
            StartError::WrongKey { .. } | StartError::MissingKey { .. } => {
                Failure::configuration(error.to_string())
            }
            StartError::Store(_) => Failure::new(error.to_string()),
        })?;
        Ok(Self {
            engine,
            clock,
            dice,
            store,
            limits: HttpLimits::default(),
            tls: None,
            explains: Explains(true),
        })
    }

    /// The same, speaking TLS if there are files to speak it with.
    #[must_use]
    pub(crate) fn secured(self, tls: Option<Arc<TlsFiles>>) -> Self {
        Self { tls, ..self }
    }

    /// The same with other limits on what clients may hold.
    #[must_use]
    pub fn limited(self, limits: HttpLimits) -> Self {
        Self { limits, ..self }
    }

    /// The same, whose 404s tell what became of a verification, or don't.
    #[must_use]
    pub fn explaining(self, explains: bool) -> Self {
        Self { explains: Explains(explains), ..self }
    }

    /// All that is served, as a listener's requests meet it: the API and `pages` behind what stands before every
    /// handler.
    pub fn router(&self, origins: OriginPolicy, pages: Router) -> Router {
        let origins = Arc::new(origins);
        let state = ApiState {
            engine: self.engine.clone(),
            gate: Gate::new(self.engine.clone()),
            explains: self.explains,
            origins: Arc::clone(&origins),
        };
        let callbacks = countersign_callbacks::router(self.engine.clone());
        let prompts = countersign_prompt::router(PromptState { engine: self.engine.clone(), origins });
        let router = countersign_api::router(state).merge(callbacks).merge(prompts).merge(pages);
        front(router, Arc::clone(&self.dice), Arc::clone(&self.clock), &self.limits)
    }

    /// Lets what waits be written, and ends.
    pub async fn close(self) {
        close(&self.engine, self.store).await;
    }

    /// Serves the API and `pages` on `listener` and commands on `control`, sends and tidies, until `stop` completes;
    /// then lets what runs end.
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
        let connections_stop = stopping.clone();
        let told = move || {
            let mut stopping = stopping.clone();
            async move {
                // An error means that the sender is gone, which is the end too.
                let _ = stopping.wait_for(|stopped| *stopped).await;
            }
        };
        let (worker, tidying, keys) = (self.engine.clone(), self.engine.clone(), self.engine.clone());
        let (webhooks, until_webhooks) = (self.engine.clone(), told());
        let (until_worker, until_tidying, until_keys) = (told(), told(), told());
        let worker = tokio::spawn(async move { worker.run_worker(until_worker).await });
        let tidying = tokio::spawn(async move { tidying.run_sweep(until_tidying).await });
        let webhooks = tokio::spawn(async move { webhooks.run_webhooks(until_webhooks).await });
        let keys = tokio::spawn(async move { keys.run_keys(until_keys).await });
        let control = tokio::spawn(control.serve(self.engine.clone()));
        let connections = self.engine.connections(&connections_stop);
        let served = match self.tls {
            Some(files) => serve_tls(listener, files, router, stop, self.limits).await,
            None => serve(listener, router, stop, self.limits).await,
        };
        control.abort();
        // The worker goes on until no request can make it more work.
        let _ = stopped.send(true);
        let _ = worker.await;
        let _ = webhooks.await;
        let _ = tidying.await;
        let _ = keys.await;
        for connection in connections {
            let _ = connection.await;
        }
        close(&self.engine, self.store).await;
        served.map_err(|error| Failure::new(format!("the listener broke: {error}")))
    }
}

/// Opens the database and brings its tables up to date.
///
/// # Errors
/// When it can't be reached, has of a later version what this one can't live with, or was changed by hand.
pub(crate) async fn open(database: Database) -> Result<Store, Failure> {
    let name = database.name();
    let opened = tokio::task::spawn_blocking(move || Store::open(database)).await;
    let store = opened.map_err(|error| Failure::new(format!("{name}: {error}")))?.map_err(|error| {
        let sentence = format!("the database can't be opened: {error}");
        if error.is_unfit() { Failure::configuration(sentence) } else { Failure::new(sentence) }
    })?;
    if let Some(sentence) = of_later_version(&store.found().later) {
        tracing::warn!("{sentence}");
    }
    Ok(store)
}

/// What an operator should know of a database that has migrations of a later version; `None` when it has none.
pub(crate) fn of_later_version(migrations: &[String]) -> Option<String> {
    (!migrations.is_empty()).then(|| {
        format!(
            "a later version has used this database ({}), and this one goes on without what that version added: it \
             neither backs that up nor erases from it, and drops no key",
            migrations.join(", ")
        )
    })
}

async fn close(engine: &Engine, store: Store) {
    // Without it the others wait half a minute until they take this node for dead.
    if let Err(error) = engine.leave().await {
        tracing::warn!(%error, "the other nodes could not be told that this one ends");
    }
    // An error means that a thread panicked, which was told when it happened.
    let _ = tokio::task::spawn_blocking(move || store.close()).await;
}
