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

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

pub(crate) use answer::Answer;
pub(crate) use client::{Carriers, ask, ask_server, ask_with, is_served, must_exist, open, runtime};
pub(crate) use frame::{Frame, Listener, Reply};
pub(crate) use listen::Progress;
pub(crate) use request::{Order, Request};
pub(crate) use server::Control;

/// The socket's name in the data directory.
const SOCKET: &str = "control.sock";

/// A short way to the socket of a directory: a socket's address has room for about a hundred bytes, and a directory's
/// path may be longer. Good while the file is held.
fn short_way(directory: &Path) -> io::Result<(File, PathBuf)> {
    let held = File::open(directory)?;
    let way = format!("/proc/self/fd/{}/{SOCKET}", held.as_raw_fd());
    Ok((held, way.into()))
}

/// Most bytes of a request or a frame: a listing of thousands.
const LARGEST: usize = 16 * 1024 * 1024;
