//! Being told to stop.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ears for the signals that ask the process to end. They are opened before anybody is told that the server is there:
/// a signal that came between would end the process as a crash does.
pub(crate) struct Interruption {
    terminated: Signal,
    interrupted: Signal,
}

impl Interruption {
    /// Listens from now on.
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminated: signal(SignalKind::terminate())?,
            interrupted: signal(SignalKind::interrupt())?,
        })
    }

    /// Completes when the process is asked to end.
    pub(crate) async fn heard(mut self) {
        tokio::select! {
            _ = self.terminated.recv() => {}
            _ = self.interrupted.recv() => {}
        }
        tracing::info!("stopping");
    }
}
