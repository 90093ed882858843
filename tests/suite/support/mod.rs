//! What tests stand on: databases that go away, the application over them, rows with defaults.

pub(crate) mod app;
pub(crate) mod browser;
pub(crate) mod contract;
pub(crate) mod database;
pub(crate) mod left_out;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod process;
#[expect(dead_code, reason = "shared with the benchmark, which uses more of it")]
pub(crate) mod reviewers;
pub(crate) mod rows;
pub(crate) mod sentences;
