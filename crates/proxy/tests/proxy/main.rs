//! The proxy over real sockets.

mod refused;
mod support;
mod tunnelled;
mod verify;
