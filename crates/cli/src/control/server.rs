//! The server's end of the socket.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use countersign_engine::Engine;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::{LARGEST, Order, SOCKET};
use crate::DataDir;

/// How long a command may keep a connection silent.
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
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self(listener))
    }

    /// Answers commands until the future is dropped.
    pub(crate) async fn serve(self, engine: Engine) {
        loop {
            match self.0.accept().await {
                Ok((stream, _)) => {
                    let engine = engine.clone();
                    tokio::spawn(async move {
                        let served = tokio::time::timeout(PATIENCE, serve_one(stream, &engine)).await;
                        if let Ok(Err(error)) = served {
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
    BufReader::new(read.take(LARGEST as u64)).read_line(&mut line).await?;
    let outcome = match serde_json::from_str::<Order>(&line) {
        Ok(order) => order.carry_out(engine).await.map_err(|failure| failure.to_string()),
        // A command of another version than the server.
        Err(_) => Err("the running server doesn't know this command: is it of another version?".to_owned()),
    };
    let mut answer = serde_json::to_vec(&outcome)?;
    answer.push(b'\n');
    write.write_all(&answer).await?;
    write.shutdown().await
}
