//! Texts that speak: whose a letter, a statement or a declaration is.

use super::attribution_words::Tags;
use super::items::{Item, Kind};

/// Who speaks in a document.
#[derive(Debug)]
pub(super) enum Author<'i, 't> {
    /// Whom the phrase itself names: "Lund's letter", "a letter signed by Lund".
    Named(&'i [Item<'t>]),
    /// Whoever wrote the document spoken of before: "the text", "the signatories".
    Before,
}

/// Whose words the source holds, when it is a document.
pub(super) fn author<'i, 't>(source: &'i [Item<'t>]) -> Option<Author<'i, 't>> {
    let first = source.first()?;
    let definite = ["the", "this", "that", "these"].iter().any(|word| first.says(word));
    if definite && source.len() == 2 && source[1].is(Tags::SIGNATORY) {
        return Some(Author::Before);
    }
    let at = document(source)?;
    let owner = source[..at].iter().rposition(|item| item.kind == Kind::Possessive);
    if let Some(owner) = owner.filter(|&owner| owner > 0) {
        return Some(Author::Named(&source[..owner]));
    }
    if ["his", "her"].iter().any(|word| first.says(word)) {
        return Some(Author::Named(&source[..1]));
    }
    if let Some(named) = named_behind(&source[at + 1..]) {
        return Some(Author::Named(named));
    }
    let bare = source.len() == at + 1 && !source.iter().any(Item::is_name);
    (definite && bare).then_some(Author::Before)
}

/// Where the document stands that is the head of the phrase.
fn document(source: &[Item<'_>]) -> Option<usize> {
    let ends = |item: &Item<'_>| {
        item.is(Tags::PREPOSITION) && !item.is_name()
            || item.is_mark(",")
            || ["that", "which", "who"].iter().any(|word| item.says(word))
    };
    let end = source.iter().skip(1).position(ends).map_or(source.len(), |at| at + 1);
    let at = source[..end].iter().rposition(|item| item.is(Tags::DOCUMENT))?;
    let participle =
        |item: &Item<'_>| item.word.ends_with("ed") || item.says("sent") || item.says("written");
    let head = !source[at].capital && source[at + 1..end].iter().all(participle);
    head.then_some(at)
}

/// "from Lund", "signed by Lund", "that Lund sent".
fn named_behind<'i, 't>(rest: &'i [Item<'t>]) -> Option<&'i [Item<'t>]> {
    let first = rest.first()?;
    if first.says("that") || first.says("which") {
        let verb = rest.iter().position(|item| item.is(Tags::WROTE))?;
        return (verb > 1).then_some(&rest[1..verb]);
    }
    let lead = rest
        .iter()
        .take(4)
        .position(|item| ["by", "from", "of"].iter().any(|word| item.says(word)))?;
    let named = &rest[lead + 1..];
    let end = named.iter().position(|item| item.is_mark(",;")).unwrap_or(named.len());
    let counted = named.first().is_some_and(|item| item.is_number() || item.is(Tags::QUANTIFIER));
    (!counted && end > 0).then_some(&named[..end])
}

/// True when the sentence tells of a document that was not there before: "in a joint statement".
pub(super) fn tells_of_one(items: &[Item<'_>]) -> bool {
    (1..items.len()).any(|at| {
        let near = &items[at.saturating_sub(3)..at];
        let fresh = near.iter().any(|item| item.says("a") || item.says("an"));
        items[at].is(Tags::DOCUMENT) && !items[at].capital && items[at].is_word() && fresh
    })
}
