//! The outside world → article drafts: files, lines of a corpus, and what is built in.
//!
//! Owns the forms in which articles arrive and says, with the line, where one breaks its form.
//! Whether a field holds (a date, an address) is for [`ArticleDraft`](crate::domain::ArticleDraft)
//! to say; nothing here analyses or stores.
//!
//! - [`header_file`]: one article as plain text under a small header.
//! - [`json_lines`]: one article as one line of JSON, the form of a coded corpus.
//! - [`builtin`]: the catalog and the sample articles that come with the program.

pub mod builtin;
pub mod header_file;
pub mod json_lines;
