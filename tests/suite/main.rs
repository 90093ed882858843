//! The one test binary; its modules mirror `src/`.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod access;
mod api;
mod browser;
mod commands;
mod conventions;
mod desk;
mod kill;
mod reading;
mod readme;
mod store;
mod support;
mod users;
mod web;
