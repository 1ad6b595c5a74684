//! The command's end.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use countersign_delivery::Routes;
use countersign_model::{Dice, Limits};

use super::{Answer, LARGEST, Order, Request, SOCKET};
use crate::commands::{Failure, Place, operator};
use crate::config::Config;
use crate::{DataDir, Running, Setup, SystemClock, SystemDice, keys};

/// Carries `request` to the server that holds the data, or opens the data when none does.
pub(crate) fn ask(place: &Place, request: Request) -> Result<Answer, Failure> {
    let (config, path) = place.settle()?;
    let order = Order { by: operator(), request };
    match UnixStream::connect(path.join(SOCKET)) {
        Ok(stream) => ask_server(stream, &order),
        // No socket, or one that nobody serves any more.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
            open_and_ask(&config, &path, order)
        }
        Err(error) => Err(Failure::new(format!(
            "the server's socket {} can't be opened: {error}; run this as the server's user",
            path.join(SOCKET).display()
        ))),
    }
}

fn ask_server(mut stream: UnixStream, order: &Order) -> Result<Answer, Failure> {
    let lost = |error: &dyn std::fmt::Display| {
        Failure::new(format!(
            "the server went away meanwhile ({error}): see whether it was done, then try again"
        ))
    };
    let mut line = serde_json::to_vec(order).map_err(|error| lost(&error))?;
    line.push(b'\n');
    stream.write_all(&line).map_err(|error| lost(&error))?;
    let mut answer = String::new();
    BufReader::new(stream.take(LARGEST as u64)).read_line(&mut answer).map_err(|error| lost(&error))?;
    let outcome: Result<Answer, String> = serde_json::from_str(&answer).map_err(|error| lost(&error))?;
    outcome.map_err(Failure::new)
}

fn open_and_ask(config: &Config, path: &Path, order: Order) -> Result<Answer, Failure> {
    // A production server makes its directory itself, but its account has to be there before.
    if !path.is_dir() && !config.is_production() {
        return Err(Failure::new(format!(
            "there is no data in {}: name the server's directory with --data-dir, or start `countersign dev` there",
            path.display()
        )));
    }
    let configured = config.is_production().then(|| keys::of(config)).transpose()?;
    let data = DataDir::open(path)?;
    let dice: Arc<dyn Dice> = Arc::new(SystemDice);
    let setup = Setup {
        database: config.database.engine(&data),
        keyring: match configured {
            Some(keyring) => keyring,
            // `dev` keeps its keys beside its data.
            None => data.keyring(&*dice)?,
        },
        routes: Routes::default(),
        limits: Limits::development(),
        retention: config.retention.days(),
        clock: Arc::new(SystemClock),
        // A name of its own: what the server held when it died is the server's to take up again.
        node: format!("command {}", dice.secret()),
        dice,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("no runtime: {error}")))?;
    runtime.block_on(async {
        let running = Running::build(setup).await?;
        let answer = order.carry_out(&running.engine).await;
        running.close().await;
        answer
    })
}
