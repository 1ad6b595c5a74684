//! The prompt: pages on which people set up and use a second step.
//!
//! [`page`] makes the pages: pure functions from what is to be shown to HTML, in every language that there are texts
//! for. They know no engine, no database and no request.

pub mod page;
