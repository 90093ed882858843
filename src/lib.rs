//! Concordance, a tracker for peace negotiations.

pub mod analysis;
pub mod domain;
pub mod ingest;
