//! Concordance, a tracker for peace negotiations.

pub mod analysis;
pub mod commands;
pub mod domain;
