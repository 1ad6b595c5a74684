//! Forms (behaviour map 9.5).

mod fetch;

pub(crate) use fetch::fetch;
