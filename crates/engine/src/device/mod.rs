//! Devices that call for themselves.

mod admit;

pub use admit::{Admission, Device};
