//! How a command reaches the data: through the running server's own socket, or by opening the data itself when no
//! server holds it. A command never touches a file that a server is using.
//!
//! The socket lies in the data directory and only its owner may open it. One connection carries one request: a line of
//! JSON there, and lines of JSON back ([`Frame`]), the last of which says what it came to.

mod answer;
mod client;
mod frame;
mod listen;
mod request;
mod server;

pub(crate) use answer::Answer;
pub(crate) use client::{ask, ask_with, is_served, open, runtime};
pub(crate) use frame::{Frame, Listener, Reply};
pub(crate) use listen::Progress;
pub(crate) use request::Request;
pub(crate) use server::Control;

/// The socket's name in the data directory.
const SOCKET: &str = "control.sock";
/// Most bytes of a request or a frame: a listing of thousands.
const LARGEST: usize = 16 * 1024 * 1024;
