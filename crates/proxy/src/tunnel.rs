//! Bytes to and fro, untouched.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use countersign_web::Stopping;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{Refusal, Target};

/// Connects with `target` within `limit`; its name is resolved now.
///
/// # Errors
/// [`Refusal::Unreachable`].
pub(crate) async fn open(target: &Target, limit: Duration) -> Result<TcpStream, Refusal> {
    let connecting = TcpStream::connect((target.host(), target.port()));
    let failed = match tokio::time::timeout(limit, connecting).await {
        Ok(Ok(stream)) => {
            // Whoever waits for an answer shouldn't wait for more bytes too. If it fails, bytes are late.
            let _ = stream.set_nodelay(true);
            return Ok(stream);
        }
        Ok(Err(error)) => error,
        Err(_) => io::ErrorKind::TimedOut.into(),
    };
    tracing::info!(host = target.host(), port = target.port(), error = %failed, "a tunnel can't be opened");
    Err(Refusal::Unreachable(target.host().to_owned()))
}

/// Carries bytes both ways until both sides have ended, nothing has moved for `idle` (twice that at most), or the
/// server stops: a tunnel may live for ever, so it isn't waited for.
pub(crate) async fn relay<A, B>(client: A, other: B, idle: Duration, mut stopping: Stopping)
where
    A: AsyncRead + AsyncWrite,
    B: AsyncRead + AsyncWrite,
{
    let moved = AtomicU64::new(0);
    let (from_client, to_client) = tokio::io::split(client);
    let (from_other, to_other) = tokio::io::split(other);
    let both =
        async { tokio::try_join!(pump(from_client, to_other, &moved), pump(from_other, to_client, &moved)) };
    let silence = async {
        let mut before = u64::MAX;
        loop {
            let now = moved.load(Ordering::Relaxed);
            if now == before {
                return;
            }
            before = now;
            tokio::time::sleep(idle).await;
        }
    };
    tokio::select! {
        ended = both => if let Err(error) = ended {
            tracing::debug!(%error, "a tunnel broke");
        },
        () = silence => tracing::debug!("an idle tunnel was closed"),
        () = stopping.wait() => {}
    }
}

/// One direction, to its end; the end is passed on.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    moved: &AtomicU64,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..read]).await?;
        moved.fetch_add(1, Ordering::Relaxed);
    }
}
