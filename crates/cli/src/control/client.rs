//! The command's end.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use countersign_delivery::providers::Inbox;
use countersign_engine::Delivery;
use countersign_model::{Dice, Limits};
use tokio::runtime::Runtime;

use super::{Answer, Frame, LARGEST, Listener, Order, Progress, Reply, Request, SOCKET, short_way};
use crate::commands::{Failure, Place, operator};
use crate::config::Config;
use crate::{DataDir, Running, Setup, SystemClock, SystemDice, keys};

/// Carries `request` to the server that holds the data, or opens the data when none does.
pub(crate) fn ask(place: &Place, request: Request) -> Result<Answer, Failure> {
    ask_with(place, request, &mut Progress::default())
}

/// As [`ask`], with somebody who listens while the work goes on.
pub(crate) fn ask_with(
    place: &Place,
    request: Request,
    listener: &mut dyn Listener,
) -> Result<Answer, Failure> {
    let (config, path) = place.settle()?;
    let order = Order { by: operator(), request };
    match connect(&path)? {
        Some(stream) => carry(stream, &order, listener),
        None => open_and_ask(&config, &path, order, listener),
    }
}

/// Carries `request` to the server that holds the data; nothing when none does.
pub(crate) fn ask_server(place: &Place, request: Request) -> Result<Option<Answer>, Failure> {
    let (_, path) = place.settle()?;
    let order = Order { by: operator(), request };
    let stream = connect(&path)?;
    stream.map(|stream| carry(stream, &order, &mut Progress::default())).transpose()
}

/// Whether a server answers on the socket of the data directory `path`.
pub(crate) fn is_served(path: &Path) -> Result<bool, Failure> {
    Ok(connect(path)?.is_some())
}

fn connect(path: &Path) -> Result<Option<UnixStream>, Failure> {
    match short_way(path).and_then(|(_held, way)| UnixStream::connect(way)) {
        Ok(stream) => Ok(Some(stream)),
        // No socket, or one that nobody serves any more.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => Ok(None),
        Err(error) => Err(Failure::new(format!(
            "the server's socket {} can't be opened: {error}; run this as the server's user",
            path.join(SOCKET).display()
        ))),
    }
}

fn carry(mut stream: UnixStream, order: &Order, listener: &mut dyn Listener) -> Result<Answer, Failure> {
    let lost = |error: &dyn std::fmt::Display| {
        Failure::new(format!(
            "the server went away meanwhile ({error}): see whether it was done, then try again"
        ))
    };
    let mut line = serde_json::to_vec(order).map_err(|error| lost(&error))?;
    line.push(b'\n');
    stream.write_all(&line).map_err(|error| lost(&error))?;
    let mut frames = BufReader::new(stream);
    loop {
        let mut line = String::new();
        frames.by_ref().take(LARGEST as u64).read_line(&mut line).map_err(|error| lost(&error))?;
        match serde_json::from_str(&line).map_err(|error| lost(&error))? {
            Frame::Progress(sentence) => listener.progress(&sentence),
            Frame::Text(piece) => listener.text(&piece)?,
            Frame::End(outcome) => return outcome.map_err(Failure::from),
        }
    }
}

fn open_and_ask(
    config: &Config,
    path: &Path,
    order: Order,
    listener: &mut dyn Listener,
) -> Result<Answer, Failure> {
    runtime()?.block_on(async {
        // The lock on the directory is held until all is closed.
        let (running, _data) = open(config, path, order.request.carriers()).await?;
        let (reply, mut frames) = Reply::new();
        let engine = running.engine.clone();
        let work = async {
            let outcome = order.carry_out(&engine, &reply).await;
            reply.end(outcome).await;
            Ok(())
        };
        let listen = async {
            while let Some(frame) = frames.recv().await {
                match frame {
                    Frame::Progress(sentence) => listener.progress(&sentence),
                    Frame::Text(piece) => listener.text(&piece)?,
                    Frame::End(outcome) => return outcome.map_err(Failure::from),
                }
            }
            Err(Failure::new("the command ended without an answer"))
        };
        let outcome = tokio::try_join!(work, listen).map(|((), answer)| answer);
        drop(frames);
        drop(engine);
        running.close().await;
        outcome
    })
}

/// # Errors
/// When there is no data directory: it is likelier to be misspelt than to be new.
pub(crate) fn must_exist(config: &Config, path: &Path) -> Result<(), Failure> {
    // A production server makes its directory itself, but its account has to be there before.
    if path.is_dir() || config.is_production() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "there is no data in {}: name the server's directory with --data-dir, or start `countersign dev` there",
        path.display()
    )))
}

/// Which providers a command needs that opens the data itself. It sends nothing through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carriers {
    /// None.
    Nobody,
    /// The inbox of `dev`, if there is one: it keeps messages.
    Inbox,
    /// Those of the configuration too.
    Configured,
}

/// Opens the data in `path`, which no server holds, with these carriers. The directory is locked as long as the second
/// half is kept.
pub(crate) async fn open(
    config: &Config,
    path: &Path,
    carriers: Carriers,
) -> Result<(Running, DataDir), Failure> {
    must_exist(config, path)?;
    let configured = config.is_production().then(|| keys::of(config)).transpose()?;
    let data = DataDir::open(path)?;
    let key_file = if configured.is_some() { keys::file(config) } else { Some(data.key_file()) };
    let dice: Arc<dyn Dice> = Arc::new(SystemDice);
    let inbox = data.file("inbox.jsonl");
    let mut delivery = Delivery::default();
    if carriers == Carriers::Configured {
        delivery = config.delivery()?;
    }
    if carriers != Carriers::Nobody && inbox.exists() {
        let inbox = Inbox::open(Some(inbox))
            .map_err(|error| Failure::new(format!("the inbox can't be opened: {error}")))?;
        delivery.routes = delivery.routes.filled_with(&Arc::new(inbox));
    }
    delivery.webhooks =
        if configured.is_some() { config.webhooks.allowed()? } else { config.webhooks.allowed_in_dev()? };
    let setup = Setup {
        database: config.database.engine(&data),
        keyring: match configured {
            Some(keyring) => keyring,
            // `dev` keeps its keys beside its data.
            None => data.keyring(&*dice)?,
        },
        delivery,
        limits: Limits::development(),
        retention: config.retention.days(),
        clock: Arc::new(SystemClock),
        // A name of its own: what the server held when it died is the server's to take up again.
        node: format!("command {}", dice.secret()),
        dice,
    };
    let running = Running::build(setup).await?;
    if let Some(file) = key_file {
        running.engine.use_key_file(Arc::new(file));
    }
    Ok((running, data))
}

/// A runtime for one command.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("no runtime: {error}")))
}
