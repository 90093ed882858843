//! Which words stand for a party or a person.

use crate::domain::Span;

/// Which words stand for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum MentionKind {
    Name,
    Person,
    Alias,
    Demonym,
    Role,
    Pronoun,
    Pair,
    Outsider,
}

/// One stretch of the text that stands for one or more parties or for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The words that name.
    pub span: Span,
    /// Index of its sentence.
    pub sentence: usize,
    /// Indices of the catalog's parties; empty for somebody outside the catalog.
    pub parties: Vec<usize>,
    /// How it stands for them.
    pub kind: MentionKind,
    /// The fullest name in the text, when it is a person.
    pub person: Option<String>,
}
