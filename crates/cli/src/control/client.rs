//! The command's end.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use countersign_delivery::Routes;
use countersign_model::Dice;

use super::{Answer, LARGEST, Request, SOCKET};
use crate::commands::{Failure, Place};
use crate::config::Config;
use crate::{DataDir, Running, Setup, SystemClock, SystemDice};

/// Carries `request` to the server that holds the data, or opens the data when none does.
pub(crate) fn ask(place: &Place, request: Request) -> Result<Answer, Failure> {
    match UnixStream::connect(place.data_dir.join(SOCKET)) {
        Ok(stream) => ask_server(stream, &request),
        // No socket, or one that nobody serves any more.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
            open_and_ask(place, request)
        }
        Err(error) => Err(Failure::new(format!(
            "the server's socket {} can't be opened: {error}; run this as the server's user",
            place.data_dir.join(SOCKET).display()
        ))),
    }
}

fn ask_server(mut stream: UnixStream, request: &Request) -> Result<Answer, Failure> {
    let lost = |error: &dyn std::fmt::Display| {
        Failure::new(format!(
            "the server went away meanwhile ({error}): see whether it was done, then try again"
        ))
    };
    let mut line = serde_json::to_vec(request).map_err(|error| lost(&error))?;
    line.push(b'\n');
    stream.write_all(&line).map_err(|error| lost(&error))?;
    let mut answer = String::new();
    BufReader::new(stream.take(LARGEST as u64)).read_line(&mut answer).map_err(|error| lost(&error))?;
    let outcome: Result<Answer, String> = serde_json::from_str(&answer).map_err(|error| lost(&error))?;
    outcome.map_err(Failure::new)
}

fn open_and_ask(place: &Place, request: Request) -> Result<Answer, Failure> {
    if !Path::new(&place.data_dir).is_dir() {
        return Err(Failure::new(format!(
            "there is no data in {}: name the server's directory with --data-dir, or start `countersign dev` there",
            place.data_dir.display()
        )));
    }
    let config = Config::read(place.config.as_deref())?;
    let data = DataDir::open(&place.data_dir)?;
    let dice: Arc<dyn Dice> = Arc::new(SystemDice);
    let setup = Setup {
        database: config.database.engine(&data),
        keyring: data.keyring(&*dice)?,
        routes: Routes::default(),
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
        running.engine.use_key_file(Arc::new(data.key_file()));
        let answer = request.carry_out(&running.engine).await;
        running.close().await;
        answer
    })
}
