//! Verifications that another server of the same API carries out: asking it about codes that it made, and telling it how
//! they ended here. That it sends them is an errand of the outbox like any other.

mod check;
mod end;

pub(crate) use check::{CHECKS, Reservation};
pub(crate) use end::owe_end;
