//! What a mention is: words that stand for a party or for a person.

use crate::domain::Span;

/// Which words stand for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// The party's own name.
    Name,
    /// A person, by full name or surname.
    Person,
    /// Another name: capital, seat of government, short form.
    Alias,
    /// Nationality with a head noun, or its plural.
    Demonym,
    /// An office or body: "the foreign minister", "the rebels".
    Role,
    /// He, she, it, they, and inside quotations I and we.
    Pronoun,
    /// Two sides at once: "both sides".
    Pair,
    /// A person or body outside the catalog.
    Outsider,
}

/// What the words do where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Can be a subject or an object.
    Actor,
    /// "Russia's …", "its …".
    Possessor,
    /// Behind a preposition: "in Kyiv", "to Moscow".
    Oblique,
}

/// One stretch of the text that stands for one or more parties or for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The words: a name, or a whole noun phrase.
    pub span: Span,
    /// Index of its sentence.
    pub sentence: usize,
    /// Indices of parties in the catalog: usually one, several for pairs, none for outsiders.
    pub parties: Vec<usize>,
    /// Which words.
    pub kind: MentionKind,
    /// The person, by the fullest name in the text.
    pub person: Option<String>,
    /// What the words do.
    pub usage: Usage,
    /// Index of its first token.
    pub first: usize,
    /// The token after its last one.
    pub end: usize,
}

impl Mention {
    /// True when it stands for nobody in the catalog.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.parties.is_empty()
    }
}
