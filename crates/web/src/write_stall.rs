//! A client that asks and never reads must not hold its connection.
//!
//! hyper limits how long a client may take to send, not how long it may take to receive: once the socket's buffers are
//! full, a write waits for as long as the client likes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A socket whose writes fail with `TimedOut` once nothing at all went out for a while.
///
/// It belongs right around the socket, below any TLS: there each write that succeeds is something that the client's
/// side made room for.
pub struct WriteStall<S> {
    stream: S,
    limit: Duration,
    /// Runs while a write waits. Most never do.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> WriteStall<S> {
    /// `stream`, whose writes may wait no longer than `limit` each.
    #[must_use]
    pub const fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, waiting: None }
    }

    /// The socket without its limit.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.stream
    }

    /// What becomes of a write that came to `outcome`. Progress counts even when it comes late.
    fn judge<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = None;
            return outcome;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(self.limit)));
        waiting.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WriteStall<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.judge(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(context) {
            // A socket has nothing to flush: it says so at once, also while a write waits.
            Poll::Ready(Ok(())) => Poll::Ready(Ok(())),
            outcome => self.judge(context, outcome),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_shutdown(context);
        self.judge(context, outcome)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WriteStall<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, DuplexStream, duplex};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(1);
    const LONGER: Duration = Duration::from_millis(1100);

    /// One attempt to write, as hyper makes it: write, then flush.
    async fn attempt(socket: &mut WriteStall<DuplexStream>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        poll_fn(|context| {
            let written = Pin::new(&mut *socket).poll_write(context, bytes);
            assert!(matches!(Pin::new(&mut *socket).poll_flush(context), Poll::Ready(Ok(()))));
            Poll::Ready(written)
        })
        .await
    }

    #[tokio::test]
    async fn a_reader_that_is_slow_is_waited_for_and_one_that_stopped_is_not() {
        let (socket, mut reader) = duplex(8);
        let mut socket = WriteStall::new(socket, LIMIT);
        assert!(matches!(attempt(&mut socket, &[0; 9]).await, Poll::Ready(Ok(8))));
        for _ in 0..2 {
            assert!(attempt(&mut socket, &[0; 9]).await.is_pending());
            // In all longer than the limit, but something went out in between.
            tokio::time::sleep(LONGER).await;
            reader.read_exact(&mut [0; 3]).await.unwrap();
            assert!(matches!(attempt(&mut socket, &[0; 9]).await, Poll::Ready(Ok(3))));
        }
        assert!(attempt(&mut socket, &[0; 9]).await.is_pending());
        tokio::time::sleep(LONGER).await;
        let Poll::Ready(Err(error)) = attempt(&mut socket, &[0; 9]).await else { panic!("it waits on") };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_waiting_write_is_woken_to_fail_although_nothing_else_happens() {
        let (socket, _reader) = duplex(8);
        let mut socket = WriteStall::new(socket, Duration::from_millis(10));
        let written = tokio::io::AsyncWriteExt::write_all(&mut socket, &[0; 9]).await;
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
