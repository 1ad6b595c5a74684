//! HTTP/1.1 with nothing that isn't needed: the load shares two cores with what it measures.

use std::io;
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stopwatch::Stopwatch;

/// A connection that is kept open, of a client or of a server.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    /// Of the message received last.
    head: usize,
    body: Range<usize>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(4096), head: 0, body: 0..0 })
    }

    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        Self::new(TcpStream::connect(address).await?)
    }

    pub(crate) async fn send(&mut self, message: &[u8]) -> io::Result<()> {
        self.stream.write_all(message).await
    }

    /// Waits for a whole message; false when the other side closed the connection between two.
    pub(crate) async fn receive(&mut self) -> io::Result<bool> {
        self.received.drain(..self.body.end);
        self.body = 0..0;
        loop {
            if let Some(head) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                let body = head + 4..head + 4 + content_length(&self.received[..head])?;
                if self.received.len() >= body.end {
                    (self.head, self.body) = (head, body);
                    return Ok(true);
                }
            }
            if self.stream.read_buf(&mut self.received).await? == 0 {
                let whole = self.received.is_empty();
                return if whole { Ok(false) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        }
    }

    /// Sends a request and waits for the status of its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        self.send(request).await?;
        self.status().await
    }

    /// The same, and how long it took until the answer began.
    pub(crate) async fn ask_first(&mut self, request: &[u8]) -> io::Result<(u16, Duration)> {
        self.received.drain(..self.body.end);
        self.body = 0..0;
        let watch = Stopwatch::start();
        self.send(request).await?;
        if self.stream.read_buf(&mut self.received).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let first = watch.elapsed();
        Ok((self.status().await?, first))
    }

    /// Waits for the status of an answer.
    async fn status(&mut self) -> io::Result<u16> {
        if !self.receive().await? {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        // `HTTP/1.1 200 OK`
        let digits = self.received[..self.head].get(9..12);
        let status = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "an answer without a status"))
    }

    /// The head of the message received last.
    pub(crate) fn head(&self) -> &[u8] {
        &self.received[..self.head]
    }

    /// The body of the message received last.
    pub(crate) fn body(&self) -> &[u8] {
        &self.received[self.body.clone()]
    }
}

/// What the head says of the body's length; chunked bodies are not understood, and nothing measured here sends any.
fn content_length(head: &[u8]) -> io::Result<usize> {
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let head = std::str::from_utf8(head).map_err(|_| bad("a head that is no text"))?;
    for line in head.split("\r\n").skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            return value.trim().parse().map_err(|_| bad("a content-length that is no number"));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Err(bad("a body in chunks"));
        }
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_read_whatever_its_case_and_chunks_are_refused() {
        assert_eq!(content_length(b"POST / HTTP/1.1\r\nContent-LENGTH: 12").unwrap(), 12);
        assert_eq!(content_length(b"GET / HTTP/1.1\r\nhost: a").unwrap(), 0);
        assert!(content_length(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked").is_err());
    }

    #[tokio::test]
    async fn messages_that_arrive_together_or_in_pieces_are_read_one_by_one() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let mut server = Connection::new(listener.accept().await.unwrap().0).unwrap();
        client
            .write_all(b"POST /a HTTP/1.1\r\ncontent-length: 2\r\n\r\nabPOST /b HTTP/1.1\r\ncontent-")
            .await
            .unwrap();
        assert!(server.receive().await.unwrap());
        assert_eq!(server.body(), b"ab");
        client.write_all(b"length: 1\r\n\r\nc").await.unwrap();
        assert!(server.receive().await.unwrap());
        assert_eq!(server.body(), b"c");
        drop(client);
        assert!(!server.receive().await.unwrap());
    }
}
