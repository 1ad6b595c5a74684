//! Notifications of challenges (behaviour map 9.4).

mod create;

pub(crate) use create::create;
