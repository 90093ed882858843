//! The one test binary; its modules mirror `src/`.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod api;
mod conventions;
mod store;
mod support;
mod web;
