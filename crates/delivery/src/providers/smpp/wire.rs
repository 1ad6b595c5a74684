//! A connection as packets.

use std::time::Duration;

use bytes::BytesMut;
use rusmpp_core::pdus::owned::Pdu;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::time::timeout;

use super::connect::BIND;
use super::packet::{BadLength, Packet, id, write};
use super::{Unbound, status};

/// A connection, with TLS or without.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The half to write to.
pub(super) type Writer = WriteHalf<Box<dyn Stream>>;

/// Both halves, which a session uses side by side.
pub(super) struct Wire {
    pub(super) incoming: Incoming,
    pub(super) writer: Writer,
}

/// The half that packets come from.
pub(super) struct Incoming {
    reader: ReadHalf<Box<dyn Stream>>,
    came: BytesMut,
}

/// Why no more packets come.
#[derive(Debug)]
pub(super) enum Broken {
    /// Closed, or an error of the network.
    Closed(String),
    /// What comes is no SMPP.
    Garbage,
}

impl From<Broken> for Unbound {
    fn from(broken: Broken) -> Self {
        Self::Lost(match broken {
            Broken::Closed(why) => why,
            Broken::Garbage => "it speaks something else than SMPP".to_owned(),
        })
    }
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Closed(error.to_string())
    }
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        Self { incoming: Incoming { reader, came: BytesMut::new() }, writer }
    }

    pub(super) async fn send(&mut self, packet: &[u8]) -> Result<(), Broken> {
        self.writer.write_all(packet).await?;
        // TLS keeps back what is not flushed.
        Ok(self.writer.flush().await?)
    }

    /// Ends a bind that was only tried. How the centre takes leave says nothing.
    pub(super) async fn unbind(mut self, limit: Duration) {
        let leave = async {
            self.send(&write(status::OK, BIND + 1, Pdu::Unbind)).await?;
            while self.incoming.packet().await?.id != id::UNBIND | id::ANSWER {}
            Ok::<(), Broken>(())
        };
        let _ = timeout(limit, leave).await;
    }
}

impl Incoming {
    /// The next packet. May be given up and asked for again.
    pub(super) async fn packet(&mut self) -> Result<Packet, Broken> {
        loop {
            if let Some(packet) = Packet::cut(&mut self.came).map_err(|BadLength| Broken::Garbage)? {
                return Ok(packet);
            }
            if self.reader.read_buf(&mut self.came).await? == 0 {
                return Err(Broken::Closed("the centre hung up".to_owned()));
            }
        }
    }
}
