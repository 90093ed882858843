//! Concordance, a tracker for peace negotiations.
//!
//! Data flows one way:
//!
//! ```text
//! ingest (outside world → draft) → analysis (text → findings; pure) → store (the only SQL) → web (pages) · api (JSON)
//! ```
//!
//! [`pipeline`] alone joins the first three. The glossary is [`domain`].
//!
//! Where does X happen? A URL: `web/mod.rs` or `api/mod.rs`, then the file named for the noun, and
//! the template of the same name. A sentence was missed: `analysis/<finding>.rs`, its data in
//! `analysis/lexicon/`. Any SQL: `store/<noun>.rs`; a column: `migrations/`. A setting:
//! [`config`]. An import failed: [`pipeline`], then `ingest/`. A header, limit or log layer:
//! `server/layers.rs`. Who may do what: the table in `access/needs.rs`. A mark-up question: `templates/<noun>/`.

pub mod access;
pub mod agreement;
pub mod analysis;
pub mod api;
pub mod clock;
pub mod config;
pub mod domain;
pub mod ingest;
pub mod pipeline;
pub mod server;
pub mod store;
pub mod web;
