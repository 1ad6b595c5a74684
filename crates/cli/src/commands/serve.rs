//! `countersign serve`: the server for production.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use clap::Args;
use countersign_model::{Clock, Dice};
use countersign_web::Limits;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::Failure;
use crate::config::Config;
use crate::control::Control;
use crate::ops::{self, Watched};
use crate::running::Maker;
use crate::signals::Interruption;
use crate::traces::Collector;
use crate::{DataDir, Running, Setup, SystemClock, SystemDice, descriptors, keys, log};

/// Serve, with the configured keys, database and providers
///
/// Brings the database's tables up to date first. Refuses to start without a key, without a provider, on data that
/// `dev` made, and with a configuration that says what it may not. Stops at SIGTERM: requests in work end first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign config example > countersign.toml      # a file to start from\n  \
    countersign secrets init --file keys               # a key, readable for its owner alone\n  \
    countersign serve --config countersign.toml\n\n\
    Exit codes: 0 stopped when told to; 1 failed, starting again may help; 78 the configuration, the keys or the data \
    must be changed first.")]
pub struct Serve {
    /// The configuration file; the environment stands over it and may hold everything
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The ops listener is for a few machines that ask now and then.
const OPS_CONNECTIONS: usize = 64;

impl Serve {
    /// Runs until told to stop.
    ///
    /// # Errors
    /// When something it needs is missing or taken.
    pub fn run(self) -> Result<(), Failure> {
        let config = Config::read(self.config.as_deref())?;
        log::start(&config.log)?;
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(format!("no runtime: {error}")))?
            .block_on(serve(config))
    }
}

async fn serve(config: Config) -> Result<(), Failure> {
    let keyring = keys::of(&config)?;
    config.is_for_people()?;
    let delivery = config.delivery()?;
    if delivery.routes.seats().is_empty() && delivery.upstreams.is_empty() {
        return Err(Failure::configuration(
            "there is no provider, so no code could be sent: name one under [[providers]]; `countersign config example` \
             shows how",
        ));
    }
    config.remarks().iter().for_each(|remark| tracing::warn!("{remark}"));
    let tls = config.server.tls()?;
    let collector = Collector::of(&config.traces)?;
    let dice: Arc<dyn Dice> = Arc::new(SystemDice);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let data = DataDir::open(&config.general.data_dir)?;
    let node = match &config.general.node {
        Some(node) => node.clone(),
        None => data.text_or("node", || dice.secret())?,
    };
    let interruption =
        Interruption::listen().map_err(|error| Failure::new(format!("signals can't be heard: {error}")))?;
    let (listener, address) = bind("server.listen", config.server.listen).await?;
    let (ops_listener, ops_address) = bind("ops.listen", config.ops.listen).await?;
    let shipping = collector
        .and_then(|collector| collector.start(&config.traces, &node, Arc::clone(&clock), Arc::clone(&dice)));
    let setup = Setup {
        database: config.database.engine(&data),
        keyring,
        delivery,
        limits: config.limits.clone(),
        retention: config.retention.days(),
        clock: Arc::clone(&clock),
        dice,
        node,
    };
    let wanted = config.server.limits();
    let connections = descriptors::connections(wanted.connections, descriptors::raise());
    let limits = Limits { connections, ..wanted };
    let running = Running::build_as(Maker::Serve, setup).await?.limited(limits).secured(tls);
    let running = running.explaining(config.server.explain_not_found);
    if let Some(file) = keys::file(&config) {
        running.engine.use_key_file(Arc::new(file));
    }
    let origins = config.server.origins(address)?;

    let stopping = Arc::new(AtomicBool::new(false));
    let watched = Watched {
        engine: running.engine.clone(),
        clock: Arc::clone(&clock),
        stopping: Arc::clone(&stopping),
        began: clock.ticks(),
    };
    // The last to go: it tells that the server is stopping while requests in work end.
    let (done, all_done) = oneshot::channel::<()>();
    let ops = tokio::spawn(countersign_web::serve(
        ops_listener,
        ops::router(watched),
        async { drop(all_done.await) },
        Limits {
            connections: OPS_CONNECTIONS,
            drain: std::time::Duration::from_secs(1),
            ..Limits::default()
        },
    ));
    let until_told = async {
        interruption.heard().await;
        stopping.store(true, Ordering::Relaxed);
    };
    let control = Control::bind(&data)
        .map_err(|error| Failure::new(format!("the control socket can't be made: {error}")))?;
    // Last: who reads it may count on everything.
    tracing::info!(%address, ops = %ops_address, version = env!("CARGO_PKG_VERSION"), "serving");
    let served = running.run(listener, origins, Router::new(), control, until_told).await;
    if let Some(shipping) = shipping {
        shipping.finish().await;
    }
    drop(done);
    match ops.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the ops listener broke"),
        Err(error) => tracing::warn!(%error, "the ops listener broke"),
    }
    served
}

async fn bind(key: &str, wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let told = |error: std::io::Error| Failure::new(format!("can't listen at {wanted} ({key}): {error}"));
    let listener = TcpListener::bind(wanted).await.map_err(told)?;
    let address = listener.local_addr().map_err(told)?;
    Ok((listener, address))
}
