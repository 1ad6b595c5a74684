//! The command's end.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use countersign_delivery::Routes;
use countersign_delivery::providers::Inbox;
use countersign_model::{Dice, Limits};
use tokio::runtime::Runtime;

use super::{Answer, Frame, LARGEST, Listener, Progress, Reply, Request, SOCKET};
use crate::commands::{Failure, Place};
use crate::config::Config;
use crate::{DataDir, Running, Setup, SystemClock, SystemDice};

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
    match connect(place)? {
        Some(stream) => ask_server(stream, &request, listener),
        None => open_and_ask(place, request, listener),
    }
}

/// Whether a server answers on the socket.
pub(crate) fn is_served(place: &Place) -> Result<bool, Failure> {
    Ok(connect(place)?.is_some())
}

fn connect(place: &Place) -> Result<Option<UnixStream>, Failure> {
    match UnixStream::connect(place.data_dir.join(SOCKET)) {
        Ok(stream) => Ok(Some(stream)),
        // No socket, or one that nobody serves any more.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => Ok(None),
        Err(error) => Err(Failure::new(format!(
            "the server's socket {} can't be opened: {error}; run this as the server's user",
            place.data_dir.join(SOCKET).display()
        ))),
    }
}

fn ask_server(
    mut stream: UnixStream,
    request: &Request,
    listener: &mut dyn Listener,
) -> Result<Answer, Failure> {
    let lost = |error: &dyn std::fmt::Display| {
        Failure::new(format!(
            "the server went away meanwhile ({error}): see whether it was done, then try again"
        ))
    };
    let mut line = serde_json::to_vec(request).map_err(|error| lost(&error))?;
    line.push(b'\n');
    stream.write_all(&line).map_err(|error| lost(&error))?;
    let mut frames = BufReader::new(stream);
    loop {
        let mut line = String::new();
        frames.by_ref().take(LARGEST as u64).read_line(&mut line).map_err(|error| lost(&error))?;
        match serde_json::from_str(&line).map_err(|error| lost(&error))? {
            Frame::Progress(sentence) => listener.progress(&sentence),
            Frame::Text(piece) => listener.text(&piece)?,
            Frame::End(outcome) => return outcome.map_err(Failure::new),
        }
    }
}

fn open_and_ask(place: &Place, request: Request, listener: &mut dyn Listener) -> Result<Answer, Failure> {
    runtime()?.block_on(async {
        // The lock on the directory is held until all is closed.
        let (running, _data) = open(place, matches!(request, Request::Erase(_))).await?;
        let (reply, mut frames) = Reply::new();
        let engine = running.engine.clone();
        let work = async {
            let outcome = request.carry_out(&engine, &reply).await;
            reply.end(outcome).await;
            Ok(())
        };
        let listen = async {
            while let Some(frame) = frames.recv().await {
                match frame {
                    Frame::Progress(sentence) => listener.progress(&sentence),
                    Frame::Text(piece) => listener.text(&piece)?,
                    Frame::End(outcome) => return outcome.map_err(Failure::new),
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

/// Opens the data at `place`, which no server holds, and the inbox of `dev` if `with_inbox` and there is one. The
/// directory is locked as long as the second half is kept.
pub(crate) async fn open(place: &Place, with_inbox: bool) -> Result<(Running, DataDir), Failure> {
    place.exists()?;
    let config = Config::read(place.config.as_deref())?;
    let data = DataDir::open(&place.data_dir)?;
    let dice: Arc<dyn Dice> = Arc::new(SystemDice);
    let inbox = data.file("inbox.jsonl");
    let mut routes = Routes::default();
    if with_inbox && inbox.exists() {
        let inbox = Inbox::open(Some(inbox))
            .map_err(|error| Failure::new(format!("the inbox can't be opened: {error}")))?;
        routes = routes.filled_with(&Arc::new(inbox));
    }
    let setup = Setup {
        database: config.database.engine(&data),
        keyring: data.keyring(&*dice)?,
        routes,
        limits: Limits::development(),
        clock: Arc::new(SystemClock),
        // A name of its own: what the server held when it died is the server's to take up again.
        node: format!("command {}", dice.secret()),
        dice,
    };
    Ok((Running::build(setup).await?, data))
}

/// A runtime for one command.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("no runtime: {error}")))
}
