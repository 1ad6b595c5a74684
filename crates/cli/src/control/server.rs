//! The server's end of the socket.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use countersign_engine::Engine;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use super::{Frame, LARGEST, Order, Reply, SOCKET, short_way};
use crate::DataDir;
use crate::commands::Failure;

/// How long a command may take to say what it wants, and to take each frame of the answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The socket, bound but not served yet.
pub(crate) struct Control(UnixListener);

impl Control {
    /// Binds the socket of `data`, for its owner alone. What a killed server left behind is replaced: the directory's
    /// lock says that it is dead.
    pub(crate) fn bind(data: &DataDir) -> io::Result<Self> {
        let path = data.file(SOCKET);
        remove(&path)?;
        // The directory is 0700 already; the mode guards a directory that somebody opened to others.
        let (_held, way) = short_way(data.path())?;
        let listener = UnixListener::bind(way)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self(listener))
    }

    /// Answers commands until the future is dropped.
    pub(crate) async fn serve(self, engine: Engine) {
        // Dropped with this future, they end with it: a server that stops doesn't wait for a long command.
        let mut commands = JoinSet::new();
        loop {
            match self.0.accept().await {
                Ok((stream, _)) => {
                    let engine = engine.clone();
                    while commands.try_join_next().is_some() {}
                    commands.spawn(async move {
                        if let Err(error) = serve_one(stream, &engine).await {
                            tracing::debug!(%error, "a command went away");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the control socket could not be served");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

async fn serve_one(stream: UnixStream, engine: &Engine) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    in_time(BufReader::new(read.take(LARGEST as u64)).read_line(&mut line)).await?;
    let (reply, mut frames) = Reply::new();
    let work = async {
        let outcome = match serde_json::from_str::<Order>(&line) {
            Ok(order) => order.carry_out(engine, &reply).await,
            // A command of another version than the server.
            Err(_) => {
                Err(Failure::new("the running server doesn't know this command: is it of another version?"))
            }
        };
        reply.end(outcome).await;
        Ok(())
    };
    let tell = async {
        while let Some(frame) = frames.recv().await {
            let mut line = serde_json::to_vec(&frame)?;
            line.push(b'\n');
            in_time(write.write_all(&line)).await?;
            if matches!(frame, Frame::End(_)) {
                break;
            }
        }
        write.shutdown().await
    };
    // When the command has gone away its work is dropped: every verb can be asked for again.
    tokio::try_join!(work, tell).map(drop)
}

async fn in_time<T>(io: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout(PATIENCE, io).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
