//! How a command reaches the data: through the running server's own socket, or by opening the data itself when no
//! server holds it. A command never touches a file that a server is using.
//!
//! The socket lies in the data directory and only its owner may open it. One connection carries one request: a line
//! of JSON each way.

mod answer;
mod client;
mod request;
mod server;

pub(crate) use answer::Answer;
pub(crate) use client::ask;
pub(crate) use request::{Order, Request};
pub(crate) use server::Control;

/// The socket's name in the data directory.
const SOCKET: &str = "control.sock";
/// Most bytes of a request or an answer: a listing of thousands.
const LARGEST: usize = 16 * 1024 * 1024;
