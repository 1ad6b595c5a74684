//! The pages.

pub mod action;
pub mod brand;
pub mod view;
