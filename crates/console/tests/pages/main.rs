//! The pages as a browser or a program meets them.

mod access;
mod events;
mod hops;
mod inbox;
mod keys;
mod page;
mod services;
mod support;
