//! The one test binary; its modules mirror `src/`.

mod api;
mod store;
mod support;
