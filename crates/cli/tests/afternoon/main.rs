//! Countersign over its life, with the real binary, PostgreSQL, an SMTP server and a webhook: a stranger's first
//! afternoon with it, and releases that follow each other on one database.

#![expect(clippy::tests_outside_test_module, reason = "an integration test is one")]

mod application;
mod office;
mod releases;
mod story;
mod tables;
mod upgrade;
